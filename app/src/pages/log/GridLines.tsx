/** One line of the grid: a row, the head of a group, or a row that has not come yet. */

import { ChevronDown, ChevronRight } from "lucide-react";
import { type CSSProperties, type MouseEvent, memo, type ReactNode } from "react";
import { Amount } from "@/parts/Amount";
import { quantity } from "@/text/format";
import { t } from "@/text/text";
import { cellOf, countText, groupTitle, isRightAligned, type Seen } from "./cells";
import type { Cell } from "./Grid";
import { cellId } from "./Grid";
import type { Line } from "./lines";
import { lockOf } from "./locks";
import classes from "./log.module.css";
import type { LogColumn, LogGroup, LogRow, LogTotal } from "./wire";

interface Place {
  index: number;
  top: number;
  height: number;
}

interface LogLineProps extends Place {
  row: LogRow;
  columns: readonly LogColumn[];
  seen: Seen;
  isPast: boolean;
  isSelected: boolean;
  /** The active column of this row; -1 for none. */
  activeColumn: number;
  editor: ReactNode;
  onActive: (cell: Cell) => void;
  onSelect: (row: LogRow, line: number, isRange: boolean) => void;
  onOpen: (row: LogRow) => void;
  onEdit: (cell: Cell, typed?: string) => void;
}

export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { row, columns, index, top, height, isSelected, activeColumn } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.line}
      data-selected={isSelected || undefined}
      data-active={activeColumn >= 0 || undefined}
      style={{ top, height }}
    >
      <span role="gridcell" className={classes.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={t("log.selectRow", { name: row.number ?? "" })}
          onChange={(event) =>
            props.onSelect(
              row,
              index,
              event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey,
            )
          }
        />
      </span>
      {columns.map((column, place) => (
        <LogCell key={column.name} {...props} column={column} place={place} />
      ))}
    </div>
  );
});

function LogCell({ column, place, ...props }: LogLineProps & { column: LogColumn; place: number }) {
  const { row, index, activeColumn } = props;
  const isActive = activeColumn === place;
  const reason = isActive ? lockOf(column, row, props.isPast) : "";
  const isEdited = isActive && props.editor !== null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
    <div
      role="gridcell"
      id={cellId(index, place)}
      aria-colindex={place + 2}
      aria-readonly={isActive ? reason !== "" : undefined}
      className={classes.cell}
      data-right={isRightAligned(column) || undefined}
      data-first={place === 0 || undefined}
      data-active={isActive || undefined}
      data-locked={(isActive && reason !== "") || undefined}
      data-edited={isEdited || undefined}
      title={isActive && reason ? reason : undefined}
      onMouseEnter={reason ? undefined : tellWhole}
      onClick={() => props.onActive({ line: index, column: place })}
      onDoubleClick={() => props.onEdit({ line: index, column: place })}
    >
      {isEdited ? props.editor : place === 0 ? <Opener {...props} column={column} /> : null}
      {!isEdited && place > 0 ? cellOf(column, row, props.seen) : null}
    </div>
  );
}

/** What is cut is told in full to whoever points at it. */
function tellWhole({ currentTarget: cell }: MouseEvent<HTMLElement>): void {
  const isCut = [cell, cell.firstElementChild].some(
    (each) => each && each.scrollWidth > each.clientWidth,
  );
  cell.title = isCut ? cell.innerText : "";
}

/** The first cell opens the record, with a mouse too. */
function Opener({ row, column, seen, onOpen }: LogLineProps & { column: LogColumn }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.opener}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(row);
      }}
    >
      {cellOf(column, row, seen)}
    </button>
  );
}

interface GroupLineProps extends Place {
  line: Extract<Line, { kind: "group" }>;
  /** The grouped columns, as text. */
  levels: string;
  columns: readonly LogColumn[];
  allColumns: ReadonlyMap<string, LogColumn>;
  isActive: boolean;
  onToggle: (group: LogGroup) => void;
  onActive: (cell: Cell) => void;
}

export const GroupLine = memo(function GroupLine(props: GroupLineProps) {
  const { line, index, top, height, columns } = props;
  const { group, depth, isOpen } = line;
  const level = props.levels.split(",")[depth]?.replace(/^-/, "") ?? "";
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const firstTotal = columns.findIndex((each) => each.total);
  const span = firstTotal < 0 ? columns.length : Math.max(1, firstTotal);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.groupLine}
      data-active={props.isActive || undefined}
      data-depth={depth}
      style={{ top, height }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's */}
      <div
        role="gridcell"
        id={cellId(index, 0)}
        aria-expanded={isOpen}
        className={classes.groupTitle}
        style={{ gridColumn: `1 / span ${span + 1}`, paddingLeft: 10 + depth * 18 }}
        onClick={() => {
          props.onActive({ line: index, column: 0 });
          props.onToggle(group);
        }}
      >
        <Chevron size={15} aria-hidden="true" />
        <span className={classes.groupName}>
          {groupTitle(props.allColumns.get(level), group.path.at(-1), group.title)}
        </span>
        <span className="cw-muted">{countText(group.count)}</span>
      </div>
      {columns.slice(span).map((column) => (
        <div
          key={column.name}
          role="gridcell"
          className={classes.cell}
          data-right={column.total || undefined}
        >
          {column.total ? <Subtotals totals={group.totals} column={column} /> : null}
        </div>
      ))}
    </div>
  );
});

/** A group's sums, one below the other where it has several currencies. */
function Subtotals({ totals, column }: { totals: readonly LogTotal[]; column: LogColumn }) {
  const shown = totals.filter((each) => totalOf(each, column) !== null);
  const isMixed = totals.length > 1;
  return (
    <span className={classes.subtotals}>
      {shown.map((each) => (
        <TotalValue key={each.currency ?? ""} total={each} column={column} isMixed={isMixed} />
      ))}
    </span>
  );
}

export function totalOf(total: LogTotal, column: LogColumn): string | null {
  const value = (total as unknown as Record<string, string | number | null>)[column.name];
  return value === null || value === undefined ? null : String(value);
}

export function TotalValue({
  total,
  column,
  isMixed,
}: {
  total: LogTotal;
  column: LogColumn;
  isMixed: boolean;
}) {
  const value = totalOf(total, column);
  if (value === null) return null;
  if (column.type !== "amount") return <span className="cw-number">{quantity(value)}</span>;
  return (
    <span className="cw-number">
      {isMixed && total.currency ? <span className={classes.unit}>{total.currency} </span> : null}
      <Amount value={value} />
    </span>
  );
}

/**
 * Rows that have not come yet, as little as they may be: whoever scrolls fast sees thousands of them
 * a second. One element for all of a run, its lines and bars are painted.
 */
export function WaitingLines({ index, top, height, count }: Place & { count: number }) {
  const style = { top, height: height * count, "--log-row": `${height}px` } as CSSProperties;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.waiting}
      data-waiting
      style={style}
    >
      <span role="gridcell" />
    </div>
  );
}
