import { expect, it } from "vitest";
import { readAmount, readTable, writeTable } from "./clipboard";

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

it("reads amounts as people write them", () => {
  expect(readAmount("(1,234.50)")).toBe("-1234.50");
  expect(readAmount("$ 12,000")).toBe("12000");
  expect(readAmount("about 5")).toBe("about 5");
});
