/** Opening one more project, for who administers one. */

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Project } from "@/api/session";
import type { FormValues } from "@/pages/settings/form/fields";
import { t } from "@/text/text";
import { openingFields } from "./opening";
import { StartForm } from "./StartForm";

const PARTS = [{ fields: openingFields("name", "number") }];

export function NewProject({ onOpened }: { onOpened: (projectId: string) => void }) {
  const client = useQueryClient();
  const open = async (body: FormValues) => {
    const { value } = await api.request<Project>("POST", "/web/v1/projects", { body });
    await client.invalidateQueries({ queryKey: keys.projects });
    onOpened(value.id);
  };
  return (
    <StartForm
      title={t("start.newTitle")}
      lead={t("start.newLead")}
      submitLabel={t("start.newSubmit")}
      parts={PARTS}
      send={open}
    />
  );
}
