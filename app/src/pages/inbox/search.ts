/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type InboxSearch = Record<string, never>;

export function readInboxSearch(_raw: RawSearch): InboxSearch {
  return {};
}
