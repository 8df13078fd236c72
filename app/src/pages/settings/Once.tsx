/** A secret that is shown this once, with a way to take it along. */

import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { CopyText } from "@/parts/copied";
import { t } from "@/text/text";
import classes from "./settings.module.css";

interface Props {
  title: string;
  secret: string;
  onClose: () => void;
}

export function Once({ title, secret, onClose }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("settings.close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("settings.onceHelp")}</Text>
        <div className={classes.once}>
          <Textarea
            className={classes.secret}
            aria-label={title}
            data-secret
            readOnly
            autosize
            maxRows={8}
            value={secret}
          />
          <CopyText text={secret} size="xs" variant="filled" data-autofocus />
          <Button size="xs" variant="default" onClick={onClose}>
            {t("settings.done")}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
