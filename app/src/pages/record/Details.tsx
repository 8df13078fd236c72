import { Select, Textarea, TextInput, Tooltip } from "@mantine/core";
import { Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { DayInput } from "@/parts/DayInput";
import { dayOfInstant } from "@/parts/days";
import { sayingOf } from "@/parts/FieldErrors";
import { endOfDay } from "@/parts/moments";
import { useProject } from "@/shell/project";
import { day, instant, money, quantity } from "@/text/format";
import { t, word } from "@/text/text";
import { Attributes } from "./Attributes";
import type { FieldOf, RecordOf, Values } from "./data";
import type { Editing } from "./editing";
import headClasses from "./head.module.css";
import { type Choice, Pick } from "./Pick";
import pageClasses from "./page.module.css";

/** Fields that the page shows elsewhere. */
const ELSEWHERE = new Set(["name", "number", "sourceId", "eventId", "contractNumber"]);
/** Fields that are only worth a line once they have a value. */
const LONG = new Set(["description", "scopeOfWork", "note", "reviewNotes", "externalMessage"]);
const ALWAYS = new Set([
  ...["description", "type", "scope", "scheduleChange", "contractId", "mainContractId", "reason"],
  ...["companyId", "ownerId", "scopeOfWork", "note", "sourceType", "sourceRef"],
]);
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

/** The fields of the change: typed over in place, or with why they are locked. */
export function Details({ record, editing }: { record: RecordOf; editing: Editing }) {
  const [isWhole, setIsWhole] = useState(false);
  const { timeZone } = useProject();
  const fields = record.fields.filter((field) => !ELSEWHERE.has(field.name));
  const shown = fields.filter(
    (field) => isWhole || hasValue(field) || (ALWAYS.has(field.name) && !field.locked),
  );
  return (
    <section className={`cw-card ${pageClasses.card}`} aria-label={t("record.details")}>
      <h2 className={pageClasses.h2}>{t("record.details")}</h2>
      <dl className={pageClasses.fields}>
        {shown.map((field) => (
          <FieldLine key={field.name} record={record} field={field} editing={editing} />
        ))}
      </dl>
      <Attributes record={record} />
      <button type="button" className={pageClasses.linkButton} onClick={() => setIsWhole(!isWhole)}>
        {t(isWhole ? "record.fewerFields" : "record.allFields")}
      </button>
      <p className={pageClasses.note}>
        {t("record.created", {
          at: instant(record.createdAt, timeZone),
          by: record.createdBy?.name ?? t("parts.nobody"),
        })}
        <br />
        {t("record.updated", {
          at: instant(record.updatedAt, timeZone),
          by: record.updatedBy?.name ?? t("parts.nobody"),
        })}
      </p>
    </section>
  );
}

function hasValue(field: FieldOf): boolean {
  return field.value !== null && field.value !== "" && field.value !== false;
}

/** A field's value as people read it. */
function shownText(
  field: FieldOf | undefined,
  timeZone: string,
  currency: string | null = null,
): string {
  if (!field || field.value === null || field.value === undefined) return "";
  if (field.reference) {
    const { number, name } = field.reference;
    return number ? `${number} ${name}` : name;
  }
  const text = String(field.value);
  switch (field.type) {
    case "date":
      return day(text);
    case "instant":
      return instant(text, timeZone);
    case "amount":
      return money(text, currency);
    case "price":
      return quantity(text);
    case "boolean":
      return t(field.value === true ? "record.yes" : "record.no");
    case "choice":
      return word("scopes", text);
    default:
      return text;
  }
}

interface LineProps {
  record: RecordOf;
  field: FieldOf;
  editing: Editing;
}

function FieldLine({ record, field, editing }: LineProps) {
  const [begun, setBegun] = useState<{ tag: string; before: string } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { timeZone } = useProject();
  const label = word("fields", field.name);
  const text = shownText(field, timeZone, record.currency);
  const save = async (value: unknown, mine: string, body?: Values) => {
    const at = begun ?? { tag: record.tag, before: text };
    if (mine === at.before) return setBegun(null);
    try {
      await editing.save({
        kind: field.own ? "own" : record.kind,
        id: record.id,
        tag: at.tag,
        body: body ?? { [field.name]: value },
        field: field.name,
        before: at.before,
        mine,
        shown: (newest) =>
          "fields" in newest
            ? shownText(
                newest.fields.find((each) => each.name === field.name),
                timeZone,
                record.currency,
              )
            : "",
      });
      setBegun(null);
      setError(null);
    } catch (problem) {
      setError(sayingOf(problem));
    }
  };
  return (
    <div className={pageClasses.field} data-long={LONG.has(field.name) || undefined}>
      <dt className={headClasses.label}>
        {label}
        {field.locked ? <LockSign why={field.locked} label={label} /> : null}
      </dt>
      <dd>
        {begun ? (
          <Input
            field={field}
            label={label}
            error={error}
            onSave={(value, mine, body) => void save(value, mine, body)}
            onCancel={() => {
              setBegun(null);
              setError(null);
            }}
          />
        ) : (
          <Value
            text={text}
            label={label}
            isLocked={field.locked !== null}
            onEdit={() => setBegun({ tag: record.tag, before: text })}
          />
        )}
      </dd>
    </div>
  );
}

function LockSign({ why, label }: { why: string; label: string }) {
  return (
    <Tooltip label={why} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <button
        type="button"
        className={headClasses.lock}
        aria-label={t("record.lockedField", { field: label, why })}
      >
        <Lock size={11} />
      </button>
    </Tooltip>
  );
}

interface ValueProps {
  text: string;
  label: string;
  isLocked: boolean;
  onEdit: () => void;
}

function Value({ text, label, isLocked, onEdit }: ValueProps): ReactNode {
  const shown = text || <span className="cw-muted">–</span>;
  if (isLocked) return <span className={pageClasses.plain}>{shown}</span>;
  return (
    <button
      type="button"
      className={pageClasses.editable}
      aria-label={t("record.editField", { field: label, value: text || t("parts.none") })}
      onClick={onEdit}
    >
      {shown}
    </button>
  );
}

interface InputProps {
  field: FieldOf;
  label: string;
  error: string | null;
  onSave: (value: unknown, mine: string, body?: Values) => void;
  onCancel: () => void;
}

function Input({ field, label, error, onSave, onCancel }: InputProps) {
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
        onChange={(value) => onSave(end(value), isDay ? day(value) : instant(end(value), timeZone))}
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

function TextField({ field, label, error, onSave, onCancel }: InputProps) {
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
