import { expect, test } from "vitest";
import { readAmount, signsOf } from "./amounts";

const english = signsOf("en-US");
const german = signsOf("de-DE");

test("amounts as people write them", () => {
  expect(readAmount("$1,234.50", english)).toBe("1234.50");
  expect(readAmount("(1,200)", english)).toBe("-1200");
  expect(readAmount("-1 234,5 €", german)).toBe("-1234.5");
  expect(readAmount("1.234,50", german)).toBe("1234.50");
  expect(readAmount("1.234", german)).toBe("1234");
  expect(readAmount("1.234", english)).toBe("1.234");
  expect(readAmount("1,234", english)).toBe("1234");
  expect(readAmount("12,5", english)).toBe("12.5");
  expect(readAmount("1,234,567", german)).toBe("1234567");
  expect(readAmount(".5", english)).toBe("0.5");
  expect(readAmount("USD 7", english)).toBe("7");
  expect(readAmount("1,200 CHF", english)).toBe("1200");
  expect(readAmount("90071992547409931.25", english)).toBe("90071992547409931.25");
});

test("amounts as spreadsheets lay out accounts", () => {
  expect(readAmount(" $ 1,234.50 ", english)).toBe("1234.50");
  expect(readAmount(" $ (1,234.50)", english)).toBe("-1234.50");
  expect(readAmount("(€ 1.234,50)", german)).toBe("-1234.50");
  expect(readAmount("-$5", english)).toBe("-5");
  expect(readAmount("\u2212$5", english)).toBe("-5");
  expect(readAmount(" $ -   ", english)).toBeNull();
});

test("by the reader's own way of writing, where none is named", () => {
  expect(readAmount("(1,234.50)")).toBe("-1234.50");
});

test("nothing, and what is no amount", () => {
  expect(readAmount("  ", english)).toBeNull();
  expect(readAmount("–", english)).toBeNull();
  expect(readAmount("ten", english)).toBeUndefined();
  expect(readAmount("1-2", english)).toBeUndefined();
  expect(readAmount("1e5", english)).toBeUndefined();
  for (const typed of ["(-5)", "-(5)", "--5", "()", "$", "USD", "1,23,45.6.7", "5-", "PCO 12"]) {
    expect([typed, readAmount(typed, english)]).toEqual([typed, undefined]);
  }
});
