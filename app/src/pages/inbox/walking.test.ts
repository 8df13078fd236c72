import { expect, it } from "vitest";
import type { Entry } from "./reads";
import { nextOf } from "./walking";

const entries = ["a", "b", "c"].map((id) => ({ waiting: { changeOrder: { id } } }) as Entry);
const idOf = (entry: Entry | undefined) => entry?.waiting.changeOrder.id;

it("goes on to the one below, from the last to the one above, and nowhere from the only one", () => {
  expect(idOf(nextOf(entries, "a"))).toBe("b");
  expect(idOf(nextOf(entries, "c"))).toBe("b");
  expect(nextOf(entries.slice(0, 1), "a")).toBeUndefined();
  expect(idOf(nextOf(entries, "gone"))).toBe("a");
});
