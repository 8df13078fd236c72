/**
 * The grid's keys: arrows and pages move, Enter opens, E edits, X and Shift select. A figure that is
 * typed replaces what the cell holds; letters are the page's own keys.
 */

import type { KeyboardEvent } from "react";
import type { Cell } from "./Grid";
import type { Selection } from "./selection";
import type { Rows } from "./useRows";
import type { LogGroup, LogRow } from "./wire";

interface Keys {
  rows: Rows;
  columnCount: number;
  active: Cell;
  pageLines: number;
  selection: Selection;
  onActive: (cell: Cell) => void;
  onOpen: (row: LogRow) => void;
  onEdit: (cell: Cell, typed?: string) => void;
  onUndo: () => void;
  onFillDown: () => void;
  onEmpty: () => void;
  onGroup: (group: LogGroup) => void;
  onColumnMenu: (column: number) => void;
}

/** What amounts, days and numbers begin with, and no key of the page is. */
const FIGURE = /^[\d(.+-]$/;

type Step = (cell: Cell, keys: Keys) => Cell;

const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: ({ line, column }) => ({ line: line + 1, column }),
  ArrowUp: ({ line, column }) => ({ line: line - 1, column }),
  ArrowRight: ({ line, column }) => ({ line, column: column + 1 }),
  ArrowLeft: ({ line, column }) => ({ line, column: column - 1 }),
  PageDown: ({ line, column }, { pageLines }) => ({ line: line + pageLines, column }),
  PageUp: ({ line, column }, { pageLines }) => ({ line: line - pageLines, column }),
  Home: ({ line }) => ({ line, column: 0 }),
  End: ({ line }, { columnCount }) => ({ line, column: columnCount - 1 }),
};

const FAR_STEPS: Readonly<Record<string, Step>> = {
  Home: () => ({ line: 0, column: 0 }),
  End: (_, { rows, columnCount }) => ({ line: rows.lines.count - 1, column: columnCount - 1 }),
  ArrowDown: ({ column }, { rows }) => ({ line: rows.lines.count - 1, column }),
  ArrowUp: ({ column }) => ({ line: 0, column }),
};

/** With Control or Command, as spreadsheets have them. */
const DEEDS: Readonly<Record<string, (keys: Keys) => void>> = {
  a: ({ selection }) => selection.toggleAll(),
  d: ({ onFillDown }) => onFillDown(),
  z: ({ onUndo }) => onUndo(),
};

/** Whether the key was the grid's. */
export function pressed(event: KeyboardEvent, keys: Keys): boolean {
  const isFar = event.ctrlKey || event.metaKey;
  const step = (isFar ? FAR_STEPS : STEPS)[event.key];
  if (step) return moveBy(step, event, keys);
  const deed = isFar && !event.shiftKey && !event.altKey ? DEEDS[event.key.toLowerCase()] : null;
  if (deed) {
    deed(keys);
    return true;
  }
  if (isFar || event.altKey) return false;
  const line = keys.rows.lines.at(keys.active.line);
  if (line?.kind === "group") return onGroupLine(event, keys, line.group);
  const row = line ? keys.rows.at(line.row) : undefined;
  return row ? onRow(event, keys, row) : false;
}

function moveBy(step: Step, event: KeyboardEvent, keys: Keys): boolean {
  const next = within(step(keys.active, keys), keys);
  if (event.shiftKey && next.line !== keys.active.line) {
    keys.selection.addRange(keys.active.line, next.line);
  }
  keys.onActive(next);
  return true;
}

function within({ line, column }: Cell, { rows, columnCount }: Keys): Cell {
  return {
    line: Math.max(0, Math.min(rows.lines.count - 1, line)),
    column: Math.max(0, Math.min(columnCount - 1, column)),
  };
}

function onGroupLine(event: KeyboardEvent, keys: Keys, group: LogGroup): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  keys.onGroup(group);
  return true;
}

function onRow(event: KeyboardEvent, keys: Keys, row: LogRow): boolean {
  switch (event.key) {
    case "Enter":
      keys.onOpen(row);
      return true;
    case "e":
    case "F2":
      keys.onEdit(keys.active);
      return true;
    case "x":
    case "X":
    case " ":
      keys.selection.toggle(row, keys.active.line, event.shiftKey);
      return true;
    case "Delete":
      keys.onEmpty();
      return true;
    case "m":
      keys.onColumnMenu(keys.active.column);
      return true;
    default:
      if (!FIGURE.test(event.key)) return false;
      keys.onEdit(keys.active, event.key);
      return true;
  }
}
