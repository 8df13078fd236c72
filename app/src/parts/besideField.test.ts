import { expect, it } from "vitest";
import { besideField } from "./besideField";

it("leaves away the name that programs have for a field", () => {
  const zone = "time_zone must be an IANA name such as America/Los_Angeles";
  expect(besideField("timeZone", zone)).toBe("Must be an IANA name such as America/Los_Angeles");
  expect(besideField("items.2.rate", "rate is missing")).toBe("Is missing");
  expect(besideField("name", "names of contracts are taken")).toBe("names of contracts are taken");
  expect(besideField("", "The record is approved")).toBe("The record is approved");
});
