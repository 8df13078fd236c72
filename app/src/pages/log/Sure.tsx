import { Button, Group, Modal, Stack } from "@mantine/core";
import { t } from "@/text/text";

interface Props {
  isOpen: boolean;
  /** What is done, on the button too. */
  title: string;
  question: string;
  isBusy?: boolean;
  onDo: () => void;
  onClose: () => void;
}

/** Asks once more before something goes that does not come back by itself. */
export function Sure({ isOpen, title, question, isBusy = false, onDo, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="sm">
      <Stack gap="md">
        {question}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("log.cancel")}
          </Button>
          <Button color="red" loading={isBusy} onClick={onDo}>
            {title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
