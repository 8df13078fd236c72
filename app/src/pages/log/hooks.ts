/** What the log's parts share: its columns, the words it asks with, and the rows at hand. */

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys } from "@/api/keys";
import { CARD_COLUMNS } from "./Cards";
import { cellValue } from "./cells";
import { readFilter, readKeys } from "./grammar";
import { rowNumbers, rowsNumbered } from "./pasteReading";
import { MOST_SELECTED } from "./selection";
import { useSteady } from "./steady";
import type { Log } from "./useLog";
import type { Rows } from "./useRows";
import { type Asked, askedOf, type LogColumn, type LogRow, PAGE_SIZE } from "./wire";

export function useColumns(log: Log): readonly LogColumn[] {
  const names = log.shown.columns.join();
  return useMemo(
    () => names.split(",").flatMap((name) => log.columns.get(name) ?? []),
    [names, log.columns],
  );
}

/** The same object while it asks the same. Cards need columns of their own. */
export function useAsked(log: Log, isPhone: boolean): Asked {
  const { q, filter, sort, group, columns, asOf } = askedOf(log.shown);
  const forCards = CARD_COLUMNS.filter((name) => log.columns.has(name)).join();
  const wanted = isPhone
    ? [...new Set(`${columns},${forCards}`.split(","))].join()
    : withCourt(columns, log);
  return useMemo(
    () => ({ q, filter, sort, group, columns: wanted, asOf }),
    [q, filter, sort, group, wanted, asOf],
  );
}

/** Whose turn it is is told with who it is, and a due day with whether it still counts. */
function withCourt(columns: string, log: Log): string {
  const names = columns.split(",");
  const more = [
    ...(names.includes("court") ? ["courtPerson"] : []),
    ...(names.includes("due") ? ["court"] : []),
  ];
  return [...new Set([...names, ...more.filter((name) => log.columns.has(name))])].join();
}

/** Every row that is loaded, in the list's order. */
export function loadedRows(rows: Rows): LogRow[] {
  const found: LogRow[] = [];
  for (let place = 0; place < rows.total; place++) {
    const row = rows.at(place);
    if (row) found.push(row);
  }
  return found;
}

/** The rows from one line to another, for a selection with Shift; read where they are not at hand. */
export function useRange(
  projectId: string,
  asked: Asked,
  rows: Rows,
): (from: number, to: number) => Promise<readonly LogRow[]> {
  const queryClient = useQueryClient();
  return useSteady(async (from, to) => {
    const numbers = rowNumbers(rows.lines, from, to).slice(0, MOST_SELECTED + 1);
    const found = await rowsNumbered({ queryClient, projectId, asked, rows }, numbers);
    return found.flatMap((row) => row ?? []);
  });
}

/** The pages that hold the selected rows, among those that were read. */
export function usePagesOf(
  projectId: string,
  asked: Asked,
  selected: ReadonlyMap<string, LogRow>,
): readonly number[] {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const read = queryClient.getQueriesData<{ results: LogRow[]; offset: number }>({
      queryKey: keys.of(projectId, "log", "page", asked),
    });
    const pages = read.flatMap(([, page]) =>
      page?.results.some((row) => selected.has(row.id) && !row.moves)
        ? [Math.floor(page.offset / PAGE_SIZE)]
        : [],
    );
    return [...new Set(pages)];
  }, [queryClient, projectId, asked, selected]);
}

/** Names of the records that conditions point to, as the loaded rows tell them. */
export function useNames(rows: Rows, filter: string, group: string): ReadonlyMap<string, string> {
  return useMemo(() => {
    const columns = new Set([
      ...readFilter(filter).map((each) => each.column),
      ...readKeys(group).map((each) => each.column),
    ]);
    const names = new Map<string, string>();
    for (const row of loadedRows(rows).slice(0, 300)) {
      for (const column of columns) {
        const value = cellValue(row, column) as {
          id?: string;
          name?: string;
          code?: string;
        } | null;
        const name = value?.code ?? value?.name;
        if (value?.id && name) names.set(value.id, name);
      }
    }
    return names;
  }, [rows, filter, group]);
}
