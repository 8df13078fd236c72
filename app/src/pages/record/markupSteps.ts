/** The steps of a change's markups as a waterfall: what came before each, and what it made of it. */

import { sumOf } from "@/text/sums";
import type { AmountName, Schemas } from "./data";

type Markup = Schemas["MarkupView"];
export type Working = Schemas["MarkupWorkingView"];

export interface WaterfallStep {
  id: string;
  name: string;
  working: Working;
  /** What it adds, over all budgets it goes to; a subtotal adds nothing. */
  amount: string;
  isSubtotal: boolean;
  /** Over how many budgets it is spread. */
  budgets: number;
  before: string;
  after: string;
}

export interface WaterfallOf {
  /** The change without these markups. */
  start: string;
  steps: WaterfallStep[];
}

/** The steps of one of the five amounts. They end at the change's own total, as the doors tell it. */
export function waterfallOf(
  markups: readonly Markup[],
  column: AmountName,
  total: string | null | undefined,
): WaterfallOf {
  const steps = byStep(markups, column);
  const added = sumOf(steps.map((step) => step.amount));
  const start = sumOf([total, negative(added)]);
  let now = start;
  for (const step of steps) {
    step.before = now;
    now = sumOf([now, step.amount]);
    step.after = now;
  }
  return { start, steps };
}

/** A step that goes to several budgets has a row for each: here it is one again. */
function byStep(markups: readonly Markup[], column: AmountName): WaterfallStep[] {
  const found = new Map<string, WaterfallStep>();
  const ordered = [...markups].sort((a, b) => a.position - b.position);
  for (const markup of ordered) {
    const working = markup.workings[column];
    if (!working) continue;
    const id = markup.stepId ?? markup.id;
    const isSubtotal = markup.type === "subtotal";
    const amount = isSubtotal ? "0" : working.amount;
    const known = found.get(id);
    if (known) {
      known.amount = sumOf([known.amount, amount]);
      known.budgets += 1;
      continue;
    }
    const { name } = markup;
    const nothing = { before: "0", after: "0" };
    found.set(id, { id, name, working, amount, isSubtotal, budgets: 1, ...nothing });
  }
  return [...found.values()];
}

function negative(amount: string): string {
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

export interface Bar {
  leftPercent: number;
  widthPercent: number;
}

/** Where each step's bar stands between the least and the greatest that the change comes to on the
 * way. For the eye alone: the figures beside it stay text. */
export function barsOf({ start, steps }: WaterfallOf): Bar[] {
  const points = [start, ...steps.map((step) => step.after)].map(Number);
  const least = Math.min(...points);
  const span = Math.max(...points) - least || 1;
  return steps.map((step) => {
    const [from, to] = [Number(step.before), Number(step.after)].sort((a, b) => a - b);
    return {
      leftPercent: (100 * ((from ?? 0) - least)) / span,
      widthPercent: (100 * ((to ?? 0) - (from ?? 0))) / span,
    };
  });
}
