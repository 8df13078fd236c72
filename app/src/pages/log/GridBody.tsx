/**
 * The grid's lines, as many as are looked at. Whoever scrolls draws these anew and nothing else of
 * the page: heads, totals and the bar stay as they are.
 */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { type GridProps, ROW_PIXELS } from "./Grid";
import { GroupLine, LogLine, WaitingLines } from "./GridLines";
import classes from "./log.module.css";
import type { Rows } from "./useRows";

const OVERSCAN = 8;
/** Room for the head that stays above and the totals that stay below. */
const HEAD_PIXELS = 36;
const TOTALS_PIXELS = 44;

export function GridBody(props: GridProps & { scroller: HTMLElement | null }) {
  const { rows, active, rowHeight, scroller, onRange } = props;
  const height = ROW_PIXELS[rowHeight];
  const virtual = useVirtualizer({
    count: rows.lines.count,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PIXELS,
    scrollPaddingEnd: TOTALS_PIXELS,
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

  const slotOf = useSlots(items[0]?.index ?? 0, items.length);
  return (
    <div
      role="rowgroup"
      className={classes.body}
      data-behind={rows.isBehind || undefined}
      style={{ height: virtual.getTotalSize() }}
    >
      {runsOf(items, (index) => isWaiting(rows, index)).map(({ index, top, count, isOne }, run) =>
        isOne ? (
          <Line key={slotOf(index)} {...props} index={index} top={top} height={height} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: which rows wait there is all the same
          <WaitingLines key={`waiting ${run}`} {...{ index, top, height, count }} />
        ),
      )}
    </div>
  );
}

/**
 * A line that goes out of sight leaves its elements to one that comes into it. Whoever jumps past
 * all that was in sight changes what every line says, so none of them need move.
 */
function useSlots(first: number, count: number): (index: number) => number {
  const slots = useRef({ most: 0, base: 0, first: 0, last: 0 });
  const now = slots.current;
  const last = first + count - 1;
  now.most = Math.max(now.most, count);
  if (first > now.last || last < now.first) now.base = first;
  now.first = first;
  now.last = last;
  return (index) => (((index - now.base) % now.most) + now.most) % now.most;
}

interface Run {
  index: number;
  top: number;
  count: number;
  /** A line to be drawn by itself; else lines that wait. */
  isOne: boolean;
}

/** Lines one by one, but those that wait beside each other as one. */
function runsOf(
  items: readonly { index: number; start: number }[],
  waits: (index: number) => boolean,
): Run[] {
  const runs: Run[] = [];
  for (const { index, start } of items) {
    const last = runs.at(-1);
    const isOne = !waits(index);
    if (isOne || !last || last.isOne) runs.push({ index, top: start, count: 1, isOne });
    else last.count += 1;
  }
  return runs;
}

function isWaiting(rows: Rows, index: number): boolean {
  const line = rows.lines.at(index);
  return line?.kind === "row" && rows.at(line.row) === undefined;
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
  if (!row) return null;
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
