/** Tiers, currency and the habits that differ from vendor to vendor: one form over one record. */

import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type Answer, api, type Told } from "@/api/client";
import { keys } from "@/api/keys";
import { isProblem } from "@/api/problem";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { Fields } from "./form/Fields";
import { bodyOf, type FormField, type FormValues, formOf, isSame } from "./form/fields";
import { Stale } from "./form/Stale";
import { Section } from "./Section";

const PATH = "/web/v1/projects/{projectId}/settings";
type Settings = Answer<typeof PATH>;

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
  const query = useQuery({
    queryKey: keys.of(project.id, "settings", "project"),
    queryFn: ({ signal }) => api.getWithEtag(PATH, { path: { projectId: project.id }, signal }),
  });
  return (
    <Section
      title={t("settings.projectTitle")}
      help={t("settings.projectHelp")}
      query={query}
      isLocked={project.role !== "admin"}
    >
      {query.data ? <SettingsForm told={query.data} /> : null}
      {project.role === "admin" ? (
        <p style={{ margin: "16px 0 0" }}>
          <Link to="/start">{t("settings.anotherProject")}</Link>
        </p>
      ) : null}
    </Section>
  );
}

function SettingsForm({ told }: { told: Told<Settings> }) {
  const project = useProject();
  const client = useQueryClient();
  const [base, setBase] = useState(told);
  const [values, setValues] = useState(() => formOf(FIELDS, told.value as FormValues));
  const before = formOf(FIELDS, base.value as FormValues);
  const isDirty = !isSame(values, before);
  const take = (next: Told<Settings>) => {
    setBase(next);
    setValues(formOf(FIELDS, next.value as FormValues));
  };
  // While nothing is typed the form follows what others change; afterwards the server says so.
  if (!isDirty && told.etag !== base.etag) take(told);
  const saving = useMutation({
    mutationFn: ({ on, form }: { on: Told<Settings>; form: FormValues }) =>
      api.request<Settings>("PATCH", PATH, {
        path: { projectId: project.id },
        body: changed(form, formOf(FIELDS, on.value as FormValues)),
        ...(on.etag ? { ifMatch: on.etag } : {}),
      }),
    onSuccess: async (saved) => {
      take(saved);
      notifications.show({ message: t("settings.saved") });
      await client.invalidateQueries({ queryKey: [project.id] });
      await client.invalidateQueries({ queryKey: keys.projects });
    },
  });
  const readNow = () => api.getWithEtag(PATH, { path: { projectId: project.id } });
  /** What was changed here, put on top of what others saved. */
  const keepMine = async () => {
    const fresh = await readNow();
    const mine = Object.entries(values).filter(([name, each]) => !isSame(each, before[name]));
    const form = { ...formOf(FIELDS, fresh.value as FormValues), ...Object.fromEntries(mine) };
    setBase(fresh);
    setValues(form);
    saving.mutate({ on: fresh, form });
  };
  const takeTheirs = async () => {
    take(await readNow());
    saving.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate({ on: base, form: values });
  };
  const isStale = isProblem(saving.error) && saving.error.isStale;
  const canConfigure = project.role === "admin";
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <fieldset disabled={!canConfigure} style={{ border: 0, padding: 0, margin: 0 }}>
          <Fields
            fields={FIELDS}
            values={values}
            onChange={setValues}
            messages={messagesOf(saving.error)}
            isNew={false}
          />
        </fieldset>
        {isStale ? (
          <Stale onTake={() => void takeTheirs()} onKeep={() => void keepMine()} />
        ) : (
          <FieldErrors error={saving.error} shown={FIELDS.map((each) => each.name)} />
        )}
        {canConfigure ? (
          <Group gap="xs">
            <Button type="submit" disabled={!isDirty} loading={saving.isPending}>
              {t("settings.save")}
            </Button>
            <Button
              variant="default"
              disabled={!isDirty}
              onClick={() => {
                take(told);
                saving.reset();
              }}
            >
              {t("settings.undo")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
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
