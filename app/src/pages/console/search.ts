/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type ConsoleSearch = Record<string, never>;

export function readConsoleSearch(_raw: RawSearch): ConsoleSearch {
  return {};
}
