/** The parts of the dashboard, each read by itself. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { use } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { MomentContext } from "@/parts/moment";
import { useProject } from "@/shell/project";

type Schemas = components["schemas"];

export interface Parts {
  "contract-value": Schemas["ContractValueView"];
  exposure: Schemas["ExposureView"];
  ageing: Schemas["AgeingView"];
  contingency: Schemas["ContingencyBurnView"];
  "cycle-times": Schemas["CycleTimesView"];
  reasons: Schemas["ReasonsView"];
  vendors: Schemas["VendorsView"];
  deadlines: Schemas["DueView"];
  days: Schemas["DaysGrantedView"];
  limits: Schemas["NearLimitsView"];
  recovery: Schemas["RecoveryView"];
}

type Query = Record<string, string | number | undefined>;

/** One part as of the page's moment. What was shown stays until the next answer is there. */
export function usePart<Name extends keyof Parts>(
  name: Name,
  query: Query = {},
): UseQueryResult<Parts[Name]> {
  const project = useProject();
  const asOf = use(MomentContext);
  return useQuery({
    queryKey: keys.of(project.id, "dashboard", name, query, asOf),
    queryFn: async ({ signal }) => {
      const path = `/web/v1/projects/${project.id}/dashboard/${name}`;
      return (await api.request<Parts[Name]>("GET", path, { query: { ...query, asOf }, signal }))
        .value;
    },
    placeholderData: keepPreviousData,
  });
}
