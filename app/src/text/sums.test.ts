import { expect, it } from "vitest";
import { compareAmounts, sumOf } from "./sums";

it("adds up what no float can hold", () => {
  expect(sumOf(["0.1", "0.2"])).toBe("0.3000");
  expect(sumOf(["90071992547409.9311", "0.0001"])).toBe("90071992547409.9312");
  expect(sumOf(["-7420.13", "7420.1300"])).toBe("0.0000");
  expect(sumOf(["-0.0001", null, undefined])).toBe("-0.0001");
  expect(sumOf([])).toBe("0.0000");
});

it("orders amounts by their value, not by their letters", () => {
  const sorted = ["9.0000", "-10.0000", "100.0000", null].sort(compareAmounts);
  expect(sorted).toEqual([null, "-10.0000", "9.0000", "100.0000"]);
});
