import { expect, it } from "vitest";
import { EMPTY, priceFaults, priceOf } from "./prices";

it("finds nothing wrong with a line that is left out, or priced", () => {
  expect(priceFaults(EMPTY, false)).toEqual({});
  expect(priceFaults({ amount: "$1,200.50", days: "+14", description: "" }, false)).toEqual({});
  expect(priceFaults({ amount: "0", days: "", description: "by others" }, false)).toEqual({});
});

it("leaves nothing out that was typed", () => {
  expect(priceFaults({ ...EMPTY, amount: "about 5" }, false).amount).toBe("Not a number");
  expect(priceFaults({ ...EMPTY, amount: "5", days: "two weeks" }, false).days).toContain(
    "Whole days",
  );
  expect(priceFaults({ ...EMPTY, days: "3" }, false).amount).toContain("price");
  expect(priceFaults({ ...EMPTY, description: "without crane" }, false).amount).toContain("price");
});

it("asks for a price in the place of one that was kept and is emptied", () => {
  expect(priceFaults(EMPTY, true).amount).toBe("Needs a price, or 0");
  expect(priceFaults({ ...EMPTY, amount: "7" }, true)).toEqual({});
});

it("sends what was read", () => {
  expect(priceOf("a", { amount: "1,200.5", days: " 14 ", description: " no crane " })).toEqual({
    costItemId: "a",
    amount: "1200.5",
    days: 14,
    description: "no crane",
  });
  const rest = { days: null, description: null };
  expect(priceOf("b", { ...EMPTY, amount: "7" })).toEqual({
    costItemId: "b",
    amount: "7",
    ...rest,
  });
});
