/** What stands in a page's place while it loads, when it fails, when there is none. */

import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useReached } from "@/api/reach";
import { EmptyState, ErrorState, isCodeMissing, Loading } from "@/parts/states";
import { t } from "@/text/text";

export function RoutePending() {
  return <Loading />;
}

export function RouteFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isReached = useReached();
  const again = () => {
    // A renewed server has the page's code under another name: the whole is loaded anew.
    if (isReached && isCodeMissing(error)) return location.reload();
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} onRetry={again} />;
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
