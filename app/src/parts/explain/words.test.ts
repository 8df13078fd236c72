import { expect, it } from "vitest";
import { columnName, howOf } from "./words";

const PLAIN = {
  name: "Columns",
  column: "submitted",
  value: "100.0000",
  rate: "1",
  divided: false,
  base: null,
  perCent: null,
};

it("names a column as its page does", () => {
  expect(columnName("costApproved")).toBe("Cost approved");
  expect(columnName("amount")).toBe("Contract sum");
  expect(columnName("submitted")).toBe("Submitted");
});

it("says how an amount was worked out, and nothing where it simply counts", () => {
  expect(howOf(PLAIN)).toBe("Submitted");
  expect(howOf({ ...PLAIN, name: null })).toBe("");
  expect(howOf({ ...PLAIN, rate: "1.000000" })).toBe("Submitted");
  expect(howOf({ ...PLAIN, rate: "1.1" })).toBe("Submitted 100 × 1.1");
  expect(howOf({ ...PLAIN, rate: "10" })).toBe("Submitted 100 × 10");
  expect(howOf({ ...PLAIN, rate: "1.1", divided: true })).toBe("Submitted 100 ÷ 1.1");
  expect(howOf({ ...PLAIN, base: "2000", perCent: "7.5" })).toBe("Submitted 2,000 × 7.5 %");
});
