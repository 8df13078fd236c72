import { Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { DayInput } from "@/parts/DayInput";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { day } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, type Schemas, useReadAgain } from "./data";
import headClasses from "./head.module.css";
import pageClasses from "./page.module.css";

type Attribute = Schemas["RecordAttributeView"];

/** The project's own fields of a change. */
export function Attributes({ record }: { record: RecordOf }) {
  // Built-in ones are columns, and among the fields.
  const shown = record.attributes.filter((each) => !each.builtIn);
  if (shown.length === 0) return null;
  return (
    <>
      <h3 className={pageClasses.h3}>{t("record.attributes")}</h3>
      <dl className={pageClasses.fields}>
        {shown.map((attribute) => (
          <AttributeLine key={attribute.definitionId} record={record} attribute={attribute} />
        ))}
      </dl>
    </>
  );
}

function AttributeLine({ record, attribute }: { record: RecordOf; attribute: Attribute }) {
  const [typed, setTyped] = useState<string | null>(null);
  const project = useProject();
  const readAgain = useReadAgain();
  const save = useMutation({
    mutationFn: (value: string | null) =>
      api.request("POST", "/cost/v1/containers/{containerId}/property-values:batch-update", {
        path: { containerId: project.id },
        body: [
          {
            associationId: record.id,
            associationType: "FormInstance",
            propertyDefinitionId: attribute.definitionId,
            value,
          },
        ],
      }),
    onSuccess: () => setTyped(null),
    onSettled: readAgain,
  });
  const settle = (value: string | null) =>
    value === attribute.value ? setTyped(null) : save.mutate(value);
  const error = save.error ? sayingOf(save.error) : null;
  return (
    <div className={pageClasses.field}>
      <dt className={headClasses.label}>{attribute.name}</dt>
      <dd>
        {typed === null ? (
          <Shown attribute={attribute} onEdit={() => setTyped(attribute.value ?? "")} />
        ) : (
          <Input
            attribute={attribute}
            typed={typed}
            error={error}
            onType={setTyped}
            onSettle={settle}
            onCancel={() => setTyped(null)}
          />
        )}
      </dd>
    </div>
  );
}

function shownValue({ type, value }: Attribute): string {
  const isDay = type === "date" || /^\d{4}-\d{2}-\d{2}T/.test(value ?? "");
  return isDay ? day(value) : (value ?? "");
}

function Shown({ attribute, onEdit }: { attribute: Attribute; onEdit: () => void }) {
  const text = shownValue(attribute) || "–";
  if (attribute.locked) {
    return (
      <span className={pageClasses.plain} title={attribute.locked}>
        {text}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={pageClasses.editable}
      aria-label={t("record.editField", {
        field: attribute.name,
        value: attribute.value || t("parts.none"),
      })}
      onClick={onEdit}
    >
      {text}
    </button>
  );
}

interface InputProps {
  attribute: Attribute;
  typed: string;
  error: string | null;
  onType: (text: string) => void;
  onSettle: (value: string | null) => void;
  onCancel: () => void;
}

function Input({ attribute, typed, error, onType, onSettle, onCancel }: InputProps) {
  const { timeZone } = useProject();
  const common = { size: "xs", "aria-label": attribute.name, error, autoFocus: true } as const;
  if (attribute.type === "options") {
    return (
      <Select
        {...common}
        data={attribute.options}
        value={attribute.value}
        clearable
        searchable
        defaultDropdownOpened
        onChange={onSettle}
        onKeyDown={(event) => event.key === "Escape" && onCancel()}
      />
    );
  }
  if (attribute.type === "date") {
    return (
      <DayInput
        {...common}
        value={attribute.value?.slice(0, 10) ?? null}
        timeZone={timeZone}
        onChange={onSettle}
      />
    );
  }
  return (
    <TextInput
      {...common}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={() => onSettle(typed.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
        if (event.key === "Enter") onSettle(typed.trim() || null);
      }}
    />
  );
}
