import { expect, it } from "vitest";
import { dayOf } from "./search";

it("leaves out of an address what is no day", () => {
  expect(dayOf("2026-02-28")).toBe("2026-02-28");
  for (const wrong of ["2026-13-45", "2026-02-30", "2026-2-3", "soon", "", 20260228, undefined]) {
    expect(dayOf(wrong)).toBeUndefined();
  }
});
