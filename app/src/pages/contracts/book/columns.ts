/** The columns of each book: what they are called, and which are shown at first. */

import { type TextName, t } from "@/text/text";
import type { Book, BookColumn } from "./rows";

const FIRST: Readonly<Record<string, readonly string[]>> = {
  contract: [
    "awarded",
    "approvedChangeOrders",
    "pendingChangeOrders",
    "reserves",
    "projectedCost",
    "projectedBudget",
    "varianceTotal",
  ],
  "main-contract": [
    "amount",
    "approvedOwnerChanges",
    "revised",
    "pendingOwnerChanges",
    "projected",
  ],
  budget: [
    "originalAmount",
    "internalAdjustment",
    "approvedOwnerChanges",
    "revised",
    "pendingOwnerChanges",
    "projectedBudget",
    "projectedCost",
    "varianceTotal",
  ],
};

export function columnTitle(name: string): string {
  return t(`contracts.${name === "amount" ? "amountColumn" : name}` as TextName);
}

/** Those that are shown, in the book's own order. */
export function shownColumns(book: Book, wanted: string | undefined): BookColumn[] {
  const names = wanted ? wanted.split(",") : (FIRST[book.record] ?? []);
  const shown = names.flatMap((name) => book.columns.find((each) => each.name === name) ?? []);
  return shown.length > 0 ? shown : book.columns.slice(0, 6);
}

const CHIEF: Readonly<Record<string, readonly string[]>> = {
  budget: ["originalAmount", "approvedOwnerChanges", "revised", "projectedCost", "varianceTotal"],
};

/** The amounts that a card of a narrow screen shows. */
export function chiefColumns(book: Book): BookColumn[] {
  return shownColumns(book, CHIEF[book.record]?.join()).slice(0, 5);
}

/** Those of an outline on a narrow screen: the first stands for all rows under a head. */
export function outlineColumns(book: Book): BookColumn[] {
  return shownColumns(book, "revised,varianceTotal");
}
