/** Reading a section's list, and writing its rows: the same three requests for every section. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys, type Topic } from "@/api/keys";
import { readAll } from "@/api/pages";
import { isProblem } from "@/api/problem";
import { useProject } from "@/shell/project";
import type { FormValues } from "./form/fields";

const PAGE_SIZE = 1000;

/** A list of the project's under `/web/v1/projects/{projectId}`. */
export function useRows<Row>(path: string, topic: Topic = "settings") {
  const project = useProject();
  const client = useQueryClient();
  const url = `/web/v1/projects/{projectId}${path}`;
  const place = { projectId: project.id };
  const query = useQuery({
    queryKey: keys.of(project.id, topic, path),
    queryFn: async ({ signal }) => {
      const whole = await readAll(async (offset) => {
        const wish = { path: place, query: { limit: PAGE_SIZE, offset }, signal };
        return (await api.request<{ results: Row[]; total?: number }>("GET", url, wish)).value;
      });
      return whole.results;
    },
  });
  // Numbers, names and lists show on many pages: all that was read of the project is read again.
  const changed = () => client.invalidateQueries({ queryKey: [project.id] });
  /** What is refused because somebody else was first is shown as it now is behind the form. */
  const refused = async (asked: Promise<unknown>) => {
    try {
      await asked;
    } catch (error) {
      if (isProblem(error) && error.isStale) await changed();
      throw error;
    }
    await changed();
  };
  return {
    ...query,
    canConfigure: project.role === "admin",
    changed,
    create: async <Made = Row>(body: FormValues) => {
      const made = await api.request<Made>("POST", url, { path: place, body });
      await changed();
      return made.value;
    },
    /** With the row's tag what somebody else changed meanwhile is refused, not written over. */
    update: async (id: string | number, body: FormValues, tag?: string) => {
      await refused(
        api.request("PATCH", `${url}/{id}`, { path: { ...place, id }, body, ...on(tag) }),
      );
    },
    remove: async (id: string | number, tag?: string) => {
      await refused(api.request("DELETE", `${url}/{id}`, { path: { ...place, id }, ...on(tag) }));
    },
  };
}

function on(tag: string | undefined): { ifMatch?: string } {
  return tag === undefined ? {} : { ifMatch: tag };
}

export type RowsOf<Row> = ReturnType<typeof useRows<Row>>;
