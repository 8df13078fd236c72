import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { t, word } from "@/text/text";
import type { Editing } from "./editing";
import headClasses from "./head.module.css";
import pageClasses from "./page.module.css";

/** Two people changed one field: what each wrote, side by side, and a choice. */
export function ConflictDialog({ editing }: { editing: Editing }) {
  const { conflict } = editing;
  const [error, setError] = useState<unknown>(null);
  if (!conflict) return null;
  const keep = async () => {
    setError(null);
    try {
      await editing.keepMine();
    } catch (problem) {
      setError(problem);
    }
  };
  const field = word("fields", conflict.field);
  return (
    <Modal
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={editing.takeTheirs}
      title={t("record.conflictTitle", { field })}
      centered
    >
      <Stack gap="sm">
        <Text size="sm">{t("record.conflictLead")}</Text>
        <div className={pageClasses.sides}>
          <Side title={t("record.conflictMine")} text={conflict.mine} />
          <Side title={t("record.conflictTheirs")} text={conflict.theirs} />
        </div>
        <Text size="sm" c="dimmed">
          {t("record.conflictBefore", { value: conflict.before || t("parts.none") })}
        </Text>
        <FieldErrors error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={editing.takeTheirs}>
            {t("record.conflictTakeTheirs")}
          </Button>
          <Button onClick={() => void keep()} data-autofocus>
            {t("record.conflictKeepMine")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Side({ title, text }: { title: string; text: string }) {
  return (
    <div className={pageClasses.side}>
      <div className={headClasses.label}>{title}</div>
      <div className={pageClasses.sideText}>{text || t("parts.none")}</div>
    </div>
  );
}
