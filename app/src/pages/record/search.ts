/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type RecordSearch = Record<string, never>;

export function readRecordSearch(_raw: RawSearch): RecordSearch {
  return {};
}
