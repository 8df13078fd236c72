/** What people type and paste into cells, as the server reads it. */

import { readAmount } from "@/parts/amounts";
import { readDay } from "@/parts/dayWords";
import type { LogColumn } from "./wire";

export function isOfDays(column: LogColumn | undefined): boolean {
  return column?.type === "day" || column?.type === "instant";
}

export function isFigure({ type }: LogColumn): boolean {
  return type === "number" || type === "amount";
}

/** Whether its cells hold another record, by its id. */
export function isReference({ type }: LogColumn): boolean {
  return ["contract", "mainContract", "company", "person"].includes(type);
}

/** Null for nothing, undefined for a text that is no day where days are. Other texts that do not
    fit are left as they are: the server refuses them in its own words. */
export function readCell(
  column: LogColumn,
  typed: string,
  today: string,
): string | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  if (isOfDays(column)) return readDay(text, today);
  if (isFigure(column)) return numberOf(text);
  const choice = column.choices?.find((each) => each.title.toLowerCase() === text.toLowerCase());
  return choice?.value ?? text;
}

/** `1,234.50`, `(5)`, `12.5%`: plain digits, and the sign of per cent for the columns that have it. */
function numberOf(text: string): string | null {
  const share = text.match(/^(.*?)\s*%\s*(\)?)$/);
  const amount = readAmount(share ? `${share[1]}${share[2]}` : text);
  if (amount === undefined) return text;
  return share && amount !== null ? `${amount}%` : amount;
}
