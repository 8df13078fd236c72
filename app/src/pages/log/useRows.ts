/**
 * The rows of the log: the pages around what is looked at, and groups where it is grouped.
 *
 * What is shown follows what is asked once the first page is there, so that a filter changes the
 * grid in one step and never blanks it.
 */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type Lines, linesOf } from "./lines";
import { type Asked, groupsQuery, type LogRow, type LogTotal, PAGE_SIZE, pageQuery } from "./wire";

const SETTLE_MILLISECONDS = 60;

export interface Rows {
  lines: Lines;
  total: number;
  totals: readonly LogTotal[];
  at: (row: number) => LogRow | undefined;
  /** What is shown is older than what is asked. */
  isBehind: boolean;
  isFirst: boolean;
  error: unknown;
  retry: () => void;
}

export function useRows(
  projectId: string,
  asked: Asked,
  closed: ReadonlySet<string>,
  range: readonly [number, number],
  isEnabled: boolean,
): Rows {
  const [current, setCurrent] = useState(asked);
  const first = useQuery({ ...pageQuery(projectId, asked, 0), enabled: isEnabled });
  const groups = useQuery({
    ...groupsQuery(projectId, asked),
    enabled: isEnabled && asked.group !== "",
  });
  const isThere = first.data !== undefined && (asked.group === "" || groups.data !== undefined);
  const shown = isThere ? asked : current;
  useEffect(() => {
    if (isThere) setCurrent(asked);
  }, [isThere, asked]);

  const shownFirst = useQuery({ ...pageQuery(projectId, shown, 0), enabled: isEnabled });
  const shownGroups = useQuery({
    ...groupsQuery(projectId, shown),
    enabled: isEnabled && shown.group !== "",
  });
  const total = shownFirst.data?.total ?? 0;
  const numbers = useSettledPages(range, total);
  const combine = useCallback(
    (results: readonly PageResult[]) => ({
      byNumber: new Map(numbers.map((page, place) => [page, results[place]?.data?.results])),
      error: results.find((each) => each.error)?.error ?? null,
    }),
    [numbers],
  );
  const { byNumber, error } = useQueries({
    queries: numbers.map((page) => ({ ...pageQuery(projectId, shown, page), enabled: isEnabled })),
    combine,
  });
  const firstRows = shownFirst.data?.results;
  const at = useCallback(
    (row: number) => {
      const page = Math.floor(row / PAGE_SIZE);
      return (page === 0 ? firstRows : byNumber.get(page))?.[row - page * PAGE_SIZE];
    },
    [firstRows, byNumber],
  );

  const grouped = shown.group === "" ? undefined : shownGroups.data;
  const lines = useMemo(
    () => linesOf(total, grouped?.groups ?? [], grouped?.levels.length ?? 0, closed),
    [total, grouped, closed],
  );
  const failed = first.error ?? groups.error ?? error;
  return {
    lines,
    total,
    totals: shownFirst.data?.totals ?? [],
    at,
    isBehind: !isThere,
    isFirst: !shownFirst.data,
    error: isThere && shownFirst.data ? null : failed,
    retry: () => {
      void first.refetch();
      void groups.refetch();
    },
  };
}

interface PageResult {
  data?: { results: LogRow[] } | undefined;
  error: Error | null;
}

/** The pages that the range touches, one more each way, once scrolling rests a moment. */
function useSettledPages([from, to]: readonly [number, number], total: number): number[] {
  const last = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  const low = Math.max(0, Math.floor(from / PAGE_SIZE) - 1);
  const high = Math.min(last, Math.floor(to / PAGE_SIZE) + 1);
  const [settled, setSettled] = useState<readonly [number, number]>([low, high]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled([low, high]), SETTLE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [low, high]);
  return useMemo(() => {
    const [begin, end] = settled;
    const count = Math.max(0, Math.min(end, last) - begin + 1);
    return Array.from({ length: count }, (_, step) => begin + step);
  }, [settled, last]);
}
