/** The columns of the lines' grid: what each shows, and what it sends when it is typed over. */

import { readAmount } from "@/parts/amounts";
import { plainMoney, quantity } from "@/text/format";
import { t, word } from "@/text/text";
import { AMOUNTS, type Line, type Lines, type Values } from "./data";

export type Editor = "text" | "amount" | "number" | "budget" | "contract";

export interface Column {
  name: string;
  label: string;
  editor: Editor;
  width: number;
  isNumber: boolean;
  /** Stands beside another where there is little room: it needs no name to be understood. */
  isShort?: boolean;
  /** What the cell shows. */
  text: (line: Line) => string;
  /** What typing begins with. */
  typed: (line: Line) => string;
}

/** What was typed, as the body of an edit; null where it cannot be read. */
export function bodyOf(column: Column, typed: string): Values | null {
  if (column.editor === "text") {
    const text = typed.trim();
    return column.name === "name" && text === "" ? null : { [column.name]: text || null };
  }
  const amount = readAmount(typed);
  return amount === undefined ? null : { [column.name]: amount };
}

function texts(name: "name" | "description" | "unit", width: number): Column {
  return {
    name,
    label: word("fields", name),
    editor: "text",
    width,
    isNumber: false,
    text: (line) => line[name] ?? "",
    typed: (line) => line[name] ?? "",
  };
}

function amounts(name: string): Column {
  return {
    name,
    label: word("fields", name),
    editor: "amount",
    width: 88,
    isNumber: true,
    text: (line) => plainMoney(line.amounts[name]),
    typed: (line) => trimmed(line.amounts[name]),
  };
}

/** `1200.5000` is typed as 1200.50. */
function trimmed(amount: string | null | undefined): string {
  return amount ? amount.replace(/(\.\d{2}\d*?)0+$/, "$1") : "";
}

/** `12.500` is typed as 12.5, and `10` as it is. */
export function shortest(quantity: string): string {
  return quantity.includes(".") ? quantity.replace(/\.?0+$/, "") : quantity;
}

const QUANTITY: Column = {
  name: "quantity",
  label: t("record.quantityShort"),
  editor: "number",
  width: 52,
  isNumber: true,
  isShort: true,
  text: (line) => quantity(line.quantity),
  typed: (line) => shortest(line.quantity ?? ""),
};
const BUDGET: Column = {
  name: "budgetId",
  label: t("fields.budgetId"),
  editor: "budget",
  width: 150,
  isNumber: false,
  text: (line) => (line.budget ? `${line.budget.number ?? ""} ${line.budget.name}`.trim() : ""),
  typed: () => "",
};
const CONTRACT: Column = {
  name: "contractId",
  label: t("fields.contractId"),
  editor: "contract",
  width: 150,
  isNumber: false,
  text: (line) =>
    line.contract ? `${line.contract.number ?? ""} ${line.contract.name}`.trim() : "",
  typed: () => "",
};

/** The columns that the caller sees, and that say something on this kind of change. */
export function columnsOf(lines: Lines, kind: string, audience: string): Column[] {
  const shown = AMOUNTS.filter((name) => name in (lines.results[0]?.amounts ?? lines.amounts));
  const inside = audience === "full";
  return [
    texts("name", 160),
    QUANTITY,
    { ...texts("unit", 40), isShort: true },
    ...shown.map(amounts),
    ...(inside ? [BUDGET] : []),
    ...(inside && kind !== "rfq" ? [CONTRACT] : []),
  ];
}
