/** Pasting rows of a spreadsheet over the lines of a change. */

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
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
        await write(project.id, record.id, line, body);
        done += 1;
      } catch (problem) {
        refused.push(`${line?.number ?? t("record.newLine")}: ${sayingOf(problem)}`);
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

async function write(projectId: string, recordId: string, line: Line | undefined, body: Values) {
  const path = { containerId: projectId };
  if (line) {
    await api.request("PATCH", "/cost/v1/containers/{containerId}/cost-items/{id}", {
      path: { ...path, id: line.id },
      body,
      ifMatch: line.tag,
    });
    return;
  }
  await api.request("POST", "/cost/v1/containers/{containerId}/cost-items", {
    path,
    body: { name: t("record.newLine"), ...body, changeOrderId: recordId },
  });
}
