/** Editing in the grid: the cell that is typed into, what is pasted and filled, and taking back. */

import { notifications } from "@mantine/notifications";
import { type ReactNode, type RefObject, useState } from "react";
import { t } from "@/text/text";
import { CellEditor } from "./CellEditor";
import type { Seen } from "./cells";
import type { Cell } from "./Grid";
import { lockOf } from "./locks";
import type { Selection } from "./selection";
import { useSteady } from "./steady";
import { useCellEdit } from "./useEdits";
import type { Log } from "./useLog";
import { type PastingOfGrid, usePasting } from "./usePasting";
import type { Rows } from "./useRows";
import { type Undo, useUndo } from "./useUndo";
import type { Asked, LogColumn, LogRow } from "./wire";

export interface Given {
  log: Log;
  rows: Rows;
  columns: readonly LogColumn[];
  asked: Asked;
  seen: Seen;
  active: Cell;
  onActive: (cell: Cell) => void;
  selection: Selection;
  place: RefObject<HTMLDivElement | null>;
}

export interface EditingOfGrid extends PastingOfGrid, Undo {
  isEditing: boolean;
  editor: ReactNode;
  /** `typed`: what replaces the cell's value from the first key on. */
  begin: (cell: Cell, typed?: string) => void;
}

export function useEditing(given: Given): EditingOfGrid {
  const { log, rows, columns, asked, seen, place } = given;
  const [editing, setEditing] = useState<(Cell & { typed?: string | undefined }) | null>(null);
  const undo = useUndo(log.projectId, asked.columns);
  const edit = useCellEdit(log.projectId, asked.columns, undo.remember);
  const pasting = usePasting(given, editing !== null, edit.mutate);
  const isPast = log.shown.asOf !== undefined;

  const rowAt = (line: number): LogRow | undefined => {
    const found = rows.lines.at(line);
    return found?.kind === "row" ? rows.at(found.row) : undefined;
  };
  const begin = useSteady((cell: Cell, typed?: string) => {
    const row = rowAt(cell.line);
    const column = columns[cell.column];
    if (!row || !column) return;
    given.onActive(cell);
    const reason = lockOf(column, row, isPast);
    if (reason) notifications.show({ message: reason, autoClose: 3000 });
    else setEditing({ ...cell, typed });
  });
  const end = (step = 0) => {
    setEditing(null);
    if (editing && step) given.onActive({ ...editing, column: editing.column + step });
    place.current?.focus();
  };

  const row = editing ? rowAt(editing.line) : undefined;
  const column = editing ? columns[editing.column] : undefined;
  const editor =
    editing && row && column ? (
      <CellEditor
        projectId={log.projectId}
        column={column}
        row={row}
        seen={seen}
        typed={editing.typed ?? ""}
        onCancel={end}
        onSave={(value, shown, step) => {
          edit.mutate({ row, column: column.name, value, shown });
          end(step);
        }}
      />
    ) : null;
  const undoNow = () =>
    isPast ? notifications.show({ message: t("log.lockPast"), autoClose: 3000 }) : undo.undo();
  const isEditing = editing !== null;
  return { ...pasting, ...undo, undo: undoNow, isEditing, editor, begin };
}
