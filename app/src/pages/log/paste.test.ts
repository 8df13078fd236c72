import { expect, it } from "vitest";
import { fillingOf, type Place, pastingOf } from "./paste";
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
  column("share", "number"),
  column("supplier", "company"),
];
const row = (id: string, locked: Record<string, string> = {}): LogRow => ({
  id,
  kind: "pco",
  version: 3,
  currency: null,
  locked,
});
const place: Place = {
  columns: COLUMNS,
  column: 0,
  rows: [row("a"), row("b", { fields: "approved" })],
  today: "2026-03-02",
  idOf: ({ type }, text) => (type === "company" && text === "Acme" ? "id of Acme" : undefined),
};

it("changes the cells it falls on, and leaves out those that are locked", () => {
  const pasting = pastingOf([["New", "In scope", "5", "t"], ["Other"], ["Beyond"]], COLUMNS, place);
  expect(pasting.edits).toEqual([
    { id: "a", version: 3, values: { title: "New", scope: "in", dueDate: "2026-03-02" } },
  ]);
  expect(pasting.shown).toEqual([{ title: "New", scope: "In scope", dueDate: "Mar 2, 2026" }]);
  expect(pasting.skipped).toBe(2);
  expect(pasting.below).toBe(1);
  expect(pasting.isCreating).toBe(false);
});

it("reads figures, shares, days and names as a spreadsheet writes them", () => {
  const from = { ...place, column: 3, rows: [row("a"), row("b"), row("c")] };
  const table = [
    ["2-Mar-26", "(1,234.50)", "Acme"],
    ["3/2/2026", "12.5%", "Nobody"],
    ["soon", "-1 200,5", ""],
  ];
  const pasting = pastingOf(table, COLUMNS, from);
  expect(pasting.unknown).toBe(1);
  expect(pasting.edits.map((each) => each.values)).toEqual([
    { dueDate: "2026-03-02", share: "-1234.50", supplier: "id of Acme" },
    { dueDate: "2026-03-02", share: "12.5%" },
    { dueDate: "soon", share: "-1200.5", supplier: null },
  ]);
  expect(pasting.shown.map((each) => each.share)).toEqual(["-1,234.5", "12.5%", "-1,200.5"]);
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

it("fills all rows with one line, but for those that are locked", () => {
  const filling = fillingOf(["Same"], { ...place, rows: [...place.rows, row("c")] });
  expect(filling.edits).toEqual([
    { id: "a", version: 3, values: { title: "Same" } },
    { id: "c", version: 3, values: { title: "Same" } },
  ]);
  expect([filling.skipped, filling.below, filling.isCreating]).toEqual([1, 0, false]);
});
