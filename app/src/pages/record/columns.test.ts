import { expect, it } from "vitest";
import { shortest } from "./columns";

it.each([
  ["12.500000", "12.5"],
  ["10.000000", "10"],
  ["10", "10"],
  ["100", "100"],
  ["0.250", "0.25"],
  ["", ""],
])("begins typing over the quantity %j with %j", (told, typed) => {
  expect(shortest(told)).toBe(typed);
});
