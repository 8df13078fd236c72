/**
 * A record of the settings that there is one of, as a form. While nothing is typed it follows what
 * others save; afterwards the server says who was first, and theirs can be taken, or one's own put
 * on top of it.
 */

import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Told } from "@/api/client";
import { keys } from "@/api/keys";
import { isProblem } from "@/api/problem";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { Fields } from "./Fields";
import { type FormField, type FormValues, formOf, isSame } from "./fields";
import { Stale } from "./Stale";

/** The record at an address of the project, with the ETag that a change of it asks for. */
export function useRecord(url: string) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "settings", url),
    queryFn: ({ signal }) =>
      api.request<FormValues>("GET", url, { path: { projectId: project.id }, signal }),
  });
}

interface Props {
  url: string;
  method: "PATCH" | "PUT";
  fields: readonly FormField[];
  told: Told<FormValues>;
  /** The body of what was typed over what was there before. */
  bodyOf: (values: FormValues, before: FormValues) => FormValues;
  onSaved?: () => Promise<unknown>;
}

export function RecordForm({ url, method, fields, told, bodyOf, onSaved }: Props) {
  const project = useProject();
  const client = useQueryClient();
  const path = { projectId: project.id };
  const [base, setBase] = useState(told);
  const [values, setValues] = useState(() => formOf(fields, told.value));
  const before = formOf(fields, base.value);
  const isDirty = !isSame(values, before);
  const take = (next: Told<FormValues>) => {
    setBase(next);
    setValues(formOf(fields, next.value));
  };
  if (!isDirty && told.etag !== base.etag) take(told);
  const saving = useMutation({
    mutationFn: ({ on, form }: { on: Told<FormValues>; form: FormValues }) =>
      api.request<FormValues>(method, url, {
        path,
        body: bodyOf(form, formOf(fields, on.value)),
        ...(on.etag ? { ifMatch: on.etag } : {}),
      }),
    onSuccess: async (saved) => {
      client.setQueryData(keys.of(project.id, "settings", url), saved);
      take(saved);
      notifications.show({ message: t("settings.saved") });
      await client.invalidateQueries({ queryKey: [project.id] });
      await onSaved?.();
    },
  });
  const readNow = () => api.request<FormValues>("GET", url, { path });
  /** What was changed here, put on top of what others saved. */
  const keepMine = async () => {
    const fresh = await readNow();
    const mine = Object.entries(values).filter(([name, each]) => !isSame(each, before[name]));
    const form = { ...formOf(fields, fresh.value), ...Object.fromEntries(mine) };
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
            fields={fields}
            values={values}
            onChange={setValues}
            messages={messagesOf(saving.error)}
            isNew={false}
          />
        </fieldset>
        {isStale ? (
          <Stale onTake={() => void takeTheirs()} onKeep={() => void keepMine()} />
        ) : (
          <FieldErrors error={saving.error} shown={fields.map((each) => each.name)} />
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
