import { expect, it } from "vitest";
import { endOfDay, isMoment, kindOfMoment, momentOf, momentSaid, untilTomorrow } from "./moments";

it("ends a day in the project's zone, whatever its clocks do", () => {
  expect(endOfDay("2026-03-02", "UTC")).toBe("2026-03-02T23:59:59.999Z");
  expect(endOfDay("2026-03-02", "America/Chicago")).toBe("2026-03-03T05:59:59.999Z");
  expect(endOfDay("2026-03-08", "America/Chicago")).toBe("2026-03-09T04:59:59.999Z");
  expect(endOfDay("2026-10-25", "Europe/Berlin")).toBe("2026-10-25T22:59:59.999Z");
});

it("asks for now while the day is not over", () => {
  const noon = Date.parse("2026-03-02T12:00:00Z");
  expect(momentOf("2026-03-02", "UTC", noon)).toBeUndefined();
  expect(momentOf("2026-03-01", "UTC", noon)).toBe("2026-03-01T23:59:59.999Z");
  expect(momentOf(null, "UTC", noon)).toBeUndefined();
  expect(momentOf("2026-13-45", "UTC", noon)).toBeUndefined();
});

it("knows how long a day still lasts, on the days that clocks are put too", () => {
  const at = (text: string) => Date.parse(text);
  expect(untilTomorrow("UTC", at("2026-03-02T23:59:59Z"))).toBe(1000);
  expect(untilTomorrow("America/Chicago", at("2026-03-08T06:00:00Z"))).toBe(23 * 3_600_000);
  expect(untilTomorrow("America/Chicago", at("2026-03-09T05:00:00Z"))).toBe(24 * 3_600_000);
});

it("takes a day, an instant and a revision of an address", () => {
  for (const said of ["2026-03-02", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00.5+02:00", "120"]) {
    expect(isMoment(said)).toBe(true);
  }
  for (const said of ["2026-13-45", "2026-03-02T10:00", "yesterday", "-1", "1".repeat(17)]) {
    expect(isMoment(said)).toBe(false);
  }
  expect(momentSaid("2026-03-02", "UTC")).toBe("2026-03-02T23:59:59.999Z");
  expect(momentSaid("120", "UTC")).toBe("120");
  expect(momentSaid("2026-03-02T10:00:00Z", "UTC")).toBe("2026-03-02T10:00:00Z");
  expect(momentSaid(undefined, "UTC")).toBeUndefined();
});

it("tells the end of a day as that day", () => {
  expect(kindOfMoment("2026-03-03T05:59:59Z", "America/Chicago")).toEqual({ day: "2026-03-02" });
  expect(kindOfMoment("2026-03-03T05:59:59Z", "UTC")).toEqual({ instant: "2026-03-03T05:59:59Z" });
  expect(kindOfMoment("2026-03-02", "UTC")).toEqual({ day: "2026-03-02" });
  expect(kindOfMoment("120", "UTC")).toEqual({ revision: "120" });
});
