/** Typing over a field of a change: chosen from a list, a day, or words. */

import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { DayInput } from "@/parts/DayInput";
import { dayOfInstant } from "@/parts/days";
import { endOfDay } from "@/parts/moments";
import { useProject } from "@/shell/project";
import { day } from "@/text/format";
import { t, word } from "@/text/text";
import type { FieldOf, Values } from "./data";
import { shownText } from "./fieldText";
import { type Choice, Pick } from "./Pick";

const SCOPES = ["out", "in", "budgetOnly", "contingency", "tbd"];
const LISTS: Readonly<Record<string, "contracts" | "mainContracts" | "companies" | "people">> = {
  contract: "contracts",
  main_contract: "mainContracts",
  company: "companies",
  person: "people",
};
/** The list to choose from; a field that is empty does not say what it refers to. */
const LIST_OF_FIELD: Readonly<Record<string, keyof typeof LISTS>> = {
  contractId: "contract",
  mainContractId: "main_contract",
  companyId: "company",
  architectCompanyId: "company",
  ownerId: "person",
  architectContactId: "person",
};

interface Props {
  field: FieldOf;
  label: string;
  error: string | null;
  onSave: (value: unknown, mine: string, body?: Values) => void;
  onCancel: () => void;
}

export function FieldInput({ field, label, error, onSave, onCancel }: Props) {
  const project = useProject();
  const reference = LIST_OF_FIELD[field.name];
  const leave = (event: { key: string }) => (event.key === "Escape" ? onCancel() : undefined);
  const common = { size: "xs", "aria-label": label, error, autoFocus: true } as const;
  if (reference) {
    const list = LISTS[reference] ?? "contracts";
    return (
      <Pick
        {...common}
        list={list}
        value={field.reference?.id ?? null}
        name={field.reference ? shownText(field, project.timeZone) : null}
        defaultDropdownOpened
        onPick={(choice) => onSave(idFor(reference, choice), choice ? nameOf(choice) : "")}
        onKeyDown={leave}
      />
    );
  }
  if (field.name === "reason") {
    const held = field.value === null ? null : String(field.value);
    return (
      <Pick
        {...common}
        list="reasons"
        value={held}
        name={held}
        defaultDropdownOpened
        onPick={(choice) => onSave(choice?.text ?? null, choice?.text ?? "")}
        onKeyDown={leave}
      />
    );
  }
  if (field.type === "boolean") {
    const words = [t("record.no"), t("record.yes")];
    return (
      <Select
        {...common}
        data={words}
        value={field.value === true ? t("record.yes") : t("record.no")}
        defaultDropdownOpened
        allowDeselect={false}
        onChange={(chosen) => onSave(chosen === t("record.yes"), chosen ?? "")}
        onKeyDown={leave}
      />
    );
  }
  if (field.name === "scope") {
    return (
      <Select
        {...common}
        data={SCOPES.map((scope) => ({ value: scope, label: word("scopes", scope) }))}
        value={String(field.value)}
        defaultDropdownOpened
        allowDeselect={false}
        onChange={(scope) => onSave(scope, word("scopes", scope ?? ""))}
        onKeyDown={leave}
      />
    );
  }
  if (field.type === "date" || field.type === "instant") {
    const isDay = field.type === "date";
    const { timeZone } = project;
    const end = (value: string | null) => (value && !isDay ? endOfDay(value, timeZone) : value);
    const before = typeof field.value === "string" ? field.value : null;
    return (
      <DayInput
        {...common}
        value={before && !isDay ? dayOfInstant(before, timeZone) : before}
        timeZone={timeZone}
        onChange={(value) => onSave(end(value), day(value))}
        onKeyDown={leave}
      />
    );
  }
  return <TextField {...{ field, label, error, onSave, onCancel }} />;
}

/** Companies and people go by the ids of Autodesk's door, records by theirs. */
function idFor(reference: string, choice: Choice | null): string | null {
  if (!choice) return null;
  return reference === "company" || reference === "person" ? choice.autodeskId : choice.id;
}

function nameOf(choice: Choice): string {
  return choice.text === choice.name ? choice.name : `${choice.text} ${choice.name}`;
}

function TextField({ field, label, error, onSave, onCancel }: Props) {
  const [typed, setTyped] = useState(field.value === null ? "" : String(field.value));
  const isLong = field.type === "longText";
  const settle = () => onSave(typedValue(field, typed), typed.trim());
  const common = {
    size: "xs",
    "aria-label": label,
    error,
    autoFocus: true,
    value: typed,
    onBlur: settle,
    onChange: (event: { currentTarget: { value: string } }) => setTyped(event.currentTarget.value),
  } as const;
  const onKeyDown = (event: { key: string; ctrlKey: boolean; metaKey: boolean }) => {
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey)) settle();
  };
  return isLong ? (
    <Textarea {...common} autosize minRows={2} maxRows={12} onKeyDown={onKeyDown} />
  ) : (
    <TextInput
      {...common}
      inputMode={field.type === "integer" ? "numeric" : "text"}
      onKeyDown={onKeyDown}
    />
  );
}

function typedValue(field: FieldOf, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return null;
  if (field.type === "integer" && /^[+-]?\d{1,9}$/.test(text)) return Number(text);
  return text;
}
