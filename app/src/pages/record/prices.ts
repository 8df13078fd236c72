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

/**
 * Nothing that was typed is left out silently: what stands without a price asks for one, and so does
 * a line whose price `isKept` by the server, which would keep it.
 */
export function priceFaults(
  { amount, days, description }: TypedPrice,
  isKept: boolean,
): PriceFaults {
  const read = readAmount(amount);
  const isMeant = isKept || (days + description).trim() !== "";
  const faults: PriceFaults = {};
  if (read === undefined) faults.amount = t("record.noNumber");
  else if (read === null && (isMeant || amount.trim())) faults.amount = t("record.needsPrice");
  if (!/^([+-]?\d{1,6})?$/.test(days.trim())) faults.days = t("record.noDays");
  return faults;
}

/** All that is typed now: days and remarks that were emptied are taken back. */
export function priceOf(id: string, { amount, days, description }: TypedPrice) {
  return {
    costItemId: id,
    amount: readAmount(amount) ?? "",
    days: days.trim() ? Number(days) : null,
    description: description.trim() || null,
  };
}
