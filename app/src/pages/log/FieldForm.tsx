/** One field of all selected rows; each row says for itself whether it may be. */

import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import type { Seen } from "./cells";
import type { Selection } from "./selection";
import { isOfDays, readCell } from "./typed";
import { EDITING } from "./useEdits";
import type { Undo } from "./useUndo";
import { type Asked, type Edit, editRows, type LogColumn, type Outcomes } from "./wire";

interface Props {
  projectId: string;
  asked: Asked;
  selection: Selection;
  allColumns: ReadonlyMap<string, LogColumn>;
  seen: Seen;
  /** Keeps what was changed, to be taken back. */
  onEdited: Undo["remember"];
  onDone: (outcomes: Outcomes, title: string) => void;
}

const TYPED: readonly string[] = ["text", "word", "number", "day", "instant"];

export function FieldForm(props: Props) {
  const { projectId, asked, selection, allColumns, seen, onEdited, onDone } = props;
  const columns = [...allColumns.values()].filter((each) => each.lock && TYPED.includes(each.type));
  const [name, setName] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [isUnread, setIsUnread] = useState(false);
  const column = allColumns.get(name ?? "");
  const save = useMutation({
    mutationKey: EDITING,
    mutationFn: (edits: readonly Edit[]) => editRows(projectId, edits, asked.columns),
    onSuccess: (outcomes, edits) => {
      onEdited(edits, selection.rows, outcomes);
      onDone(outcomes, column?.title ?? "");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = column ? readCell(column, text, seen.today) : null;
    setIsUnread(value === undefined);
    if (!column || value === undefined) return;
    const values = { [column.name]: value };
    save.mutate([...selection.rows.values()].map(({ id, version }) => ({ id, version, values })));
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
        <ValueField column={column} text={text} isUnread={isUnread} onText={setText} />
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

interface ValueProps {
  column: LogColumn | undefined;
  text: string;
  /** What was typed is no day. */
  isUnread: boolean;
  onText: (text: string) => void;
}

/** One of the column's words, or what is typed. */
function ValueField({ column, text, isUnread, onText }: ValueProps) {
  if (column?.choices && column.choices.length > 0) {
    return (
      <Select
        label={t("log.value")}
        clearable
        data={column.choices.map((each) => ({ value: each.value, label: each.title }))}
        value={text || null}
        onChange={(chosen) => onText(chosen ?? "")}
      />
    );
  }
  return (
    <TextInput
      label={t("log.value")}
      error={isUnread ? t("parts.dayBad") : undefined}
      placeholder={isOfDays(column) ? "t, +7, 0302" : undefined}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
