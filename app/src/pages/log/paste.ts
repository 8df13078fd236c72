/** What a pasted table would do to the log: which cells change, which rows are new, what cannot. */

import { day, quantity } from "@/text/format";
import { lockOf } from "./locks";
import { isFigure, isOfDays, isReference, readCell } from "./typed";
import type { Edit, LogColumn, LogRow } from "./wire";

export interface Pasting {
  edits: Edit[];
  /** The rows that are changed, as they are. */
  rows: ReadonlyMap<string, LogRow>;
  /** The cells of each edit as people read them. */
  shown: Record<string, string>[];
  /** Rows that will be made anew. */
  isCreating: boolean;
  /** Cells that are left out because they cannot be changed. */
  skipped: number;
  /** Cells that are left out because nothing of the project is called so. */
  unknown: number;
  /** Lines that reach below the last row. */
  below: number;
}

/** New rows can be made of these columns; what else a table has is left out. */
const NEW_KIND = "pco";

export type Table = readonly (readonly string[])[];

export interface Place {
  columns: readonly LogColumn[];
  /** The first column that the table falls on. */
  column: number;
  /** The rows that it falls on, one after the other. */
  rows: readonly LogRow[];
  today: string;
  /** The id of a record that is named by a text, where one is. */
  idOf?: (column: LogColumn, text: string) => string | undefined;
}

/** The columns that a table's first line names; none unless it names at least two. */
export function headOf(table: Table, all: Iterable<LogColumn>): (LogColumn | undefined)[] | null {
  const byTitle = new Map([...all].map((each) => [each.title.toLowerCase(), each]));
  const named = (table[0] ?? []).map((title) => byTitle.get(title.toLowerCase()));
  return named.filter(Boolean).length >= 2 && table.length > 1 ? named : null;
}

/** What falls on which column, and what is told of it. */
export function pastingOf(table: Table, all: Iterable<LogColumn>, place: Place): Pasting {
  const head = headOf(table, all);
  return head ? newRows(table.slice(1), head, place) : changedRows(table, place);
}

function newRows(lines: Table, head: readonly (LogColumn | undefined)[], place: Place): Pasting {
  const found = new Found(place);
  for (const line of lines) {
    found.add({ kind: NEW_KIND }, line, head, (column) =>
      Boolean(column.lock && column.kinds.includes(NEW_KIND)),
    );
  }
  return { ...found.told(), rows: new Map(), isCreating: true, below: 0 };
}

function changedRows(table: Table, place: Place): Pasting {
  const found = new Found(place);
  const columns = place.columns.slice(place.column);
  const rows = place.rows.slice(0, table.length);
  for (const [step, row] of rows.entries()) {
    const { id, version } = row;
    found.add({ id, version }, table[step] ?? [], columns, (column) => mayEdit(column, row), true);
  }
  return {
    ...found.told(),
    rows: new Map(rows.map((row) => [row.id, row])),
    isCreating: false,
    below: table.length - rows.length,
  };
}

/** The same line for all rows, as a cell is filled down. */
export function fillingOf(line: readonly string[], place: Place): Pasting {
  return changedRows(
    place.rows.map(() => line),
    place,
  );
}

const mayEdit = (column: LogColumn, row: LogRow) => lockOf(column, row, false) === "";

class Found {
  private readonly edits: Edit[] = [];
  private readonly shown: Record<string, string>[] = [];
  private skipped = 0;
  private unknown = 0;

  constructor(private readonly place: Place) {}

  /** Cells of new rows that are empty say nothing; of rows that are there they empty the cell. */
  add(
    target: Omit<Edit, "values">,
    line: readonly string[],
    columns: readonly (LogColumn | undefined)[],
    may: (column: LogColumn) => boolean,
    isEmptying = false,
  ): void {
    const values: Edit["values"] = {};
    const shown: Record<string, string> = {};
    for (const [at, text] of line.entries()) {
      const column = columns[at];
      if (text === "" && !isEmptying) continue;
      if (!column || !may(column)) {
        this.skipped++;
        continue;
      }
      if (text !== "" && isReference(column) && !this.place.idOf?.(column, text)) {
        this.unknown++;
        continue;
      }
      const sent = this.sent(column, text);
      values[column.name] = sent;
      shown[column.name] = this.shownOf(column, text, sent);
    }
    if (Object.keys(values).length === 0) return;
    this.edits.push({ ...target, values });
    this.shown.push(shown);
  }

  told() {
    const { edits, shown, skipped, unknown } = this;
    return { edits, shown, skipped, unknown };
  }

  private shownOf(column: LogColumn, text: string, sent: string | null): string {
    if (isOfDays(column)) return day(readCell(column, text, this.place.today) ?? text);
    // As it was read, not as it was written: `1.234` is no thousand to who writes `1,234`.
    if (isFigure(column) && sent) return sent.replace(/^[^%]*/, quantity);
    return column.choices?.find((each) => each.value === sent)?.title ?? text;
  }

  /** A cell's text as the server reads it; what we cannot read it refuses in its own words. */
  private sent(column: LogColumn, text: string): string | null {
    const { today, idOf } = this.place;
    const read = readCell(column, text, today);
    return (text === "" ? undefined : idOf?.(column, text)) ?? (read === undefined ? text : read);
  }
}
