import { expect, it } from "vitest";
import { eachOf, onlyId, unbroken } from "./pasteReading";

it("does each once, a few at a time, and tells of the first that fails", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const all = Array.from({ length: 50 }, (_, place) => place);
  await eachOf(all, async (one) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, one % 3));
    running -= 1;
    done.push(one);
  });
  expect(done.sort((a, b) => a - b)).toEqual(all);
  expect(most).toBe(6);
  const failing = eachOf(all, () => Promise.reject(new Error("lost")));
  await expect(failing).rejects.toThrow("lost");
});

it("ends at the first row that is not there", () => {
  const row = (id: string) => ({ id }) as never;
  expect(unbroken([row("a"), row("b")])).toEqual([{ id: "a" }, { id: "b" }]);
  expect(unbroken([row("a"), undefined, row("c")])).toEqual([{ id: "a" }]);
  expect(unbroken([])).toEqual([]);
});

it("takes a name for the one record that has it, and for none of two", () => {
  const choice = (id: string, text: string, name: string) => ({ id, text, name }) as never;
  const choices = [choice("1", "C-1", "Steel"), choice("2", "C-2", "Glass")];
  expect(onlyId(choices, "c-1 steel")).toBe("1");
  expect(onlyId(choices, "Glass")).toBe("2");
  expect(onlyId([...choices, choice("3", "C-3", "Glass")], "Glass")).toBeUndefined();
});
