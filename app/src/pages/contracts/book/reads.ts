/** What the books read: a whole book at once, the lines of a contract, where a figure comes from. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { useProject } from "@/shell/project";
import type { Book } from "./rows";

export type BookName = "contracts" | "main-contracts" | "budgets";
export type Explanation = components["schemas"]["ExplanationView"];
export type Addend = components["schemas"]["AddendView"];

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

export const ADDENDS_SHOWN = 200;

export function useExplanation(address: string, moment: string | undefined) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "contracts", "explain", address, moment),
    queryFn: async ({ signal }) =>
      (
        await api.request<Explanation>("GET", address, {
          query: { asOf: moment, limit: ADDENDS_SHOWN },
          signal,
        })
      ).value,
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

interface Paged {
  pagination: { totalResults: number };
  results: ContractLine[];
}

const PAGE = 100;

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
      const isMain = record === "main-contract";
      const path = isMain
        ? `${container}/main-contracts/${id}/items`
        : `${container}/schedule-of-values`;
      const lines: ContractLine[] = [];
      for (;;) {
        const query = {
          asOf: moment,
          limit: PAGE,
          offset: lines.length,
          ...(isMain ? {} : { "filter[contractId]": id }),
        };
        const { value } = await api.request<Paged | ContractLine[]>("GET", path, { query, signal });
        const found = Array.isArray(value) ? value : value.results;
        lines.push(...found);
        const total = Array.isArray(value) ? lines.length : value.pagination.totalResults;
        if (found.length === 0 || lines.length >= total) return lines;
      }
    },
    enabled: isWanted,
  });
}

/** A change order that a cost item is on. */
export interface ChangeOf {
  id: string;
  formDefinitionType: string;
  number: string;
  name: string;
}

export function useChangesOf(itemId: string, moment: string | undefined) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "contracts", "changes-of", itemId, moment),
    queryFn: async ({ signal }) => {
      const path = `/cost/v1/containers/${project.id}/cost-items/${itemId}`;
      const query = { include: "changeOrders", asOf: moment };
      const { value } = await api.request<{ changeOrders: ChangeOf[] }>("GET", path, {
        query,
        signal,
      });
      return value.changeOrders;
    },
  });
}
