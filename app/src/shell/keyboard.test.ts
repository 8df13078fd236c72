import { expect, it } from "vitest";
import type { Command } from "./commands";
import { spelled } from "./keyboard";

const command = (keys: string): Command => ({
  id: keys,
  label: keys,
  group: "",
  keys,
  run: () => undefined,
});

const commands = [command("c"), command("g l"), command("g i")];

it("finds one key and two", () => {
  expect(spelled(commands, ["c"]).command?.id).toBe("c");
  expect(spelled(commands, ["g", "i"]).command?.id).toBe("g i");
});

it("waits for the second key", () => {
  expect(spelled(commands, ["g"])).toEqual({ isBegun: true });
  expect(spelled(commands, ["x"])).toEqual({ isBegun: false });
});
