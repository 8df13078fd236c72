/** Pasting rows of a spreadsheet over the lines of a change. */

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { once } from "@/api/once";
import { isProblem } from "@/api/problem";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { bodyOf, type Column } from "./columns";
import { type Line, type RecordOf, useKey, useReadAgain, type Values } from "./data";
import type { Place } from "./useGrid";

/** Pastes rows over lines from a place on; what has no line beneath it becomes one. */
export function usePaste(record: RecordOf) {
  const project = useProject();
  const readAgain = useReadAgain();
  const queryClient = useQueryClient();
  const key = useKey();
  return async (
    cells: string[][],
    at: Place,
    lines: readonly Line[],
    columns: readonly Column[],
  ): Promise<string> => {
    const bodies = cells.map((row) => pasted(row, at.column, columns));
    const bad = bodies.findIndex((body) => typeof body === "string");
    if (bad >= 0) return t("record.pasteBad", { row: bad + 1, cell: String(bodies[bad]) });
    const refused: string[] = [];
    let done = 0;
    for (const [place, body] of (bodies as Values[]).entries()) {
      const line = lines[at.row + place];
      try {
        await write(project.id, record.id, line, body, at.row + place);
        done += 1;
      } catch (problem) {
        refused.push(`${line?.number ?? t("record.newLine")}: ${sayingOf(problem)}`);
        // The rows below would fare no better, and this one is known when they are pasted again.
        if (isProblem(problem) && problem.isOffline) break;
      }
    }
    await queryClient.invalidateQueries({ queryKey: key(record.id) });
    void readAgain();
    const told = t("record.pasted", { count: done });
    return refused.length > 0
      ? `${told} ${t("record.refused", { list: refused.join("; ") })}`
      : told;
  };
}

/** A pasted row as the body of an edit; the cell that cannot be read otherwise. */
function pasted(row: readonly string[], from: number, columns: readonly Column[]): Values | string {
  const body: Values = {};
  for (const [place, cell] of row.entries()) {
    const column = columns[from + place];
    if (!column || column.editor === "budget" || column.editor === "contract") continue;
    const own = bodyOf(column, cell);
    if (!own) return cell;
    Object.assign(body, own);
  }
  return body;
}

/** Of rows that are alike each is made, but each once: `row` tells them apart. */
async function write(
  projectId: string,
  recordId: string,
  line: Line | undefined,
  body: Values,
  row: number,
): Promise<void> {
  const path = { containerId: projectId };
  if (line) {
    await api.request("PATCH", "/cost/v1/containers/{containerId}/cost-items/{id}", {
      path: { ...path, id: line.id },
      body,
      ifMatch: line.tag,
    });
    return;
  }
  const url = "/cost/v1/containers/{containerId}/cost-items";
  const made = { name: t("record.newLine"), ...body, changeOrderId: recordId };
  await once({ url, path, body: made, row }, (idempotencyKey) =>
    api.request("POST", url, { path, body: made, idempotencyKey }),
  );
}
