/** A part of the settings: its title, what it is for, and what it shows once it is read. */

import { Alert } from "@mantine/core";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorState, Loading } from "@/parts/states";
import { t } from "@/text/text";
import classes from "./settings.module.css";

interface Props {
  title: string;
  help?: string;
  query?: { error: unknown; data: unknown; refetch: () => unknown };
  /** Says that only administrators change it. */
  isLocked?: boolean;
  children: ReactNode;
}

export function Section({ title, help, query, isLocked = false, children }: Props) {
  return (
    <section className={`cw-card ${classes.card}`} aria-label={title}>
      <h2 className={classes.cardTitle}>{title}</h2>
      {help ? <p className={classes.cardHelp}>{help}</p> : null}
      {isLocked ? (
        <Alert variant="light" color="gray" icon={<Lock size={16} />} mb="sm" py="xs">
          {t("settings.locked")}
        </Alert>
      ) : null}
      {shown(query, children)}
    </section>
  );
}

function shown(query: Props["query"], children: ReactNode): ReactNode {
  if (!query) return children;
  if (query.error && query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return query.data === undefined ? <Loading lines={5} /> : children;
}
