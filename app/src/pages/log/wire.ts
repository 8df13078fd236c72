/** What the log's endpoints say (src/changewright/web/log), and the requests for it. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { once } from "@/api/once";
import type { components } from "@/api/schema";
import { knownZone } from "@/parts/days";
import { untilTomorrow } from "@/parts/moments";
import type { Shown } from "./definition";

export type LogColumn = components["schemas"]["LogColumnView"];
export type LogRow = components["schemas"]["LogRow"];
export type LogTotal = components["schemas"]["LogTotal"];
export type LogGroup = components["schemas"]["LogGroupView"];

export interface Outcome {
  id: string | null;
  outcome: "done" | "unchanged" | "refused";
  version: number | null;
  problem: {
    type: string;
    title: string;
    detail: string;
    problems: { field: string; detail: string }[];
  } | null;
  row: LogRow | null;
}

export interface Outcomes {
  results: Outcome[];
  done: number;
  refused: number;
}

/** The words of a list request. */
export interface Asked {
  q: string;
  filter: string;
  sort: string;
  group: string;
  columns: string;
  asOf: string;
}

export const PAGE_SIZE = 100;
/** The browser's clock may be wrong: the day is asked for again at least so often. */
const DAY_KEPT_MILLISECONDS = 3_600_000;
/** Columns every row is asked for: cards, commands and cells of others read them. */
const ALWAYS = ["number", "title", "state"];

export function askedOf(shown: Shown): Asked {
  const columns = [...new Set([...ALWAYS, ...shown.columns])].join();
  const { q, filter, sort, group } = shown;
  return { q, filter, sort, group, columns, asOf: shown.asOf ?? "" };
}

const place = (projectId: string, rest: string) => `/web/v1/projects/${projectId}/log${rest}`;

export const columnsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.of(projectId, "settings", "logColumns"),
    queryFn: async ({ signal }) => {
      const path = { projectId };
      const told = await api.get("/web/v1/projects/{projectId}/log/columns", { path, signal });
      return { ...told, timeZone: knownZone(told.timeZone) };
    },
    staleTime: 60_000,
    // They tell what day it is: a log that is left open turns with it.
    refetchInterval: ({ state }) =>
      Math.min(untilTomorrow(state.data?.timeZone), DAY_KEPT_MILLISECONDS),
  });

/** The day in the project up to which a log counts that was asked by a revision's number. */
export const dayOfRevisionQuery = (projectId: string, revision: string | undefined) =>
  queryOptions({
    queryKey: keys.of(projectId, "settings", "logDay", revision),
    queryFn: async ({ signal }) => {
      const wish = { path: { projectId }, query: { asOf: revision }, signal };
      return (await api.get("/web/v1/projects/{projectId}/log/columns", wish)).today;
    },
    enabled: revision !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const pageQuery = (projectId: string, asked: Asked, page: number) =>
  queryOptions({
    queryKey: keys.of(projectId, "log", "page", asked, page),
    queryFn: ({ signal }) =>
      readPage(projectId, asked, page * PAGE_SIZE, PAGE_SIZE, signal, page === 0),
    staleTime: 30_000,
    gcTime: 120_000,
  });

export async function readPage(
  projectId: string,
  asked: Asked,
  offset: number,
  limit: number,
  signal?: AbortSignal,
  withTotals = false,
  withMoves = false,
) {
  const more = {
    totals: withTotals,
    moves: withMoves,
    clocks: asked.columns.split(",").includes("clock"),
  };
  const include = Object.entries(more)
    .filter(([, isWanted]) => isWanted)
    .map(([name]) => name)
    .join();
  const query = { ...asked, offset, limit, include };
  type Page = components["schemas"]["LogPageView"];
  const wish = signal ? { query, signal } : { query };
  return (await api.request<Page>("GET", place(projectId, ""), wish)).value;
}

export const groupsQuery = (projectId: string, asked: Asked) =>
  queryOptions({
    queryKey: keys.of(projectId, "log", "groups", { ...asked, columns: "" }),
    queryFn: ({ signal }) => readGroups(projectId, asked, signal),
    enabled: asked.group !== "",
    staleTime: 30_000,
  });

async function readGroups(projectId: string, asked: Asked, signal?: AbortSignal) {
  const query = { ...asked, columns: "" };
  type Groups = components["schemas"]["LogGroupsView"];
  const wish = signal ? { query, signal } : { query };
  return (await api.request<Groups>("GET", place(projectId, "/groups"), wish)).value;
}

/** The values that a column has among the rows found, with their counts: a filter's menu. */
export const valuesQuery = (projectId: string, asked: Asked, column: string) =>
  queryOptions({
    queryKey: keys.of(projectId, "log", "values", column, { ...asked, columns: "", sort: "" }),
    queryFn: ({ signal }) => readGroups(projectId, { ...asked, sort: "", group: column }, signal),
    staleTime: 30_000,
  });

/** The server's own lists that cells choose from, searched there. */
export type ChoiceList =
  | "contracts"
  | "mainContracts"
  | "companies"
  | "people"
  | "reasons"
  | "types";
export type Choice = components["schemas"]["RecordChoiceView"];
const CHOICES_SHOWN = 30;

export const choicesQuery = (projectId: string, list: ChoiceList, search: string) =>
  queryOptions({
    queryKey: keys.of(projectId, "all", "choices", list, search),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/record-choices", {
        path: { projectId },
        query: { list: [list], search, limit: CHOICES_SHOWN },
        signal,
      }),
    select: (told): Choice[] => told.lists[list] ?? [],
    placeholderData: keepPreviousData,
  });

export function exportAddress(projectId: string, shown: Shown, format: "csv" | "xlsx"): string {
  const asked = { ...askedOf(shown), columns: shown.columns.join() };
  const search = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(asked)) if (value) search.set(name, value);
  return `${place(projectId, "/export")}?${search}`;
}

export interface Edit {
  id?: string;
  kind?: string;
  version?: number;
  values: Record<string, string | null>;
}

/** Edits or creates rows, each on its own; the answer tells each row's outcome. */
export async function editRows(projectId: string, rows: readonly Edit[], columns: string) {
  return write(place(projectId, "/edit"), { rows }, columns);
}

export async function moveRows(
  projectId: string,
  action: string,
  ids: readonly string[],
  columns: string,
) {
  return write(place(projectId, "/actions"), { action, ids }, columns);
}

/** Done once, however often it is sent until it is answered: whoever pastes again makes no more. */
function write(url: string, body: unknown, columns: string): Promise<Outcomes> {
  return once({ url, body }, async (idempotencyKey) => {
    const wish = { body, query: { columns }, idempotencyKey };
    return (await api.request<Outcomes>("POST", url, wish)).value;
  });
}
