/** Making a potential change with its lines, and the number that it will get. */

import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { once } from "@/api/once";
import { makeLines } from "@/pages/record/AddLines";
import type { NewLine } from "@/pages/record/newLines";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";

export interface Typed {
  name: string;
  scope: string;
  contract: { id: string; name: string } | null;
  days: string | number;
  description: string;
}

/** `made` is there once the change is, though its lines may have been refused. */
export function useCreate(
  typed: Typed,
  filled: NewLine[],
  told: { onChange: () => void; onLines: (made: readonly NewLine[]) => void },
) {
  const project = useProject();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: async () => {
      // The change stays when its lines are refused: they are sent again onto the same one.
      const id = made ?? (await createChange(project.id, typed));
      setMade(id);
      told.onChange();
      await makeLines(project.id, id, filled, told.onLines);
      return id;
    },
    onSuccess: (id) => {
      notifications.show({ message: t("create.made", { name: typed.name.trim() }) });
      void queryClient.invalidateQueries({ queryKey: [project.id] });
      void navigate({
        to: "/p/$project/changes/$kind/$id",
        params: { project: project.id, kind: "pco", id },
      });
    },
  });
  return { create, made };
}

async function createChange(projectId: string, typed: Typed): Promise<string> {
  const url = "/cost/v1/containers/{containerId}/change-orders/{kind}";
  const path = { containerId: projectId, kind: "pco" };
  const body = {
    name: typed.name.trim(),
    scope: typed.scope,
    ...(typed.contract ? { contractId: typed.contract.id } : {}),
    ...(typeof typed.days === "number" ? { scheduleChange: typed.days } : {}),
    ...(typed.description.trim() ? { description: typed.description.trim() } : {}),
  };
  const { value } = await once({ url, path, body }, (idempotencyKey) =>
    api.request<{ id: string }>("POST", url, { path, body, idempotencyKey }),
  );
  return value.id;
}

/** The number that it will get, unless somebody is quicker. */
export function useNextNumber(): string {
  const project = useProject();
  const numbers = useQuery({
    queryKey: keys.of(project.id, "all", "numbers"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/record-choices", {
        path: { projectId: project.id },
        query: { list: ["numbers"] },
        signal,
      }),
    select: (told) => told.lists.numbers?.find((each) => each.name === "pco")?.text ?? "",
  });
  return numbers.data ? t("create.number", { number: numbers.data }) : "";
}
