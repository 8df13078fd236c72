/** The rows that are selected, wherever they are scrolled to. */

import { notifications } from "@mantine/notifications";
import { useCallback, useMemo, useState } from "react";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { type Asked, type LogRow, readPage } from "./wire";

/** What one request may change. */
export const MOST_SELECTED = 1000;
const READ_SIZE = 500;

export interface Selection {
  size: number;
  rows: ReadonlyMap<string, LogRow>;
  has: (id: string) => boolean;
  /** With `isRange`, all rows from the line that was toggled last to this one. */
  toggle: (row: LogRow, line: number, isRange?: boolean) => void;
  /** All rows from one line to another. */
  addRange: (from: number, to: number) => void;
  toggleAll: () => void;
  clear: () => void;
}

export function useSelection(
  projectId: string,
  asked: Asked,
  rangeOf: (from: number, to: number) => Promise<readonly LogRow[]>,
): Selection {
  const [rows, setRows] = useState<ReadonlyMap<string, LogRow>>(NONE);
  const [last, setLast] = useState<number | null>(null);

  const addRange = useCallback(
    (from: number, to: number) => {
      rangeOf(from, to).then(
        (more) => setRows((before) => limited([...before.values(), ...more])),
        failed,
      );
    },
    [rangeOf],
  );
  const toggle = useCallback(
    (row: LogRow, line: number, isRange = false) => {
      setLast(line);
      if (isRange && last !== null) return addRange(last, line);
      setRows((before) => {
        const next = new Map(before);
        if (!next.delete(row.id)) next.set(row.id, row);
        return limited([...next.values()]);
      });
    },
    [addRange, last],
  );
  const clear = useCallback(() => setRows(NONE), []);
  const toggleAll = useCallback(() => {
    if (rows.size > 0) return clear();
    readAll(projectId, asked).then((found) => setRows(limited(found)), failed);
  }, [rows.size, clear, projectId, asked]);

  return useMemo(
    () => ({
      size: rows.size,
      rows,
      has: (id) => rows.has(id),
      toggle,
      addRange,
      toggleAll,
      clear,
    }),
    [rows, toggle, addRange, toggleAll, clear],
  );
}

const NONE: ReadonlyMap<string, LogRow> = new Map();

function failed(error: unknown): void {
  notifications.show({ message: sayingOf(error), color: "red" });
}

function limited(rows: readonly LogRow[]): ReadonlyMap<string, LogRow> {
  const unique = new Map(rows.map((row) => [row.id, row]));
  if (unique.size <= MOST_SELECTED) return unique;
  notifications.show({ message: t("log.tooMany", { count: MOST_SELECTED }), color: "yellow" });
  return new Map([...unique].slice(0, MOST_SELECTED));
}

/**
 * The first rows found, as many as one request may change, with the moves each offers; one part more
 * shows that there are more.
 */
async function readAll(projectId: string, asked: Asked): Promise<LogRow[]> {
  const found: LogRow[] = [];
  for (let offset = 0; offset <= MOST_SELECTED; offset += READ_SIZE) {
    const page = await readPage(projectId, asked, offset, READ_SIZE, undefined, false, true);
    found.push(...page.results);
    if (found.length >= page.total) break;
  }
  return found;
}
