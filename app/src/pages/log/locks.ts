/** Whether a cell may be edited here and now; if not, why not, in words. */

import { type TextName, t } from "@/text/text";
import type { LogColumn, LogRow } from "./wire";

const REASONS: Readonly<Record<string, TextName>> = {
  role: "log.lockRole",
  approved: "log.lockApproved",
  integrated: "log.lockIntegrated",
  kind: "log.lockKind",
  past: "log.lockPast",
};

/** Types that have an editor in the grid. */
const TYPED = new Set([
  "text",
  "word",
  "number",
  "day",
  "instant",
  "contract",
  "mainContract",
  "company",
  "person",
]);

/** "" when the cell may be edited. */
export function lockOf(column: LogColumn, row: LogRow, isPast: boolean): string {
  if (isPast) return t("log.lockPast");
  if (!column.lock || !TYPED.has(column.type)) return t("log.lockComputed");
  if (!column.kinds.includes(row.kind)) return t("log.lockKind");
  const code = row.locked[column.lock];
  return code ? t(REASONS[code] ?? "log.lockOther") : "";
}
