import { describe, expect, it } from "vitest";
import {
  type BookColumn,
  type BookRow,
  closedOf,
  csvOf,
  foundIn,
  readSort,
  sorted,
  totalsOf,
  treeOf,
} from "./rows";

function row(code: string, amount: string, more: Partial<BookRow> = {}): BookRow {
  return {
    id: code,
    code,
    name: `Name of ${code}`,
    status: null,
    isDefault: false,
    company: null,
    currency: "USD",
    parentId: null,
    segments: [],
    unit: null,
    quantity: null,
    sums: { revised: amount },
    ...more,
  };
}

const columns: BookColumn[] = [{ name: "revised", figure: true, side: "budget" }];
const rows = [row("03-10", "9.0000"), row("03-2", "-10.0000"), row("05-1", "100.0000")];

it("sorts codes as people count and amounts by value", () => {
  const codes = (sort: string) => sorted(rows, readSort(sort)).map((each) => each.code);
  expect(codes("code")).toEqual(["03-2", "03-10", "05-1"]);
  expect(codes("-revised")).toEqual(["05-1", "03-10", "03-2"]);
});

it("finds all words, in any order", () => {
  expect(foundIn(rows, "03 name").map((each) => each.code)).toEqual(["03-10", "03-2"]);
  expect(foundIn(rows, "nothing")).toEqual([]);
});

it("adds up by currency, what owners pay in the project's", () => {
  const cost: BookColumn = { name: "costApproved", figure: false, side: "cost" };
  const euro = { currency: "EUR", sums: { revised: "1.5000", costApproved: "0.7000" } };
  const totals = totalsOf([...rows, row("09", "", euro)], [...columns, cost], "USD");
  expect(totals).toEqual([
    { currency: "USD", count: 3, sums: { revised: "100.5000", costApproved: "0.0000" } },
    { currency: "EUR", count: 1, sums: { costApproved: "0.7000" } },
  ]);
});

describe("the tree", () => {
  it("puts codes under their parts, one alone by itself", () => {
    const shown = treeOf(rows, new Set()).map((line) =>
      line.kind === "head" ? `${line.name}:${line.rows.length}` : line.row.code,
    );
    expect(shown).toEqual(["03:2", "03-10", "03-2", "05-1"]);
  });
  it("is shut at first where there is little room, and opens what is asked for", () => {
    const shut = (toggled: string[]) => [...closedOf(rows, true, new Set(toggled))];
    expect(shut([])).toEqual(["03"]);
    expect(shut(["03"])).toEqual([]);
    expect([...closedOf(rows, false, new Set(["03"]))]).toEqual(["03"]);
  });
  it("hides what is below a closed head", () => {
    expect(treeOf(rows, new Set(["03"])).map((line) => line.kind)).toEqual(["head", "row"]);
  });
});

it("writes CSV that a spreadsheet reads as numbers, and no formula", () => {
  const text = csvOf([row("=1", "-7420.1300", { name: 'A "b", c' })], columns, ["Code"]);
  expect(text).toBe(`Code\r\n'=1,"A ""b"", c",,,USD,-7420.1300\r\n`);
});
