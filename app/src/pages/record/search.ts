/** What the page's address says: which tab, and as of when. */

import { isMoment } from "@/parts/moments";
import { oneOf, type RawSearch, textOf } from "@/shell/search";

export const TABS = [
  "lines",
  "quotes",
  "markups",
  "approvals",
  "files",
  "history",
  "data",
] as const;
export type Tab = (typeof TABS)[number];

export interface RecordSearch {
  tab?: Tab;
  /** As things stood: at the end of a day, at an instant, or at a revision. */
  asOf?: string;
}

export function readRecordSearch(raw: RawSearch): RecordSearch {
  const tab = oneOf(raw.tab, TABS);
  const asOf = textOf(raw.asOf);
  return { ...(tab ? { tab } : {}), ...(asOf && isMoment(asOf) ? { asOf } : {}) };
}
