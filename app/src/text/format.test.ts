import { describe, expect, it } from "vitest";
import {
  ago,
  count,
  day,
  fileSize,
  instant,
  isNegative,
  money,
  percent,
  plainMoney,
  until,
} from "./format";

describe("money", () => {
  it("keeps every digit of an amount that no float holds", () => {
    expect(money("12345678901234567.89", "USD")).toBe("$12,345,678,901,234,567.89");
    expect(plainMoney("90071992547409931.15")).toBe("90,071,992,547,409,931.15");
  });
  it("writes what is below zero in parentheses", () => {
    expect(money("-7420.13", "USD")).toBe("($7,420.13)");
    expect(plainMoney("-0.5")).toBe("(0.50)");
  });
  it("does not take minus nothing for a loss", () => {
    expect(plainMoney("-0.00")).toBe("0.00");
    expect(isNegative("-0.0000")).toBe(false);
  });
  it("follows the currency's own decimals", () => {
    expect(money("1200", "JPY")).toBe("¥1,200");
  });
  it("shows nothing for nothing, and what it cannot read as it is", () => {
    expect(money(null, "USD")).toBe("");
    expect(money("n/a", "USD")).toBe("n/a");
    expect(money("1.5", "NOT A CURRENCY")).toBe("1.50 NOT A CURRENCY");
  });
});

describe("days and instants", () => {
  it("never moves a calendar day", () => {
    expect(day("2026-03-01")).toBe("Mar 1, 2026");
    expect(day("2026-03-01T00:00:00Z")).toBe("Mar 1, 2026");
  });
  it("writes an instant in the project's zone", () => {
    const chicago = "America/Chicago";
    expect(instant("2026-03-02T02:05:00Z", chicago, chicago)).toBe("Mar 1, 2026, 8:05 PM");
    expect(instant("2026-03-02T02:05:00Z", chicago, "Etc/GMT+6")).toBe("Mar 1, 2026, 8:05 PM");
  });
  it("says whose hour it is to who is elsewhere", () => {
    const tokyo = "Asia/Tokyo";
    expect(instant("2026-03-02T02:05:00Z", "America/Chicago", tokyo)).toBe(
      "Mar 1, 2026, 8:05 PM CST",
    );
    expect(instant("2026-07-02T02:05:00Z", "America/Chicago", tokyo)).toBe(
      "Jul 1, 2026, 9:05 PM CDT",
    );
  });
  it("says a whole day where something is due with it", () => {
    expect(until("2026-03-03T05:59:59.999Z", "America/Chicago")).toBe("Mar 2, 2026");
    expect(until("2026-03-02T22:59:59.999Z", "Europe/Berlin")).toBe("Mar 2, 2026");
    expect(until("2026-03-02T12:30:00Z", "UTC")).toContain("12:30");
    expect(until(null, "UTC")).toBe("");
  });
  it("tells how long ago", () => {
    const now = Date.parse("2026-03-04T00:00:00Z");
    expect(ago("2026-03-01T00:00:00Z", now)).toBe("3 days ago");
    expect(ago("2026-03-03T23:59:40Z", now)).toBe("now");
  });
});

it("writes counts, shares and sizes", () => {
  expect(count(25000)).toBe("25,000");
  expect(percent("0.1256")).toBe("12.6%");
  expect(fileSize(1_234_567)).toBe("1.2 MB");
  expect(fileSize(0)).toBe("0 byte");
});
