import { Button, Group, Modal, Stack, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { OutcomeDialog } from "./OutcomeDialog";
import type { Pasting } from "./paste";
import { useRowCache } from "./useEdits";
import { editRows, type LogColumn, type LogRow, type Outcomes } from "./wire";

interface Props {
  projectId: string;
  pasting: Pasting | null;
  columns: string;
  allColumns: ReadonlyMap<string, LogColumn>;
  rows: ReadonlyMap<string, LogRow>;
  onClose: () => void;
}

const MOST_PREVIEWED = 8;

/** Shows what a paste would do before it does it, and what became of each row. */
export function PasteDialog(props: Props) {
  const { pasting, onClose } = props;
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const title = t("log.pasteTitle");
  return (
    <>
      <Modal opened={pasting !== null} onClose={onClose} title={title} size="lg">
        {pasting ? <Preview {...props} pasting={pasting} onTold={setOutcomes} /> : null}
      </Modal>
      <OutcomeDialog
        title={title}
        outcomes={outcomes}
        rows={props.rows}
        onClose={() => setOutcomes(null)}
      />
    </>
  );
}

function Preview({
  projectId,
  pasting,
  columns,
  allColumns,
  rows,
  onClose,
  onTold,
}: Props & { pasting: Pasting; onTold: (outcomes: Outcomes) => void }) {
  const cache = useRowCache(projectId);
  const paste = useMutation({
    mutationFn: () => editRows(projectId, pasting.edits, columns),
    onSuccess: (outcomes) => {
      void cache.readAgain();
      onClose();
      if (outcomes.refused > 0) return onTold(outcomes);
      notifications.show({ message: t("log.outcomeAllDone", { count: outcomes.results.length }) });
    },
  });
  const names = [...new Set(pasting.edits.flatMap((each) => Object.keys(each.values)))];
  const count = pasting.edits.length;
  if (count === 0) {
    return (
      <Stack gap="xs">
        {t("log.pasteNothing")}
        <span className="cw-muted">{t("log.pasteHint")}</span>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <div>
        {t(pasting.isCreating ? "log.pasteCreate" : "log.pasteLead", { count })}{" "}
        {pasting.skipped > 0 ? t("log.pasteSkipped", { count: pasting.skipped }) : null}
      </div>
      <Table.ScrollContainer minWidth={400}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {pasting.isCreating ? null : <Table.Th>{allColumns.get("number")?.title}</Table.Th>}
              {names.map((name) => (
                <Table.Th key={name}>{allColumns.get(name)?.title ?? name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pasting.edits.slice(0, MOST_PREVIEWED).map((edit, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: new rows have no id yet
              <Table.Tr key={place}>
                {pasting.isCreating ? null : <Table.Td>{rows.get(edit.id ?? "")?.number}</Table.Td>}
                {names.map((name) => (
                  <Table.Td key={name}>{edit.values[name]}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <FieldErrors error={paste.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("log.cancel")}
        </Button>
        <Button data-autofocus loading={paste.isPending} onClick={() => paste.mutate()}>
          {t("log.pasteDo")}
        </Button>
      </Group>
    </Stack>
  );
}
