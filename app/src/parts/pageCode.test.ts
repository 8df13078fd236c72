import { expect, it } from "vitest";
import { fetched, isCodeMissing, isFirstTime } from "./pageCode";

const MISSING = new TypeError("Failed to fetch dynamically imported module: /app/assets/x.js");

it("knows what browsers and the bundler say of code that cannot be had", () => {
  for (const said of [
    MISSING.message,
    "error loading dynamically imported module: /app/assets/x.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /app/assets/x.css",
  ]) {
    expect(isCodeMissing(new Error(said)), said).toBe(true);
  }
  expect(isCodeMissing(new Error("x is not a function"))).toBe(false);
});

it("hides from the router what it would leave the page for, and nothing else", async () => {
  const failed = await fetched(() => Promise.reject(MISSING))().catch((error: Error) => error);
  expect(failed).toMatchObject({ cause: MISSING });
  expect(String((failed as Error).message).startsWith("Failed to fetch")).toBe(false);
  expect(isCodeMissing(failed)).toBe(true);
  const broken = new Error("x is not a function");
  await expect(fetched(() => Promise.reject(broken))()).rejects.toBe(broken);
  await expect(fetched(async () => 1)()).resolves.toBe(1);
});

it("loads the whole anew once for one failure", () => {
  const held = new Map<string, string>();
  const kept = {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, text: string) => void held.set(name, text),
  };
  expect(isFirstTime(MISSING, kept)).toBe(true);
  expect(isFirstTime(MISSING, kept)).toBe(false);
  expect(isFirstTime(new Error("Failed to fetch module /app/assets/y.js"), kept)).toBe(true);
});
