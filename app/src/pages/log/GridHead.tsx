/** The columns' heads: sort by a click, widen by the edge, move by dragging, and a menu. */

import { ActionIcon, Popover } from "@mantine/core";
import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import { memo, type PointerEvent as ReactPointerEvent, useState } from "react";
import { t } from "@/text/text";
import { isRightAligned } from "./cells";
import type { GridProps } from "./Grid";
import { readKeys } from "./grammar";
import classes from "./log.module.css";
import type { LogColumn } from "./wire";

const NARROWEST = 48;
const WIDEST = 1000;

type HeadProps = Pick<
  GridProps,
  "columns" | "sort" | "selection" | "onSort" | "onWidth" | "onMove" | "headMenu"
> & {
  /** How many rows were found. */
  total: number;
};

/** Drawn anew where one of these changes, not with every key that moves the active cell. */
export const GridHead = memo(function GridHead(props: HeadProps) {
  const { columns, sort, selection, total } = props;
  const keys = readKeys(sort);
  const isAll = total > 0 && selection.size >= total;
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headLine}>
        <span role="columnheader" className={classes.check}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t("log.selectAll")}
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = selection.size > 0 && !isAll;
            }}
            onChange={() => selection.toggleAll()}
          />
        </span>
        {columns.map((column, index) => (
          <HeadCell
            key={column.name}
            {...props}
            column={column}
            index={index}
            sorted={keys.find((each) => each.column === column.name)?.isDescending}
          />
        ))}
      </div>
    </div>
  );
});

type HeadCellProps = HeadProps & {
  column: LogColumn;
  index: number;
  /** Whether it descends; undefined where the grid is not sorted by it. */
  sorted: boolean | undefined;
};

function HeadCell({ column, index, sorted, ...props }: HeadCellProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sorted === undefined ? "none" : sorted ? "descending" : "ascending"}
      className={classes.headCell}
      data-right={isRightAligned(column) || undefined}
      data-first={index === 0 || undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData("text/column", column.name)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const moved = event.dataTransfer.getData("text/column");
        if (moved && moved !== column.name) props.onMove(moved, index);
      }}
    >
      <button
        type="button"
        tabIndex={-1}
        className={classes.headTitle}
        disabled={!column.sortable}
        onClick={(event) => props.onSort(column.name, event.shiftKey)}
      >
        <span className={classes.headText}>{column.title}</span>
        {sorted === undefined ? null : sorted ? (
          <ArrowDown size={13} aria-hidden="true" />
        ) : (
          <ArrowUp size={13} aria-hidden="true" />
        )}
      </button>
      <Popover
        opened={isOpen}
        onChange={setIsOpen}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <ActionIcon
            size={18}
            tabIndex={-1}
            className={classes.headMenu}
            data-open={isOpen || undefined}
            data-column-menu={column.name}
            aria-label={t("log.columnMenu", { column: column.title })}
            onClick={() => setIsOpen((was) => !was)}
          >
            <ChevronDown size={14} aria-hidden="true" />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p={6}>{isOpen ? props.headMenu(column, close) : null}</Popover.Dropdown>
      </Popover>
      <Edge column={column} onWidth={props.onWidth} />
    </div>
  );
}

/** The right edge: drag it to make the column wider; twice clicked it is as it was. */
function Edge({ column, onWidth }: Pick<HeadProps, "onWidth"> & { column: LogColumn }) {
  const begin = (event: ReactPointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const from = event.clientX;
    const width = edge.parentElement?.offsetWidth ?? column.width;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) =>
      onWidth(column.name, Math.min(WIDEST, Math.max(NARROWEST, width + moved.clientX - from)));
    edge.addEventListener("pointermove", move);
    edge.addEventListener(
      "lostpointercapture",
      () => edge.removeEventListener("pointermove", move),
      {
        once: true,
      },
    );
  };
  return (
    <span
      aria-hidden="true"
      className={classes.edge}
      draggable={false}
      onDragStart={(event) => event.preventDefault()}
      onPointerDown={begin}
      onDoubleClick={() => onWidth(column.name, column.width)}
    />
  );
}
