import { expect, it } from "vitest";
import { pastingOf } from "./paste";
import type { LogColumn, LogRow } from "./wire";

const column = (name: string, type: string, lock: string | null = "fields"): LogColumn => ({
  name,
  title: name.toUpperCase(),
  type,
  kinds: ["pco"],
  operators: [],
  sortable: true,
  groupable: false,
  total: false,
  width: 100,
  lock,
  choices: name === "scope" ? [{ value: "in", title: "In scope" }] : null,
});

const COLUMNS = [
  column("title", "text"),
  column("scope", "word"),
  column("submitted", "amount", null),
  column("dueDate", "day"),
];
const row = (id: string, locked: Record<string, string> = {}): LogRow => ({
  id,
  kind: "pco",
  version: 3,
  currency: null,
  locked,
});
const ROWS = [row("a"), row("b", { fields: "approved" })];
const place = {
  columns: COLUMNS,
  column: 0,
  rowAt: (step: number) => ROWS[step],
  today: "2026-03-02",
};

it("changes the cells it falls on, and leaves out those that are locked", () => {
  const pasting = pastingOf([["New", "In scope", "5", "t"], ["Other"], ["Beyond"]], COLUMNS, place);
  expect(pasting.edits).toEqual([
    { id: "a", version: 3, values: { title: "New", scope: "in", dueDate: "2026-03-02" } },
  ]);
  expect(pasting.skipped).toBe(3);
  expect(pasting.isCreating).toBe(false);
});

it("makes new rows below a line of column names", () => {
  const pasting = pastingOf(
    [
      ["Title", "DueDate"],
      ["Door", "0305"],
      ["", ""],
    ],
    COLUMNS,
    place,
  );
  expect(pasting.isCreating).toBe(true);
  expect(pasting.edits).toEqual([
    { kind: "pco", values: { title: "Door", dueDate: "2026-03-05" } },
  ]);
});

it("empties a cell with an empty one", () => {
  const pasting = pastingOf([["", "in"]], COLUMNS, place);
  expect(pasting.edits[0]?.values).toEqual({ title: null, scope: "in" });
});
