/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type ContractsSearch = Record<string, never>;

export function readContractsSearch(_raw: RawSearch): ContractsSearch {
  return {};
}
