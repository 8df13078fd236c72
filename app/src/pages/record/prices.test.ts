import { expect, it } from "vitest";
import { EMPTY, priceFaults, priceOf } from "./prices";

it("finds nothing wrong with a line that is left out, or priced", () => {
  expect(priceFaults(EMPTY)).toEqual({});
  expect(priceFaults({ amount: "$1,200.50", days: "+14", description: "" })).toEqual({});
  expect(priceFaults({ amount: "0", days: "", description: "by others" })).toEqual({});
});

it("leaves nothing out that was typed", () => {
  expect(priceFaults({ ...EMPTY, amount: "about 5" }).amount).toBe("Not a number");
  expect(priceFaults({ ...EMPTY, amount: "5", days: "two weeks" }).days).toContain("Whole days");
  expect(priceFaults({ ...EMPTY, days: "3" }).amount).toContain("price");
  expect(priceFaults({ ...EMPTY, description: "without crane" }).amount).toContain("price");
});

it("sends what was read", () => {
  expect(priceOf("a", { amount: "1,200.5", days: " 14 ", description: " no crane " })).toEqual({
    costItemId: "a",
    amount: "1200.5",
    days: 14,
    description: "no crane",
  });
  expect(priceOf("b", { ...EMPTY, amount: "7" })).toEqual({ costItemId: "b", amount: "7" });
});
