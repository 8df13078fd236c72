/** Reading a section's list, and writing its rows: the same three requests for every section. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys, type Topic } from "@/api/keys";
import { useProject } from "@/shell/project";
import type { FormValues } from "./form/fields";

const ALL = 1000;

/** A list of the project's under `/web/v1/projects/{projectId}`. */
export function useRows<Row>(path: string, topic: Topic = "settings") {
  const project = useProject();
  const client = useQueryClient();
  const url = `/web/v1/projects/{projectId}${path}`;
  const place = { projectId: project.id };
  const query = useQuery({
    queryKey: keys.of(project.id, topic, path),
    queryFn: async ({ signal }) => {
      const wish = { path: place, query: { limit: ALL }, signal };
      return (await api.request<{ results: Row[] }>("GET", url, wish)).value.results;
    },
  });
  // Numbers, names and lists show on many pages: all that was read of the project is read again.
  const changed = () => client.invalidateQueries({ queryKey: [project.id] });
  return {
    ...query,
    canConfigure: project.role === "admin",
    changed,
    create: async <Made = Row>(body: FormValues) => {
      const made = await api.request<Made>("POST", url, { path: place, body });
      await changed();
      return made.value;
    },
    update: async (id: string | number, body: FormValues) => {
      await api.request("PATCH", `${url}/{id}`, { path: { ...place, id }, body });
      await changed();
    },
    remove: async (id: string | number) => {
      await api.request("DELETE", `${url}/{id}`, { path: { ...place, id } });
      await changed();
    },
  };
}

export type RowsOf<Row> = ReturnType<typeof useRows<Row>>;
