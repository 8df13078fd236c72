/** What the page's address says. */

import type { RawSearch } from "@/shell/search";

export type SettingsSearch = Record<string, never>;

export function readSettingsSearch(_raw: RawSearch): SettingsSearch {
  return {};
}
