/** Conditions and sort keys between their text, as addresses and the server have it, and rows. */

export type Operator =
  | "is"
  | "not"
  | "blank"
  | "filled"
  | "contains"
  | "range"
  | "before"
  | "after";

export interface Condition {
  column: string;
  op: Operator;
  /** Words, texts or ids; for a range its two ends, "" for an open one. */
  values: string[];
}

export interface SortKey {
  column: string;
  isDescending: boolean;
}

/** Cuts at unescaped signs; what is between stays escaped. */
function split(text: string, sign: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && at + 1 < text.length) {
      part += text.slice(at, at + 2);
      at++;
    } else if (text.startsWith(sign, at)) {
      parts.push(part);
      part = "";
      at += sign.length - 1;
    } else {
      part += text[at];
    }
  }
  return [...parts, part];
}

const unescaped = (text: string) => text.replace(/\\(.)/gs, "$1");
const escaped = (text: string) => text.replace(/[\\,;:]/g, "\\$&");

/** Conditions of a filter's text. What cannot be read is left to the server to refuse. */
export function readFilter(text: string): Condition[] {
  return split(text, ";")
    .filter((each) => each.trim() !== "")
    .map((each) => {
      const [column = "", op = "", ...rest] = split(each, ":");
      return { column, op: op as Operator, values: readValues(op, rest.join(":")) };
    });
}

function readValues(op: string, text: string): string[] {
  if (op === "blank" || op === "filled") return [];
  if (op === "range") {
    const [from = "", to = ""] = split(text, "..");
    return [unescaped(from), unescaped(to)];
  }
  if (op === "contains") return [unescaped(text)];
  return split(text, ",").map(unescaped);
}

export function writeFilter(conditions: readonly Condition[]): string {
  return conditions.map(writeCondition).join(";");
}

function writeCondition({ column, op, values }: Condition): string {
  if (op === "blank" || op === "filled") return `${column}:${op}`;
  const [from = "", to = ""] = values;
  const told = op === "range" ? `${escaped(from)}..${escaped(to)}` : values.map(escaped).join(",");
  return `${column}:${op}:${told}`;
}

/** The filter with this column's condition put in place of its others; none takes them out. */
export function withCondition(filter: string, column: string, condition?: Condition): string {
  const others = readFilter(filter).filter((each) => each.column !== column);
  return writeFilter(condition ? [...others, condition] : others);
}

export function readKeys(text: string): SortKey[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && each !== "-")
    .map((each) => ({ column: each.replace(/^-/, ""), isDescending: each.startsWith("-") }));
}

export function writeKeys(keys: readonly SortKey[]): string {
  return keys.map((each) => (each.isDescending ? `-${each.column}` : each.column)).join(",");
}

/** One more click on a column's head: ascending, descending, not sorted. `isAdded` keeps others. */
export function nextSort(text: string, column: string, isAdded: boolean): string {
  const keys = readKeys(text);
  const own = keys.find((each) => each.column === column);
  const others = isAdded ? keys.filter((each) => each.column !== column) : [];
  if (!own) return writeKeys([...others, { column, isDescending: false }]);
  if (own.isDescending) return writeKeys(others);
  const turned = { column, isDescending: true };
  return writeKeys(isAdded ? keys.map((each) => (each === own ? turned : each)) : [turned]);
}

export function readNames(text: string): string[] {
  return [...new Set(text.split(",").filter((each) => each !== ""))];
}

export function readWidths(text: string): Record<string, number> {
  const widths: Record<string, number> = {};
  for (const part of text.split(",")) {
    const colon = part.lastIndexOf(":");
    const width = Number(part.slice(colon + 1));
    if (colon > 0 && width >= 40 && width <= 1200) widths[part.slice(0, colon)] = width;
  }
  return widths;
}

export function writeWidths(widths: Readonly<Record<string, number>>): string {
  return Object.entries(widths)
    .map(([name, width]) => `${name}:${Math.round(width)}`)
    .join(",");
}
