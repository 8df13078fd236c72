/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type BudgetsSearch = Record<string, never>;

export function readBudgetsSearch(_raw: RawSearch): BudgetsSearch {
  return {};
}
