import { expect, it } from "vitest";
import { readTable, writeTable } from "./clipboard";

it("reads what a spreadsheet copies", () => {
  expect(readTable('a\tb\r\n"two\nlines"\t"say ""so"""\r\n')).toEqual([
    ["a", "b"],
    ["two\nlines", 'say "so"'],
  ]);
  expect(readTable("one")).toEqual([["one"]]);
  expect(readTable("")).toEqual([]);
});

it("writes what a spreadsheet reads", () => {
  const rows = [
    ["a", 'b "c"'],
    ["d\te", ""],
  ];
  expect(readTable(writeTable(rows))).toEqual(rows);
});

it("keeps the place of what stands below a blank row", () => {
  expect(readTable("a\n\nc\r\n\r\n")).toEqual([["a"], [""], ["c"]]);
  expect(readTable("a\t\n\t\nc\td")).toEqual([
    ["a", ""],
    ["", ""],
    ["c", "d"],
  ]);
});
