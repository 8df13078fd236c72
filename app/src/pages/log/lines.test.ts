import { expect, it } from "vitest";
import { groupKey, linesOf } from "./lines";
import type { LogGroup } from "./wire";

const group = (path: string[], offset: number, count: number): LogGroup => ({
  path,
  offset,
  count,
  title: null,
  totals: [],
});

const GROUPS = [
  group(["a"], 0, 3),
  group(["a", "x"], 0, 2),
  group(["a", "y"], 2, 1),
  group(["b"], 3, 4),
  group(["b", "x"], 3, 4),
];

const kinds = (lines: ReturnType<typeof linesOf>) =>
  Array.from({ length: lines.count }, (_, at) => {
    const line = lines.at(at);
    return line?.kind === "row" ? line.row : line?.group.path.join("/");
  });

it("is the rows alone without groups", () => {
  const lines = linesOf(25_000, [], 0, new Set());
  expect(lines.count).toBe(25_000);
  expect(lines.at(24_999)).toEqual({ kind: "row", row: 24_999 });
  expect(lines.at(25_000)).toBeUndefined();
  expect(lines.lineOf(17)).toBe(17);
});

it("puts heads before their rows", () => {
  const lines = linesOf(7, GROUPS, 2, new Set());
  expect(kinds(lines)).toEqual(["a", "a/x", 0, 1, "a/y", 2, "b", "b/x", 3, 4, 5, 6]);
  expect(lines.lineOf(3)).toBe(8);
});

it("leaves out what is in a closed group", () => {
  const closed = new Set([groupKey(GROUPS[0] as LogGroup)]);
  const lines = linesOf(7, GROUPS, 2, closed);
  expect(kinds(lines)).toEqual(["a", "b", "b/x", 3, 4, 5, 6]);
  expect(lines.lineOf(1)).toBe(-1);
  expect(kinds(linesOf(7, GROUPS, 2, new Set([groupKey(GROUPS[1] as LogGroup)])))).toEqual([
    "a",
    "a/x",
    "a/y",
    2,
    "b",
    "b/x",
    3,
    4,
    5,
    6,
  ]);
});

it("has no lines for nothing", () => {
  expect(linesOf(0, [], 0, new Set()).count).toBe(0);
});
