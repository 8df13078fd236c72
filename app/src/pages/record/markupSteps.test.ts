import { describe, expect, it } from "vitest";
import type { Schemas } from "./data";
import { barsOf, waterfallOf } from "./markupSteps";

function markup(position: number, amount: string, more: Partial<Schemas["MarkupView"]> = {}) {
  const working = { base: "0", amount, stepBase: "0", stepRate: "10", stepAmount: amount };
  const rest = { computed: amount, isOverridden: false, limitedBy: "", portions: [], pieces: {} };
  return {
    id: `markup ${position} ${amount}`,
    stepId: `step ${position}`,
    type: "markup",
    name: `Step ${position}`,
    position,
    workings: { submitted: { ...working, ...rest } },
    ...more,
  } as unknown as Schemas["MarkupView"];
}

// field.md §5.1, 1: 10,000 with overhead 10, profit 5, insurance 1 and bond 1 per cent.
const STEPS = [
  markup(1, "1000.0000"),
  markup(2, "550.0000"),
  markup(3, "115.5000"),
  markup(4, "116.6600"),
];

describe("the waterfall of markups", () => {
  it("starts at the lines and ends at the total", () => {
    const found = waterfallOf(STEPS, "submitted", "11782.1600");
    expect(found.start).toBe("10000.0000");
    expect(found.steps.map((step) => step.after)).toEqual([
      "11000.0000",
      "11550.0000",
      "11665.5000",
      "11782.1600",
    ]);
    expect(found.steps.map((step) => step.before).slice(1)).toEqual(
      found.steps.map((step) => step.after).slice(0, -1),
    );
  });

  it("makes one step of what goes to several budgets, and adds nothing for a subtotal", () => {
    const spread = [
      markup(1, "600.0000"),
      markup(1, "400.0000"),
      markup(2, "11000.0000", { type: "subtotal" }),
    ];
    const found = waterfallOf(spread, "submitted", "11000.0000");
    expect(found.steps.map((step) => [step.amount, step.budgets, step.after])).toEqual([
      ["1000.0000", 2, "11000.0000"],
      ["0", 1, "11000.0000"],
    ]);
  });

  it("says nothing of an amount that no step was worked out on", () => {
    expect(waterfallOf(STEPS, "committed", null)).toEqual({ start: "0.0000", steps: [] });
  });

  it("puts each bar where the one before it ended", () => {
    const bars = barsOf(waterfallOf([markup(1, "75"), markup(2, "-25")], "submitted", "150"));
    expect(bars.map((bar) => [bar.leftPercent, bar.widthPercent])).toEqual([
      [0, 100],
      [(100 * 2) / 3, 100 / 3].map((each) => expect.closeTo(each, 6)),
    ]);
  });
});
