/** What explanations read: the addends of a figure, and the change orders that a line is on. */

import { useQuery } from "@tanstack/react-query";
import { use } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { MomentContext } from "@/parts/moment";
import { useProject } from "@/shell/project";

export type Explanation = components["schemas"]["ExplanationView"];
export type Addend = components["schemas"]["AddendView"];

/** A column of a record, by the words of the server's address. */
export interface Figure {
  record: string;
  id: string;
  column: string;
}

const SHOWN = 200;

/** The first addends of a figure, as of the page's moment. */
export function useExplanation({ record, id, column }: Figure) {
  const project = useProject();
  const asOf = use(MomentContext);
  return useQuery({
    queryKey: keys.of(project.id, "all", "explain", record, id, column, asOf),
    queryFn: async ({ signal }) => {
      const path = { projectId: project.id, record, id, column };
      const url = "/web/v1/projects/{projectId}/explain/{record}/{id}/{column}";
      const wish = { path, query: { asOf, limit: SHOWN }, signal };
      return (await api.request<Explanation>("GET", url, wish)).value;
    },
  });
}

/** A change order that a cost item is on. */
export interface ChangeOf {
  id: string;
  formDefinitionType: string;
  number: string;
  name: string;
}

export function useChangesOf(itemId: string) {
  const project = useProject();
  const asOf = use(MomentContext);
  return useQuery({
    queryKey: keys.of(project.id, "all", "changes-of", itemId, asOf),
    queryFn: async ({ signal }) => {
      const url = "/cost/v1/containers/{containerId}/cost-items/{itemId}";
      const path = { containerId: project.id, itemId };
      const wish = { path, query: { include: "changeOrders", asOf }, signal };
      return (await api.request<{ changeOrders: ChangeOf[] }>("GET", url, wish)).value.changeOrders;
    },
  });
}
