/** An addend in words: which column it is, and how it was worked out. */

import { en } from "@/text/en";
import { quantity } from "@/text/format";
import { t, word } from "@/text/text";
import type { Addend } from "./reads";

type Working = Pick<Addend, "name" | "column" | "value" | "rate" | "divided" | "base" | "perCent">;

/** A sum of the books by their own heading, an amount of a change by its field's. */
export function columnName(column: string): string {
  const name = column === "amount" ? "amountColumn" : column;
  return name in en.contracts ? word("contracts", name) : word("fields", column);
}

/** `base × rate` of a markup, the rate of another currency; and the column, where the name does not
 * say it already. */
export function howOf(addend: Working): string {
  const column = addend.name ? columnName(addend.column) : "";
  return [column, worked(addend)].filter(Boolean).join(" ");
}

/** Whether it was brought into the sum's currency from another. */
export function isConverted({ rate }: Pick<Working, "rate">): boolean {
  return !/^1(\.0+)?$/.test(rate);
}

function worked({ base, perCent, rate, divided, value }: Working): string {
  if (base && perCent) {
    return t("parts.baseTimes", { base: quantity(base), rate: quantity(perCent) });
  }
  if (!isConverted({ rate })) return "";
  const values = { value: quantity(value), rate: quantity(rate) };
  return t(divided ? "parts.dividedBy" : "parts.times", values);
}
