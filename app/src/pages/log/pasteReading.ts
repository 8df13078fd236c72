/** What must be known before a paste can be told: rows not looked at yet, and ids of what is named. */

import type { QueryClient } from "@tanstack/react-query";
import { listOf } from "./ChoiceEditor";
import type { Lines } from "./lines";
import { headOf, type Place, type Table } from "./paste";
import { isReference } from "./typed";
import type { Rows } from "./useRows";
import {
  type Asked,
  type Choice,
  choicesQuery,
  type LogColumn,
  type LogRow,
  PAGE_SIZE,
  pageQuery,
} from "./wire";

export interface Reader {
  queryClient: QueryClient;
  projectId: string;
  asked: Asked;
  rows: Rows;
}

/** The rows on the lines from one to another: heads of groups lie between them. */
export function rowNumbers(lines: Lines, from: number, to: number): number[] {
  const found: number[] = [];
  const last = Math.min(lines.count - 1, Math.max(from, to));
  for (let place = Math.min(from, to); place <= last; place++) {
    const line = lines.at(place);
    if (line?.kind === "row") found.push(line.row);
  }
  return found;
}

/** Rows by their numbers, read where they are not at hand; undefined for those that are no more. */
export async function rowsNumbered(
  reader: Reader,
  numbers: readonly number[],
): Promise<(LogRow | undefined)[]> {
  const { queryClient, projectId, asked, rows } = reader;
  const missing = rows.isBehind ? [] : numbers.filter((row) => !rows.at(row));
  const pages = new Map<number, readonly LogRow[]>();
  await Promise.all(
    [...new Set(missing.map((row) => Math.floor(row / PAGE_SIZE)))].map(async (page) => {
      const read = await queryClient.fetchQuery(pageQuery(projectId, asked, page));
      pages.set(page, read.results);
    }),
  );
  return numbers.map(
    (row) => rows.at(row) ?? pages.get(Math.floor(row / PAGE_SIZE))?.[row % PAGE_SIZE],
  );
}

/** The rows before the first that is not there: what is pasted must not slip onto another's line. */
export function unbroken(rows: readonly (LogRow | undefined)[]): LogRow[] {
  const gap = rows.indexOf(undefined);
  return (gap < 0 ? rows : rows.slice(0, gap)).flatMap((row) => row ?? []);
}

type IdOf = NonNullable<Place["idOf"]>;

/** The ids of the contracts, companies and people that a table names, where exactly one has the name. */
export async function idsIn(
  { queryClient, projectId }: Reader,
  table: Table,
  columns: readonly LogColumn[],
  all: Iterable<LogColumn>,
): Promise<IdOf> {
  const head = headOf(table, all);
  const ids = new Map<string, string | undefined>();
  const named = (head ? table.slice(1) : table).flatMap((line) =>
    line.flatMap((text, at) => {
      const column = (head ?? columns)[at];
      return column && isReference(column) && text ? [{ column, text }] : [];
    }),
  );
  const byKey = new Map(named.map((each) => [keyOf(each.column, each.text), each]));
  await eachOf([...byKey], async ([key, { column, text }]) => {
    const search = async (words: string) => {
      const query = choicesQuery(projectId, listOf(column) ?? "contracts", words);
      const told = await queryClient.fetchQuery({ ...query, staleTime: 30_000 });
      return onlyId(Object.values(told.lists).flat(), text);
    };
    const [first = ""] = text.split(" ");
    const found = await search(text);
    // A contract is copied with its number before its name.
    ids.set(key, found ?? (first === text ? undefined : await search(first)));
  });
  return (column, text) => ids.get(keyOf(column, text));
}

const MOST_AT_ONCE = 6;

/** A thousand names are not asked for all at once: the server would take it for an attack. */
export async function eachOf<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const lane = async () => {
    for (const one of left) await run(one);
  };
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, lane));
}

const keyOf = (column: LogColumn, text: string) => `${column.name} ${text.toLowerCase()}`;

/** The one choice that is called so. */
export function onlyId(choices: readonly Choice[], text: string): string | undefined {
  const wanted = text.toLowerCase();
  const found = choices.filter(({ text: code, name }) =>
    [code, name, `${code} ${name}`].some((each) => each.toLowerCase() === wanted),
  );
  return found.length === 1 ? (found[0]?.id ?? undefined) : undefined;
}
