/** What a card shows of its answer: a chart and the same figures as a table. */

import type { Option } from "./chart/option";

/** A cell of the table. With `filter` it leads to the records behind it in the log. */
export interface Cell {
  text: string;
  isNumber?: boolean;
  filter?: string | null | undefined;
  /** The revision that the log is to be asked for. */
  asOf?: string;
}

export interface Row {
  key: string;
  cells: readonly Cell[];
  isTotal?: boolean;
}

export interface Table {
  head: readonly { text: string; isNumber?: boolean }[];
  rows: readonly Row[];
}

export interface Picture {
  option: Option;
  /** What the chart says, in a sentence, for who does not see it. */
  label: string;
  table: Table;
  height?: number;
  /** Something to know about what is drawn. */
  note?: string;
}

/** There is nothing to draw, and why. */
export interface Nothing {
  nothing: string;
}

export function text(value: string, filter?: string | null): Cell {
  return filter === undefined ? { text: value } : { text: value, filter };
}

export function number(value: string, filter?: string | null): Cell {
  return filter === undefined
    ? { text: value, isNumber: true }
    : { text: value, isNumber: true, filter };
}

/** A filter of one kind as that of all kinds. */
export function ofAllKinds(filter: string): string {
  return filter.replace(/^kind:is:[^;]*;?/, "");
}
