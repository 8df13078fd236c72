import { Button, Checkbox, Group, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { once } from "@/api/once";
import { DayInput } from "@/parts/DayInput";
import { FieldErrors } from "@/parts/FieldErrors";
import { endOfDay } from "@/parts/moments";
import { Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type RecordOf, useLines, useReadAgain } from "./data";
import headClasses from "./head.module.css";
import { Outcomes } from "./Outcomes";

import pageClasses from "./page.module.css";
import { Suppliers } from "./Suppliers";

interface Asked {
  suppliers: string[];
  lines: Set<string> | null;
  due: string | null;
  scope: string;
  name: string;
  isSent: boolean;
}

interface Props {
  record: RecordOf;
  onClose: () => void;
}

/** Questions to several suppliers at once, each with what becomes of it. */
export function AskSuppliers({ record, onClose }: Props) {
  const project = useProject();
  const readAgain = useReadAgain();
  const lines = useLines(record.id);
  const [asked, setAsked] = useState<Asked>({
    suppliers: [],
    lines: null,
    due: null,
    scope: "",
    name: record.name,
    isSent: true,
  });
  const set = (changes: Partial<Asked>) => setAsked({ ...asked, ...changes });
  const ask = useMutation({
    mutationFn: () => {
      const path = { projectId: project.id, recordId: record.id };
      const body = bodyOf(asked, project.timeZone);
      return once({ path, body }, (idempotencyKey) =>
        api.post("/web/v1/projects/{projectId}/records/{recordId}/rfqs", {
          path,
          body,
          idempotencyKey,
        }),
      );
    },
    onSettled: readAgain,
  });
  if (ask.data) return <Outcomes outcomes={ask.data.results} onClose={onClose} />;
  const items = lines.data?.results ?? [];
  const isChosen = (id: string) => asked.lines === null || asked.lines.has(id);
  const toggle = (id: string) => {
    const chosen = new Set(asked.lines ?? items.map((item) => item.id));
    if (!chosen.delete(id)) chosen.add(id);
    set({ lines: chosen });
  };
  const canSend = asked.suppliers.length > 0 && items.some((item) => isChosen(item.id));
  return (
    <Stack gap="sm">
      <Suppliers value={asked.suppliers} onChange={(suppliers) => set({ suppliers })} />
      <TextInput
        label={t("fields.name")}
        value={asked.name}
        maxLength={1024}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t("fields.scopeOfWork")}
        autosize
        minRows={2}
        value={asked.scope}
        onChange={(event) => set({ scope: event.currentTarget.value })}
      />
      <DayInput
        label={t("record.answerBy")}
        value={asked.due}
        timeZone={project.timeZone}
        onChange={(due) => set({ due })}
        w={200}
      />
      <fieldset className={pageClasses.choose}>
        <legend className={headClasses.label}>{t("record.lines")}</legend>
        {lines.data ? null : <Loading lines={3} />}
        {items.map((item) => (
          <Checkbox
            key={item.id}
            size="xs"
            label={`${item.number} ${item.name}`}
            checked={isChosen(item.id)}
            onChange={() => toggle(item.id)}
          />
        ))}
      </fieldset>
      <Switch
        label={t("record.sendAtOnce")}
        checked={asked.isSent}
        onChange={(event) => set({ isSent: event.currentTarget.checked })}
      />
      <FieldErrors error={ask.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("record.cancel")}
        </Button>
        <Button loading={ask.isPending} disabled={!canSend} onClick={() => ask.mutate()}>
          {t("record.askCount", { count: asked.suppliers.length })}
        </Button>
      </Group>
    </Stack>
  );
}

function bodyOf(asked: Asked, timeZone: string) {
  return {
    suppliers: asked.suppliers.map((each) => {
      const [noun, id] = each.split(" ");
      return noun === "contract" ? { contractId: id } : { companyId: id };
    }),
    ...(asked.lines ? { costItemIds: [...asked.lines] } : {}),
    ...(asked.name.trim() ? { name: asked.name.trim() } : {}),
    ...(asked.scope.trim() ? { scopeOfWork: asked.scope.trim() } : {}),
    ...(asked.due ? { responseDue: endOfDay(asked.due, timeZone) } : {}),
    send: asked.isSent,
  };
}
