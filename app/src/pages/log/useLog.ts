/** The log's state: what the address and the view say, the columns, and ways to change them. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { dayOfInstant } from "@/parts/days";
import { useProject } from "@/shell/project";
import { type Shown, searchOf, shownOf } from "./definition";
import { definitionIn, openView, type SavedView, viewsQuery } from "./views";
import { columnsQuery, dayOfRevisionQuery, type LogColumn } from "./wire";

const route = getRouteApi("/signedIn/p/$project/log");

export interface Log {
  projectId: string;
  shown: Shown;
  view: SavedView | undefined;
  views: readonly SavedView[];
  /** All columns one may ask for, by name. */
  columns: ReadonlyMap<string, LogColumn>;
  today: string;
  /** The day that is shown: today, or the day of the past that is. */
  day: string;
  /** The zone in which the server counts the log's days: the project's, as its clocks have it. */
  timeZone: string;
  /** The project's currency. */
  currency: string | null;
  /** Shows something else: the address changes, so that Back goes back. */
  change: (part: Partial<Shown>, isStep?: boolean) => void;
  openView: (id: string) => void;
  isReady: boolean;
  error: unknown;
  retry: () => void;
}

export function useLog(): Log {
  const project = useProject();
  const search = route.useSearch();
  const navigate = useNavigate();
  const columns = useQuery(columnsQuery(project.id));
  const views = useQuery(viewsQuery(project.id));
  const all = views.data ?? NONE;
  const view = openView(all, search.view);
  const definition = definitionIn(view);
  const shown = useMemo(() => shownOf(search, definition), [search, definition]);
  const byName = useMemo(
    () => new Map((columns.data?.columns ?? []).map((each) => [each.name, each])),
    [columns.data],
  );
  const to = "/p/$project/log";
  const change = useCallback(
    (part: Partial<Shown>, isStep = true) => {
      const next = searchOf({ ...shown, ...part }, search.view, definition);
      void navigate({ to, params: { project: project.id }, search: next, replace: !isStep });
    },
    [navigate, shown, search.view, definition, project.id],
  );
  const open = useCallback(
    (id: string) => void navigate({ to, params: { project: project.id }, search: { view: id } }),
    [navigate, project.id],
  );
  const today = columns.data?.today ?? "";
  const timeZone = columns.data?.timeZone ?? project.timeZone;
  const then = shown.asOf?.includes("T") ? dayOfInstant(shown.asOf, timeZone) : undefined;
  const ofRevision = useQuery(dayOfRevisionQuery(project.id, then ? undefined : shown.asOf));
  useNewDay(project.id, today);
  return {
    projectId: project.id,
    shown: knownOnly(shown, byName),
    view,
    views: all,
    columns: byName,
    today,
    day: then ?? ofRevision.data ?? today,
    timeZone,
    currency: columns.data?.currency ?? null,
    change,
    openView: open,
    isReady: columns.data !== undefined && !views.isPending && !ofRevision.isLoading,
    error: columns.error,
    retry: () => void columns.refetch(),
  };
}

const NONE: readonly SavedView[] = [];

/** When a day ends, what is due and for how long things have waited is read again. */
function useNewDay(projectId: string, today: string): void {
  const queryClient = useQueryClient();
  const before = useRef(today);
  useEffect(() => {
    const isNew = before.current !== "" && before.current !== today;
    before.current = today;
    if (isNew) void queryClient.invalidateQueries({ queryKey: keys.of(projectId, "log") });
  }, [queryClient, projectId, today]);
}

/** Without columns that are not there for this person, which a shared view may name. */
function knownOnly(shown: Shown, columns: ReadonlyMap<string, LogColumn>): Shown {
  if (columns.size === 0) return shown;
  const known = shown.columns.filter((name) => columns.has(name));
  return known.length === shown.columns.length ? shown : { ...shown, columns: known };
}
