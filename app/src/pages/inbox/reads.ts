/** What the inbox reads and what it does. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { type Project, projectsQuery } from "@/api/session";
import { useProject } from "@/shell/project";

type Schemas = components["schemas"];
export type Waiting = Schemas["WaitingView"];
export type Preview = Schemas["InboxPreviewView"];
export type Whole = Schemas["InboxView"];
export type Move = Schemas["RecordMoveView"];
/** What was asked and decided of a change. */
export type History = Schemas["ApprovalHistoryView"];

/** Something that waits, and the project it waits in. */
export interface Entry {
  waiting: Waiting;
  projectId: string;
  projectName: string | null;
  /** Of that project. */
  timeZone: string;
}

export interface Box {
  entries: Entry[];
  total: number;
  leftOut: number;
}

/** What waits in this project, or in all of one's projects. */
export function useInbox(isEverywhere: boolean, asOf: string | undefined, limit: number) {
  const project = useProject();
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.of(project.id, "inbox", isEverywhere, asOf, limit),
    queryFn: async ({ signal }) =>
      isEverywhere
        ? readWhole(await client.ensureQueryData(projectsQuery), limit, signal)
        : readOne(project, asOf, limit, signal),
    placeholderData: keepPreviousData,
  });
}

async function readOne(
  { id, timeZone }: Project,
  asOf: string | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<Box> {
  const path = `/web/v1/projects/${id}/inbox`;
  const { value } = await api.request<Schemas["WaitingPage"]>("GET", path, {
    query: { asOf, limit },
    signal,
  });
  const place = { projectId: id, projectName: null, timeZone };
  const entries = value.results.map((waiting) => ({ waiting, ...place }));
  return { entries, total: value.total, leftOut: 0 };
}

async function readWhole(
  projects: readonly Project[],
  limit: number,
  signal: AbortSignal,
): Promise<Box> {
  const { value } = await api.request<Whole>("GET", "/web/v1/inbox", { query: { limit }, signal });
  const names = new Map(value.projects.map((each) => [each.id, each.name]));
  const zones = new Map(projects.map((each) => [each.id, each.timeZone]));
  const entries = value.results.map(({ waiting, projectId }) => ({
    waiting,
    projectId,
    projectName: names.get(projectId) ?? null,
    timeZone: zones.get(projectId) ?? "UTC",
  }));
  return { entries, total: value.total, leftOut: value.leftOut };
}

/** One change order as it stands before whoever decides. */
export function usePreview(id: string, asOf: string | undefined) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "inbox", "preview", id, asOf),
    queryFn: async ({ signal }) => {
      const path = `/web/v1/projects/${project.id}/inbox/${id}`;
      return (await api.request<Preview>("GET", path, { query: { asOf }, signal })).value;
    },
  });
}

/** The moves that the change offers to who looks at it, forward ones first. */
export function useMoves(id: string, isWanted: boolean) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "inbox", "moves", id),
    queryFn: async ({ signal }) => {
      const path = `/web/v1/projects/${project.id}/records/${id}`;
      const { value } = await api.request<Schemas["RecordView"]>("GET", path, { signal });
      return value.moves.filter((move) => move.possible);
    },
    enabled: isWanted,
  });
}

export type Decision = "approve" | "return" | "reject" | "delegate";

export interface Decided {
  decision: Decision;
  note?: string;
  toPersonId?: string;
  track?: string;
}

function useAgain() {
  const client = useQueryClient();
  const project = useProject();
  return () => client.invalidateQueries({ queryKey: [project.id] });
}

export function useDecide(id: string) {
  const project = useProject();
  const again = useAgain();
  return useMutation({
    mutationFn: async (body: Decided) => {
      const path = `/web/v1/projects/${project.id}/change-orders/${id}/approvals`;
      return (await api.request<History>("POST", path, { body })).value;
    },
    onSettled: () => void again(),
  });
}

interface Outcome {
  outcome: "done" | "unchanged" | "refused";
  problem: { title: string; detail: string } | null;
}

export function useMove(id: string) {
  const project = useProject();
  const again = useAgain();
  return useMutation({
    mutationFn: async (action: string) => {
      const path = `/web/v1/projects/${project.id}/log/actions`;
      const body = { action, ids: [id] };
      const told = await api.request<{ results: Outcome[] }>("POST", path, { body });
      const [outcome] = told.value.results;
      if (outcome?.problem) throw new Error(outcome.problem.detail || outcome.problem.title);
      return action;
    },
    onSettled: () => void again(),
  });
}
