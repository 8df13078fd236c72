/** What can be done with the selected rows; each row's outcome is told. */

import { Button, CloseButton, Group, Menu, Modal, Select, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueries } from "@tanstack/react-query";
import { ChevronDown, Copy, PenLine, Trash2, Zap } from "lucide-react";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { writeTable } from "@/parts/clipboard";
import { readDay } from "@/parts/days";
import { FieldErrors, sayingOf } from "@/parts/FieldErrors";
import { useCommands } from "@/shell/commands";
import { sentence, t } from "@/text/text";
import { plainOf, type Seen } from "./cells";
import classes from "./log.module.css";
import { OutcomeDialog } from "./OutcomeDialog";
import type { Selection } from "./selection";
import { useRowCache } from "./useEdits";
import {
  type Asked,
  editRows,
  type LogColumn,
  type LogRow,
  moveRows,
  type Outcomes,
  PAGE_SIZE,
  readPage,
} from "./wire";

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
}

interface Told {
  title: string;
  outcomes: Outcomes;
  rows: ReadonlyMap<string, LogRow>;
}

export function BulkBar(props: Props) {
  const { projectId, asked, selection, isPast } = props;
  const [told, setTold] = useState<Told | null>(null);
  const [dialog, setDialog] = useState<"field" | "delete" | null>(null);
  const cache = useRowCache(projectId);
  const rows = [...selection.rows.values()];
  const run = useMutation({
    mutationFn: ({ action }: { action: string; title: string }) =>
      moveRows(projectId, action, [...selection.rows.keys()], asked.columns),
    onSuccess: (outcomes, { title }) => settle(outcomes, title),
    onError: (error) => {
      notifications.show({ message: sayingOf(error), color: "red" });
    },
  });
  const settle = (outcomes: Outcomes, title: string) => {
    void cache.readAgain();
    setDialog(null);
    if (outcomes.refused > 0) return setTold({ title, outcomes, rows: selection.rows });
    notifications.show({ message: t("log.outcomeAllDone", { count: outcomes.results.length }) });
    selection.clear();
  };
  const copy = () => {
    const lines = rows.map((row) => props.columns.map((each) => plainOf(each, row, props.seen)));
    void navigator.clipboard.writeText(
      writeTable([props.columns.map((each) => each.title), ...lines]),
    );
    notifications.show({ message: t("log.copied", { count: rows.length }), autoClose: 2000 });
  };
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
      {isPast ? null : (
        <>
          <ActionsMenu
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
        </>
      )}
      <Button variant="default" leftSection={<Copy size={14} aria-hidden="true" />} onClick={copy}>
        {t("log.copyRows")}
      </Button>
      <Modal
        opened={dialog === "field"}
        onClose={() => setDialog(null)}
        title={t("log.setFieldOf", { count: selection.size })}
        size="sm"
      >
        {dialog === "field" ? <FieldForm {...props} onDone={settle} /> : null}
      </Modal>
      <Modal
        opened={dialog === "delete"}
        onClose={() => setDialog(null)}
        title={t("log.deleteRows")}
        size="sm"
      >
        <Stack gap="md">
          {t("log.deleteRowsSure", { count: selection.size })}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setDialog(null)}>
              {t("log.cancel")}
            </Button>
            <Button
              color="red"
              loading={run.isPending}
              onClick={() => run.mutate({ action: "delete", title: t("log.deleteRows") })}
            >
              {t("log.deleteRows")}
            </Button>
          </Group>
        </Stack>
      </Modal>
      <OutcomeDialog
        title={told?.title ?? ""}
        outcomes={told?.outcomes ?? null}
        rows={told?.rows ?? selection.rows}
        onClose={() => setTold(null)}
      />
    </div>
  );
}

/** The moves that the selected rows offer, with how many of them do. */
function ActionsMenu({
  projectId,
  asked,
  selection,
  pages,
  isBusy,
  onRun,
}: Props & { isBusy: boolean; onRun: (action: string) => void }) {
  const read = useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.of(projectId, "log", "moves", { ...asked, columns: "" }, page),
      queryFn: () =>
        readPage(
          projectId,
          { ...asked, columns: "number" },
          page * PAGE_SIZE,
          PAGE_SIZE,
          undefined,
          false,
          true,
        ),
      staleTime: 15_000,
    })),
  });
  const counts = new Map<string, number>();
  const known = [...selection.rows.values()].filter((each) => each.moves);
  const asWell = read.flatMap((each) => each.data?.results ?? []);
  const byId = new Map([...asWell, ...known].map((each) => [each.id, each]));
  for (const row of byId.values()) {
    if (!selection.has(row.id)) continue;
    const offered = new Set((row.moves ?? []).map((each) => each.action));
    for (const action of offered) counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  const isWaiting = read.some((each) => each.isPending);
  const actions = [...counts].sort((a, b) => b[1] - a[1]);
  return (
    <Menu position="bottom-start" width={230}>
      <Menu.Target>
        <Button
          loading={isBusy}
          leftSection={<Zap size={14} aria-hidden="true" />}
          rightSection={<ChevronDown size={14} aria-hidden="true" />}
        >
          {t("log.actions")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(([action, count]) => (
          <Menu.Item key={action} onClick={() => onRun(action)}>
            {t("log.someOf", { action: sentence(action), count })}
          </Menu.Item>
        ))}
        {actions.length === 0 ? (
          <Menu.Label>{t(isWaiting ? "log.refreshing" : "log.noActions")}</Menu.Label>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One field of all selected rows; each row says for itself whether it may be. */
function FieldForm({
  projectId,
  asked,
  selection,
  allColumns,
  seen,
  onDone,
}: Props & { onDone: (outcomes: Outcomes, title: string) => void }) {
  const columns = [...allColumns.values()].filter(
    (each) => each.lock && ["text", "word", "number", "day", "instant"].includes(each.type),
  );
  const [name, setName] = useState<string | null>(null);
  const [text, setText] = useState("");
  const column = allColumns.get(name ?? "");
  const isDay = column?.type === "day" || column?.type === "instant";
  const [isUnread, setIsUnread] = useState(false);
  const save = useMutation({
    mutationFn: (value: string | null) => {
      const edits = [...selection.rows.values()].map(({ id, version }) => ({
        id,
        version,
        values: { [name ?? ""]: value },
      }));
      return editRows(projectId, edits, asked.columns);
    },
    onSuccess: (outcomes) => onDone(outcomes, column?.title ?? ""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = isDay ? readDay(text, seen.today) : text.trim() || null;
    setIsUnread(value === undefined);
    if (column && value !== undefined) save.mutate(value);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label={t("log.field")}
          data-autofocus
          searchable
          data={columns.map((each) => ({ value: each.name, label: each.title }))}
          value={name}
          onChange={setName}
        />
        {column?.choices && column.choices.length > 0 ? (
          <Select
            label={t("log.value")}
            clearable
            data={column.choices.map((each) => ({ value: each.value, label: each.title }))}
            value={text || null}
            onChange={(chosen) => setText(chosen ?? "")}
          />
        ) : (
          <TextInput
            label={t("log.value")}
            error={isUnread ? t("parts.dayBad") : undefined}
            placeholder={isDay ? "t, +7, 0302" : undefined}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <FieldErrors error={save.error} />
        <Group justify="flex-end">
          <Button type="submit" disabled={!column} loading={save.isPending}>
            {t("log.apply")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
