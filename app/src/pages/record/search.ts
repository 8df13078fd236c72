/** What the page's address says: which tab, and as of when. */

import { dayOf, oneOf, type RawSearch } from "@/shell/search";

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
  /** As things stood at the end of this day. */
  asOf?: string;
}

export function readRecordSearch(raw: RawSearch): RecordSearch {
  const tab = oneOf(raw.tab, TABS);
  const asOf = dayOf(raw.asOf);
  return { ...(tab ? { tab } : {}), ...(asOf ? { asOf } : {}) };
}
