/** OAuth apps: programs that ask people for access, and their secrets. */

import { ActionIcon } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { type Answer, api } from "@/api/client";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import type { FormField } from "./form/fields";
import { Listing } from "./Listing";
import { Once } from "./Once";
import { useRows } from "./rows";
import { Section } from "./Section";

type Program = Answer<"/web/v1/projects/{projectId}/programs">["results"][number];
type Made = { program: Program; secret: string | null };

const FIELDS: readonly FormField[] = [
  { name: "name", kind: "text", required: true },
  { name: "public", kind: "switch", onlyNew: true, help: t("settings.publicHelp") },
  { name: "redirectUris", kind: "tags", help: t("settings.redirectHelp") },
];

export function ProgramsSection() {
  const project = useProject();
  const rows = useRows<Program>("/programs");
  const [secret, setSecret] = useState("");
  const rotating = useMutation({
    mutationFn: (program: Program) =>
      api.request<Made>("POST", "/web/v1/projects/{projectId}/programs/{clientId}:rotate-secret", {
        path: { projectId: project.id, clientId: program.clientId },
      }),
    onSuccess: (made) => setSecret(made.value.secret ?? ""),
    onError: (error) => notifications.show({ color: "red", message: sayingOf(error) }),
  });
  if (!rows.canConfigure) {
    return (
      <Section title={t("settings.programsTitle")} help={t("settings.programsHelp")} isLocked>
        {null}
      </Section>
    );
  }
  return (
    <Section title={t("settings.programsTitle")} help={t("settings.programsHelp")} query={rows}>
      <Listing
        noun={t("settings.programNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.clientId}
        nameOf={(row) => row.name}
        columns={[
          { header: t("settings.name"), cell: (row) => row.name },
          { header: t("settings.clientId"), cell: (row) => <code>{row.clientId}</code> },
          {
            header: t("settings.form"),
            cell: (row) => (row.public ? t("settings.publicProgram") : t("settings.secretProgram")),
          },
          { header: t("settings.redirects"), cell: (row) => row.redirectUris.join(" ") || "—" },
        ]}
        fields={FIELDS}
        onSave={async (body, row, isAnyway) => {
          if (row) return rows.update(row.clientId, body, isAnyway ? undefined : row.tag);
          const made = await rows.create<Made>(body);
          if (made.secret) setSecret(made.secret);
        }}
        onDelete={(row) => rows.remove(row.clientId, row.tag)}
        more={(row) =>
          row.public ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("settings.rotate", { name: row.name })}
              title={t("settings.rotate", { name: row.name })}
              loading={rotating.isPending && rotating.variables?.clientId === row.clientId}
              onClick={() => rotating.mutate(row)}
            >
              <KeyRound size={15} />
            </ActionIcon>
          )
        }
        empty={t("settings.noPrograms")}
      />
      {secret ? (
        <Once title={t("settings.newSecret")} secret={secret} onClose={() => setSecret("")} />
      ) : null}
    </Section>
  );
}
