import { describe, expect, it } from "vitest";
import { chiefAmount } from "./amounts";

const AMOUNTS = { estimated: "1", proposed: "2", submitted: "3", approved: "4", committed: "5" };

describe("the amount that speaks for a row", () => {
  it("is what the owner pays, on his documents and on potential changes", () => {
    expect(chiefAmount("pco", AMOUNTS)).toBe("4");
    expect(chiefAmount("oco", { ...AMOUNTS, approved: null })).toBe("3");
  });
  it("is what the supplier gets, on his", () => {
    expect(chiefAmount("sco", AMOUNTS)).toBe("5");
    expect(chiefAmount("rfq", { ...AMOUNTS, committed: null })).toBe("2");
  });
  it("is the only one that may be seen", () => {
    expect(chiefAmount("rfq", { proposed: "2" })).toBe("2");
    expect(chiefAmount("rco", { estimated: "1" })).toBe("1");
    expect(chiefAmount("pco", {})).toBe(null);
  });
});
