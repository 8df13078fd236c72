/** The contract value as a waterfall, from what was agreed at first to what may come. */

import type { components } from "@/api/schema";
import { count } from "@/text/format";
import { type TextName, t } from "@/text/text";
import {
  drawn,
  type Ink,
  MARGINS,
  type Mark,
  moneyAxis,
  type Option,
  plain,
  short,
  tooltip,
  whole,
  wordAxis,
} from "../chart/option";
import { type Nothing, number, type Picture, type Row, text } from "../picture";

type Value = components["schemas"]["ValueView"];
type Step = components["schemas"]["ValueStepView"];

export const STEP_INK: Readonly<Record<string, keyof Ink & string>> = {
  executed: "executed",
  approved: "approved",
  submitted: "submitted",
  pending: "pending",
  rom: "rough",
  draft: "draft",
};

interface Bar {
  name: string;
  amount: string;
  from: number;
  to: number;
  ink: string;
  filter: string | undefined;
}

export function stepName(step: string): string {
  return t(`dashboard.${step}` as TextName);
}

export function valuePicture(value: Value | undefined, ink: Ink): Picture | Nothing {
  if (!value) return { nothing: t("dashboard.valueEmpty") };
  const bars = barsOf(value, ink);
  const least = beginning(bars);
  return {
    option: optionOf(bars, least, value.currency, ink),
    label: t("dashboard.valueLabel", {
      original: whole(value.original, value.currency),
      projected: whole(value.projected, value.currency),
    }),
    ...(least === 0 ? {} : { note: t("dashboard.axisNote") }),
    table: {
      head: [
        { text: t("dashboard.phase") },
        { text: t("dashboard.items"), isNumber: true },
        { text: t("dashboard.amount"), isNumber: true },
        { text: t("dashboard.sumAfter"), isNumber: true },
      ],
      rows: rowsOf(value),
    },
  };
}

function barsOf(value: Value, ink: Ink): Bar[] {
  const end = drawn(value.projected);
  const steps = value.steps.map((step) => ({
    name: stepName(step.step),
    amount: step.amount,
    from: drawn(step.before),
    to: step.projected ? drawn(step.after) : drawn(step.before) + drawn(step.amount),
    ink: String(ink[STEP_INK[step.step] ?? "rough"]),
    filter: step.filter,
    projected: step.projected,
  }));
  return [
    bar(t("dashboard.original"), value.original, ink.total),
    ...steps.filter((step) => step.projected),
    { ...bar(t("dashboard.projected"), value.projected, ink.total), to: end },
    ...steps.filter((step) => !step.projected),
  ];
}

function bar(name: string, amount: string, ink: string): Bar {
  return { name, amount, from: 0, to: drawn(amount), ink, filter: undefined };
}

/** Where the axis begins: not at 0 where changes would be too small beside the contract to see. */
function beginning(bars: readonly Bar[]): number {
  const steps = bars.filter((each) => each.from !== 0);
  if (steps.length === 0) return 0;
  const low = Math.min(...steps.flatMap((each) => [each.from, each.to]));
  const high = Math.max(...steps.flatMap((each) => [each.from, each.to]));
  if (low <= 0 || high - low > high * 0.2) return 0;
  const room = Math.max(high - low, high * 0.02);
  const unit = 10 ** Math.floor(Math.log10(room));
  return Math.max(0, Math.floor((low - room * 0.7) / unit) * unit);
}

function optionOf(bars: readonly Bar[], least: number, currency: string | null, ink: Ink): Option {
  const under = bars.map((each) => Math.max(least, Math.min(each.from, each.to)));
  const marks = bars.map((each, place) => ({
    value: Math.max(each.from, each.to) - (under[place] ?? 0),
    text: whole(each.amount, currency),
    filter: each.filter,
    itemStyle: { color: each.ink, borderRadius: 2 },
    cursor: each.filter ? "pointer" : "default",
    label: {
      show: true,
      position: ink.isNarrow ? ("right" as const) : ("top" as const),
      color: ink.text,
      fontSize: 11,
      formatter: short(each.amount, currency),
    },
  }));
  const names = wordAxis(
    ink,
    bars.map((each) => each.name),
  );
  // Side by side each name has room for a word: two stand one below the other.
  const wrapped = { ...names.axisLabel, width: 68, overflow: "break", hideOverlap: false };
  const axis = moneyAxis(ink, currency);
  const scale = {
    ...axis,
    axisLabel: { ...axis.axisLabel, showMinLabel: least === 0 },
    min: least,
    ...(ink.isNarrow ? { max: roomFor(bars, least) } : {}),
  };
  return {
    animationDuration: 250,
    grid: { ...MARGINS, right: ink.isNarrow ? 8 : 4, top: ink.isNarrow ? 4 : 22 },
    tooltip: tooltip(ink),
    xAxis: ink.isNarrow ? scale : { ...names, axisLabel: wrapped },
    yAxis: ink.isNarrow ? { ...names, inverse: true } : scale,
    series: [
      {
        type: "bar",
        stack: "value",
        silent: true,
        itemStyle: { color: "transparent" },
        data: under,
      },
      {
        type: "bar",
        stack: "value",
        name: "",
        barMaxWidth: 54,
        barMinHeight: 2,
        data: marks as Mark[],
      },
    ],
  } as Option;
}

/** A label stands behind each bar: the axis goes on that far. */
function roomFor(bars: readonly Bar[], least: number): number {
  const high = Math.max(...bars.flatMap((each) => [each.from, each.to]));
  return Number(plain(high + (high - least) * 0.35));
}

function rowsOf(value: Value): Row[] {
  const step = (each: Step): Row => ({
    key: each.step,
    cells: [
      text(stepName(each.step)),
      number(each.count === null ? "" : count(each.count), each.filter),
      number(whole(each.amount, value.currency), each.filter),
      number(each.projected ? whole(each.after, value.currency) : ""),
    ],
  });
  const total = (key: string, name: string, amount: string): Row => ({
    key,
    isTotal: true,
    cells: [text(name), number(""), number(""), number(whole(amount, value.currency))],
  });
  return [
    total("original", t("dashboard.original"), value.original),
    ...value.steps.filter((each) => each.projected).map(step),
    total("projected", t("dashboard.projected"), value.projected),
    ...value.steps.filter((each) => !each.projected).map(step),
  ];
}
