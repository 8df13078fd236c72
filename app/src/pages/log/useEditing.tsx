/** Editing a cell, copying and pasting: what the grid does with the active cell. */

import { notifications } from "@mantine/notifications";
import {
  type ClipboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { readTable, writeTable } from "@/parts/clipboard";
import { CellEditor } from "./CellEditor";
import { plainOf, type Seen } from "./cells";
import type { Cell } from "./Grid";
import { lockOf } from "./locks";
import { type Pasting, pastingOf } from "./paste";
import type { Selection } from "./selection";
import { useCellEdit } from "./useEdits";
import type { Log } from "./useLog";
import type { Rows } from "./useRows";
import type { Asked, LogColumn, LogRow } from "./wire";

interface Given {
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

export interface EditingOfGrid {
  isEditing: boolean;
  editor: ReactNode;
  /** `typed`: what replaces the cell's value from the first key on. */
  begin: (cell: Cell, typed?: string) => void;
  pasting: Pasting | null;
  endPasting: () => void;
  onCopy: (event: ClipboardEvent) => void;
  onPaste: (event: ClipboardEvent) => void;
}

export function useEditing(given: Given): EditingOfGrid {
  const { log, rows, columns, asked, seen, active, selection, place } = given;
  const [editing, setEditing] = useState<(Cell & { typed?: string | undefined }) | null>(null);
  const [pasting, setPasting] = useState<Pasting | null>(null);
  const edit = useCellEdit(log.projectId, asked.columns);
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
  const end = () => {
    setEditing(null);
    place.current?.focus();
  };
  const onCopy = (event: ClipboardEvent) => {
    const lines = editing
      ? []
      : copied(selection, columns, rowAt(active.line), active.column, seen);
    if (lines.length === 0) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", writeTable(lines));
  };
  const onPaste = (event: ClipboardEvent) => {
    const table = editing || isPast ? [] : readTable(event.clipboardData.getData("text/plain"));
    if (table.length === 0) return;
    event.preventDefault();
    const from = { columns, column: active.column, today: log.today };
    const steps = (step: number) => rowAt(active.line + step);
    setPasting(pastingOf(table, [...log.columns.values()], { ...from, rowAt: steps }));
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
        onSave={(value, shown) => {
          edit.mutate({ row, column: column.name, value, shown });
          end();
        }}
      />
    ) : null;
  return {
    isEditing: editing !== null,
    editor,
    begin,
    pasting,
    endPasting: () => setPasting(null),
    onCopy,
    onPaste,
  };
}

/** One function that always does what the newest would: rows that hold it are not drawn anew. */
function useSteady<A extends unknown[]>(newest: (...given: A) => void): (...given: A) => void {
  const held = useRef(newest);
  useLayoutEffect(() => {
    held.current = newest;
  });
  return useCallback((...given: A) => held.current(...given), []);
}

/** The selected rows, or the active cell. */
function copied(
  selection: Selection,
  columns: readonly LogColumn[],
  row: LogRow | undefined,
  place: number,
  seen: Seen,
): string[][] {
  const column = columns[place];
  if (selection.size > 0) {
    return [...selection.rows.values()].map((each) =>
      columns.map((one) => plainOf(one, each, seen)),
    );
  }
  return row && column ? [[plainOf(column, row, seen)]] : [];
}
