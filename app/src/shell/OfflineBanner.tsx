import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useReached } from "@/api/reach";
import { readSession } from "@/api/session";
import { t } from "@/text/text";
import classes from "./shell.module.css";

const TRY_MILLISECONDS = 3000;

const tryNow = () => void readSession().catch(() => undefined);

/** Says that the server cannot be reached, tries until it can, then reads everything again. */
export function OfflineBanner() {
  const isReached = useReached();
  const wasOffline = useRef(false);
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!isReached) {
      wasOffline.current = true;
      const timer = setInterval(tryNow, TRY_MILLISECONDS);
      return () => clearInterval(timer);
    }
    if (wasOffline.current) {
      wasOffline.current = false;
      notifications.show({ message: t("shell.backOnline"), autoClose: 2500 });
      void queryClient.invalidateQueries();
    }
    return undefined;
  }, [isReached, queryClient]);
  if (isReached) return null;
  return (
    <div className={`${classes.offline} cw-no-print`} role="status">
      <CloudOff size={15} aria-hidden="true" />
      {t("shell.offline")}
      <Button size="compact-xs" variant="default" onClick={tryNow}>
        {t("shell.tryNow")}
      </Button>
    </div>
  );
}
