/** A form of the start: what it asks, what the server says of it, and one button. */

import { Button, Stack, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Fields } from "@/pages/settings/form/Fields";
import { bodyOf, emptyOf, type FormField, type FormValues } from "@/pages/settings/form/fields";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { usePageTitle } from "@/shell/pageTitle";
import classes from "./start.module.css";

/** Fields that belong together, under a heading where there are several such parts. */
export interface Part {
  title?: string;
  fields: readonly FormField[];
}

interface Props {
  title: string;
  lead: string;
  submitLabel: string;
  parts: readonly Part[];
  send: (body: FormValues) => Promise<unknown>;
}

export function StartForm({ title, lead, submitLabel, parts, send }: Props) {
  usePageTitle(title);
  const fields = parts.flatMap((part) => part.fields);
  const [values, setValues] = useState(() => emptyOf(fields));
  const sending = useMutation({
    mutationFn: () => send(withNumbers(bodyOf(fields, values, true))),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sending.isPending) sending.mutate();
  };
  return (
    <section className={`cw-card ${classes.card}`}>
      <Title order={1}>{title}</Title>
      <p className={classes.lead}>{lead}</p>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {parts.map((part) => (
            <section key={part.title ?? ""} aria-label={part.title}>
              {part.title ? <h2 className={classes.part}>{part.title}</h2> : null}
              <Fields
                fields={part.fields}
                values={values}
                onChange={setValues}
                messages={messagesOf(sending.error)}
                isNew
              />
            </section>
          ))}
          <FieldErrors error={sending.error} shown={fields.map((each) => each.name)} />
          <Button type="submit" loading={sending.isPending} style={{ alignSelf: "flex-start" }}>
            {submitLabel}
          </Button>
        </Stack>
      </form>
    </section>
  );
}

/** Tiers are chosen as words and sent as numbers. */
function withNumbers(body: FormValues): FormValues {
  const tiers = ["tiersCost", "tiersBudget"].map((name) => [name, Number(body[name])] as const);
  return { ...body, ...Object.fromEntries(tiers) };
}
