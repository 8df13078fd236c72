/** The rows that are selected, wherever they are scrolled to. */

import { notifications } from "@mantine/notifications";
import { useCallback, useMemo, useState } from "react";
import { t } from "@/text/text";
import { type Asked, type LogRow, readPage } from "./wire";

/** What one request may change. */
export const MOST_SELECTED = 1000;
const READ_SIZE = 500;

export interface Selection {
  size: number;
  rows: ReadonlyMap<string, LogRow>;
  has: (id: string) => boolean;
  toggle: (row: LogRow, isRange?: boolean) => void;
  add: (rows: readonly LogRow[]) => void;
  toggleAll: () => void;
  clear: () => void;
}

export function useSelection(
  projectId: string,
  asked: Asked,
  rangeOf: (from: string, to: string) => readonly LogRow[],
): Selection {
  const [rows, setRows] = useState<ReadonlyMap<string, LogRow>>(NONE);
  const [last, setLast] = useState<string | null>(null);

  const add = useCallback((more: readonly LogRow[]) => {
    setRows((before) => limited([...before.values(), ...more]));
  }, []);
  const toggle = useCallback(
    (row: LogRow, isRange = false) => {
      setLast(row.id);
      if (isRange && last) return add(rangeOf(last, row.id));
      setRows((before) => {
        const next = new Map(before);
        if (!next.delete(row.id)) next.set(row.id, row);
        return limited([...next.values()]);
      });
    },
    [add, last, rangeOf],
  );
  const clear = useCallback(() => setRows(NONE), []);
  const toggleAll = useCallback(() => {
    if (rows.size > 0) return clear();
    void readAll(projectId, asked).then((found) => setRows(limited(found)));
  }, [rows.size, clear, projectId, asked]);

  return useMemo(
    () => ({ size: rows.size, rows, has: (id) => rows.has(id), toggle, add, toggleAll, clear }),
    [rows, toggle, add, toggleAll, clear],
  );
}

const NONE: ReadonlyMap<string, LogRow> = new Map();

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
