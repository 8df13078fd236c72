import { expect, it } from "vitest";
import { Undoing } from "./undo";
import type { Edit, LogRow, Outcome, Outcomes } from "./wire";

const row = (id: string, values: Partial<LogRow>): LogRow => ({
  id,
  kind: "pco",
  version: 1,
  currency: null,
  locked: {},
  ...values,
});
const told = (...results: [string, Outcome["outcome"], number | null][]): Outcomes => ({
  results: results.map(([id, outcome, version]) => ({
    id,
    outcome,
    version,
    problem: null,
    row: null,
  })),
  done: 0,
  refused: 0,
});
const rows = new Map([
  ["a", row("a", { title: "Door", contract: { id: "c1", code: "C-1", name: "Steel" } as never })],
  ["b", row("b", { title: "Gate" })],
]);

it("sets cells to what they held, of the rows that were changed", () => {
  const undoing = new Undoing();
  const edits: Edit[] = [
    { id: "a", version: 1, values: { title: "X", contract: null } },
    { id: "b", version: 1, values: { title: "X", note: "n" } },
  ];
  undoing.remember(edits, rows, told(["a", "done", 2], ["b", "refused", null]));
  const back = [{ id: "a", version: 2, values: { title: "Door", contract: "c1" } }];
  expect(undoing.last()).toEqual(back);
  // What could not be sent is sent again.
  expect(undoing.last()).toEqual(back);
  undoing.drop();
  expect(undoing.last()).toEqual([]);
});

it("goes back step by step over its own edits, and over nobody else's", () => {
  const undoing = new Undoing();
  undoing.remember([{ id: "b", values: { title: "1" } }], rows, told(["b", "done", 2]));
  const now = new Map([["b", row("b", { title: "1", version: 2 })]]);
  undoing.remember([{ id: "b", values: { title: "2" } }], now, told(["b", "done", 3]));
  expect(undoing.last()).toEqual([{ id: "b", version: 3, values: { title: "1" } }]);
  undoing.drop();
  undoing.see(told(["b", "done", 4]));
  expect(undoing.last()).toEqual([{ id: "b", version: 4, values: { title: "Gate" } }]);
});

it("keeps nothing of what changed nothing or was made anew", () => {
  const undoing = new Undoing();
  undoing.remember([{ id: "b", values: { title: "Gate" } }], rows, told(["b", "unchanged", 1]));
  undoing.remember([{ kind: "pco", values: { title: "New" } }], rows, told(["n", "done", 1]));
  expect(undoing.last()).toEqual([]);
});

it("writes over nobody who came between two edits of its own", () => {
  const undoing = new Undoing();
  undoing.remember([{ id: "b", values: { title: "1" } }], rows, told(["b", "done", 2]));
  const theirs = new Map([["b", row("b", { title: "Theirs", version: 3 })]]);
  undoing.remember([{ id: "b", values: { title: "2" } }], theirs, told(["b", "done", 4]));
  expect(undoing.last()).toEqual([{ id: "b", version: 4, values: { title: "Theirs" } }]);
  undoing.drop();
  undoing.see(told(["b", "done", 5]));
  // Version 2 is gone for good: the server refuses what would bring back "Gate" over "Theirs".
  expect(undoing.last()).toEqual([{ id: "b", version: 2, values: { title: "Gate" } }]);
});

it("drops the step that was taken back, not one that came meanwhile", () => {
  const undoing = new Undoing();
  undoing.remember([{ id: "a", values: { title: "1" } }], rows, told(["a", "done", 2]));
  undoing.last();
  undoing.remember([{ id: "b", values: { title: "2" } }], rows, told(["b", "done", 2]));
  undoing.drop();
  expect(undoing.last()).toEqual([{ id: "b", version: 2, values: { title: "Gate" } }]);
});

it("empties no cell whose value it never knew", () => {
  const undoing = new Undoing();
  const values = { title: "X", note: "n", "attribute.area": "North" };
  undoing.remember([{ id: "b", values }], rows, told(["b", "done", 2]));
  undoing.remember([{ id: "a", values: { note: "n" } }], rows, told(["a", "done", 2]));
  expect(undoing.last()).toEqual([{ id: "b", version: 2, values: { title: "Gate" } }]);
});
