import { Tooltip } from "@mantine/core";
import { Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t, word } from "@/text/text";
import { Attributes } from "./Attributes";
import type { FieldOf, RecordOf, Values } from "./data";
import type { Editing } from "./editing";
import { FieldInput } from "./FieldInput";
import { shownText } from "./fieldText";
import headClasses from "./head.module.css";
import pageClasses from "./page.module.css";

/** Fields that the page shows elsewhere. */
const ELSEWHERE = new Set(["name", "number", "sourceId", "eventId", "contractNumber"]);
/** Fields that are only worth a line once they have a value. */
const LONG = new Set(["description", "scopeOfWork", "note", "reviewNotes", "externalMessage"]);
const ALWAYS = new Set([
  ...["description", "type", "scope", "scheduleChange", "contractId", "mainContractId", "reason"],
  ...["companyId", "ownerId", "scopeOfWork", "note", "sourceType", "sourceRef"],
]);
/** The fields of the change: typed over in place, or with why they are locked. */
export function Details({ record, editing }: { record: RecordOf; editing: Editing }) {
  const [isWhole, setIsWhole] = useState(false);
  const { timeZone } = useProject();
  const fields = record.fields.filter((field) => !ELSEWHERE.has(field.name));
  const shown = fields.filter(
    (field) => isWhole || hasValue(field) || (ALWAYS.has(field.name) && !field.locked),
  );
  const seal = sealOf(shown);
  return (
    <section className={`cw-card ${pageClasses.card}`} aria-label={t("record.details")}>
      <h2 className={pageClasses.h2}>{t("record.details")}</h2>
      {seal ? (
        <p className={pageClasses.seal}>
          <Lock size={12} aria-hidden="true" /> {t("record.locked", { why: seal })}
        </p>
      ) : null}
      <dl className={pageClasses.fields}>
        {shown.map((field) => (
          <FieldLine
            key={field.name}
            record={record}
            field={field}
            editing={editing}
            isSealed={field.locked === seal}
          />
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

/** Why most of the fields are locked: said once above them, not beside each. */
function sealOf(fields: readonly FieldOf[]): string | null {
  const counts = new Map<string, number>();
  for (const { locked } of fields) if (locked) counts.set(locked, (counts.get(locked) ?? 0) + 1);
  const [why, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  return most * 2 > fields.length ? why : null;
}

function hasValue(field: FieldOf): boolean {
  return field.value !== null && field.value !== "" && field.value !== false;
}

interface LineProps {
  record: RecordOf;
  field: FieldOf;
  editing: Editing;
  /** The page has said above why it is locked. */
  isSealed: boolean;
}

function FieldLine({ record, field, editing, isSealed }: LineProps) {
  const [begun, setBegun] = useState<{ tag: string; before: string } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { timeZone } = useProject();
  const label = word("fields", field.name);
  const currency = record.currencies[field.name] ?? record.currency;
  const text = shownText(field, timeZone, currency);
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
                currency,
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
        {field.locked && !isSealed ? <LockSign why={field.locked} label={label} /> : null}
      </dt>
      <dd>
        {begun ? (
          <FieldInput
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
