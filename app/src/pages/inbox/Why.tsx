import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { Pick } from "@/pages/record/Pick";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { useFocusBack } from "@/parts/focus";
import { t } from "@/text/text";
import classes from "./inbox.module.css";
import type { Decided, Decision } from "./reads";

export type Asked = Exclude<Decision, "approve">;

interface Props {
  asked: Asked;
  error: unknown;
  isPending: boolean;
  onClose: () => void;
  onSend: (body: Decided) => void;
}

/** The reason, or the person. What was typed stays when the server refuses it. */
export function Why({ asked, error, isPending, onClose, onSend }: Props) {
  const [note, setNote] = useState("");
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [isBare, setIsBare] = useState(false);
  useFocusBack();
  const problems = messagesOf(error);
  const isDelegate = asked === "delegate";
  const send = () => {
    const text = note.trim();
    if (isDelegate ? !person : !text) {
      setIsBare(true);
      return;
    }
    onSend({
      decision: asked,
      ...(text ? { note: text } : {}),
      ...(person ? { toPersonId: person.id } : {}),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`inbox.${asked}`)}
      closeButtonProps={{ "aria-label": t("inbox.cancel") }}
    >
      <Stack gap="sm">
        {isDelegate ? (
          <Pick
            list="people"
            size="md"
            label={t("inbox.toWhom")}
            value={person?.id ?? null}
            name={person?.name ?? null}
            error={
              problems.toPersonId ?? (isBare && !person ? t("inbox.toWhomMissing") : undefined)
            }
            onPick={(choice) => setPerson(choice?.id ? { id: choice.id, name: choice.name } : null)}
            data-autofocus
          />
        ) : null}
        <Textarea
          size="md"
          label={t(
            isDelegate
              ? "inbox.note"
              : asked === "return"
                ? "inbox.reasonReturn"
                : "inbox.reasonReject",
          )}
          description={isDelegate ? undefined : t("inbox.reasonHelp")}
          autosize
          minRows={3}
          value={note}
          error={
            problems.note ??
            (isBare && !isDelegate && !note.trim() ? t("inbox.reasonMissing") : undefined)
          }
          {...(isDelegate ? {} : { "data-autofocus": true })}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FieldErrors error={error} shown={["note", "toPersonId"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" className={classes.big} onClick={onClose}>
            {t("inbox.cancel")}
          </Button>
          <Button className={classes.big} loading={isPending} onClick={send}>
            {t(`inbox.${asked}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
