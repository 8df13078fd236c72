import { Button, Group, Modal, Stack, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { OutcomeDialog } from "./OutcomeDialog";
import type { Pasting } from "./paste";
import { EDITING, useRowCache } from "./useEdits";
import type { Undo } from "./useUndo";
import { editRows, type LogColumn, type LogRow, type Outcomes } from "./wire";

interface Props {
  projectId: string;
  pasting: Pasting | null;
  columns: string;
  allColumns: ReadonlyMap<string, LogColumn>;
  /** Keeps what was changed, to be taken back. */
  onDone: Undo["remember"];
  onClose: () => void;
}

const MOST_PREVIEWED = 8;

/** Shows what a paste would do before it does it, and what became of each row. */
export function PasteDialog(props: Props) {
  const { pasting, onClose } = props;
  const [told, setTold] = useState<Told | null>(null);
  const title = t("log.pasteTitle");
  return (
    <>
      <Modal opened={pasting !== null} onClose={onClose} title={title} size="lg">
        {pasting ? <Preview {...props} pasting={pasting} onTold={setTold} /> : null}
      </Modal>
      <OutcomeDialog
        title={title}
        outcomes={told?.outcomes ?? null}
        rows={told?.rows ?? NO_ROWS}
        onClose={() => setTold(null)}
      />
    </>
  );
}

const NO_ROWS: ReadonlyMap<string, LogRow> = new Map();

interface Told extends Pick<Pasting, "rows"> {
  outcomes: Outcomes;
}

interface PreviewProps extends Props {
  pasting: Pasting;
  onTold: (told: Told) => void;
}

function Preview(props: PreviewProps) {
  const { projectId, pasting, columns, onDone, onClose, onTold } = props;
  const { edits, rows, isCreating } = pasting;
  const cache = useRowCache(projectId);
  const paste = useMutation({
    mutationKey: EDITING,
    mutationFn: () => editRows(projectId, edits, columns),
    onSuccess: (outcomes) => {
      onDone(edits, rows, outcomes);
      void cache.readAgain();
      onClose();
      if (outcomes.refused > 0) return onTold({ outcomes, rows });
      notifications.show({ message: t("log.outcomeAllDone", { count: outcomes.results.length }) });
    },
  });
  if (edits.length === 0) {
    return (
      <Stack gap="xs">
        {t("log.pasteNothing")}
        <span className="cw-muted">{t("log.pasteHint")}</span>
      </Stack>
    );
  }
  const said = [
    t(isCreating ? "log.pasteCreate" : "log.pasteLead", { count: edits.length }),
    pasting.skipped > 0 ? t("log.pasteSkipped", { count: pasting.skipped }) : "",
    pasting.unknown > 0 ? t("log.pasteUnknown", { count: pasting.unknown }) : "",
    pasting.below > 0 ? t("log.pasteBelow", { count: pasting.below }) : "",
  ];
  return (
    <Stack gap="sm">
      <div>{said.filter(Boolean).join(" ")}</div>
      <PreviewTable pasting={pasting} allColumns={props.allColumns} />
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

/** The first lines, as they will be. */
function PreviewTable({ pasting, allColumns }: Pick<PreviewProps, "pasting" | "allColumns">) {
  const { edits, rows, shown, isCreating } = pasting;
  const names = [...new Set(edits.flatMap((each) => Object.keys(each.values)))];
  const more = edits.length - MOST_PREVIEWED;
  return (
    <Table.ScrollContainer minWidth={400}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {isCreating ? null : <Table.Th>{allColumns.get("number")?.title}</Table.Th>}
            {names.map((name) => (
              <Table.Th key={name}>{allColumns.get(name)?.title ?? name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {edits.slice(0, MOST_PREVIEWED).map((edit, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: new rows have no id yet
            <Table.Tr key={place}>
              {isCreating ? null : <Table.Td>{rows.get(edit.id ?? "")?.number}</Table.Td>}
              {names.map((name) => (
                <Table.Td key={name}>{shown[place]?.[name]}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {more > 0 ? <Table.Caption>{t("log.pasteMore", { count: more })}</Table.Caption> : null}
      </Table>
    </Table.ScrollContainer>
  );
}
