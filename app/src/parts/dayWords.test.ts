import { expect, it } from "vitest";
import { readWrittenDay } from "./dayWords";

const NOW = "2026-11-22";
const read = (text: string, language = "en-US") => readWrittenDay(text, NOW, language);

it("reads what spreadsheets write", () => {
  for (const text of [
    ...["2-Mar-26", "02-Mar-2026", "2 March 2026", "Mar 2, 2026", "March 2 2026", "2026/03/02"],
    ...["2026-03-02 00:00:00", "2026-03-02T00:00", "3/2/2026", "03/02/26", "3/2/2026 0:00"],
    ...["3/2/2026 12:00:00 AM", "02.03.2026", "2026-03-02"],
  ]) {
    expect([text, read(text)]).toEqual([text, "2026-03-02"]);
  }
});

it("takes the day first where people write it first", () => {
  expect(read("02/03/2026", "en-GB")).toBe("2026-03-02");
  expect(read("25/03/2026", "en-GB")).toBe("2026-03-25");
  expect(read("25/03/2026")).toBeUndefined();
});

it("reads the short ways of forms too, and nothing that is no day", () => {
  expect(read("t")).toBe(NOW);
  expect(read("+7")).toBe("2026-11-29");
  expect(read("0302")).toBe("2026-03-02");
  expect(read("")).toBeNull();
  for (const text of [
    "soon",
    "31-Feb-26",
    "2-Foo-26",
    "13/13/2026",
    "Mar 2",
    "2026-03-02T03:00:00Z",
  ]) {
    expect([text, read(text)]).toEqual([text, undefined]);
  }
});
