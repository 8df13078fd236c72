import { describe, expect, it } from "vitest";
import {
  nextSort,
  readFilter,
  readKeys,
  readWidths,
  withCondition,
  writeFilter,
  writeWidths,
} from "./grammar";
import { readLogSearch } from "./search";

describe("a filter's text", () => {
  const text = "kind:is:pco,oco;submitted:range:10000.50..;due:before:t+14;reason:blank";
  it("is read and written back", () => {
    expect(readFilter(text)).toEqual([
      { column: "kind", op: "is", values: ["pco", "oco"] },
      { column: "submitted", op: "range", values: ["10000.50", ""] },
      { column: "due", op: "before", values: ["t+14"] },
      { column: "reason", op: "blank", values: [] },
    ]);
    expect(writeFilter(readFilter(text))).toBe(text);
  });
  it("keeps signs that are part of a value", () => {
    const conditions = [{ column: "title", op: "is" as const, values: ["a,b;c:d\\e", "f"] }];
    expect(readFilter(writeFilter(conditions))).toEqual(conditions);
  });
  it("reads nothing as no condition", () => {
    expect(readFilter("")).toEqual([]);
    expect(readFilter(";;")).toEqual([]);
  });
  it("has one condition a column when it is set anew", () => {
    const once = withCondition(text, "kind", { column: "kind", op: "not", values: ["rfq"] });
    expect(readFilter(once).filter((each) => each.column === "kind")).toHaveLength(1);
    expect(withCondition("kind:is:pco", "kind")).toBe("");
  });
});

describe("sorting", () => {
  it("turns with each click", () => {
    expect(nextSort("", "due", false)).toBe("due");
    expect(nextSort("due", "due", false)).toBe("-due");
    expect(nextSort("-due", "due", false)).toBe("");
    expect(nextSort("-due,number", "title", false)).toBe("title");
  });
  it("keeps the others when added to", () => {
    expect(nextSort("-due", "number", true)).toBe("-due,number");
    expect(nextSort("-due,number", "number", true)).toBe("-due,-number");
    expect(readKeys("-due,-number").map((each) => each.isDescending)).toEqual([true, true]);
  });
});

it("reads and writes widths", () => {
  expect(readWidths("title:420,attribute.01-a:90,bad:9,worse")).toEqual({
    title: 420,
    "attribute.01-a": 90,
  });
  expect(writeWidths({ title: 420.4 })).toBe("title:420");
});

it("keeps an empty text of the address, which takes back what the view says", () => {
  expect(readLogSearch({ q: "", filter: "a:blank", sort: 5, other: "x" })).toEqual({
    q: "",
    filter: "a:blank",
    sort: "5",
  });
});
