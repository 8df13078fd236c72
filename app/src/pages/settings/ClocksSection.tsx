/** Clocks: the project's calendar, the forms of contract there are, and rules of its own. */

import { useQueryClient } from "@tanstack/react-query";
import type { Answer } from "@/api/client";
import { keys } from "@/api/keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { ClockTerms } from "./ClockTerms";
import { bodyOf, type FormField } from "./form/fields";
import { RecordForm, useRecord } from "./form/RecordForm";
import { Listing } from "./Listing";
import { Noted } from "./Noted";
import { type RowsOf, useRows } from "./rows";
import { Section } from "./Section";

type Family = Answer<"/web/v1/projects/{projectId}/clock-families">["results"][number];
type Rule = Answer<"/web/v1/projects/{projectId}/clock-rules">["results"][number];
const CALENDAR = "/web/v1/projects/{projectId}/clock-calendar";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const PARTIES = ["contractor", "owner", "administrator"];
const SILENCES = [
  ...["nothing", "time_barred", "accepted", "accepted_after_notice", "rejected", "stands"],
];

function words(values: readonly string[]) {
  return values.map((value) => ({ value, label: word("settingsClocks", value) }));
}

const CALENDAR_FIELDS: readonly FormField[] = [
  { name: "timeZone", kind: "text", help: t("settings.timeZoneHelp") },
  { name: "dueSoonDays", kind: "integer", required: true, help: t("settings.dueSoonHelp") },
  {
    name: "weekend",
    kind: "choices",
    options: words(DAYS),
  },
  { name: "holidays", kind: "tags", help: t("settings.holidaysHelp") },
];

export function ClocksSection() {
  const project = useProject();
  const client = useQueryClient();
  const query = useRecord(CALENDAR);
  return (
    <>
      <Section
        title={t("settings.calendarTitle")}
        help={t("settings.calendarHelp")}
        query={query}
        isLocked={project.role !== "admin"}
      >
        {query.data ? (
          <RecordForm
            url={CALENDAR}
            method="PUT"
            fields={CALENDAR_FIELDS}
            told={query.data}
            bodyOf={(values) => bodyOf(CALENDAR_FIELDS, values, false)}
            onSaved={() => client.invalidateQueries({ queryKey: keys.projects })}
          />
        ) : null}
      </Section>
      <Families />
      <Rules />
    </>
  );
}

function Families() {
  const rows = useRows<Family>("/clock-families");
  return (
    <>
      <ClockTerms families={rows.data ?? []} />
      <FamilyList rows={rows} />
    </>
  );
}

function FamilyList({ rows }: { rows: RowsOf<Family> }) {
  return (
    <Section title={t("settings.familiesTitle")} help={t("settings.familiesHelp")} query={rows}>
      <Listing
        noun={t("settings.familyNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.title}
        columns={[
          {
            header: t("settings.name"),
            cell: (row) => <Noted note={!row.ships && t("settings.own")}>{row.title}</Noted>,
          },
          { header: t("settings.edition"), cell: (row) => row.edition },
          { header: t("settings.id"), cell: (row) => <code>{row.id}</code> },
          { header: t("settings.rules"), cell: (row) => row.ruleCount, isNumber: true },
        ]}
        empty={t("settings.noFamilies")}
      />
    </Section>
  );
}

const RULE: readonly FormField[] = [
  { name: "family", kind: "text", required: true, help: t("settings.familyHelp") },
  { name: "edition", kind: "text" },
  { name: "id", kind: "text", required: true, help: t("settings.ruleIdHelp") },
  { name: "clause", kind: "text", required: true },
  { name: "title", kind: "text", required: true },
  { name: "trigger", kind: "tags", required: true, help: t("settings.triggerHelp") },
  {
    name: "actor",
    kind: "choice",
    required: true,
    options: words(PARTIES),
  },
  { name: "due", kind: "text", required: true },
  { name: "answers", kind: "tags" },
  { name: "period", kind: "integer", required: true },
  {
    name: "unit",
    kind: "choice",
    required: true,
    initial: "days",
    options: words(["hours", "days", "weeks", "months", "years"]),
  },
  {
    name: "days",
    kind: "choice",
    options: words(["calendar", "working", "without_holidays"]),
  },
  {
    name: "silence",
    kind: "choice",
    options: words(SILENCES),
  },
  { name: "silenceMeans", kind: "text" },
  { name: "source", kind: "text" },
  { name: "note", kind: "area" },
];

function Rules() {
  const rows = useRows<Rule>("/clock-rules");
  return (
    <Section
      title={t("settings.rulesTitle")}
      help={t("settings.rulesHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.ruleNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.recordId}
        nameOf={(row) => row.title}
        columns={[
          { header: t("settings.name"), cell: (row) => row.title },
          { header: t("settings.family"), cell: (row) => <code>{row.family}</code> },
          { header: t("settings.clause"), cell: (row) => row.clause },
          {
            header: t("settings.period"),
            cell: (row) => `${row.period} ${word("settingsClocks", row.unit).toLowerCase()}`,
          },
        ]}
        fields={RULE}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Rule | null) =>
                row ? rows.update(row.recordId, body) : rows.create(body),
              onDelete: (row: Rule) => rows.remove(row.recordId),
            }
          : {})}
        empty={t("settings.noRules")}
      />
    </Section>
  );
}
