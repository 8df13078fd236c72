import { expect, it } from "vitest";
import { type DraftKeeper, type DraftShelf, forgetDrafts, keepDraft, readDraft } from "./draft";

function keeperOf(kept: Map<string, string>): DraftKeeper {
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  };
}

const begin = () => ({ name: "", days: "" });

it("gives back what was typed, until it is sent", () => {
  const keeper = keeperOf(new Map());
  expect(readDraft(keeper, "create", begin)).toEqual({ name: "", days: "" });
  keepDraft(keeper, "create", { name: "Rock in the trench" });
  expect(readDraft(keeper, "create", begin)).toEqual({ name: "Rock in the trench", days: "" });
  keepDraft(keeper, "create", undefined);
  expect(readDraft(keeper, "create", begin)).toEqual(begin());
});

it("begins anew where nothing can be kept or read", () => {
  const forbidden = () => {
    throw new Error("forbidden");
  };
  const keeper = { getItem: forbidden, setItem: forbidden, removeItem: forbidden };
  keepDraft(keeper, "create", begin());
  expect(readDraft(keeper, "create", begin)).toEqual(begin());
  expect(
    readDraft(keeperOf(new Map([["changewright-draft create", "{"]])), "create", begin),
  ).toEqual(begin());
});

it("leaves no draft to who comes next, and what is no draft as it is", () => {
  const kept = new Map([["other", "x"]]);
  const keeper = keeperOf(kept);
  keepDraft(keeper, "create a", { name: "Rock" });
  keepDraft(keeper, "create b", { name: "Sand" });
  const shelf: DraftShelf = {
    length: kept.size,
    key: (place) => [...kept.keys()][place] ?? null,
    removeItem: keeper.removeItem,
  };
  forgetDrafts(shelf);
  expect([...kept]).toEqual([["other", "x"]]);
  const forbidden: DraftShelf = {
    length: 1,
    removeItem: keeper.removeItem,
    key: () => {
      throw new Error("forbidden");
    },
  };
  forgetDrafts(forbidden);
});
