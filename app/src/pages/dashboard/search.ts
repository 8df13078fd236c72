/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type DashboardSearch = Record<string, never>;

export function readDashboardSearch(_raw: RawSearch): DashboardSearch {
  return {};
}
