/** Copying as pages offer it: said when it is done, shown to be copied by hand where it cannot be. */

import { Button, type ButtonProps, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@/text/text";
import { copyText } from "./copying";

const SAID_MILLISECONDS = 2000;

/** Copies and says `done`; where the browser does not let it, shows the text itself. */
export async function copyOut(text: string, done?: string): Promise<boolean> {
  const isCopied = await copyText(text);
  if (!isCopied) showText(text);
  else if (done) notifications.show({ message: done, autoClose: SAID_MILLISECONDS });
  return isCopied;
}

function showText(text: string): void {
  notifications.show({
    title: t("parts.copyByHand"),
    message: (
      <Textarea
        aria-label={t("parts.copyByHand")}
        readOnly
        autosize
        maxRows={6}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
    ),
    autoClose: false,
    closeButtonProps: { "aria-label": t("parts.close") },
  });
}

interface Props extends ButtonProps {
  text: string;
  label?: string;
  "data-autofocus"?: boolean;
}

/** A button that copies, and says so in its own place. */
export function CopyText({ text, label = t("parts.copy"), ...rest }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SAID_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : Copy;
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<Icon size={13} aria-hidden="true" />}
      onClick={() => void copyOut(text).then(setIsCopied)}
      {...rest}
    >
      {isCopied ? t("parts.copied") : label}
    </Button>
  );
}
