/** What a page shows while it has nothing to show: loading, empty, failed. */

import { Button, Skeleton, Stack } from "@mantine/core";
import { CloudOff, Inbox, type LucideIcon, RotateCw, SearchX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { type ApiProblem, isProblem } from "@/api/problem";
import { t } from "@/text/text";
import { isCodeMissing } from "./pageCode";
import classes from "./parts.module.css";

/** Grey lines in the shape of what will come. */
export function Loading({ lines = 8 }: { lines?: number }) {
  return (
    <Stack gap={8} p="md" role="status" aria-label={t("parts.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} height={18} width={`${94 - ((line * 17) % 38)}%`} />
      ))}
    </Stack>
  );
}

interface EmptyProps {
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  icon?: LucideIcon;
  action?: ReactNode;
}

export function EmptyState({ title, children, icon: Icon = Inbox, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      <Icon size={28} strokeWidth={1.5} aria-hidden="true" />
      <p className={classes.stateTitle}>{title}</p>
      {children ? <div className={classes.stateText}>{children}</div> : null}
      {action}
    </div>
  );
}

interface ErrorProps {
  error: unknown;
  onRetry?: () => void;
}

/** Why it could not be read, in the server's words, and a way to try again. */
export function ErrorState({ error, onRetry }: ErrorProps) {
  const { title, text, icon: Icon } = told(error);
  return (
    <div className={classes.state} role="alert">
      <Icon size={28} strokeWidth={1.5} aria-hidden="true" />
      <p className={classes.stateTitle}>{title}</p>
      <p className={classes.stateText}>{text}</p>
      {onRetry ? (
        <Button variant="default" leftSection={<RotateCw size={14} />} onClick={onRetry}>
          {t("parts.retry")}
        </Button>
      ) : null}
    </div>
  );
}

interface Told {
  title: string;
  text: string;
  icon: LucideIcon;
}

function told(error: unknown): Told {
  if (isCodeMissing(error)) {
    return { title: t("parts.offlineTitle"), text: t("parts.codeHelp"), icon: CloudOff };
  }
  if (!isProblem(error))
    return { title: t("parts.errorTitle"), text: plain(error), icon: TriangleAlert };
  const problem: ApiProblem = error;
  if (problem.isOffline) {
    return { title: t("parts.offlineTitle"), text: t("parts.offlineHelp"), icon: CloudOff };
  }
  if (problem.isMissing) {
    return { title: t("parts.missingTitle"), text: t("parts.missingHelp"), icon: SearchX };
  }
  const title = problem.status === 403 ? t("parts.forbiddenTitle") : t("parts.errorTitle");
  const isFault = problem.status >= 500 && !problem.detail;
  const text = isFault ? t("parts.faultHelp", { status: String(problem.status) }) : problem.title;
  return { title, text: problem.detail || text, icon: TriangleAlert };
}

function plain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
