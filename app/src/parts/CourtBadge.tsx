import { Hourglass, TriangleAlert } from "lucide-react";
import { day } from "@/text/format";
import { t, word } from "@/text/text";
import classes from "./parts.module.css";

interface Props {
  /** `owner`, `supplier`, `approver` …; null when nobody must act. */
  court: string | null | undefined;
  /** Who in that court, when it is known. */
  name?: string | null;
  /** Whole days it has waited there. */
  days?: number | null;
  /** The day by which they must act. */
  dueOn?: string | null;
  isOverdue?: boolean;
}

/** Ball in court: whose turn it is, and for how long it has been. */
export function CourtBadge({ court, name, days, dueOn, isOverdue = false }: Props) {
  if (!court) return null;
  const who = name || word("courts", court);
  const label =
    days === null || days === undefined ? who : t("parts.courtSince", { name: who, count: days });
  const Icon = isOverdue ? TriangleAlert : Hourglass;
  const due = dueOn ? t("parts.due", { day: day(dueOn) }) : undefined;
  return (
    <span className={classes.court} title={due}>
      <Icon
        size={13}
        aria-hidden={!isOverdue}
        {...(isOverdue ? { "aria-label": t("parts.overdue"), role: "img" } : {})}
        color={isOverdue ? "var(--cw-bad-text)" : "var(--cw-muted)"}
      />
      <span>{label}</span>
    </span>
  );
}
