import { expect, it } from "vitest";
import { ofAutodesk, readAll } from "./pages";

function served(rows: readonly string[], limit: number, asked: number[] = []) {
  return async (offset: number) => {
    asked.push(offset);
    return { results: rows.slice(offset, offset + limit), total: rows.length, limit, offset };
  };
}

it("reads on until all is there", async () => {
  const asked: number[] = [];
  const whole = await readAll(served(["a", "b", "c", "d", "e"], 2, asked));
  expect(whole.results).toEqual(["a", "b", "c", "d", "e"]);
  expect(whole.total).toBe(5);
  expect(asked).toEqual([0, 2, 4]);
});

it("asks once for what is one page, nothing, or has no pages", async () => {
  const asked: number[] = [];
  expect((await readAll(served(["a", "b"], 2, asked))).results).toEqual(["a", "b"]);
  expect((await readAll(served([], 2, asked))).results).toEqual([]);
  expect((await readAll(async () => ({ results: ["a", "b"] }))).results).toEqual(["a", "b"]);
  expect(asked).toEqual([0, 0]);
});

it("ends where rows were taken away meanwhile", async () => {
  const read = async (offset: number) => ({ results: offset === 0 ? ["a", "b"] : [], total: 4 });
  expect((await readAll(read)).results).toEqual(["a", "b"]);
});

it("understands Autodesk's pages", async () => {
  const pagination = { totalResults: 3, limit: 2, offset: 0 };
  expect(ofAutodesk({ results: ["a", "b"], pagination })).toEqual({
    results: ["a", "b"],
    total: 3,
  });
});
