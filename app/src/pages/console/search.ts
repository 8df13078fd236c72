/** What the page's address says: which example is open. */

import { oneOf, type RawSearch } from "@/shell/search";
import { EXAMPLE_NAMES, type ExampleName } from "./examples";

export interface ConsoleSearch {
  example?: ExampleName;
}

export function readConsoleSearch(raw: RawSearch): ConsoleSearch {
  const example = oneOf(raw.example, EXAMPLE_NAMES);
  return example ? { example } : {};
}
