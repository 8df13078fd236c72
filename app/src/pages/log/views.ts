/** Saved views: the requests, and which one is open. */

import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { readAll } from "@/api/pages";
import type { ViewDefinition } from "./definition";

export interface SavedView {
  id: string;
  name: string;
  sharing: "ready" | "shared" | "personal";
  locked: boolean;
  owner: { id: string; name: string } | null;
  mayEdit: boolean;
  isDefault: boolean;
  definition: ViewDefinition;
  temporary: { id: string; definition: ViewDefinition } | null;
  version: number;
}

export interface ViewChange {
  name?: string;
  sharing?: "shared" | "personal";
  locked?: boolean;
  definition?: ViewDefinition | null;
  isDefault?: boolean;
}

interface ViewPage {
  results: SavedView[];
  total: number;
}

const READ_SIZE = 200;

const place = (projectId: string) => `/web/v1/projects/${projectId}/views`;

export const viewsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.of(projectId, "views"),
    queryFn: async ({ signal }) => {
      const { results } = await readAll(async (offset) => {
        const wish = { query: { limit: READ_SIZE, offset }, signal };
        return (await api.request<ViewPage>("GET", place(projectId), wish)).value;
      });
      return results;
    },
    staleTime: 60_000,
  });

/** The view that the address names, or the person's own default, or the first. */
export function openView(views: readonly SavedView[], id: string | undefined) {
  return views.find((each) => each.id === id) ?? views.find((each) => each.isDefault) ?? views[0];
}

/** What a view shows to who looks: their own copy where they keep one. */
export function definitionIn(view: SavedView | undefined): ViewDefinition | undefined {
  return view?.temporary?.definition ?? view?.definition;
}

export async function createView(projectId: string, body: ViewChange): Promise<SavedView> {
  return (await api.request<SavedView>("POST", place(projectId), { body })).value;
}

export async function changeView(
  projectId: string,
  view: SavedView,
  body: ViewChange,
): Promise<SavedView> {
  return (await api.request<SavedView>("PATCH", `${place(projectId)}/${view.id}`, { body })).value;
}

export async function deleteView(projectId: string, view: SavedView): Promise<void> {
  await api.request("DELETE", `${place(projectId)}/${view.id}`);
}
