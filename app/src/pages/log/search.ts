/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type LogSearch = Record<string, never>;

export function readLogSearch(_raw: RawSearch): LogSearch {
  return {};
}
