/** One's own ways in: the password, the browsers one is signed in at, tokens for one's programs. */

import { Button, Group, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Answer, api } from "@/api/client";
import { keys } from "@/api/keys";
import { readSession, type Session } from "@/api/session";
import { FieldErrors } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t, word } from "@/text/text";
import { EditDialog } from "./form/EditDialog";
import type { FormField, FormValues } from "./form/fields";
import { Listing } from "./Listing";
import { Noted } from "./Noted";
import { Once } from "./Once";
import { Section } from "./Section";
import classes from "./settings.module.css";

type Token = Answer<"/web/v1/tokens">["results"][number];

const PASSWORD: readonly FormField[] = [
  { name: "current", kind: "password", required: true },
  { name: "password", kind: "password", required: true, help: t("settings.passwordHelp") },
];

const TOKEN: readonly FormField[] = [
  { name: "name", kind: "text", required: true, help: t("settings.tokenNameHelp") },
  {
    name: "access",
    kind: "choice",
    required: true,
    initial: "read",
    options: ["read", "write"].map((value) => ({ value, label: word("settingsScopes", value) })),
  },
  { name: "days", kind: "integer", required: true, initial: "90", help: t("settings.daysHelp") },
];

export function AccessSection() {
  return (
    <>
      <Tokens />
      <Sessions />
    </>
  );
}

function Tokens() {
  const { timeZone } = useProject();
  const client = useQueryClient();
  const queryKey = ["own", "tokens"];
  const [secret, setSecret] = useState("");
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get("/web/v1/tokens", { signal }),
  });
  const make = async (body: FormValues) => {
    const made = await api.request<{ token: string }>("POST", "/web/v1/tokens", { body });
    setSecret(made.value.token);
    await client.invalidateQueries({ queryKey });
  };
  const revoke = async (token: Token) => {
    await api.delete("/web/v1/tokens/{tokenId}", { path: { tokenId: token.id } });
    await client.invalidateQueries({ queryKey });
  };
  return (
    <Section title={t("settings.tokensTitle")} help={t("settings.tokensHelp")} query={query}>
      <Listing
        noun={t("settings.tokenNoun")}
        rows={query.data?.results ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name ?? t("settings.unnamedToken")}
        columns={[
          { header: t("settings.name"), cell: (row) => row.name ?? t("settings.unnamedToken") },
          { header: t("settings.access"), cell: (row) => word("settingsScopes", row.access) },
          { header: t("settings.made"), cell: (row) => instant(row.createdAt, timeZone) },
          { header: t("settings.ends"), cell: (row) => instant(row.expiresAt, timeZone) },
        ]}
        fields={TOKEN}
        onSave={make}
        addOnly
        onDelete={revoke}
        empty={t("settings.noTokens")}
      />
      {secret ? (
        <Once title={t("settings.newToken")} secret={secret} onClose={() => setSecret("")} />
      ) : null}
    </Section>
  );
}

function Sessions() {
  const { timeZone } = useProject();
  const client = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const query = useQuery({
    queryKey: ["own", "sessions"],
    queryFn: ({ signal }) => api.get("/web/v1/sessions", { signal }),
  });
  const ending = useMutation({
    mutationFn: () => api.delete("/web/v1/sessions"),
    onSuccess: () => client.invalidateQueries(),
  });
  const change = async (body: FormValues) => {
    await api.request<Session>("PUT", "/web/v1/password", { body });
    client.setQueryData(keys.session, await readSession());
    notifications.show({ message: t("settings.passwordChanged") });
    await client.invalidateQueries({ queryKey: ["own"] });
  };
  return (
    <Section title={t("settings.sessionsTitle")} help={t("settings.sessionsHelp")} query={query}>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("settings.signedInAt")}</Table.Th>
            <Table.Th>{t("settings.seenAt")}</Table.Th>
            <Table.Th>{t("settings.ends")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(query.data?.results ?? []).map((each) => (
            <Table.Tr key={`${each.signedInAt} ${each.seenAt}`}>
              <Table.Td data-label={t("settings.signedInAt")}>
                <Noted note={each.current && t("settings.thisBrowser")}>
                  {instant(each.signedInAt, timeZone)}
                </Noted>
              </Table.Td>
              <Table.Td data-label={t("settings.seenAt")}>
                {instant(each.seenAt, timeZone)}
              </Table.Td>
              <Table.Td data-label={t("settings.ends")}>{instant(each.endsAt, timeZone)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <FieldErrors error={ending.error} />
      <Group gap="xs" mt="md">
        <Button variant="default" size="xs" onClick={() => setChanging(true)}>
          {t("settings.changePassword")}
        </Button>
        <Button
          variant="default"
          size="xs"
          loading={ending.isPending}
          onClick={() => ending.mutate()}
        >
          {t("settings.signOutEverywhere")}
        </Button>
      </Group>
      {isChanging ? (
        <EditDialog
          title={t("settings.changePassword")}
          fields={PASSWORD}
          save={change}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </Section>
  );
}
