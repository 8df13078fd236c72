import { expect, test } from "vitest";
import { bodyOfLine, emptyLine, faultsOf, isEmpty, placesOf, withPasted } from "./newLines";

test("a spreadsheet pasted over lines", () => {
  const columns = ["name", "quantity", "unit", "estimated"] as const;
  const pasted = withPasted(
    [emptyLine()],
    { row: 0, column: 0 },
    [
      ["Beam", "2", "pc", "1,200.00"],
      ["Bolt", "40", "pc", "(15)"],
    ],
    columns,
  );
  expect(pasted.map((line) => bodyOfLine(line, { changeOrderId: "x" }))).toEqual([
    { name: "Beam", quantity: "2", unit: "pc", estimated: "1200.00", changeOrderId: "x" },
    { name: "Bolt", quantity: "40", unit: "pc", estimated: "-15", changeOrderId: "x" },
  ]);
});

test("what is missing or cannot be read", () => {
  expect(isEmpty(emptyLine())).toBe(true);
  expect(faultsOf(emptyLine())).toEqual([]);
  expect(faultsOf({ ...emptyLine(), estimated: "much" })).toEqual(["name", "estimated"]);
  expect(faultsOf({ ...emptyLine(), name: "Beam" })).toEqual([]);
});

test("lines are counted as they are sent, which empty ones are not", () => {
  const beam = { ...emptyLine(), name: "Beam" };
  expect(placesOf([emptyLine(), beam, emptyLine(), beam])).toEqual([undefined, 0, undefined, 1]);
});
