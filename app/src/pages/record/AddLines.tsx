import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { once } from "@/api/once";
import { isProblem } from "@/api/problem";
import { FieldErrors } from "@/parts/FieldErrors";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type RecordOf, useReadAgain } from "./data";
import gridClasses from "./grid.module.css";
import { NewLines } from "./NewLines";
import {
  bodyOfLine,
  emptyLine,
  faultsOf,
  isEmpty,
  type NewLine,
  type TextColumn,
} from "./newLines";

import pageClasses from "./page.module.css";

const AT_ONCE = 200;

/** Makes lines on a change, two hundred at a time, each two hundred whole or not at all. Those that
 * are made are told: should others be refused, they must not be sent again. */
export async function makeLines(
  projectId: string,
  recordId: string,
  lines: readonly NewLine[],
  onMade: (made: readonly NewLine[]) => void,
): Promise<void> {
  const url = "/cost/v1/containers/{containerId}/cost-items:batch-create";
  const path = { containerId: projectId };
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const part = lines.slice(from, from + AT_ONCE);
    const body = { data: part.map((line) => bodyOfLine(line, { changeOrderId: recordId })) };
    await once({ url, path, body }, (idempotencyKey) =>
      api.request("POST", url, { path, body, idempotencyKey }),
    );
    onMade(part);
  }
}

const COLUMNS: readonly TextColumn[] = [
  "name",
  "quantity",
  "unit",
  "estimated",
  "proposed",
  "submitted",
];

/** What the server says of lines, by their place: `data.3.budgetId` is of the fourth. */
export function refusalsOf(error: unknown): Record<number, string> {
  const refusals: Record<number, string> = {};
  if (!isProblem(error)) return refusals;
  for (const { field, message } of error.problems) {
    const place = field.match(/(?:^|\D)(\d+)\./)?.[1];
    if (place !== undefined) refusals[Number(place)] = message;
  }
  return refusals;
}

/** Writing new lines under those that are there. */
export function AddLines({ record, onClose }: { record: RecordOf; onClose: () => void }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const [lines, setLines] = useState<NewLine[]>([emptyLine()]);
  const [isChecked, setIsChecked] = useState(false);
  const filled = lines.filter((line) => !isEmpty(line));
  const add = useMutation({
    mutationFn: () =>
      makeLines(project.id, record.id, filled, (made) =>
        setLines((before) => before.filter((line) => !made.includes(line))),
      ),
    onSuccess: onClose,
    onSettled: readAgain,
  });
  const send = () => {
    setIsChecked(true);
    if (add.isPending) return;
    if (filled.length > 0 && filled.every((line) => faultsOf(line).length === 0)) add.mutate();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the form's own fields
    <div
      className={gridClasses.adding}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        if (event.key === "Escape" && filled.length === 0) onClose();
      }}
    >
      <NewLines
        lines={lines}
        onChange={setLines}
        columns={COLUMNS}
        isChecked={isChecked}
        refusals={refusalsOf(add.error)}
      />
      <div className={gridClasses.addingFoot}>
        <FieldErrors error={add.error} />
        <Group gap="xs">
          <Button loading={add.isPending} onClick={send} rightSection={<Keys keys="mod+enter" />}>
            {t("record.addCount", { count: filled.length })}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("record.cancel")}
          </Button>
          <span className={pageClasses.noteInline}>{t("record.pasteHelp")}</span>
        </Group>
      </div>
    </div>
  );
}
