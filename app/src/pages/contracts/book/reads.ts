/** What the books read: a whole book at once, and the lines of a contract. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { type AutodeskPage, ofAutodesk, readAll } from "@/api/pages";
import { useProject } from "@/shell/project";
import type { Book } from "./rows";

export type BookName = "contracts" | "main-contracts" | "budgets";

export function useBook(name: BookName, moment: string | undefined) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, name === "budgets" ? "budgets" : "contracts", name, moment),
    queryFn: async ({ signal }) => {
      const path = `/web/v1/projects/${project.id}/books/${name}`;
      return (await api.request<Book>("GET", path, { query: { asOf: moment }, signal })).value;
    },
    placeholderData: keepPreviousData,
  });
}

/** A line of a contract's schedule, or of a main contract. */
export interface ContractLine {
  id: string;
  parentId: string | null;
  code: string | null;
  name: string;
  amount: string | null;
  budgetId: string | null;
}

const PAGE_SIZE = 100;

export function useLines(
  record: string,
  id: string,
  moment: string | undefined,
  isWanted: boolean,
) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "contracts", "lines", record, id, moment),
    queryFn: async ({ signal }) => {
      const container = `/cost/v1/containers/${project.id}`;
      if (record !== "main-contract") {
        // A schedule of values has no pages, unless somebody asks for them.
        const query = { asOf: moment, "filter[contractId]": id };
        const path = `${container}/schedule-of-values`;
        return (await api.request<ContractLine[]>("GET", path, { query, signal })).value;
      }
      const whole = await readAll(async (offset) => {
        const query = { asOf: moment, limit: PAGE_SIZE, offset };
        const path = `${container}/main-contracts/${id}/items`;
        const wish = { query, signal };
        return ofAutodesk((await api.request<AutodeskPage<ContractLine>>("GET", path, wish)).value);
      });
      return whole.results;
    },
    enabled: isWanted,
  });
}
