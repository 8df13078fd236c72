/**
 * Taking back what was typed, pasted or filled in the log, step by step.
 *
 * The past is not taken away: cells are set to what they held before, as an edit of its own. A row
 * that somebody else has changed since is refused by its version, as any edit would be.
 */

import { cellValue } from "./cells";
import type { Edit, LogRow, Outcomes } from "./wire";

const MOST_STEPS = 100;

type Values = Edit["values"];

/** A cell as an edit would send it. */
export function sentValue(row: LogRow, column: string): string | null {
  const value = cellValue(row, column);
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return (value as { id?: string }).id ?? null;
  return String(value);
}

interface Before {
  id: string;
  values: Values;
  /** Somebody else has changed the row since: from this version on it is no longer only ours. */
  version?: number;
}

export class Undoing {
  private readonly steps: (readonly Before[])[] = [];
  private taken: readonly Before[] | undefined;
  /** The version that each row had after the last of our own edits of it. */
  private readonly versions = new Map<string, number>();

  /** Keeps what the cells held that an edit has changed. Rows made anew are not taken back. */
  remember(edits: readonly Edit[], rows: ReadonlyMap<string, LogRow>, outcomes: Outcomes): void {
    const step = edits.flatMap((edit, place) => {
      const outcome = outcomes.results[place];
      const row = rows.get(edit.id ?? "");
      if (!row || outcome?.outcome !== "done") return [];
      const known = this.versions.get(row.id);
      if (known !== undefined && known !== row.version) this.end(row.id, known);
      // What was not read of a row is not known, and must not be taken for nothing.
      const names = Object.keys(edit.values).filter((name) => cellValue(row, name) !== undefined);
      if (names.length === 0) return [];
      return [
        {
          id: row.id,
          values: Object.fromEntries(names.map((name) => [name, sentValue(row, name)])),
        },
      ];
    });
    this.see(outcomes);
    if (step.length > 0) this.steps.push(step);
    if (this.steps.length > MOST_STEPS) this.steps.shift();
  }

  /** The edits that take back the last step; none where there is none. */
  last(): Edit[] {
    this.taken = this.steps.at(-1);
    return (this.taken ?? []).map(({ id, values, version = this.versions.get(id) }) => {
      return version === undefined ? { id, values } : { id, version, values };
    });
  }

  /** The step that was asked for last was taken back; others may have come since. */
  drop(): void {
    const place = this.taken ? this.steps.lastIndexOf(this.taken) : -1;
    if (place >= 0) this.steps.splice(place, 1);
  }

  /** What we did to a row before somebody else did cannot be taken back over it. */
  private end(id: string, version: number): void {
    for (const each of this.steps.flat()) if (each.id === id) each.version ??= version;
  }

  /** What we wrote ourselves does not stand in the way of taking back what we wrote before. */
  see(outcomes: Outcomes): void {
    for (const { id, version } of outcomes.results) {
      if (id !== null && version !== null) this.versions.set(id, version);
    }
  }
}
