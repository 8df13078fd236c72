/** Tiers, currency and the habits that differ from vendor to vendor: one form over one record. */

import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keys } from "@/api/keys";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { bodyOf, type FormField, type FormValues, isSame } from "./form/fields";
import { RecordForm, useRecord } from "./form/RecordForm";
import { Section } from "./Section";

const PATH = "/web/v1/projects/{projectId}/settings";

const TIERS = ["1", "2", "3"].map((value) => ({ value, label: value }));

const FIELDS: readonly FormField[] = [
  {
    name: "tiersCost",
    kind: "choice",
    required: true,
    options: TIERS,
    help: t("settings.tiersCostHelp"),
  },
  {
    name: "tiersBudget",
    kind: "choice",
    required: true,
    options: TIERS,
    help: t("settings.tiersBudgetHelp"),
  },
  { name: "currency", kind: "text", help: t("settings.currencyHelp") },
  { name: "moneyPlaces", kind: "integer", required: true, help: t("settings.moneyPlacesHelp") },
  {
    name: "statusCascade",
    kind: "choice",
    required: true,
    options: [
      { value: "advance", label: t("settings.cascadeAdvance") },
      { value: "mirror", label: t("settings.cascadeMirror") },
    ],
  },
  { name: "commitmentFirst", kind: "switch", help: t("settings.commitmentFirstHelp") },
  { name: "unlinkFirst", kind: "switch", help: t("settings.unlinkFirstHelp") },
  { name: "lifo", kind: "switch", help: t("settings.lifoHelp") },
  { name: "budgetsLocked", kind: "switch", help: t("settings.budgetsLockedHelp") },
  { name: "contractLocks", kind: "switch", help: t("settings.contractLocksHelp") },
];

export function ProjectSection() {
  const project = useProject();
  const client = useQueryClient();
  const query = useRecord(PATH);
  return (
    <Section
      title={t("settings.projectTitle")}
      help={t("settings.projectHelp")}
      query={query}
      isLocked={project.role !== "admin"}
    >
      {query.data ? (
        <RecordForm
          url={PATH}
          method="PATCH"
          fields={FIELDS}
          told={query.data}
          bodyOf={changed}
          onSaved={() => client.invalidateQueries({ queryKey: keys.projects })}
        />
      ) : null}
      {project.role === "admin" ? (
        <p style={{ margin: "16px 0 0" }}>
          <Link to="/start">{t("settings.anotherProject")}</Link>
        </p>
      ) : null}
    </Section>
  );
}

/** Only what was changed is sent, so that nobody's other settings are written over. */
function changed(values: FormValues, before: FormValues): FormValues {
  const fields = FIELDS.filter((each) => !isSame(values[each.name], before[each.name]));
  const body = bodyOf(fields, values, false);
  for (const name of ["tiersCost", "tiersBudget"]) {
    if (name in body) body[name] = Number(body[name]);
  }
  return body;
}
