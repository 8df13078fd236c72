import { expect, it } from "vitest";
import { once } from "./once";
import { ApiProblem } from "./problem";

const BODY = { name: "Deeper footing" };

async function keyOf(outcome: "answered" | ApiProblem): Promise<string> {
  let used = "";
  const sent = once(BODY, async (key) => {
    used = key;
    if (outcome !== "answered") throw outcome;
  });
  await sent.catch(() => undefined);
  return used;
}

it("keeps the key of what was not answered, and takes a new one for what was", async () => {
  const lost = new ApiProblem(0, "The server cannot be reached", "");
  const refused = new ApiProblem(409, "It is approved", "");
  const first = await keyOf(lost);
  expect(await keyOf(lost)).toBe(first);
  expect(await keyOf("answered")).toBe(first);
  const second = await keyOf(refused);
  expect(second).not.toBe(first);
  expect(await keyOf("answered")).not.toBe(second);
});
