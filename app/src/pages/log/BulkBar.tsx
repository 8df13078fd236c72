/** What can be done with the selected rows; each row's outcome is told. */

import { Button, CloseButton, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Copy, PenLine, Trash2 } from "lucide-react";
import { useState } from "react";
import { writeTable } from "@/parts/clipboard";
import { copyOut } from "@/parts/copied";
import { sayingOf } from "@/parts/FieldErrors";
import { useCommands } from "@/shell/commands";
import { sentence, t } from "@/text/text";
import { BulkActions } from "./BulkActions";
import { plainOf, type Seen } from "./cells";
import { FieldForm } from "./FieldForm";
import classes from "./log.module.css";
import { OutcomeDialog } from "./OutcomeDialog";
import { Sure } from "./Sure";
import type { Selection } from "./selection";
import { useRowCache } from "./useEdits";
import type { Undo } from "./useUndo";
import { type Asked, type LogColumn, type LogRow, moveRows, type Outcomes } from "./wire";

interface Props {
  projectId: string;
  asked: Asked;
  selection: Selection;
  columns: readonly LogColumn[];
  allColumns: ReadonlyMap<string, LogColumn>;
  seen: Seen;
  /** Pages that were looked at: their moves are asked for. */
  pages: readonly number[];
  isPast: boolean;
  /** Keeps what was changed, to be taken back. */
  onEdited: Undo["remember"];
}

interface Told {
  title: string;
  outcomes: Outcomes;
  rows: ReadonlyMap<string, LogRow>;
}

export function BulkBar(props: Props) {
  const { selection, isPast } = props;
  const bulk = useBulk(props);
  useCommands([
    {
      id: "log.clear",
      label: t("log.clearSelection"),
      group: t("log.groupHere"),
      keys: "escape",
      isSilent: true,
      run: selection.clear,
    },
  ]);
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t("log.actions")}>
      <CloseButton size="sm" aria-label={t("log.clearSelection")} onClick={selection.clear} />
      <strong>{t("log.selected", { count: selection.size })}</strong>
      {isPast ? null : <Writing {...props} bulk={bulk} />}
      <Button
        variant="default"
        leftSection={<Copy size={14} aria-hidden="true" />}
        onClick={() => copyRows(props)}
      >
        {t("log.copyRows")}
      </Button>
      <OutcomeDialog
        title={bulk.told?.title ?? ""}
        outcomes={bulk.told?.outcomes ?? null}
        rows={bulk.told?.rows ?? selection.rows}
        onClose={bulk.endTold}
      />
    </div>
  );
}

/** Doing something to all selected rows, and what became of each. */
function useBulk({ projectId, asked, selection }: Props) {
  const [told, setTold] = useState<Told | null>(null);
  const cache = useRowCache(projectId);
  const settle = (outcomes: Outcomes, title: string) => {
    void cache.readAgain();
    if (outcomes.refused > 0) return setTold({ title, outcomes, rows: selection.rows });
    notifications.show({ message: t("log.outcomeAllDone", { count: outcomes.results.length }) });
    selection.clear();
  };
  const run = useMutation({
    mutationFn: ({ action }: { action: string; title: string }) =>
      moveRows(projectId, action, [...selection.rows.keys()], asked.columns),
    onSuccess: (outcomes, { title }) => settle(outcomes, title),
    onError: (error) => {
      notifications.show({ message: sayingOf(error), color: "red" });
    },
  });
  return { told, endTold: () => setTold(null), settle, run };
}

/** Moves, one field of all, deleting: what is not for the past. */
function Writing(props: Props & { bulk: ReturnType<typeof useBulk> }) {
  const { selection, bulk } = props;
  const { run } = bulk;
  const [dialog, setDialog] = useState<"field" | "delete" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <BulkActions
        {...props}
        isBusy={run.isPending}
        onRun={(action) => run.mutate({ action, title: sentence(action) })}
      />
      <Button
        variant="default"
        leftSection={<PenLine size={14} aria-hidden="true" />}
        onClick={() => setDialog("field")}
      >
        {t("log.setField")}
      </Button>
      <Button
        variant="default"
        leftSection={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => setDialog("delete")}
      >
        {t("log.deleteRows")}
      </Button>
      <Modal
        opened={dialog === "field"}
        onClose={close}
        title={t("log.setFieldOf", { count: selection.size })}
        size="sm"
      >
        {dialog === "field" ? (
          <FieldForm
            {...props}
            onDone={(outcomes, title) => {
              close();
              bulk.settle(outcomes, title);
            }}
          />
        ) : null}
      </Modal>
      <Sure
        isOpen={dialog === "delete"}
        title={t("log.deleteRows")}
        question={t("log.deleteRowsSure", { count: selection.size })}
        isBusy={run.isPending}
        onClose={close}
        onDo={() =>
          run.mutate({ action: "delete", title: t("log.deleteRows") }, { onSuccess: close })
        }
      />
    </>
  );
}

/** The selected rows as a spreadsheet takes them, under the columns' titles. */
function copyRows({ selection, columns, seen }: Props): void {
  const rows = [...selection.rows.values()];
  const lines = rows.map((row) => columns.map((each) => plainOf(each, row, seen)));
  const table = writeTable([columns.map((each) => each.title), ...lines]);
  void copyOut(table, t("log.copied", { count: rows.length }));
}
