import { TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useRef, useState } from "react";
import { Amount } from "@/parts/Amount";
import { Explained } from "@/parts/explain/Explained";
import { usePast } from "@/parts/moment";
import { StateBadge } from "@/parts/StateBadge";
import { useProject } from "@/shell/project";
import { isZero } from "@/text/format";
import { t, word } from "@/text/text";
import type { Column } from "./columns";
import type { Line, RecordOf } from "./data";
import classes from "./grid.module.css";
import { type Choice, Pick } from "./Pick";
import { RemoveLine } from "./RemoveLine";
import type { GridOf } from "./useGrid";

interface Props {
  line: Line;
  row: number;
  columns: readonly Column[];
  grid: GridOf;
  record: RecordOf;
  onRemove: (line: Line, row: number) => void;
}

export function LineRow({ line, row, columns, grid, record, onRemove }: Props) {
  return (
    <tr>
      <th scope="row" className={classes.lineNumber}>
        {line.number}
      </th>
      {columns.map((column, place) => (
        <Cell key={column.name} {...{ line, row, column, place, grid }} />
      ))}
      <td className={classes.lineStates}>
        {record.tracks.map(({ track }) =>
          line.states[track] &&
          line.states[track] !== record.tracks.find((one) => one.track === track)?.state ? (
            <span key={track} title={word("tracks", track)}>
              <StateBadge state={line.states[track]} />
            </span>
          ) : null,
        )}
        <OtherDocuments line={line} />
        <RemoveLine line={line} onAsk={() => onRemove(line, row)} />
      </td>
    </tr>
  );
}

/** Where else the line is: the request, the order. */
function OtherDocuments({ line }: { line: Line }) {
  const project = useProject();
  const past = usePast();
  return line.on.slice(0, 3).map((other) => (
    <Link
      key={other.id}
      to="/p/$project/changes/$kind/$id"
      params={{ project: project.id, kind: other.kind ?? "pco", id: other.id }}
      search={past}
      className={classes.otherDocument}
      title={other.name}
    >
      {`${word("letters", other.kind ?? "")} ${other.number ?? ""}`}
    </Link>
  ));
}

interface CellProps {
  line: Line;
  row: number;
  column: Column;
  place: number;
  grid: GridOf;
}

function Cell({ line, row, column, place, grid }: CellProps) {
  const { typing, at, failed } = grid;
  const isTyping = typing?.row === row && typing.column === place;
  const isHere = at.row === row && at.column === place;
  const why = line.locked[column.name];
  const isFailed = failed?.row === row && failed.column === place;
  return (
    <td
      className={cellClass(column, place)}
      data-label={column.label}
      data-short={column.isShort || undefined}
      data-empty={isEmpty(line, column) || undefined}
      data-locked={why ? true : undefined}
      data-failed={isFailed || undefined}
    >
      {isTyping ? (
        <Typed line={line} column={column} grid={grid} />
      ) : (
        <button
          type="button"
          className={classes.cell}
          data-cell={`${row}-${place}`}
          tabIndex={isHere ? 0 : -1}
          aria-label={nameOf(line, column, why)}
          title={why}
          onFocus={() => !isHere && grid.focus({ row, column: place })}
          onDoubleClick={() => grid.begin({ row, column: place })}
          onClick={() =>
            isHere ? grid.begin({ row, column: place }) : grid.focus({ row, column: place })
          }
        >
          {column.editor === "amount" ? (
            <Amount value={line.amounts[column.name]} isQuiet />
          ) : (
            <span className={`${classes.cellText} ${isReference(column) ? classes.narrow : ""}`}>
              {column.text(line) || "–"}
            </span>
          )}
          {why ? <Lock size={10} aria-hidden="true" className={classes.cellLock} /> : null}
        </button>
      )}
      {column.editor === "amount" && !isTyping && (line.isMarkup || line.hasDetail) ? (
        <Explained
          figures={[{ record: "cost-item", id: line.id, column: column.name }]}
          label={`${line.name}, ${column.label}`}
          currency={line.currencies[column.name] ?? null}
        >
          <span className={classes.sigma}>Σ</span>
        </Explained>
      ) : null}
    </td>
  );
}

/** Names stay in sight on a phone. */
export function cellClass(column: Column, place: number): string | undefined {
  if (place === 0) return classes.stuck;
  return column.isNumber ? classes.right : undefined;
}

function nameOf(line: Line, column: Column, why: string | undefined): string {
  const value = column.text(line) || t("parts.none");
  const name = `${line.number} ${column.label}: ${value}`;
  return why ? `${name}. ${t("record.locked", { why })}` : name;
}

function isEmpty(line: Line, column: Column): boolean {
  return column.editor === "amount" ? isZero(line.amounts[column.name]) : !column.text(line);
}

function isReference(column: Column): boolean {
  return column.editor === "budget" || column.editor === "contract";
}

interface TypedProps {
  line: Line;
  column: Column;
  grid: GridOf;
}

function Typed({ line, column, grid }: TypedProps) {
  const [typed, setTyped] = useState(grid.typing?.initial ?? "");
  const isDone = useRef(false);
  if (isReference(column)) {
    return <TypedReference {...{ line, column, grid }} />;
  }
  const settle = (step: { row: number; column: number } | null) => {
    if (isDone.current && !step) return;
    isDone.current = step !== null;
    void grid.settle(typed, step);
  };
  return (
    <TextInput
      size="xs"
      autoFocus
      value={typed}
      aria-label={`${line.number} ${column.label}`}
      className={classes.cellInput}
      classNames={{ input: column.isNumber ? (classes.right ?? "") : "" }}
      inputMode={column.isNumber ? "decimal" : "text"}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => settle(null)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") {
          isDone.current = true;
          grid.cancel();
        } else if (event.key === "Enter") {
          event.preventDefault();
          settle({ row: event.shiftKey ? -1 : 1, column: 0 });
        } else if (event.key === "Tab") {
          event.preventDefault();
          settle({ row: 0, column: event.shiftKey ? -1 : 1 });
        }
      }}
    />
  );
}

function TypedReference({ line, column, grid }: TypedProps) {
  const isBudget = column.editor === "budget";
  const held = isBudget ? line.budget : line.contract;
  const pick = (choice: Choice | null) => {
    const shown = choice ? `${choice.text} ${choice.name}` : "";
    void grid.save(line, column, { [column.name]: choice?.id ?? null }, shown);
  };
  return (
    <Pick
      size="xs"
      autoFocus
      defaultDropdownOpened
      aria-label={`${line.number} ${column.label}`}
      list={isBudget ? "budgets" : "contracts"}
      value={held?.id ?? null}
      name={column.text(line)}
      onPick={pick}
      onBlur={() => grid.cancel()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") grid.cancel();
      }}
    />
  );
}
