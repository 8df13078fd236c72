/** What of a book is shown and in which order: finding, sorting, and the tree of budget codes. */

import type { components } from "@/api/schema";
import { compareAmounts, sumOf } from "@/text/sums";

export type Book = components["schemas"]["BookView"];
export type BookRow = components["schemas"]["BookRowView"];
export type BookColumn = components["schemas"]["BookColumnView"];

export interface Sort {
  column: string;
  isDescending: boolean;
}

/** `-revised` as a sort; nothing is the order of codes. */
export function readSort(text: string | undefined): Sort {
  const column = text?.replace(/^-/, "") || "code";
  return { column, isDescending: text?.startsWith("-") ?? false };
}

export function foundIn(rows: readonly BookRow[], text: string): BookRow[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const whole = `${row.code} ${row.name} ${row.company?.name ?? ""}`.toLocaleLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

export function sorted(rows: readonly BookRow[], sort: Sort): BookRow[] {
  const way = sort.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => way * compared(a, b, sort.column) || byCode(a, b));
}

function compared(a: BookRow, b: BookRow, column: string): number {
  if (column === "code") return byCode(a, b);
  if (column === "name") return a.name.localeCompare(b.name);
  if (column === "party") return (a.company?.name ?? "").localeCompare(b.company?.name ?? "");
  if (column === "status") return (a.status ?? "").localeCompare(b.status ?? "");
  return compareAmounts(a.sums[column], b.sums[column]);
}

function byCode(a: BookRow, b: BookRow): number {
  return a.code.localeCompare(b.code, undefined, { numeric: true });
}

export interface Total {
  currency: string | null;
  count: number;
  sums: Record<string, string>;
}

/**
 * The currency that a row's sum is in: what a contract costs is in its own, what its owner pays, and
 * what is made of both, is in the project's.
 */
export function currencyOf(
  row: BookRow,
  column: BookColumn | undefined,
  project: string | null,
): string | null {
  return column?.side === "cost" ? row.currency : project;
}

/** What the rows come to, by currency; a column that has nothing in one is not in its sums. */
export function totalsOf(
  rows: readonly BookRow[],
  columns: readonly BookColumn[],
  project: string | null,
): Total[] {
  const own = (row: BookRow) => columns.map((column) => currencyOf(row, column, project));
  const currencies = new Set(rows.flatMap((row) => [row.currency, ...own(row)]));
  return [...currencies].map((currency) => {
    const sums: Record<string, string> = {};
    for (const column of columns) {
      const mine = rows.filter((row) => currencyOf(row, column, project) === currency);
      if (mine.length > 0) sums[column.name] = sumOf(mine.map((row) => row.sums[column.name]));
    }
    return { currency, count: rows.filter((row) => row.currency === currency).length, sums };
  });
}

export function sumsOf(rows: readonly BookRow[], columns: readonly BookColumn[]) {
  return Object.fromEntries(
    columns.map(({ name }) => [name, sumOf(rows.map((row) => row.sums[name]))]),
  );
}

/** A line of the table: a row, or a head with what those below it come to. */
export type Line =
  | { kind: "row"; row: BookRow; depth: number }
  | { kind: "head"; key: string; name: string; depth: number; rows: BookRow[] };

/** Rows under the parts of their codes. What is the only one under its part stands by itself. */
export function treeOf(rows: readonly BookRow[], closed: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  grow(rows, 0, "", closed, lines);
  return lines;
}

/** Which heads are closed: at first none, or where it `isShut` those that nothing stands above;
 * each that was toggled is the other way. */
export function closedOf(
  rows: readonly BookRow[],
  isShut: boolean,
  toggled: ReadonlySet<string>,
): ReadonlySet<string> {
  if (!isShut) return toggled;
  const closed = new Set<string>();
  for (const line of treeOf(rows, closed)) {
    if (line.kind === "head" && line.depth === 0) closed.add(line.key);
  }
  for (const key of toggled) if (!closed.delete(key)) closed.add(key);
  return closed;
}

const DEEPEST = 3;

function grow(
  rows: readonly BookRow[],
  depth: number,
  above: string,
  closed: ReadonlySet<string>,
  lines: Line[],
): void {
  const groups = new Map<string, BookRow[]>();
  for (const row of rows) {
    const part = partsOf(row)[depth] ?? "";
    groups.set(part, [...(groups.get(part) ?? []), row]);
  }
  for (const [part, below] of groups) {
    const isEnd = part === "" || depth >= DEEPEST - 1 || below.length === 1;
    if (isEnd && (below.length === 1 || part === "")) {
      for (const row of below) lines.push({ kind: "row", row, depth });
      continue;
    }
    const key = above ? `${above} ${part}` : part;
    lines.push({ kind: "head", key, name: key, depth, rows: below });
    if (closed.has(key)) continue;
    if (isEnd) for (const row of below) lines.push({ kind: "row", row, depth: depth + 1 });
    else grow(below, depth + 1, key, closed, lines);
  }
}

/** The parts of a code: its template's segments, or what stands between its signs. */
function partsOf(row: BookRow): string[] {
  if (row.segments.length > 1) return row.segments;
  return row.code.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** What is shown as CSV. Amounts keep every digit and a minus, as spreadsheets read them. */
export function csvOf(
  rows: readonly BookRow[],
  columns: readonly BookColumn[],
  heads: readonly string[],
): string {
  const lines = rows.map((row) => [
    row.code,
    row.name,
    row.company?.name ?? "",
    row.status ?? "",
    row.currency ?? "",
    ...columns.map(({ name }) => row.sums[name] ?? ""),
  ]);
  return `${[heads, ...lines].map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}

function field(text: string): string {
  // What begins like a formula is no formula, unless it is a number.
  const isFormula = /^[=+@\t\r]/.test(text) || (/^-/.test(text) && !/^-\d+(\.\d+)?$/.test(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
