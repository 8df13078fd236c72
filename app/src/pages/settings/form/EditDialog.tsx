/**
 * A form in a dialog. It closes by itself only when it was saved: whoever closes it with something
 * typed is asked first. What the server refuses stands beside its field, and the focus goes there.
 */

import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { isProblem } from "@/api/problem";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { Fields } from "./Fields";
import {
  bodyOf,
  changedOf,
  emptyOf,
  type FormField,
  type FormValues,
  formOf,
  isSame,
  placed,
  placeName,
} from "./fields";
import { Stale } from "./Stale";

interface Props {
  title: string;
  fields: readonly FormField[];
  /** The record that is changed; none for a new one. */
  record?: FormValues | null;
  save: (body: FormValues, isAnyway?: boolean) => Promise<unknown>;
  onClose: () => void;
  submitLabel?: string;
}

export function EditDialog({ title, fields, record = null, save, onClose, submitLabel }: Props) {
  const [first] = useState(() => (record ? formOf(fields, record) : emptyOf(fields)));
  const [values, setValues] = useState(first);
  const [isLeaving, setIsLeaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const saving = useMutation({
    mutationFn: (isAnyway: boolean) =>
      isAnyway
        ? save(bodyOf(changedOf(fields, values, first), values, false), true)
        : save(bodyOf(fields, values, record === null)),
    onSuccess: onClose,
    onError: (error) => focusFirst(form.current, Object.keys(placed(messagesOf(error)))),
  });
  const messages = placed(messagesOf(saving.error));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!saving.isPending) saving.mutate(false);
  };
  useHotkeys([["mod+enter", () => submit()]], []);
  const leave = () => (isSame(values, first) ? onClose() : setIsLeaving(true));
  return (
    <Modal
      opened
      onClose={leave}
      title={title}
      size="xl"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("settings.close") }}
    >
      <form onSubmit={submit} ref={form} noValidate>
        <Stack gap="md">
          <Fields
            fields={fields}
            values={values}
            onChange={setValues}
            messages={messages}
            isNew={record === null}
          />
          {isProblem(saving.error) && saving.error.isStale && record ? (
            <Stale onTake={onClose} onKeep={() => saving.mutate(true)} />
          ) : (
            <FieldErrors
              error={saving.error}
              shown={shownOf(form.current, messagesOf(saving.error))}
            />
          )}
          {isLeaving ? (
            <Leaving onLeave={onClose} onStay={() => setIsLeaving(false)} />
          ) : (
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={leave}>
                {t("settings.cancel")}
              </Button>
              <Button type="submit" loading={saving.isPending}>
                {submitLabel ?? t("settings.save")}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Modal>
  );
}

function Leaving({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  return (
    <Alert color="orange" variant="light" role="alert" title={t("settings.leaveTitle")}>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onStay} autoFocus>
          {t("settings.stay")}
        </Button>
        <Button size="xs" color="red" variant="light" onClick={onLeave}>
          {t("settings.leave")}
        </Button>
      </Group>
    </Alert>
  );
}

/** The messages that have a field of their own on the page; the others are listed. */
function shownOf(form: HTMLElement | null, messages: Record<string, unknown>): string[] {
  return Object.keys(messages).filter((place) => placeOf(form, place) !== null);
}

function focusFirst(form: HTMLElement | null, places: readonly string[]): void {
  for (const place of places) {
    const found = placeOf(form, place);
    if (found) {
      found.focus();
      return;
    }
  }
}

function placeOf(form: HTMLElement | null, place: string): HTMLElement | null {
  const name = CSS.escape(placeName(place));
  return form?.querySelector<HTMLElement>(`[data-place="${name}"]`) ?? null;
}
