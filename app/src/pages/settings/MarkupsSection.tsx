/** Markup formulas: what is put on a change's direct cost, step by step. */

import type { Answer } from "@/api/client";
import { t, word } from "@/text/text";
import type { FormField, FormValues } from "./form/fields";
import { Listing } from "./Listing";
import { useRows } from "./rows";
import { Section } from "./Section";

type Formula = Answer<"/web/v1/projects/{projectId}/markup-formulas">["results"][number];
type Step = Formula["items"][number];

function optionsOf(page: "settingsSteps" | "settingsBases" | "settingsSides", words: string[]) {
  return words.map((value) => ({ value, label: word(page, value) }));
}

const CONDITION: readonly FormField[] = [
  { name: "column", kind: "text", required: true, help: t("settings.conditionHelp") },
  {
    name: "operator",
    kind: "choice",
    required: true,
    options: [
      ...["is", "is_not", "in", "not_in", "starts_with", "contains", "matches", "not_matches"],
      ...["over", "under"],
    ].map((value) => ({ value, label: word("settingsOperators", value) })),
    initial: "is",
  },
  { name: "value", kind: "tags", required: true },
  {
    name: "logic",
    kind: "choice",
    options: ["and", "or"].map((value) => ({ value, label: value })),
  },
];

const BAND: readonly FormField[] = [
  { name: "upto", kind: "amount", help: t("settings.uptoHelp") },
  { name: "rate", kind: "amount", required: true },
  { name: "creditRate", kind: "amount" },
];

const STEP: readonly FormField[] = [
  { name: "id", kind: "kept" },
  { name: "name", kind: "text", required: true },
  {
    name: "type",
    kind: "choice",
    required: true,
    initial: "rate",
    options: optionsOf("settingsSteps", ["rate", "fixed", "revise", "info"]),
  },
  {
    name: "amount",
    kind: "amount",
    label: t("settings.stepAmount"),
    help: t("settings.stepAmountHelp"),
  },
  { name: "creditAmount", kind: "amount", help: t("settings.creditAmountHelp") },
  {
    name: "basis",
    kind: "choice",
    required: true,
    initial: "direct",
    options: optionsOf("settingsBases", ["direct", "revised", "running", "selected", "total"]),
  },
  { name: "selected", kind: "tags", help: t("settings.selectedHelp") },
  { name: "withDirect", kind: "switch" },
  { name: "minimum", kind: "amount" },
  { name: "maximum", kind: "amount" },
  { name: "party", kind: "text", help: t("settings.partyHelp") },
  {
    name: "side",
    kind: "choice",
    options: optionsOf("settingsSides", ["budget", "cost", "both"]),
  },
  { name: "targetBudgetCode", kind: "text" },
  { name: "isVariable", kind: "switch", help: t("settings.isVariableHelp") },
  { name: "perLine", kind: "switch" },
  { name: "hiddenFromOwner", kind: "switch" },
  { name: "taxable", kind: "switch" },
  { name: "bands", kind: "rows", fields: BAND },
  {
    name: "thresholds",
    kind: "rows",
    fields: [
      { name: "size", kind: "amount", required: true },
      { name: "rate", kind: "amount", required: true },
      { name: "creditRate", kind: "amount" },
      { name: "inclusive", kind: "switch" },
    ],
  },
  { name: "conditions", kind: "rows", fields: CONDITION },
];

const FIELDS: readonly FormField[] = [
  { name: "name", kind: "text", required: true },
  { name: "sampleAmount", kind: "amount", help: t("settings.sampleAmountHelp") },
  { name: "description", kind: "area" },
  { name: "apart", kind: "switch", help: t("settings.apartHelp") },
  { name: "onMarkups", kind: "switch" },
  {
    name: "items",
    kind: "rows",
    fields: STEP,
    read: (formula) => byName(formula.items as Step[]),
    help: t("settings.stepsHelp"),
    label: t("settings.steps"),
  },
  {
    name: "caps",
    kind: "rows",
    fields: [
      { name: "percent", kind: "amount" },
      { name: "amount", kind: "amount" },
      { name: "mostPercentages", kind: "integer" },
      { name: "party", kind: "text" },
      { name: "refuses", kind: "switch" },
      { name: "conditions", kind: "rows", fields: CONDITION },
    ],
  },
];

export function MarkupsSection() {
  const rows = useRows<Formula>("/markup-formulas");
  return (
    <Section
      title={t("settings.markupsTitle")}
      help={t("settings.markupsHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.formulaNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          { header: t("settings.name"), cell: (row) => row.name },
          {
            header: t("settings.steps"),
            cell: (row) => row.items.map(stepText).join(" → ") || "—",
          },
          { header: t("settings.description"), cell: (row) => row.description ?? "—" },
        ]}
        fields={FIELDS}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Formula | null) =>
                row ? rows.update(row.id, numbered(body)) : rows.create(numbered(body)),
              onDelete: (row: Formula) => rows.remove(row.id),
            }
          : {})}
        empty={t("settings.noFormulas")}
      />
    </Section>
  );
}

function stepText(step: Step): string {
  if (step.type !== "rate" || step.amount === null) return step.name;
  return `${step.name} ${trimmed(step.amount)}%`;
}

/** `10.0000` is `10`, `2.5000` is `2.5`. */
function trimmed(amount: string): string {
  return amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
}

/** The steps that a step stands on by their names, as people know them. */
function byName(steps: readonly Step[]) {
  const names = new Map(steps.map((each) => [each.id, each.name]));
  return steps.map((each) => ({
    ...each,
    selected: each.selected.map((id) => names.get(id) ?? id),
  }));
}

/** The steps stand in the order of the form. */
function numbered(body: FormValues): FormValues {
  const items = (body.items as FormValues[]).map((each, position) => ({ ...each, position }));
  return { ...body, items };
}
