import { expect, it } from "vitest";
import { copyText, type Way } from "./copying";

function way(outcome: boolean | Error, copied: string[]): Way {
  return (text) => {
    if (outcome instanceof Error) throw outcome;
    if (outcome) copied.push(text);
    return outcome;
  };
}

it("goes on to the next way where one fails, and stops at the first that copies", async () => {
  const copied: string[] = [];
  const ways = [way(new TypeError("no clipboard"), copied), way(true, copied), way(true, copied)];
  expect(await copyText("a\tb", ways)).toBe(true);
  expect(copied).toEqual(["a\tb"]);
});

it("says so when none does", async () => {
  const refused: Way = () => Promise.reject(new Error("NotAllowedError"));
  expect(await copyText("a", [refused, way(false, [])])).toBe(false);
});
