/**
 * What is shown: a view's definition with the address laid over it. The address holds only what
 * differs, so a link stays short and follows its view.
 */

import { readNames, readWidths, writeWidths } from "./grammar";
import type { LogSearch } from "./search";

export interface ViewColumn {
  name: string;
  width: number | null;
}

export interface ViewDefinition {
  columns: ViewColumn[];
  filter: string;
  q: string;
  sort: string;
  group: string;
  rowHeight: string;
}

export type RowHeight = "short" | "medium" | "tall";

/** The log as it is shown, every part known. */
export interface Shown {
  columns: string[];
  widths: Record<string, number>;
  filter: string;
  q: string;
  sort: string;
  group: string;
  rows: RowHeight;
  asOf: string | undefined;
}

export const FIRST_COLUMNS: readonly string[] = [
  "number",
  "kind",
  "title",
  "state",
  "reason",
  "contract",
  "estimated",
  "proposed",
  "submitted",
  "approved",
  "court",
  "courtSince",
  "due",
];

const NO_VIEW: ViewDefinition = {
  columns: FIRST_COLUMNS.map((name) => ({ name, width: null })),
  filter: "",
  q: "",
  sort: "",
  group: "",
  rowHeight: "short",
};

export function shownOf(search: LogSearch, view: ViewDefinition = NO_VIEW): Shown {
  const ofView = Object.fromEntries(
    view.columns.flatMap((each) => (each.width ? [[each.name, each.width]] : [])),
  );
  const named = search.columns ? readNames(search.columns) : view.columns.map((each) => each.name);
  return {
    columns: named.length > 0 ? named : [...FIRST_COLUMNS],
    widths: { ...ofView, ...readWidths(search.widths ?? "") },
    filter: search.filter ?? view.filter,
    q: search.q ?? view.q,
    sort: search.sort ?? view.sort,
    group: search.group ?? view.group,
    rows: rowHeightOf(search.rows ?? view.rowHeight),
    asOf: search.asOf,
  };
}

function rowHeightOf(word: string): RowHeight {
  return word === "medium" || word === "tall" ? word : "short";
}

/** The address that shows `shown` on top of `view`: only what differs from it. */
export function searchOf(
  shown: Shown,
  viewId: string | undefined,
  view: ViewDefinition = NO_VIEW,
): LogSearch {
  const plain = shownOf({}, view);
  const search: LogSearch = {};
  if (viewId) search.view = viewId;
  for (const word of ["q", "filter", "sort", "group", "rows"] as const) {
    if (shown[word] !== plain[word]) search[word] = shown[word];
  }
  if (shown.columns.join() !== plain.columns.join()) search.columns = shown.columns.join();
  const widths = Object.fromEntries(
    Object.entries(shown.widths).filter(([name, width]) => plain.widths[name] !== width),
  );
  if (Object.keys(widths).length > 0) search.widths = writeWidths(widths);
  if (shown.asOf) search.asOf = shown.asOf;
  return search;
}

export function definitionOf(shown: Shown): ViewDefinition {
  return {
    columns: shown.columns.map((name) => ({ name, width: shown.widths[name] ?? null })),
    filter: shown.filter,
    q: shown.q,
    sort: shown.sort,
    group: shown.group,
    rowHeight: shown.rows,
  };
}

/** Whether the address changes anything of the view it names. */
export function isChanged(search: LogSearch): boolean {
  const { view: _, asOf: __, ...rest } = search;
  return Object.keys(rest).length > 0;
}
