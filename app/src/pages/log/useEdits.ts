/**
 * Editing rows in place: what was typed is shown at once, and taken back when it is refused.
 */

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { keys } from "@/api/keys";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { type Edit, editRows, type LogRow, type Outcome, type Outcomes } from "./wire";

interface Page {
  results: LogRow[];
}

export interface CellEdit {
  row: LogRow;
  column: string;
  value: string | null;
  /** How the cell looks until the server has answered. */
  shown: unknown;
}

export function useRowCache(projectId: string) {
  const queryClient = useQueryClient();
  const replace = useCallback(
    (rows: ReadonlyMap<string, LogRow>) => {
      const queryKey = keys.of(projectId, "log", "page");
      queryClient.setQueriesData<Page>({ queryKey }, (page) => {
        if (!page?.results.some((each) => rows.has(each.id))) return page;
        return { ...page, results: page.results.map((each) => rows.get(each.id) ?? each) };
      });
    },
    [queryClient, projectId],
  );
  const readAgain = useCallback(
    () => queryClient.invalidateQueries({ queryKey: keys.of(projectId, "log") }),
    [queryClient, projectId],
  );
  return { replace, readAgain };
}

/** The edits of a log that are on their way. */
export const EDITING: readonly string[] = ["log", "edit"];

type OnDone = (edits: readonly Edit[], rows: ReadonlyMap<string, LogRow>, told: Outcomes) => void;

function editOf({ row, column, value }: CellEdit): Edit {
  return { id: row.id, version: row.version, values: { [column]: value } };
}

export function useCellEdit(projectId: string, columns: string, onDone: OnDone) {
  const cache = useRowCache(projectId);
  return useMutation({
    mutationKey: EDITING,
    mutationFn: (edit: CellEdit) => editRows(projectId, [editOf(edit)], columns),
    onMutate: ({ row, column, shown }) =>
      cache.replace(new Map([[row.id, withValue(row, column, shown)]])),
    onError: (error, { row }) => {
      cache.replace(new Map([[row.id, row]]));
      notifications.show({ message: sayingOf(error), color: "red", autoClose: 8000 });
    },
    onSuccess: (outcomes, edit) => {
      onDone([editOf(edit)], new Map([[edit.row.id, edit.row]]), outcomes);
      settleCell(outcomes, edit, cache);
    },
  });
}

function settleCell(
  outcomes: Outcomes,
  { row, value }: CellEdit,
  cache: ReturnType<typeof useRowCache>,
): void {
  const outcome = outcomes.results[0];
  if (outcome?.outcome !== "refused") {
    if (outcome?.row) cache.replace(new Map([[row.id, outcome.row]]));
    void cache.readAgain();
    return;
  }
  cache.replace(new Map([[row.id, row]]));
  const isStale = outcome.problem?.type.endsWith(":stale") === true;
  notifications.show({
    title: isStale ? t("log.staleTitle") : `${row.number ?? ""} ${row.title ?? ""}`,
    // What was typed is not lost: it stands here until it is closed.
    message: [reasonOf(outcome), value ? t("log.youTyped", { value }) : ""].join(" "),
    color: "red",
    autoClose: false,
  });
  if (isStale) void cache.readAgain();
}

/** Why a row was refused, in the server's words. */
export function reasonOf(outcome: Outcome): string {
  const problems = outcome.problem?.problems ?? [];
  const told = problems.map((each) => each.detail).join(" ");
  return told || outcome.problem?.detail || outcome.problem?.title || "";
}

export function withValue(row: LogRow, column: string, value: unknown): LogRow {
  if (column.startsWith("attribute.")) {
    const attributes = { ...row.attributes, [column.slice(10)]: value as string | null };
    return { ...row, attributes };
  }
  return { ...row, [column]: value };
}

export type { Edit };
