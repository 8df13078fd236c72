import { ActionIcon, Button, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { type Line, type RecordOf, useReadAgain } from "./data";

const ITEMS = "/cost/v1/containers/{containerId}/cost-items";

const isElsewhere = ({ on }: Line) => on.length > 0;

function labelOf(line: Line): string {
  const name = `${line.number} ${line.name}`;
  return t(isElsewhere(line) ? "record.takeOff" : "record.deleteLine", { name });
}

/** What takes a line off the change; it asks first. */
export function RemoveLine({ line, onAsk }: { line: Line; onAsk: () => void }) {
  if (line.removable !== null) return null;
  const label = labelOf(line);
  return (
    <ActionIcon
      size="xs"
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      onClick={onAsk}
    >
      <X size={12} aria-hidden="true" />
    </ActionIcon>
  );
}

interface Asked {
  line: Line;
  row: number;
}

/** The question, of one line at a time. `onGone`: the line, and what was pressed in it, is no more. */
export function useRemoving(record: RecordOf, onGone: (row: number) => void) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const project = useProject();
  const readAgain = useReadAgain();
  const close = () => setIsOpen(false);
  const remove = useMutation({
    mutationFn: ({ line }: Asked) => send(project.id, record.id, line),
    onSuccess: async (_, { line, row }) => {
      notifications.show({ message: t("record.lineGone", { name: line.name }) });
      close();
      await readAgain();
      onGone(row);
    },
    onError: (error) => {
      close();
      notifications.show({ color: "red", message: sayingOf(error) });
      void readAgain();
    },
  });
  const ask = (line: Line, row: number) => {
    setAsked({ line, row });
    setIsOpen(true);
  };
  const question = (
    <Modal opened={isOpen} onClose={close} title={asked ? labelOf(asked.line) : ""} size="sm">
      {asked ? (
        <Question
          line={asked.line}
          isBusy={remove.isPending}
          onDo={() => remove.mutate(asked)}
          onClose={close}
        />
      ) : null}
    </Modal>
  );
  return { ask, question };
}

/** One that is on nothing else goes altogether. */
function send(projectId: string, recordId: string, line: Line) {
  if (!isElsewhere(line)) {
    const path = { containerId: projectId, id: line.id };
    return api.request("DELETE", `${ITEMS}/{id}`, { path, ifMatch: line.tag });
  }
  const body = [{ changeOrderId: recordId, costItemId: line.id }];
  return api.request("POST", `${ITEMS}:detach`, { path: { containerId: projectId }, body });
}

interface QuestionProps {
  line: Line;
  isBusy: boolean;
  onDo: () => void;
  onClose: () => void;
}

function Question({ line, isBusy, onDo, onClose }: QuestionProps) {
  const others = line.on.map((one) => `${word("letters", one.kind ?? "")} ${one.number ?? ""}`);
  const isLeft = isElsewhere(line);
  return (
    <Stack gap="md">
      {isLeft ? t("record.takeOffSure", { others: others.join(", ") }) : t("record.deleteLineSure")}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t("record.cancel")}
        </Button>
        <Button color="red" loading={isBusy} onClick={onDo}>
          {t(isLeft ? "record.takeOffDo" : "record.deleteLineDo")}
        </Button>
      </Group>
    </Stack>
  );
}
