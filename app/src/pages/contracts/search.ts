/** What the page's address says: whose contracts, what is found, in which order, which columns. */

import { dayOf, oneOf, type RawSearch, textOf } from "@/shell/search";

export const SIDES = ["suppliers", "owner"] as const;

export interface BookSearch {
  /** A calendar day of the project; left out: now. */
  asOf?: string;
  q?: string;
  sort?: string;
  /** Names of columns, joined by commas; left out: those that one begins with. */
  columns?: string;
}

export interface ContractsSearch extends BookSearch {
  side?: (typeof SIDES)[number];
}

export function readBookSearch(raw: RawSearch): BookSearch {
  const found: BookSearch = {};
  const asOf = dayOf(raw.asOf);
  const q = textOf(raw.q);
  const sort = textOf(raw.sort);
  const columns = textOf(raw.columns);
  if (asOf) found.asOf = asOf;
  if (q) found.q = q;
  if (sort) found.sort = sort;
  if (columns) found.columns = columns;
  return found;
}

export function readContractsSearch(raw: RawSearch): ContractsSearch {
  const side = oneOf(raw.side, SIDES);
  return side ? { ...readBookSearch(raw), side } : readBookSearch(raw);
}
