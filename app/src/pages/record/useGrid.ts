/** Moving through the lines' grid with the keyboard, and typing into cells. */

import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from "react";
import { readTable } from "@/parts/clipboard";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { bodyOf, type Column } from "./columns";
import type { Line, Lines, RecordOf, Values } from "./data";
import type { Editing } from "./editing";
import { usePaste } from "./usePaste";

export interface Place {
  row: number;
  column: number;
}

export interface Typing extends Place {
  /** What typing begins with: the value, or the key that began it. */
  initial: string;
  tag: string;
  before: string;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

export function useGrid(
  record: RecordOf,
  lines: Lines,
  columns: readonly Column[],
  editing: Editing,
) {
  const table = useRef<HTMLTableElement>(null);
  const [reached, setAt] = useState<Place>({ row: 0, column: 0 });
  // Lines may go from under it: one cell is always there for the Tab key to come to.
  const at: Place = {
    row: Math.max(0, Math.min(reached.row, lines.results.length - 1)),
    column: Math.max(0, Math.min(reached.column, columns.length - 1)),
  };
  const [typing, setTyping] = useState<Typing | null>(null);
  const [said, setSaid] = useState("");
  const [failed, setFailed] = useState<Place | null>(null);
  const paste = usePaste(record);

  const wanted = useRef<Place | null>(null);
  const focus = (place: Place) => {
    const row = Math.max(0, Math.min(lines.results.length - 1, place.row));
    const column = Math.max(0, Math.min(columns.length - 1, place.column));
    setAt({ row, column });
    wanted.current = { row, column };
    // Keys may come quicker than frames: only the cell that was reached last is gone to.
    requestAnimationFrame(() => {
      const last = wanted.current;
      if (!last) return;
      wanted.current = null;
      table.current
        ?.querySelector<HTMLElement>(`[data-cell="${last.row}-${last.column}"]`)
        ?.focus();
    });
  };

  const begin = (place: Place, initial?: string) => {
    const line = lines.results[place.row];
    const column = columns[place.column];
    if (!line || !column) return;
    const why = line.locked[column.name];
    if (why) return setSaid(t("record.lockedField", { field: column.label, why }));
    setSaid("");
    setAt(place);
    setTyping({
      ...place,
      initial: initial ?? column.typed(line),
      tag: line.tag,
      before: column.text(line),
    });
  };

  const save = async (line: Line, column: Column, body: Values, mine: string) => {
    if (!typing) return;
    const { row, column: place } = typing;
    setFailed(null);
    try {
      await editing.save({
        kind: "line",
        id: line.id,
        recordId: record.id,
        tag: typing.tag,
        body,
        field: column.name,
        before: typing.before,
        mine,
        shown: (newest) =>
          "amounts" in newest && "locked" in newest ? column.text(newest as Line) : "",
      });
      setTyping(null);
      setSaid("");
    } catch (problem) {
      setFailed({ row, column: place });
      setSaid(sayingOf(problem));
    }
  };

  /** Ends typing: saves what differs, and goes on by `step`; null where the cell was left. */
  const settle = async (typed: string, step: Place | null) => {
    const line = typing && lines.results[typing.row];
    const column = typing && columns[typing.column];
    if (!typing || !line || !column) return;
    if (typed === column.typed(line)) setTyping(null);
    else {
      const body = bodyOf(column, typed);
      if (!body) {
        setFailed({ row: typing.row, column: typing.column });
        return setSaid(t("record.notReadable", { field: column.label, typed }));
      }
      await save(line, column, body, column.text(imagined(line, body)));
    }
    if (step) focus({ row: typing.row + step.row, column: typing.column + step.column });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // A cell's keys; what else stands in the table, a link or a figure, has its own.
    if (!(event.target instanceof HTMLElement && event.target.dataset.cell)) return;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      focus({ row: at.row + step[0], column: at.column + step[1] });
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      begin(at);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      focus({ row: at.row, column: event.key === "Home" ? 0 : columns.length - 1 });
    } else if (/^[\d(.-]$/.test(event.key) && columns[at.column]?.isNumber) {
      event.preventDefault();
      begin(at, event.key);
    }
  };

  const onPaste = async (event: ClipboardEvent) => {
    if (typing) return;
    event.preventDefault();
    const cells = readTable(event.clipboardData.getData("text/plain"));
    setSaid(t("record.pasting"));
    setSaid(await paste(cells, at, lines.results, columns));
  };

  return {
    table,
    at,
    typing,
    said,
    failed,
    focus,
    begin,
    settle,
    save,
    cancel: () => {
      setTyping(null);
      setFailed(null);
      focus(at);
    },
    onKeyDown,
    onPaste: (event: ClipboardEvent) => void onPaste(event),
  };
}

export type GridOf = ReturnType<typeof useGrid>;

/** The line as it would be: to show what was typed beside what another has written. */
function imagined(line: Line, body: Values): Line {
  const amounts = { ...line.amounts };
  for (const [name, value] of Object.entries(body)) {
    if (name in amounts) amounts[name] = value as string | null;
  }
  return { ...line, ...body, amounts };
}
