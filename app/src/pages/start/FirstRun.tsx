/** Beginning on an empty server, by whoever has the code that it told in its log. */

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { readSession } from "@/api/session";
import type { FormField, FormValues } from "@/pages/settings/form/fields";
import { t, word } from "@/text/text";
import { openingFields } from "./opening";
import { type Part, StartForm } from "./StartForm";

function asked(name: string, help?: string): FormField {
  const label = word("startFields", name);
  return { name, kind: "text", required: true, label, ...(help ? { help } : {}) };
}

const PARTS: readonly Part[] = [
  { fields: [asked("code", t("start.codeHelp"))] },
  {
    title: t("start.firstPeople"),
    fields: [
      asked("companyName"),
      asked("name"),
      asked("email"),
      { name: "password", kind: "password", required: true, help: t("start.passwordHelp") },
    ],
  },
  { title: t("start.firstProject"), fields: openingFields("projectName", "projectNumber") },
];

export function FirstRun({ onBegun }: { onBegun: (projectId: string) => void }) {
  const client = useQueryClient();
  const begin = async (body: FormValues) => {
    const wish = { body };
    const { value } = await api.request<{ projectId: string }>("POST", "/web/v1/first-run", wish);
    client.setQueryData(keys.session, await readSession());
    await client.invalidateQueries({ queryKey: keys.projects });
    onBegun(value.projectId);
  };
  return (
    <StartForm
      title={t("start.firstTitle")}
      lead={t("start.firstLead")}
      submitLabel={t("start.firstSubmit")}
      parts={PARTS}
      send={begin}
    />
  );
}
