/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type CreateSearch = Record<string, never>;

export function readCreateSearch(_raw: RawSearch): CreateSearch {
  return {};
}
