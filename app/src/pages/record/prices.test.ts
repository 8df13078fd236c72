import { expect, it } from "vitest";
import { EMPTY, isWithdrawn, priceFaults, priceOf } from "./prices";

it("finds nothing wrong with a line that is left out, or priced", () => {
  expect(priceFaults(EMPTY, undefined)).toEqual({});
  expect(priceFaults({ amount: "$1,200.50", days: "+14", description: "" }, undefined)).toEqual({});
  expect(priceFaults({ amount: "0", days: "", description: "by others" }, undefined)).toEqual({});
});

it("leaves nothing out that was typed", () => {
  expect(priceFaults({ ...EMPTY, amount: "about 5" }, undefined).amount).toBe("Not a number");
  expect(priceFaults({ ...EMPTY, amount: "5", days: "two weeks" }, undefined).days).toContain(
    "Whole days",
  );
  expect(priceFaults({ ...EMPTY, days: "3" }, undefined).amount).toContain("price");
  expect(priceFaults({ ...EMPTY, description: "without crane" }, undefined).amount).toContain(
    "price",
  );
});

const KEPT = { amount: "7", days: "3", description: "no crane" };

it("takes back a price that is emptied, until it is the answer", () => {
  const open = { ...KEPT, mayWithdraw: true };
  for (const typed of [EMPTY, { ...KEPT, amount: " " }, { ...EMPTY, days: "3" }]) {
    expect(isWithdrawn(typed, open)).toBe(true);
    expect(priceFaults(typed, open)).toEqual({});
    expect(priceOf("a", typed)).toEqual({
      costItemId: "a",
      amount: null,
      days: null,
      description: null,
    });
  }
  expect(isWithdrawn(EMPTY, undefined)).toBe(false);
  expect(isWithdrawn(KEPT, open)).toBe(false);
  const answered = { ...KEPT, mayWithdraw: false };
  expect(isWithdrawn(EMPTY, answered)).toBe(false);
  expect(priceFaults(EMPTY, answered).amount).toBe("Needs a price, or 0");
  expect(priceFaults({ ...EMPTY, amount: "7" }, answered)).toEqual({});
});

it("loses nothing that is said anew of a price that is emptied", () => {
  const typed = { ...KEPT, amount: "", description: "by others" };
  expect(isWithdrawn(typed, { ...KEPT, mayWithdraw: true })).toBe(false);
  expect(priceFaults(typed, { ...KEPT, mayWithdraw: true }).amount).toBe("Needs a price, or 0");
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
