/**
 * The log's address. The texts are the server's own grammar (`filter=phase:is:pending;due:before:t`)
 * so that any page can link to a filtered log, and the server's export reads the same words.
 */

import { type RawSearch, textOf } from "@/shell/search";

export interface LogSearch {
  /** A saved view: what the other members leave out is as it says. */
  view?: string;
  q?: string;
  /** `column:op:value,value;column:op:…`; see grammar.ts. */
  filter?: string;
  /** `-submitted,number` */
  sort?: string;
  /** `phase,contract` */
  group?: string;
  /** `number,title,…` in their order. */
  columns?: string;
  /** `title:420,number:90`: only those that differ from the view's. */
  widths?: string;
  /** `short`, `medium`, `tall` */
  rows?: string;
  /** The log as it was: an instant or a revision. */
  asOf?: string;
}

export const LOG_WORDS = [
  "view",
  "q",
  "filter",
  "sort",
  "group",
  "columns",
  "widths",
  "rows",
  "asOf",
] as const satisfies readonly (keyof LogSearch)[];

export function readLogSearch(raw: RawSearch): LogSearch {
  const search: LogSearch = {};
  for (const name of LOG_WORDS) {
    // An empty text is kept: it takes back what the view says.
    const value = raw[name] === "" ? "" : textOf(raw[name]);
    if (value !== undefined) search[name] = value;
  }
  return search;
}
