/** Copying, pasting, filling down and emptying: what a spreadsheet's keys do to the grid's cells. */

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { type ClipboardEvent, useState } from "react";
import { readTable, writeTable } from "@/parts/clipboard";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { cellValue, plainOf } from "./cells";
import { loadedRows } from "./hooks";
import { lockOf } from "./locks";
import { fillingOf, type Pasting, type Place, pastingOf, type Table } from "./paste";
import { idsIn, rowNumbers, rowsNumbered, unbroken } from "./pasteReading";
import { MOST_SELECTED } from "./selection";
import { sentValue } from "./undo";
import type { Given } from "./useEditing";
import type { CellEdit } from "./useEdits";
import type { LogColumn, LogRow } from "./wire";

export interface PastingOfGrid {
  pasting: Pasting | null;
  endPasting: () => void;
  onCopy: (event: ClipboardEvent) => void;
  onPaste: (event: ClipboardEvent) => void;
  /** The value above into the active cell, or of the first selected row into all of them. */
  fillDown: () => void;
  /** Empties the active cell. */
  empty: () => void;
}

/** `edit` changes one cell at once; what changes many is shown first. */
export function usePasting(
  given: Given,
  isEditing: boolean,
  edit: (edit: CellEdit) => void,
): PastingOfGrid {
  const { log, rows, columns, asked, seen, active, selection } = given;
  const queryClient = useQueryClient();
  const [pasting, setPasting] = useState<Pasting | null>(null);
  const isPast = log.shown.asOf !== undefined;
  const reader = { queryClient, projectId: log.projectId, asked, rows };
  const column = columns[active.column];
  const rowAt = (line: number): LogRow | undefined => {
    const found = rows.lines.at(line);
    return found?.kind === "row" ? rows.at(found.row) : undefined;
  };
  const row = rowAt(active.line);

  const onCopy = (event: ClipboardEvent) => {
    const lines = isEditing ? [] : copied(given, row);
    if (lines.length === 0) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", writeTable(lines));
  };
  const show = async (table: Table) => {
    const all = [...log.columns.values()];
    const idOf = await idsIn(reader, table, columns.slice(active.column), all);
    const place = { columns, column: active.column, today: log.today, idOf };
    const [only] = table.length === 1 ? table : [];
    if (only && selection.size > 1) {
      return setPasting(fillingOf(only, { ...place, rows: inOrder(given) }));
    }
    const isOnRow = rows.lines.at(active.line)?.kind === "row";
    const numbers = isOnRow ? rowNumbers(rows.lines, active.line, rows.lines.count) : [];
    const found = await rowsNumbered(reader, numbers.slice(0, table.length));
    setPasting(pastingOf(table, all, { ...place, rows: unbroken(found) }));
  };
  const onPaste = (event: ClipboardEvent) => {
    const table = isEditing ? [] : readTable(event.clipboardData.getData("text/plain"));
    if (table.length === 0) return;
    event.preventDefault();
    if (isPast) return say(t("log.lockPast"));
    if (table.length > MOST_SELECTED + 1)
      return say(t("log.tooManyLines", { count: MOST_SELECTED }));
    show(table).catch((error: unknown) => say(sayingOf(error)));
  };

  const change = (value: string | null, shown: unknown) => {
    if (!row || !column) return;
    const reason = lockOf(column, row, isPast);
    if (reason) return say(reason);
    if (value !== sentValue(row, column.name)) edit({ row, column: column.name, value, shown });
  };
  const fillDown = () => {
    if (!column) return;
    if (selection.size > 1) {
      if (isPast) return say(t("log.lockPast"));
      const [first, ...others] = inOrder(given);
      const place: Place = { columns, column: active.column, rows: others, today: log.today };
      const idOf = () => (first && sentValue(first, column.name)) ?? undefined;
      if (first) setPasting(fillingOf([plainOf(column, first, seen)], { ...place, idOf }));
      return;
    }
    const above = rowAt(active.line - 1);
    if (above) change(sentValue(above, column.name), cellValue(above, column.name));
  };
  const endPasting = () => {
    setPasting(null);
    given.place.current?.focus({ preventScroll: true });
  };
  return { pasting, endPasting, onCopy, onPaste, fillDown, empty: () => change(null, null) };
}

function say(message: string): void {
  notifications.show({ message, autoClose: 4000 });
}

/** The selected rows as the list has them; those that are not at hand come last. */
function inOrder({ selection, rows }: Given): LogRow[] {
  const loaded = loadedRows(rows).filter((row) => selection.has(row.id));
  const known = new Set(loaded.map((row) => row.id));
  return [...loaded, ...[...selection.rows.values()].filter((row) => !known.has(row.id))];
}

/** The selected rows, or the active cell. */
function copied(given: Given, row: LogRow | undefined): string[][] {
  const { selection, columns, active, seen } = given;
  const column: LogColumn | undefined = columns[active.column];
  if (selection.size > 0) {
    return inOrder(given).map((each) => columns.map((one) => plainOf(one, each, seen)));
  }
  return row && column ? [[plainOf(column, row, seen)]] : [];
}
