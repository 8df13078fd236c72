/** What the page's address says, as that of contracts does, and whether budgets stand in a tree. */

import { type BookSearch, readBookSearch } from "@/pages/contracts/search";
import { oneOf, type RawSearch } from "@/shell/search";

export const LAYOUTS = ["tree", "list"] as const;

export interface BudgetsSearch extends BookSearch {
  layout?: (typeof LAYOUTS)[number];
}

export function readBudgetsSearch(raw: RawSearch): BudgetsSearch {
  const layout = oneOf(raw.layout, LAYOUTS);
  return layout ? { ...readBookSearch(raw), layout } : readBookSearch(raw);
}
