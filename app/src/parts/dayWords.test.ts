import { expect, it } from "vitest";
import { readDay } from "./dayWords";

const NOW = "2026-11-22";
const read = (text: string, language = "en-US") => readDay(text, NOW, language);

it("reads what spreadsheets write", () => {
  for (const text of [
    ...["2-Mar-26", "02-Mar-2026", "2 March 2026", "Mar 2, 2026", "March 2 2026", "2026/03/02"],
    ...["2026-03-02 00:00:00", "2026-03-02T00:00", "3/2/2026", "03/02/26", "3/2/2026 0:00"],
    ...["3/2/2026 12:00:00 AM", "02.03.2026", "2026-03-02"],
  ]) {
    expect([text, read(text)]).toEqual([text, "2026-03-02"]);
  }
});

it.each([
  ["t", "2026-11-22"],
  ["Today", "2026-11-22"],
  ["+7", "2026-11-29"],
  ["-5", "2026-11-17"],
  ["t+1", "2026-11-23"],
  ["0302", "2026-03-02"],
  ["123125", "2025-12-31"],
  ["3/9", "2026-03-09"],
  ["9.3.", undefined],
  ["9.3", "2026-03-09"],
  ["2/28/27", "2027-02-28"],
  ["2026-12-01", "2026-12-01"],
])("reads %s as experts type it", (typed, day) => {
  expect(read(typed)).toBe(day);
});

it("takes the day first where people write it first", () => {
  for (const text of ["02/03/2026", "2/3/26", "2/3", "2026-03-02", "0302"]) {
    expect([text, read(text, "en-GB")]).toEqual([text, "2026-03-02"]);
  }
  expect(read("25/03/2026", "en-GB")).toBe("2026-03-25");
  expect(read("25/03/2026")).toBeUndefined();
});

it("reads nothing as no day, and no day of what is none", () => {
  expect(read("  ")).toBeNull();
  for (const text of [
    "soon",
    "0230",
    "2026-13-01",
    "2026-3/2",
    "31-Feb-26",
    "2-Foo-26",
    "13/13/2026",
    "Mar 2",
    "2026-03-02T03:00:00Z",
  ]) {
    expect([text, read(text)]).toEqual([text, undefined]);
  }
});
