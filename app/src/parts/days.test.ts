import { expect, it } from "vitest";
import { daysBetween, plusDays, readDay, today } from "./days";

const NOW = "2026-03-02";

it.each([
  ["t", "2026-03-02"],
  ["+7", "2026-03-09"],
  ["-5", "2026-02-25"],
  ["t+1", "2026-03-03"],
  ["0302", "2026-03-02"],
  ["123125", "2025-12-31"],
  ["3/9", "2026-03-09"],
  ["2/28/27", "2027-02-28"],
  ["2026-12-01", "2026-12-01"],
])("reads %s", (typed, day) => {
  expect(readDay(typed, NOW)).toBe(day);
});

it("refuses days that are none", () => {
  expect(readDay("0230", NOW)).toBeUndefined();
  expect(readDay("soon", NOW)).toBeUndefined();
  expect(readDay("2026-13-01", NOW)).toBeUndefined();
});

it("reads nothing as no day", () => {
  expect(readDay("  ", NOW)).toBeNull();
});

it("counts days", () => {
  expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysBetween("2026-02-25", "2026-03-02")).toBe(5);
  expect(today("America/Chicago", new Date("2026-03-02T03:00:00Z"))).toBe("2026-03-01");
});
