/** What the page reads and writes: the change, its lines, moves and edits. */

import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { readAll } from "@/api/pages";
import { ApiProblem } from "@/api/problem";
import type { components } from "@/api/schema";
import { sayingOf } from "@/parts/FieldErrors";
import { momentSaid } from "@/parts/moments";
import { useProject } from "@/shell/project";
import { word } from "@/text/text";

export type Schemas = components["schemas"];
export type RecordOf = Schemas["RecordView"];
export type Line = Schemas["RecordLineView"];
export type Lines = Schemas["RecordLinesView"];
export type Move = Schemas["RecordMoveView"];
export type FieldOf = Schemas["RecordFieldView"];
export type Reference = Schemas["RecordReference"];
export type Values = Record<string, unknown>;

export const AMOUNTS = ["estimated", "proposed", "submitted", "approved", "committed"] as const;
export type AmountName = (typeof AMOUNTS)[number];

const route = getRouteApi("/signedIn/p/$project/changes/$kind/$id");

/** The change that is shown; only inside the page. */
export const RecordContext = createContext<RecordOf | null>(null);

export function useShown(): RecordOf {
  const record = useContext(RecordContext);
  if (!record) throw new Error("useShown outside a change");
  return record;
}

/** The moment that is looked at, as the doors take it; undefined for now. */
export function useAsOf(): string | undefined {
  const { asOf } = route.useSearch();
  return momentSaid(asOf, useProject().timeZone);
}

/** The key of something that was read of a change. */
export function useKey() {
  const project = useProject();
  const asOf = useAsOf() ?? "";
  return (id: string, ...rest: readonly unknown[]) =>
    keys.of(project.id, "record", id, asOf, ...rest);
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function useRecord(id: string) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  return useQuery({
    queryKey: key(id),
    queryFn: ({ signal }) => {
      // An address that was cut short names nothing: it is not a fault to try again.
      if (!UUID.test(id)) throw new ApiProblem(404, "", "");
      return api.get("/web/v1/projects/{projectId}/records/{recordId}", {
        path: { projectId: project.id, recordId: id },
        query: asOf ? { asOf } : {},
        signal,
      });
    },
  });
}

const PAGE_SIZE = 1000;

/** All lines of a change, with its totals: a paste goes on below the last of them. */
export function readLines(path: { projectId: string; recordId: string }, asOf?: string) {
  return (signal?: AbortSignal): Promise<Lines> =>
    readAll((offset) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/lines", {
        path,
        query: { limit: PAGE_SIZE, offset, ...(asOf ? { asOf } : {}) },
        ...(signal ? { signal } : {}),
      }),
    );
}

export function useLines(id: string) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const read = readLines({ projectId: project.id, recordId: id }, asOf);
  return useQuery({ queryKey: key(id, "lines"), queryFn: ({ signal }) => read(signal) });
}

/** Read everything of the project's changes again: a move of one moves others. */
export function useReadAgain() {
  const queryClient = useQueryClient();
  const project = useProject();
  return () => queryClient.invalidateQueries({ queryKey: [project.id] });
}

interface ActionResult {
  action: string;
  errors: { title: string; detail: string }[];
}

/** Runs a move. A refusal inside the answer is a refusal. */
export async function runMove(projectId: string, id: string, action: string): Promise<void> {
  const { value } = await api.request<ActionResult[]>(
    "POST",
    "/cost/v1/containers/{containerId}/workflows/actions",
    {
      path: { containerId: projectId },
      body: [{ action, associationType: "FormInstance", associationId: id }],
    },
  );
  const refused = value.flatMap((each) => each.errors)[0];
  if (refused) throw new ApiProblem(409, refused.title, refused.detail);
}

export function useMove(record: RecordOf) {
  const project = useProject();
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: (action: string) => runMove(project.id, record.id, action),
    onSuccess: (_, action) =>
      notifications.show({ message: `${record.number}: ${word("moves", action)}` }),
    onError: (error) => notifications.show({ color: "red", message: sayingOf(error) }),
    onSettled: readAgain,
  });
}

/** The address of a change, or a line, at the door where it is edited. */
export function addressOf(kind: string): string {
  if (kind === "own") return "/web/v1/projects/{containerId}/records/{id}";
  return kind === "line"
    ? "/cost/v1/containers/{containerId}/cost-items/{id}"
    : "/cost/v1/containers/{containerId}/change-orders/{kind}/{id}";
}

export interface Edit {
  /** `line`, the kind of the change, or `own` for what only the app's door edits. */
  kind: string;
  id: string;
  tag: string;
  body: Values;
}

export async function patch(projectId: string, edit: Edit): Promise<void> {
  await api.request("PATCH", addressOf(edit.kind), {
    path: { containerId: projectId, kind: edit.kind, id: edit.id },
    body: edit.body,
    ifMatch: edit.tag,
  });
}
