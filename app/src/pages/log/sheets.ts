/**
 * The log divided into sheets of paper, and what is carried from one to the next: as a bill of
 * quantities prints, each sheet says at its foot what it and those before it come to, and the next
 * begins with it.
 */

import { sumOf } from "@/text/sums";
import { isOfProject } from "./amounts";
import type { LogColumn, LogGroup, LogRow, LogTotal } from "./wire";

/** A row, or the head of a group. */
export type PrintLine = { row: LogRow } | { group: LogGroup };

/** The rows, and before each the groups that begin with it. */
export function printLines(rows: readonly LogRow[], groups: readonly LogGroup[]): PrintLine[] {
  const headsAt = new Map<number, LogGroup[]>();
  for (const group of groups) {
    headsAt.set(group.offset, [...(headsAt.get(group.offset) ?? []), group]);
  }
  return rows.flatMap((row, place) => [
    ...(headsAt.get(place) ?? []).map((group) => ({ group })),
    { row },
  ]);
}

/** What there is room for on a sheet under its heads, and what its own lines take of it. */
export interface Room {
  sheet: number;
  brought: number;
  carried: number;
  /** What stands under the last line of all. */
  end: number;
}

export interface Span {
  from: number;
  /** The line behind its last. */
  to: number;
}

/** Which lines stand on each sheet. The head of a group is not left alone at a sheet's foot. */
export function sheetsOf(
  heights: readonly number[],
  room: Room,
  isHead: (line: number) => boolean,
): Span[] {
  const count = heights.length;
  const sheets: Span[] = [];
  let from = 0;
  do {
    let left = room.sheet - (from > 0 ? room.brought : 0);
    let to = from;
    while (to < count) {
      const foot = to + 1 === count ? room.end : room.carried;
      const height = heights[to] ?? 0;
      if (height + foot > left) break;
      left -= height;
      to += 1;
    }
    // What is taller than a sheet has one of its own.
    if (to === from) to = Math.min(from + 1, count);
    while (to < count && to > from + 1 && isHead(to - 1)) to -= 1;
    sheets.push({ from, to });
    from = to;
  } while (from < count);
  return sheets;
}

/**
 * What all rows from the first come to at the end of each sheet, by currency. `currency` is the
 * project's, in which some amounts of all rows are.
 */
export function carriedOf(
  lines: readonly PrintLine[],
  sheets: readonly Span[],
  columns: readonly LogColumn[],
  currency: string | null,
): LogTotal[][] {
  const added = columns.filter((each) => each.total);
  let running: readonly LogTotal[] = [];
  return sheets.map(({ from, to }) => {
    const rows = lines.slice(from, to).flatMap((line) => ("row" in line ? [line.row] : []));
    running = plus(running, rows, added, currency);
    return [...running];
  });
}

type Sums = Record<string, string | number | null>;

function plus(
  before: readonly LogTotal[],
  rows: readonly LogRow[],
  added: readonly LogColumn[],
  project: string | null,
): LogTotal[] {
  const own = (row: LogRow, { name, type }: LogColumn) =>
    type === "amount" && isOfProject(name) ? project : row.currency;
  const valueIn = (row: LogRow | LogTotal, { name }: LogColumn) => (row as unknown as Sums)[name];
  const currencies = new Set([...before, ...rows].map((each) => each.currency));
  if (
    rows.some((row) =>
      added.some((each) => isThere(valueIn(row, each)) && own(row, each) === project),
    )
  )
    currencies.add(project);
  return [...currencies].sort(byName).map((currency) => {
    const old = before.find((each) => each.currency === currency);
    const sums: Sums = {};
    for (const column of added) {
      const values = [
        old && valueIn(old, column),
        ...rows.filter((row) => own(row, column) === currency).map((row) => valueIn(row, column)),
      ];
      sums[column.name] = column.type === "amount" ? amounts(values) : numbers(values);
    }
    const count = rows.filter((row) => row.currency === currency).length;
    return { ...sums, currency, count: (old?.count ?? 0) + count } as unknown as LogTotal;
  });
}

/** As the server orders totals: what is in no currency first. */
function byName(left: string | null, right: string | null): number {
  return (left ?? "") < (right ?? "") ? -1 : 1;
}

type Value = string | number | null | undefined;

const isThere = (value: Value): value is string | number => value !== null && value !== undefined;

function amounts(values: readonly Value[]): string | null {
  const found = values.filter(isThere);
  return found.length > 0 ? sumOf(found.map(String)) : null;
}

function numbers(values: readonly Value[]): number | null {
  const found = values.filter(isThere);
  return found.length > 0 ? found.reduce((sum: number, each) => sum + Number(each), 0) : null;
}
