/** What a pasted table would do to the log: which cells change, which rows are new, what cannot. */

import { readAmount } from "@/parts/amounts";
import { readDay } from "@/parts/days";
import { lockOf } from "./locks";
import type { Edit, LogColumn, LogRow } from "./wire";

export interface Pasting {
  edits: Edit[];
  /** Rows that will be made anew. */
  isCreating: boolean;
  /** Cells that are left out because they cannot be changed. */
  skipped: number;
}

/** New rows can be made of these columns; what else a table has is left out. */
const NEW_KIND = "pco";

interface Place {
  columns: readonly LogColumn[];
  /** The first column and row that the table falls on. */
  column: number;
  rowAt: (step: number) => LogRow | undefined;
  today: string;
}

/** The columns that a table's first line names; none unless it names at least two. */
export function headOf(
  table: readonly (readonly string[])[],
  all: Iterable<LogColumn>,
): (LogColumn | undefined)[] | null {
  const byTitle = new Map([...all].map((each) => [each.title.toLowerCase(), each]));
  const named = (table[0] ?? []).map((title) => byTitle.get(title.toLowerCase()));
  return named.filter(Boolean).length >= 2 && table.length > 1 ? named : null;
}

export function pastingOf(
  table: readonly (readonly string[])[],
  all: Iterable<LogColumn>,
  place: Place,
): Pasting {
  const head = headOf(table, all);
  return head ? newRows(table.slice(1), head, place.today) : changedRows(table, place);
}

function newRows(
  lines: readonly (readonly string[])[],
  head: readonly (LogColumn | undefined)[],
  today: string,
): Pasting {
  let skipped = 0;
  const edits = lines.map((line) => {
    const values: Edit["values"] = {};
    for (const [at, column] of head.entries()) {
      const text = line[at] ?? "";
      if (text === "") continue;
      if (column?.lock && column.kinds.includes(NEW_KIND))
        values[column.name] = sent(column, text, today);
      else skipped++;
    }
    return { kind: NEW_KIND, values };
  });
  return {
    edits: edits.filter((each) => Object.keys(each.values).length > 0),
    isCreating: true,
    skipped,
  };
}

function changedRows(table: readonly (readonly string[])[], place: Place): Pasting {
  let skipped = 0;
  const edits: Edit[] = [];
  for (const [step, line] of table.entries()) {
    const row = place.rowAt(step);
    if (!row) {
      skipped += line.length;
      continue;
    }
    const values: Edit["values"] = {};
    for (const [at, text] of line.entries()) {
      const column = place.columns[place.column + at];
      if (column && lockOf(column, row, false) === "")
        values[column.name] = sent(column, text, place.today);
      else skipped++;
    }
    if (Object.keys(values).length > 0) edits.push({ id: row.id, version: row.version, values });
  }
  return { edits, isCreating: false, skipped };
}

/** A cell's text as the server reads it; what we cannot read it refuses in its own words. */
function sent(column: LogColumn, text: string, today: string): string | null {
  if (text === "") return null;
  if (column.type === "day" || column.type === "instant") return readDay(text, today) ?? text;
  if (column.type === "number" || column.type === "amount") {
    const amount = readAmount(text);
    return amount === undefined ? text : amount;
  }
  const choice = column.choices?.find((each) => each.title.toLowerCase() === text.toLowerCase());
  return choice?.value ?? text;
}
