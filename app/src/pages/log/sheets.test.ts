import { expect, test } from "vitest";
import { carriedOf, type PrintLine, printLines, type Room, sheetsOf } from "./sheets";
import type { LogColumn, LogGroup, LogRow } from "./wire";

const ROOM: Room = { sheet: 100, brought: 10, carried: 10, end: 20 };
const none = () => false;

function spans(heights: readonly number[], isHead: (line: number) => boolean = none) {
  return sheetsOf(heights, ROOM, isHead).map(({ from, to }) => [from, to]);
}

test("sheets are filled as far as what they carry leaves room", () => {
  expect(spans([])).toEqual([[0, 0]]);
  expect(spans([40, 40])).toEqual([[0, 2]]);
  // The first has 90 for rows, those that follow 80, the last 70 for its totals' sake.
  expect(spans(Array(20).fill(10))).toEqual([
    [0, 9],
    [9, 17],
    [17, 20],
  ]);
  // The totals need room that the last row would have left to a sum carried forward.
  expect(spans([30, 30, 30])).toEqual([
    [0, 2],
    [2, 3],
  ]);
});

test("what is taller than a sheet has one of its own, and nothing is left out", () => {
  expect(spans([10, 500, 10])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test("heads of groups go with their rows", () => {
  const isHead = (line: number) => line === 7 || line === 8;
  expect(spans(Array(12).fill(10), isHead)).toEqual([
    [0, 7],
    [7, 12],
  ]);
});

const COLUMNS = [
  { name: "title", type: "text", total: false },
  { name: "submitted", type: "amount", total: true },
  { name: "daysAsked", type: "number", total: true },
] as LogColumn[];

function row(currency: string | null, submitted: string | null, daysAsked: number | null) {
  return { currency, submitted, daysAsked } as LogRow;
}

test("what is carried is exact, by currency, and nothing where nothing was", () => {
  const lines: PrintLine[] = [
    { row: row("USD", "0.1000", 2) },
    { row: row("USD", "0.2000", null) },
    { row: row("EUR", null, null) },
    { row: row("USD", "-99999999999999.9900", -1) },
  ];
  const sheets = [
    { from: 0, to: 3 },
    { from: 3, to: 4 },
  ];
  expect(carriedOf(lines, sheets, COLUMNS, "USD")).toEqual([
    [
      { currency: "EUR", count: 1, submitted: null, daysAsked: null },
      { currency: "USD", count: 2, submitted: "0.3000", daysAsked: 2 },
    ],
    [
      { currency: "EUR", count: 1, submitted: null, daysAsked: null },
      { currency: "USD", count: 3, submitted: "-99999999999999.6900", daysAsked: 1 },
    ],
  ]);
});

test("an estimate of a row in another currency is carried with the project's", () => {
  const columns = [
    { name: "estimated", type: "amount", total: true },
    { name: "proposed", type: "amount", total: true },
  ] as LogColumn[];
  const lines = [
    { row: { currency: "EUR", estimated: "1000.0000", proposed: "700.0000" } as LogRow },
    { row: { currency: "USD", estimated: "1.0000", proposed: "2.0000" } as LogRow },
  ];
  const sheets = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
  ];
  expect(carriedOf(lines, sheets, columns, "USD")).toEqual([
    [
      { currency: "EUR", count: 1, estimated: null, proposed: "700.0000" },
      { currency: "USD", count: 0, estimated: "1000.0000", proposed: null },
    ],
    [
      { currency: "EUR", count: 1, estimated: null, proposed: "700.0000" },
      { currency: "USD", count: 1, estimated: "1001.0000", proposed: "2.0000" },
    ],
  ]);
});

test("groups stand before their first row, parents first", () => {
  const rows = [row("USD", "1", 1), row("USD", "2", 2)];
  const groups = [
    { path: ["pco"], offset: 0 },
    { path: ["pco", "draft"], offset: 0 },
    { path: ["pco", "open"], offset: 1 },
  ] as LogGroup[];
  const told = printLines(rows, groups).map((line) =>
    "row" in line ? line.row.submitted : line.group.path.join(),
  );
  expect(told).toEqual(["pco", "pco,draft", "1", "pco,open", "2"]);
});
