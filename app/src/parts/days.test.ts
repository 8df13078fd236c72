import { expect, it } from "vitest";
import {
  dayEndedAt,
  dayOfInstant,
  daysBetween,
  daysSince,
  knownZone,
  plusDays,
  today,
} from "./days";
import { readDay } from "./dayWords";
import { endOfDay } from "./moments";

it("counts days", () => {
  expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysBetween("2026-02-25", "2026-03-02")).toBe(5);
  expect(today("America/Chicago", new Date("2026-03-02T03:00:00Z"))).toBe("2026-03-01");
});

it("takes the day of an instant from the project's zone", () => {
  const midnight = "2026-04-01T05:00:00Z"; // of Chicago
  expect(dayOfInstant("2026-04-01T04:59:59Z", "America/Chicago")).toBe("2026-03-31");
  expect(dayOfInstant(midnight, "America/Chicago")).toBe("2026-04-01");
  expect(dayEndedAt(midnight, "America/Chicago")).toBe("2026-03-31");
  expect(dayEndedAt("2026-03-31T22:00:00Z", "Europe/Berlin")).toBe("2026-03-31");
  expect(dayEndedAt("2026-04-14T10:20:30Z", "Europe/Berlin")).toBe("2026-04-14");
});

it("counts days gone by as calendars do", () => {
  const evening = "2026-03-02T23:30:00Z";
  expect(daysSince(evening, "UTC", "2026-03-02T23:59:00Z")).toBe(0);
  expect(daysSince(evening, "UTC", "2026-03-03T00:10:00Z")).toBe(1);
  expect(daysSince(evening, "America/Chicago", "2026-03-03T00:10:00Z")).toBe(0);
});

it("takes a zone that the browser does not know for UTC", () => {
  // By the name it was given, not by the older one that some browsers have for it.
  for (const name of ["Asia/Tokyo", "Asia/Kolkata", "Asia/Calcutta"]) {
    expect(knownZone(name)).toBe(name);
  }
  expect(knownZone("Pacific Time (US & Canada)")).toBe("UTC");
});

// The server counts with the same zone: `tests/web/log/test_many.py` reads a typed day so.
it.each(["America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns", "UTC"])(
  "shows the day that was typed, in %s, wherever its reader is",
  (zone) => {
    for (const typed of ["2026-03-08", "2026-11-01", "2026-12-31"]) {
      const sent = endOfDay(typed, zone);
      expect(dayOfInstant(sent, zone)).toBe(typed);
      expect(readDay("t", today(zone, new Date(sent)))).toBe(typed);
      expect(daysSince(sent, zone, new Date(Date.parse(sent) + 1))).toBe(1);
    }
  },
);
