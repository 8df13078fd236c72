/** Lines that are being written: as they are typed, and as the server takes them. */

import { readAmount } from "@/parts/amounts";
import type { Values } from "./data";

export interface NewLine {
  key: number;
  name: string;
  quantity: string;
  unit: string;
  budgetId: string | null;
  budgetName: string;
  contractId: string | null;
  contractName: string;
  estimated: string;
  proposed: string;
  submitted: string;
}

export type TextColumn = "name" | "quantity" | "unit" | "estimated" | "proposed" | "submitted";
export const NUMBERS: readonly TextColumn[] = ["quantity", "estimated", "proposed", "submitted"];

/** Lines kept over a reload of the page have smaller keys than those made after it. */
let made = Date.now();

export function emptyLine(): NewLine {
  made += 1;
  return {
    key: made,
    name: "",
    quantity: "",
    unit: "",
    budgetId: null,
    budgetName: "",
    contractId: null,
    contractName: "",
    estimated: "",
    proposed: "",
    submitted: "",
  };
}

export function isEmpty(line: NewLine): boolean {
  const { key: _, ...rest } = line;
  return Object.values(rest).every((value) => value === null || value === "");
}

/** The place of each line among those that are sent; undefined for those that are not. */
export function placesOf(lines: readonly NewLine[]): (number | undefined)[] {
  let sent = 0;
  return lines.map((line) => (isEmpty(line) ? undefined : sent++));
}

/** The fields of a line that cannot be read. */
export function faultsOf(line: NewLine): TextColumn[] {
  if (isEmpty(line)) return [];
  const faults = NUMBERS.filter((name) => readAmount(line[name]) === undefined);
  return line.name.trim() === "" ? ["name", ...faults] : faults;
}

/** The body of a line; only for one without faults. */
export function bodyOfLine(line: NewLine, more: Values = {}): Values {
  const body: Values = { name: line.name.trim(), ...more };
  for (const name of NUMBERS) {
    const value = readAmount(line[name]);
    if (value) body[name] = value;
  }
  if (line.unit.trim()) body.unit = line.unit.trim();
  if (line.budgetId) body.budgetId = line.budgetId;
  if (line.contractId) body.contractId = line.contractId;
  return body;
}

/** The lines with cells of a spreadsheet put in from a place on; lines are added as they need. */
export function withPasted(
  lines: readonly NewLine[],
  at: { row: number; column: number },
  cells: readonly (readonly string[])[],
  columns: readonly TextColumn[],
): NewLine[] {
  const after = [...lines];
  for (const [down, row] of cells.entries()) {
    const place = at.row + down;
    while (after.length <= place) after.push(emptyLine());
    const line = { ...(after[place] as NewLine) };
    for (const [right, cell] of row.entries()) {
      const column = columns[at.column + right];
      if (column) line[column] = cell;
    }
    after[place] = line;
  }
  return after;
}
