/** What a supplier types for a line: what is wrong with it, and what is sent of it. */

import { readAmount } from "@/parts/amounts";
import { t } from "@/text/text";

export interface TypedPrice {
  amount: string;
  days: string;
  description: string;
}

export const EMPTY: TypedPrice = { amount: "", days: "", description: "" };

export interface PriceFaults {
  amount?: string | undefined;
  days?: string | undefined;
}

/** What the server has of a line, and whether it can still be taken back. */
export interface Kept extends TypedPrice {
  mayWithdraw: boolean;
}

/** Whether the price that the server has is to go: its amount was emptied, and nothing new said. */
export function isWithdrawn(typed: TypedPrice, kept: Kept | undefined): boolean {
  if (!kept?.mayWithdraw || typed.amount.trim() !== "") return false;
  const isAsKept = (name: "days" | "description") =>
    [kept[name].trim(), ""].includes(typed[name].trim());
  return isAsKept("days") && isAsKept("description");
}

/**
 * Nothing that was typed is left out silently: what stands without a price asks for one, and so does
 * a line whose price the server has and keeps from now on.
 */
export function priceFaults(typed: TypedPrice, kept: Kept | undefined): PriceFaults {
  if (isWithdrawn(typed, kept)) return {};
  const { amount, days, description } = typed;
  const read = readAmount(amount);
  const isMeant = kept !== undefined || (days + description).trim() !== "";
  const faults: PriceFaults = {};
  if (read === undefined) faults.amount = t("record.noNumber");
  else if (read === null && (isMeant || amount.trim())) faults.amount = t("record.needsPrice");
  if (!/^([+-]?\d{1,6})?$/.test(days.trim())) faults.days = t("record.noDays");
  return faults;
}

/** All that is typed now: days and remarks that were emptied are taken back, and so is a price. */
export function priceOf(id: string, { amount, days, description }: TypedPrice) {
  const price = readAmount(amount) ?? null;
  const isPriced = price !== null;
  return {
    costItemId: id,
    amount: price,
    days: isPriced && days.trim() ? Number(days) : null,
    description: (isPriced && description.trim()) || null,
  };
}
