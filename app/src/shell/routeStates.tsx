/** What stands in a page's place while it loads, when it fails, when there is none. */

import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useReached } from "@/api/reach";
import { readSession } from "@/api/session";
import { isCodeMissing, isFirstTime } from "@/parts/pageCode";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { t } from "@/text/text";
import { OutsideFrame } from "./OutsideFrame";

export function RoutePending() {
  return <Loading />;
}

/**
 * A page that failed. What failed because nothing was reached is tried again as soon as something
 * is; what a renewed server has under another name is loaded anew with all the rest, once.
 */
export function RouteFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isReached = useReached();
  const again = () => {
    if (isCodeMissing(error)) return void loadAnew();
    reset();
    void router.invalidate();
  };
  const wasAway = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only coming back tries again
  useEffect(() => {
    if (isReached && wasAway.current) again();
    wasAway.current = !isReached;
  }, [isReached]);
  useEffect(() => {
    if (isCodeMissing(error)) void loadAnew(() => isFirstTime(error, sessionStorage));
  }, [error]);
  return <ErrorState error={error} onRetry={again} />;
}

/** Only from a server that answers: asking it is also what tells the page that there is none. */
async function loadAnew(isWanted = () => true): Promise<void> {
  try {
    await readSession();
  } catch {
    return;
  }
  if (isWanted()) location.reload();
}

/** The same where no project is open. */
export function RouteMissingOutside() {
  return (
    <OutsideFrame>
      <RouteMissing />
    </OutsideFrame>
  );
}

export function RouteMissing() {
  return (
    <EmptyState
      icon={SearchX}
      title={t("shell.missingTitle")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("shell.toStart")}
        </Button>
      }
    >
      {t("shell.missingLead")}
    </EmptyState>
  );
}
