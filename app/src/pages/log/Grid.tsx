/**
 * The grid: a head and totals that stay, rows that are there only while they are looked at.
 *
 * One element has the focus, the grid itself; the active cell is named by `aria-activedescendant`,
 * so that rows may come and go under it. The keys are in useGridKeys.
 */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type RefObject, useEffect, useRef } from "react";
import { t } from "@/text/text";
import type { Seen } from "./cells";
import type { RowHeight } from "./definition";
import { GridHead } from "./GridHead";
import { GroupLine, LogLine, WaitingLine } from "./GridLines";
import { GridTotals } from "./GridTotals";
import classes from "./log.module.css";
import type { Selection } from "./selection";
import type { Rows } from "./useRows";
import type { LogColumn, LogGroup, LogRow } from "./wire";

export const ROW_PIXELS: Readonly<Record<RowHeight, number>> = { short: 32, medium: 46, tall: 66 };
const OVERSCAN = 8;
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
  onEdit: (cell: Cell) => void;
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

export function Grid(props: GridProps) {
  const { columns, widths, rows, active, rowHeight, place, onRange } = props;
  const height = ROW_PIXELS[rowHeight];
  const virtual = useVirtualizer({
    count: rows.lines.count,
    getScrollElement: () => place.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // Room for the head that stays above and the totals that stay below.
    scrollPaddingStart: 36,
    scrollPaddingEnd: 44,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height measures anew
  useEffect(() => virtual.measure(), [height]);

  const items = virtual.getVirtualItems();
  const [from, to] = rowRange(rows, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  useEffect(() => onRange(from, to), [from, to, onRange]);

  const before = useRef(active);
  useEffect(() => {
    if (before.current.line !== active.line) virtual.scrollToIndex(active.line, { align: "auto" });
    before.current = active;
  }, [active, virtual]);

  const total = columns.reduce((sum, each) => sum + widthOf(each, widths), CHECK_PIXELS);
  const template = [`${CHECK_PIXELS}px`, ...columns.map((each) => trackOf(each, widths))].join(" ");
  const style = { "--log-columns": template, "--log-width": `${total}px` } as CSSProperties;
  return (
    <div
      ref={place}
      className={classes.grid}
      style={style}
      role="grid"
      tabIndex={0}
      aria-label={t("log.grid")}
      aria-rowcount={rows.lines.count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={rows.isBehind}
      aria-activedescendant={
        rows.lines.count > 0 ? cellId(active.line, Math.max(0, active.column)) : undefined
      }
      onKeyDown={props.onKeyDown}
      onCopy={props.onCopy}
      onPaste={props.onPaste}
    >
      <GridHead {...props} />
      <div
        role="rowgroup"
        className={classes.body}
        data-behind={rows.isBehind || undefined}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => (
          <Line key={item.key} index={item.index} top={item.start} height={height} {...props} />
        ))}
      </div>
      <GridTotals columns={columns} totals={rows.totals} />
    </div>
  );
}

function trackOf(column: LogColumn, widths: Readonly<Record<string, number>>): string {
  const pixels = `${widthOf(column, widths)}px`;
  return isFlexible(column, widths) ? `minmax(${pixels}, 1fr)` : pixels;
}

type LineProps = GridProps & { index: number; top: number; height: number };

function Line({ index, top, height, ...props }: LineProps) {
  const line = props.rows.lines.at(index);
  const place = { top, height, index };
  if (!line) return null;
  const activeColumn = props.active.line === index ? props.active.column : -1;
  if (line.kind === "group") {
    return (
      <GroupLine
        {...place}
        line={line}
        levels={props.group}
        columns={props.columns}
        allColumns={props.allColumns}
        isActive={activeColumn >= 0}
        onToggle={props.onGroup}
        onActive={props.onActive}
      />
    );
  }
  const row = props.rows.at(line.row);
  if (!row) return <WaitingLine {...place} />;
  return (
    <LogLine
      {...place}
      row={row}
      columns={props.columns}
      seen={props.seen}
      isPast={props.isPast}
      isSelected={props.selection.has(row.id)}
      activeColumn={activeColumn}
      editor={activeColumn >= 0 ? props.editor : null}
      onActive={props.onActive}
      onSelect={props.selection.toggle}
      onOpen={props.onOpen}
      onEdit={props.onEdit}
    />
  );
}

/** The rows of the list that the lines from one to another show. */
function rowRange(rows: Rows, firstLine: number, lastLine: number): [number, number] {
  const first = rows.lines.at(firstLine);
  const last = rows.lines.at(lastLine);
  const rowOf = (line: typeof first) => {
    if (!line) return 0;
    return line.kind === "row" ? line.row : line.group.offset;
  };
  return [rowOf(first), rowOf(last)];
}
