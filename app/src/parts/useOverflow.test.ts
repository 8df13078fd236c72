import { expect, it } from "vitest";
import { overflowOf } from "./useOverflow";

it("tells of more on a side until its end is reached", () => {
  const box = { scrollLeft: 0, scrollWidth: 900, clientWidth: 300 };
  expect(overflowOf(box)).toEqual({ left: false, right: true });
  expect(overflowOf({ ...box, scrollLeft: 200 })).toEqual({ left: true, right: true });
  expect(overflowOf({ ...box, scrollLeft: 599.4 })).toEqual({ left: true, right: false });
  expect(overflowOf({ ...box, scrollWidth: 300 })).toEqual({ left: false, right: false });
});
