/** The editor of a cell whose value is chosen: one of the column's words, or of a list the server has. */

import { Combobox, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { t } from "@/text/text";
import type { EditorProps } from "./CellEditor";
import classes from "./log.module.css";
import { type ChoiceList, choicesQuery, type Choice as Listed, type LogColumn } from "./wire";

const TYPING_MILLISECONDS = 160;

const LISTS_OF_TYPES: Readonly<Record<string, ChoiceList>> = {
  contract: "contracts",
  mainContract: "mainContracts",
  company: "companies",
  person: "people",
};
/** Texts for which the project keeps a list; another text may be typed. */
const LISTS_OF_TEXTS: Readonly<Record<string, ChoiceList>> = { reason: "reasons", type: "types" };

export function listOf(column: LogColumn): ChoiceList | undefined {
  return LISTS_OF_TYPES[column.type] ?? LISTS_OF_TEXTS[column.name];
}

interface Choice {
  value: string | null;
  title: string;
  detail?: string | null;
  /** How the cell shows it. */
  shown: unknown;
}

const NONE: Choice = { value: null, title: t("log.blankValue"), shown: null };

export function ChoiceEditor(props: EditorProps) {
  const [typed, setTyped] = useState(props.typed);
  const choices = [
    NONE,
    ...(props.column.choices ?? []).map((each) => ({ ...each, shown: each.value })),
  ];
  return <ListEditor {...props} typed={typed} onType={setTyped} choices={named(choices, typed)} />;
}

/** Records and words of a list that the server searches: all that there are, not only those in use. */
export function SearchedEditor(props: EditorProps & { list: ChoiceList }) {
  const { projectId, column, list } = props;
  const [typed, setTyped] = useState(props.typed);
  const [search] = useDebouncedValue(typed.trim(), TYPING_MILLISECONDS);
  const { data } = useQuery(choicesQuery(projectId, list, search));
  const isText = column.type === "text";
  const choices = useMemo(() => {
    const listed = (data ?? []).map(choiceOf);
    const text = typed.trim();
    const isNew = isText && text !== "" && !listed.some((each) => each.value === text);
    const own = { value: text, title: t("log.useTyped", { value: text }), shown: text };
    return [...named([NONE], typed), ...listed, ...(isNew ? [own] : [])];
  }, [data, typed, isText]);
  return <ListEditor {...props} typed={typed} onType={setTyped} choices={choices} />;
}

function choiceOf({ id, text, name, detail }: Listed): Choice {
  if (id === null) return { value: text, title: name, shown: text };
  const isCoded = text !== name;
  return {
    value: id,
    title: isCoded ? `${text} ${name}` : name,
    detail,
    shown: isCoded ? { id, code: text, name } : { id, name },
  };
}

function named(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  return choices.filter((each) => each.title.toLowerCase().includes(wanted));
}

interface ListProps extends EditorProps {
  choices: readonly Choice[];
  typed: string;
  onType: (text: string) => void;
}

function ListEditor({ column, choices, typed, onType, onSave, onCancel }: ListProps) {
  const input = useRef<HTMLInputElement>(null);
  const box = useCombobox({ defaultOpened: true, onDropdownClose: () => onCancel() });
  useEffect(() => input.current?.focus(), []);
  // What was typed is answered later: the first of what is found now is what Enter takes.
  const found = choices.map((each) => each.value ?? "").join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other choices select anew
  useEffect(() => {
    if (typed !== "") box.selectFirstOption();
  }, [found, typed]);
  return (
    <Combobox
      store={box}
      width={300}
      position="bottom-start"
      onOptionSubmit={(key) => {
        const chosen = choices.find((each) => (each.value ?? "") === key);
        if (chosen) onSave(chosen.value, chosen.shown);
      }}
    >
      <Combobox.Target>
        <input
          ref={input}
          className={classes.editor}
          aria-label={column.title}
          placeholder={t("log.findValue")}
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape" || event.key === "Tab") onCancel();
          }}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={column.title} mah={240} style={{ overflowY: "auto" }}>
          {choices.map((each) => (
            <Combobox.Option key={each.value ?? ""} value={each.value ?? ""}>
              {each.title}
              {each.detail ? <div className={classes.choiceDetail}>{each.detail}</div> : null}
            </Combobox.Option>
          ))}
          {choices.length === 0 ? <Combobox.Empty>{t("log.noValue")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
