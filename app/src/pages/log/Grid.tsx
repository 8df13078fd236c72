/**
 * The grid: a head and totals that stay, rows that are there only while they are looked at.
 *
 * One element has the focus, the grid itself; the active cell is named by `aria-activedescendant`,
 * so that rows may come and go under it. The keys are in useGridKeys.
 */

import { type CSSProperties, type RefObject, useCallback, useState } from "react";
import { t } from "@/text/text";
import type { Seen } from "./cells";
import type { RowHeight } from "./definition";
import { GridBody } from "./GridBody";
import { GridHead } from "./GridHead";
import { GridTotals } from "./GridTotals";
import classes from "./log.module.css";
import type { Selection } from "./selection";
import type { Rows } from "./useRows";
import type { LogColumn, LogGroup, LogRow } from "./wire";

export const ROW_PIXELS: Readonly<Record<RowHeight, number>> = { short: 32, medium: 46, tall: 66 };
const CHECK_PIXELS = 36;

export interface Cell {
  line: number;
  column: number;
}

export interface GridProps {
  columns: readonly LogColumn[];
  widths: Readonly<Record<string, number>>;
  rowHeight: RowHeight;
  sort: string;
  group: string;
  rows: Rows;
  seen: Seen;
  isPast: boolean;
  active: Cell;
  onActive: (cell: Cell) => void;
  /** The column being edited in the active row, and its editor. */
  editor: React.ReactNode;
  selection: Selection;
  allColumns: ReadonlyMap<string, LogColumn>;
  onRange: (from: number, to: number) => void;
  onGroup: (group: LogGroup) => void;
  onOpen: (row: LogRow) => void;
  onEdit: (cell: Cell, typed?: string) => void;
  onSort: (column: string, isAdded: boolean) => void;
  onWidth: (column: string, width: number) => void;
  onMove: (column: string, to: number) => void;
  headMenu: (column: LogColumn, close: () => void) => React.ReactNode;
  onKeyDown: (event: React.KeyboardEvent) => void;
  onCopy: (event: React.ClipboardEvent) => void;
  onPaste: (event: React.ClipboardEvent) => void;
  place: RefObject<HTMLDivElement | null>;
}

/** The column that takes the room which others leave, unless somebody gave it a width. */
const FLEXIBLE = "title";
const FLEXIBLE_LEAST_PIXELS = 220;

function isFlexible(column: LogColumn, widths: Readonly<Record<string, number>>): boolean {
  return column.name === FLEXIBLE && widths[column.name] === undefined;
}

export function widthOf(column: LogColumn, widths: Readonly<Record<string, number>>): number {
  return widths[column.name] ?? (column.name === FLEXIBLE ? FLEXIBLE_LEAST_PIXELS : column.width);
}

export const cellId = (line: number, column: number) => `log-${line}-${column}`;

/** The head of a group is one cell, whichever column one came from. */
function activeId({ lines }: Rows, { line, column }: Cell): string {
  return cellId(line, lines.at(line)?.kind === "group" ? 0 : column);
}

export function Grid(props: GridProps) {
  const { columns, widths, rows, active, place } = props;
  // As state too: what is within the grid is laid out once there is something to scroll.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const keepPlace = useCallback(
    (found: HTMLDivElement | null) => {
      place.current = found;
      setScroller(found);
    },
    [place],
  );
  const total = columns.reduce((sum, each) => sum + widthOf(each, widths), CHECK_PIXELS);
  const template = [`${CHECK_PIXELS}px`, ...columns.map((each) => trackOf(each, widths))].join(" ");
  const style = { "--log-columns": template, "--log-width": `${total}px` } as CSSProperties;
  return (
    <div
      ref={keepPlace}
      className={classes.grid}
      style={style}
      role="grid"
      tabIndex={0}
      aria-label={t("log.grid")}
      aria-rowcount={rows.lines.count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={rows.isBehind}
      aria-activedescendant={rows.lines.count > 0 ? activeId(rows, active) : undefined}
      onKeyDown={props.onKeyDown}
      onCopy={props.onCopy}
      onPaste={props.onPaste}
    >
      <GridHead
        columns={columns}
        sort={props.sort}
        selection={props.selection}
        total={rows.total}
        onSort={props.onSort}
        onWidth={props.onWidth}
        onMove={props.onMove}
        headMenu={props.headMenu}
      />
      <GridBody {...props} scroller={scroller} />
      <GridTotals columns={columns} totals={rows.totals} />
    </div>
  );
}

function trackOf(column: LogColumn, widths: Readonly<Record<string, number>>): string {
  const pixels = `${widthOf(column, widths)}px`;
  return isFlexible(column, widths) ? `minmax(${pixels}, 1fr)` : pixels;
}
