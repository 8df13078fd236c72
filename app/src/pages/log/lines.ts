/**
 * The grid's lines: rows of the list, and before them the heads of their groups. A line is found by
 * its place without holding one object a row: 25,000 rows are a handful of runs.
 */

import type { LogGroup } from "./wire";

export type Line =
  | { kind: "row"; row: number }
  | { kind: "group"; group: LogGroup; depth: number; isOpen: boolean };

interface Run {
  /** The line it begins at, and how many it has. */
  first: number;
  count: number;
  /** For a head of a group, the group; for rows, the row it begins at. */
  group: LogGroup | null;
  row: number;
}

export interface Lines {
  count: number;
  at: (line: number) => Line | undefined;
  /** The line a row is shown on; -1 when its group is closed. */
  lineOf: (row: number) => number;
}

export function groupKey(group: LogGroup): string {
  return JSON.stringify(group.path);
}

export function linesOf(
  total: number,
  groups: readonly LogGroup[],
  levels: number,
  closed: ReadonlySet<string>,
): Lines {
  const runs = groups.length > 0 ? runsOf(groups, levels, closed) : [rowsRun(0, 0, total)];
  const last = runs.at(-1);
  return {
    count: last ? last.first + last.count : 0,
    at: (line) => lineAt(runs, line, closed),
    lineOf: (row) => lineOfRow(runs, row),
  };
}

const rowsRun = (first: number, row: number, count: number): Run => ({
  first,
  count,
  group: null,
  row,
});

function runsOf(groups: readonly LogGroup[], levels: number, closed: ReadonlySet<string>): Run[] {
  const runs: Run[] = [];
  let next = 0;
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const depth = group.path.length;
    if (depth > hiddenBelow) continue;
    hiddenBelow = closed.has(groupKey(group)) ? depth : Number.POSITIVE_INFINITY;
    runs.push({ first: next++, count: 1, group, row: group.offset });
    if (depth === levels && hiddenBelow > depth) {
      runs.push(rowsRun(next, group.offset, group.count));
      next += group.count;
    }
  }
  return runs;
}

function lineAt(runs: readonly Run[], line: number, closed: ReadonlySet<string>): Line | undefined {
  const run = runs[lastWhere(runs, (each) => each.first <= line)];
  if (!run || line < 0 || line >= run.first + run.count) return undefined;
  if (!run.group) return { kind: "row", row: run.row + line - run.first };
  const isOpen = !closed.has(groupKey(run.group));
  return { kind: "group", group: run.group, depth: run.group.path.length - 1, isOpen };
}

function lineOfRow(runs: readonly Run[], row: number): number {
  const run = runs.find((each) => !each.group && row >= each.row && row < each.row + each.count);
  return run ? run.first + row - run.row : -1;
}

/** The last place where the test holds, which holds for all before it; -1 for none. */
function lastWhere<T>(items: readonly T[], test: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
