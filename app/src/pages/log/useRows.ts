/**
 * The rows of the log: the pages around what is looked at, and groups where it is grouped.
 *
 * What is shown follows what is asked once the first page is there, so that a filter changes the
 * grid in one step and never blanks it.
 */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
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
  /** Why some of the rows that are looked at did not come; they wait until it is tried again. */
  partError: unknown;
  retryPart: () => void;
}

export function useRows(
  projectId: string,
  asked: Asked,
  closed: ReadonlySet<string>,
  span: PageSpan,
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
  const numbers = usePages(span, total);
  const combine = useCallback(
    (results: readonly PageResult[]) => ({
      byNumber: new Map(numbers.map((page, place) => [page, results[place]?.data?.results])),
      partError: results.find((each) => each.error && !each.data)?.error ?? null,
      retryPart: () => {
        for (const each of results) if (each.error) void each.refetch();
      },
    }),
    [numbers],
  );
  const { byNumber, partError, retryPart } = useQueries({
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
  const failed = first.error ?? groups.error ?? partError;
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
    partError: isThere ? partError : null,
    retryPart,
  };
}

interface PageResult {
  data?: { results: LogRow[] } | undefined;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

/** The first page looked at and the last, one more each way. */
export type PageSpan = readonly [number, number];

/**
 * The pages that the rows looked at are on, once scrolling rests a moment: who scrolls on makes
 * nothing be read, and nothing of the page be drawn anew but the lines themselves.
 */
export function useSettledPages(): [PageSpan, (from: number, to: number) => void] {
  const [settled, setSettled] = useState<PageSpan>([0, 1]);
  const wanted = useRef<PageSpan>(settled);
  const stop = useRef<() => void>(undefined);
  const onRange = useCallback((from: number, to: number) => {
    const low = Math.max(0, Math.floor(from / PAGE_SIZE) - 1);
    const high = Math.floor(to / PAGE_SIZE) + 1;
    if (wanted.current[0] === low && wanted.current[1] === high) return;
    wanted.current = [low, high];
    stop.current?.();
    stop.current = onceAtRest(() => setSettled(wanted.current));
  }, []);
  useEffect(() => () => stop.current?.(), []);
  return [settled, onRange];
}

/**
 * Runs after a moment, and after a frame in which nothing was scrolled: where frames take longer
 * than the moment, each of them would be a rest. Gives what takes it back.
 */
function onceAtRest(run: () => void): () => void {
  let frame = 0;
  const timer = setTimeout(() => {
    frame = requestAnimationFrame(run);
  }, SETTLE_MILLISECONDS);
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}

/** The pages of a span that there are. */
function usePages([low, high]: PageSpan, total: number): number[] {
  const last = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  return useMemo(() => {
    const count = Math.max(0, Math.min(high, last) - low + 1);
    return Array.from({ length: count }, (_, step) => low + step);
  }, [low, high, last]);
}
