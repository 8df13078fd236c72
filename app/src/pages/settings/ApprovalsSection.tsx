/** Approval policies: who must approve what, from which amount on. */

import type { Answer } from "@/api/client";
import { t, word } from "@/text/text";
import type { FormField, Option } from "./form/fields";
import { Listing } from "./Listing";
import { Noted } from "./Noted";
import { useRows } from "./rows";
import { Section } from "./Section";

type Policy = Answer<"/web/v1/projects/{projectId}/approval-policies">["results"][number];
type Member = Answer<"/web/v1/projects/{projectId}/people">["results"][number];
type Who = Policy["bands"][number]["steps"][number]["who"][number];

function words(page: "settingsPolicy" | "kinds" | "settingsRoles", values: string[]): Option[] {
  return values.map((value) => ({ value, label: word(page, value) }));
}

const MEASURES = [
  ...["amount", "cumulative_net", "cumulative_size", "days", "cumulative_days"],
  ...["contingency_left", "budget_left"],
];
const ROLES = ["admin", "manager", "estimator", "approver", "owner"];

const BOUND: readonly FormField[] = [
  { name: "amount", kind: "amount" },
  { name: "percent", kind: "amount" },
  {
    name: "of",
    kind: "choice",
    required: true,
    initial: "original",
    options: words("settingsPolicy", ["original", "revised"]),
  },
  { name: "days", kind: "integer" },
];

const LIMIT: readonly FormField[] = [
  {
    name: "measure",
    kind: "choice",
    required: true,
    initial: "amount",
    options: words("settingsPolicy", MEASURES),
  },
  {
    name: "combine",
    kind: "choice",
    required: true,
    initial: "lesser",
    options: words("settingsPolicy", ["lesser", "greater"]),
  },
  { name: "inclusive", kind: "switch", initial: true },
  { name: "bounds", kind: "rows", fields: BOUND, initial: [] },
];

function fieldsOf(people: readonly Member[]): FormField[] {
  const who: readonly FormField[] = [
    { name: "role", kind: "choice", options: words("settingsRoles", ROLES) },
    {
      name: "personId",
      kind: "choice",
      options: people.map(({ id, name }) => ({ value: id, label: name })),
      read: (record) => (record as unknown as Who).person?.id,
    },
    {
      name: "companyId",
      kind: "kept",
      read: (record) => (record as unknown as Who).company?.id ?? null,
    },
  ];
  const step: readonly FormField[] = [
    { name: "name", kind: "text", required: true },
    { name: "stage", kind: "integer", required: true, initial: "1", help: t("settings.stageHelp") },
    { name: "people", kind: "integer", required: true, initial: "1" },
    { name: "dueDays", kind: "integer" },
    { name: "who", kind: "rows", fields: who, help: t("settings.whoHelp") },
  ];
  return [
    { name: "name", kind: "text", required: true },
    {
      name: "position",
      kind: "integer",
      required: true,
      initial: "0",
      help: t("settings.positionHelp"),
    },
    {
      name: "kinds",
      kind: "choices",
      required: true,
      options: words("kinds", ["pco", "rfq", "rco", "scr", "oco", "sco"]),
    },
    { name: "contractIds", kind: "kept" },
    { name: "description", kind: "area" },
    { name: "active", kind: "switch", initial: true },
    { name: "notCreator", kind: "switch", initial: true },
    { name: "distinctPeople", kind: "switch", initial: true },
    {
      name: "credits",
      kind: "choice",
      required: true,
      initial: "signed",
      options: words("settingsPolicy", ["signed", "size", "apart"]),
    },
    {
      name: "onEdit",
      kind: "choice",
      required: true,
      initial: "void",
      options: words("settingsPolicy", ["void", "keep"]),
    },
    {
      name: "bands",
      kind: "rows",
      help: t("settings.bandsHelp"),
      fields: [
        { name: "name", kind: "text", required: true },
        {
          name: "direction",
          kind: "choice",
          required: true,
          initial: "any",
          options: words("settingsPolicy", ["any", "increase", "credit"]),
        },
        { name: "limits", kind: "rows", fields: LIMIT },
        { name: "steps", kind: "rows", fields: step },
      ],
    },
    { name: "requirements", kind: "rows", fields: LIMIT },
    {
      name: "contingency",
      kind: "group",
      fields: [
        {
          name: "drawnBy",
          kind: "choice",
          required: true,
          initial: "contingency",
          options: words("settingsPolicy", ["all", "contingency"]),
        },
        {
          name: "bound",
          kind: "group",
          fields: BOUND,
          initial: { amount: "", percent: "", of: "original", days: "" },
        },
      ],
    },
    {
      name: "split",
      kind: "group",
      fields: [
        { name: "days", kind: "integer", required: true, initial: "30" },
        { name: "least", kind: "integer", required: true, initial: "2" },
        { name: "same", kind: "tags" },
      ],
    },
  ];
}

export function ApprovalsSection() {
  const rows = useRows<Policy>("/approval-policies");
  const people = useRows<Member>("/people", "people");
  return (
    <Section
      title={t("settings.approvalsTitle")}
      help={t("settings.approvalsHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.policyNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          {
            header: t("settings.name"),
            cell: (row) => (
              <Noted note={!row.active && t("settings.notActive")} color="gray">
                {row.name}
              </Noted>
            ),
          },
          {
            header: t("settings.kinds"),
            cell: (row) => row.kinds.map((kind) => word("kinds", kind)).join(", "),
          },
          {
            header: t("settings.bands"),
            cell: (row) => row.bands.map((each) => each.name).join(", "),
          },
          {
            header: t("settings.problems"),
            cell: (row) => row.problems.map((each) => each.detail).join(" ") || "—",
          },
        ]}
        fields={fieldsOf(people.data ?? [])}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Policy | null) =>
                row ? rows.update(row.id, body) : rows.create(body),
              onDelete: (row: Policy) => rows.remove(row.id),
            }
          : {})}
        empty={t("settings.noPolicies")}
      />
    </Section>
  );
}
