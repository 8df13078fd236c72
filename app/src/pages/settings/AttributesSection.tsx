/** Attributes of the project's own, which stand beside the built-in columns everywhere. */

import type { Answer } from "@/api/client";
import { t, word } from "@/text/text";
import type { FormField } from "./form/fields";
import { Listing } from "./Listing";
import { useRows } from "./rows";
import { Section } from "./Section";

type Attribute = Answer<"/web/v1/projects/{projectId}/attributes">["results"][number];

const OWNERS = [
  ...["FormInstance", "PCO", "RFQ", "RCO", "OCO", "SCO", "CostItem", "Budget", "Contract"],
  ...["MainContract", "ScheduleOfValue", "Expense", "ExpenseItem"],
].map((value) => ({ value, label: word("settingsOwners", value) }));

const TYPES = [
  ...["text", "multiline", "richtext", "options", "boolean", "integer", "number", "percent"],
  ...["currency", "datetime"],
].map((value) => ({ value, label: word("settingsTypes", value) }));

const ACCESS = ["no_access", "view", "edit"].map((value) => ({
  value,
  label: word("settingsAccess", value),
}));

const FIELDS: readonly FormField[] = [
  {
    name: "associationType",
    kind: "choice",
    required: true,
    options: OWNERS,
    onlyNew: true,
    initial: "FormInstance",
  },
  { name: "name", kind: "text", required: true },
  { name: "type", kind: "choice", required: true, options: TYPES, onlyNew: true, initial: "text" },
  { name: "options", kind: "tags", help: t("settings.optionsHelp") },
  { name: "defaultValue", kind: "text" },
  { name: "collaboratorAccess", kind: "choice", required: true, options: ACCESS, initial: "view" },
  { name: "defaultVisibility", kind: "switch", initial: true },
];

/** A built-in attribute keeps its name and what it takes. */
const BUILT_IN = FIELDS.filter((each) => ["options", "defaultVisibility"].includes(each.name));

export function AttributesSection() {
  const rows = useRows<Attribute>("/attributes");
  return (
    <Section
      title={t("settings.attributesTitle")}
      help={t("settings.attributesHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.attributeNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          { header: t("settings.name"), cell: (row) => row.name },
          { header: t("settings.of"), cell: (row) => word("settingsOwners", row.associationType) },
          { header: t("settings.type"), cell: (row) => word("settingsTypes", row.type) },
          { header: t("settings.choices"), cell: (row) => row.options.join(", ") || "—" },
          {
            header: t("settings.outside"),
            cell: (row) => word("settingsAccess", row.collaboratorAccess),
          },
        ]}
        fields={FIELDS}
        fieldsOf={(row) => (row.builtIn ? BUILT_IN : FIELDS)}
        canDelete={(row) => !row.builtIn}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Attribute | null) =>
                row ? rows.update(row.id, body) : rows.create(body),
              onDelete: (row: Attribute) => rows.remove(row.id),
            }
          : {})}
        empty={t("settings.noAttributes")}
      />
    </Section>
  );
}
