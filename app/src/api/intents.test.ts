import { expect, test } from "vitest";
import { Intents, type Keeper } from "./intents";

function keeper(): Keeper {
  const texts = new Map<string, string>();
  return {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
  };
}

const ROWS = [{ kind: "pco", values: { title: "Canopy" } }];

/** Sends, and tells with which key; an answer that is lost is an error. */
async function keyOf(intents: Intents, intent: unknown, isAnswered = true): Promise<string> {
  let sent = "";
  const sending = intents.send(intent, async (key) => {
    sent = key;
    if (!isAnswered) throw new Error("lost");
  });
  if (isAnswered) await sending;
  else await expect(sending).rejects.toThrow("lost");
  return sent;
}

test("what was not answered goes out with the same key until it is", async () => {
  const intents = new Intents(undefined);
  const first = await keyOf(intents, ROWS, false);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(await keyOf(intents, ROWS, false)).toBe(first);
  expect(await keyOf(intents, [...ROWS, ...ROWS], false)).not.toBe(first);
  expect(await keyOf(intents, ROWS)).toBe(first);
  expect(await keyOf(intents, ROWS)).not.toBe(first);
});

test("a reload keeps the keys, and an answer ends them there too", async () => {
  const store = keeper();
  const first = await keyOf(new Intents(store), ROWS, false);
  expect(await keyOf(new Intents(store), ROWS)).toBe(first);
  expect(await keyOf(new Intents(store), ROWS)).not.toBe(first);
});

test("an intent is not for ever", async () => {
  let now = 0;
  const intents = new Intents(undefined, () => now);
  const first = await keyOf(intents, ROWS, false);
  now += 10 * 60_000;
  expect(await keyOf(intents, ROWS)).not.toBe(first);
});

test("a store that fails keeps nobody from sending", async () => {
  const broken: Keeper = {
    getItem: () => "{",
    setItem: () => {
      throw new Error("full");
    },
  };
  const intents = new Intents(broken);
  const first = await keyOf(intents, ROWS, false);
  expect(await keyOf(intents, ROWS)).toBe(first);
});

test("who leaves leaves nothing of what was sent", async () => {
  const store = keeper();
  const intents = new Intents(store);
  const first = await keyOf(intents, ROWS, false);
  intents.clear();
  expect(await keyOf(intents, ROWS, false)).not.toBe(first);
  intents.clear();
  expect(await keyOf(new Intents(store), ROWS)).not.toBe(first);
});
