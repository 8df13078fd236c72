/** The editor in a cell: Enter or leaving it saves, Escape takes it back. */

import { Combobox, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { readDay } from "@/parts/days";
import { t } from "@/text/text";
import { cellValue, dayOfInstant, type Seen } from "./cells";
import classes from "./log.module.css";
import { type Asked, type LogColumn, type LogRow, valuesQuery } from "./wire";

interface Props {
  projectId: string;
  column: LogColumn;
  row: LogRow;
  seen: Seen;
  asked: Asked;
  onSave: (value: string | null, shown: unknown) => void;
  onCancel: () => void;
}

const CHOSEN = new Set(["contract", "mainContract", "company", "person"]);

export function CellEditor(props: Props) {
  const { column } = props;
  if (column.choices && column.choices.length > 0) return <ChoiceEditor {...props} />;
  return CHOSEN.has(column.type) ? <RecordEditor {...props} /> : <TypedEditor {...props} />;
}

/** The value as one types it. */
function typedOf({ column, row, seen }: Props): string {
  const value = cellValue(row, column.name);
  if (value === null || value === undefined) return "";
  if (column.type === "instant") return dayOfInstant(String(value), seen.timeZone);
  return String(value);
}

function TypedEditor(props: Props) {
  const { column, seen, onSave, onCancel } = props;
  const before = typedOf(props);
  const [text, setText] = useState(before);
  const [error, setError] = useState("");
  const isDone = useRef(false);
  const isDay = column.type === "day" || column.type === "instant";
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const save = () => {
    if (isDone.current) return;
    const read = isDay ? readDay(text, seen.today) : text.trim() || null;
    if (read === undefined) return setError(t("parts.dayBad"));
    isDone.current = true;
    if ((read ?? "") === before) onCancel();
    else onSave(read, column.type === "instant" && read ? `${read}T12:00:00Z` : read);
  };
  const listen = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") save();
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Tab") event.preventDefault();
      isDone.current = event.key === "Escape";
      if (event.key === "Tab") save();
      else onCancel();
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
        onBlur={save}
      />
      {error ? (
        <div role="alert" className={classes.editorError}>
          {error}
        </div>
      ) : null}
    </>
  );
}

interface Choice {
  value: string | null;
  title: string;
  /** How the cell shows it. */
  shown: unknown;
}

function ChoiceEditor(props: Props) {
  const choices = (props.column.choices ?? []).map((each) => ({ ...each, shown: each.value }));
  return <ListEditor {...props} choices={choices} />;
}

/** Records are chosen among those that the log's rows have. */
function RecordEditor(props: Props) {
  const everything = { ...props.asked, filter: "", q: "" };
  const { data } = useQuery(valuesQuery(props.projectId, everything, props.column.name));
  const choices = (data?.groups ?? []).flatMap((group) => {
    const value = group.path[0];
    if (!value || !group.title) return [];
    return [{ value, title: group.title, shown: { id: value, name: group.title } }];
  });
  return <ListEditor {...props} choices={choices} />;
}

function ListEditor({ column, choices, onSave, onCancel }: Props & { choices: readonly Choice[] }) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const box = useCombobox({ defaultOpened: true, onDropdownClose: () => onCancel() });
  useEffect(() => input.current?.focus(), []);
  const none: Choice = { value: null, title: t("log.blankValue"), shown: null };
  const found = [none, ...choices].filter((each) =>
    each.title.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Combobox
      store={box}
      width={260}
      position="bottom-start"
      onOptionSubmit={(key) => {
        const chosen = found.find((each) => (each.value ?? "") === key);
        if (chosen) onSave(chosen.value, chosen.shown);
      }}
    >
      <Combobox.Target>
        <input
          ref={input}
          className={classes.editor}
          aria-label={column.title}
          placeholder={t("log.findValue")}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            box.selectFirstOption();
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape" || event.key === "Tab") onCancel();
          }}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={240} style={{ overflowY: "auto" }}>
          {found.map((each) => (
            <Combobox.Option key={each.value ?? ""} value={each.value ?? ""}>
              {each.title}
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>{t("log.noValue")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
