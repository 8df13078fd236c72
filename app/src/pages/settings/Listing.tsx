/** A section's list: rows in a table (cards where it is narrow), with add, change and delete. */

import { ActionIcon, Button, Group, Modal, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { EmptyState } from "@/parts/states";
import { t } from "@/text/text";
import { EditDialog } from "./form/EditDialog";
import type { FormField, FormValues } from "./form/fields";
import classes from "./settings.module.css";

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
}

interface Props<Row> {
  /** What one row is, in a sentence: "reason". */
  noun: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  fields?: readonly FormField[];
  fieldsOf?: (row: Row) => readonly FormField[];
  /** `isAnyway`: on top of what somebody else saved meanwhile; the body has what was changed. */
  onSave?: (body: FormValues, row: Row | null, isAnyway?: boolean) => Promise<unknown>;
  onDelete?: (row: Row) => Promise<unknown>;
  canAdd?: boolean;
  /** Rows can be added and then stay as they are. */
  addOnly?: boolean;
  canDelete?: (row: Row) => boolean;
  /** More buttons at a row's end. */
  more?: (row: Row) => ReactNode;
  empty: string;
}

export function Listing<Row extends object>(props: Props<Row>) {
  const { rows, noun, fields, onSave, canAdd = true } = props;
  const [editing, setEditing] = useState<Row | null | undefined>(undefined);
  const [deleting, setDeleting] = useState<Row | undefined>(undefined);
  const asked = editing && props.fieldsOf ? props.fieldsOf(editing) : fields;
  return (
    <div>
      {onSave && canAdd ? (
        <Group justify="flex-end" mb="xs">
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setEditing(null)}>
            {t("settings.add", { noun })}
          </Button>
        </Group>
      ) : null}
      {rows.length === 0 ? (
        <EmptyState title={props.empty} />
      ) : (
        <Rows {...props} onEdit={setEditing} onAskDelete={setDeleting} />
      )}
      {editing !== undefined && onSave && asked ? (
        <EditDialog
          title={
            editing
              ? t("settings.changeOne", { name: props.nameOf(editing) })
              : t("settings.add", { noun })
          }
          fields={asked}
          record={editing as FormValues | null}
          save={(body, isAnyway) => onSave(body, editing, isAnyway)}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
      {deleting ? (
        <Deleting
          {...props}
          // What was refused because it had changed is asked again of what it is now.
          row={rows.find((each) => props.idOf(each) === props.idOf(deleting)) ?? deleting}
          onDone={() => setDeleting(undefined)}
        />
      ) : null}
    </div>
  );
}

interface RowsProps<Row> extends Props<Row> {
  onEdit: (row: Row) => void;
  onAskDelete: (row: Row) => void;
}

function Rows<Row extends object>(props: RowsProps<Row>) {
  const { rows, columns, onDelete, more, nameOf } = props;
  const onSave = props.addOnly ? undefined : props.onSave;
  const hasActions = Boolean(onSave ?? onDelete ?? more);
  return (
    <Table className={classes.table} verticalSpacing={6} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column.header} className={column.isNumber ? "cw-number" : undefined}>
              {column.header}
            </Table.Th>
          ))}
          {hasActions ? <Table.Th aria-label={t("settings.actions")} /> : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={props.idOf(row)}>
            {columns.map((column) => (
              <Table.Td
                key={column.header}
                data-label={column.header}
                className={column.isNumber ? "cw-number" : undefined}
              >
                {column.cell(row)}
              </Table.Td>
            ))}
            {hasActions ? (
              <Table.Td className={classes.actions}>
                {more?.(row)}
                {onSave ? (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("settings.changeOne", { name: nameOf(row) })}
                    onClick={() => props.onEdit(row)}
                  >
                    <Pencil size={15} />
                  </ActionIcon>
                ) : null}
                {onDelete && (props.canDelete?.(row) ?? true) ? (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("settings.deleteOne", { name: nameOf(row) })}
                    onClick={() => props.onAskDelete(row)}
                  >
                    <Trash2 size={15} />
                  </ActionIcon>
                ) : null}
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface DeletingProps<Row> extends Props<Row> {
  row: Row;
  onDone: () => void;
}

function Deleting<Row extends object>({ row, nameOf, onDelete, onDone }: DeletingProps<Row>) {
  const name = nameOf(row);
  const deleting = useMutation({
    mutationFn: async () => onDelete?.(row),
    onSuccess: () => {
      notifications.show({ message: t("settings.deleted", { name }) });
      onDone();
    },
  });
  return (
    <Modal
      opened
      onClose={onDone}
      title={t("settings.deleteAsk", { name })}
      closeButtonProps={{ "aria-label": t("settings.close") }}
    >
      <FieldErrors error={deleting.error} />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onDone} data-autofocus>
          {t("settings.cancel")}
        </Button>
        <Button color="red" loading={deleting.isPending} onClick={() => deleting.mutate()}>
          {t("settings.delete")}
        </Button>
      </Group>
    </Modal>
  );
}
