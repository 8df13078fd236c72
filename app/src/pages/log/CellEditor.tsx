/** The editor in a cell: Enter or leaving it saves, Escape takes it back. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { dayOfInstant } from "@/parts/days";
import { endOfDay } from "@/parts/moments";
import { t } from "@/text/text";
import { ChoiceEditor, listOf, SearchedEditor } from "./ChoiceEditor";
import { cellValue, type Seen } from "./cells";
import classes from "./log.module.css";
import { isOfDays, readCell } from "./typed";
import type { LogColumn, LogRow } from "./wire";

export interface EditorProps {
  projectId: string;
  column: LogColumn;
  row: LogRow;
  seen: Seen;
  /** What was typed to begin with, in place of the cell's value; "" edits the value itself. */
  typed: string;
  /** `step`: by how many columns the keys go on from here. */
  onSave: (value: string | null, shown: unknown, step?: number) => void;
  onCancel: (step?: number) => void;
}

export function CellEditor(props: EditorProps) {
  const { column } = props;
  if (column.choices && column.choices.length > 0) return <ChoiceEditor {...props} />;
  const list = listOf(column);
  return list ? <SearchedEditor {...props} list={list} /> : <TypedEditor {...props} />;
}

/** The value as one types it. */
function typedOf({ column, row, seen }: EditorProps): string {
  const value = cellValue(row, column.name);
  if (value === null || value === undefined) return "";
  if (column.type === "instant") return dayOfInstant(String(value), seen.timeZone);
  return String(value);
}

function TypedEditor(props: EditorProps) {
  const { column, seen, onSave, onCancel } = props;
  const before = typedOf(props);
  const [text, setText] = useState(props.typed || before);
  const [error, setError] = useState("");
  const isDone = useRef(false);
  const isDay = isOfDays(column);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    if (!props.typed) input.current?.select();
  }, [props.typed]);

  const save = (step = 0) => {
    if (isDone.current) return;
    const read = readCell(column, text, seen.today);
    if (read === undefined) return setError(t("parts.dayBad"));
    isDone.current = true;
    if ((read ?? "") === before) return onCancel(step);
    // A day typed for an instant is the end of that day where the project is.
    const isInstant = column.type === "instant" && read !== null;
    onSave(read, isInstant ? endOfDay(read, seen.timeZone) : read, step);
  };
  const listen = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") save();
    if (event.key === "Tab") {
      event.preventDefault();
      save(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape") {
      isDone.current = true;
      onCancel();
    }
  };
  return (
    <>
      <input
        ref={input}
        className={classes.editor}
        aria-label={column.title}
        aria-invalid={error !== ""}
        inputMode={column.type === "number" ? "decimal" : undefined}
        placeholder={isDay ? "t, +7, 0302" : undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={listen}
        onBlur={() => save()}
      />
      {error ? (
        <div role="alert" className={classes.editorError}>
          {error}
        </div>
      ) : null}
    </>
  );
}
