/** What all charts have in common: their type, their inks, axes of money, tooltips of whole figures. */

import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { money, shortMoney } from "@/text/format";

export type Option = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | MarkLineComponentOption
  | TooltipComponentOption
>;

/** A datum of a chart: how long it is drawn, what it says, and what lists the records behind it. */
export interface Mark {
  value: number | [string | number, number];
  /** The figure itself, whole. */
  text?: string;
  /** The log's filter. */
  filter?: string | undefined;
  /** The revision that the log is to be asked for. */
  asOf?: string | undefined;
}

export interface Ink {
  text: string;
  muted: string;
  line: string;
  surface: string;
  isNarrow: boolean;
  /** From certain to rough, then the colours for what has no order. */
  executed: string;
  approved: string;
  submitted: string;
  pending: string;
  rough: string;
  draft: string;
  total: string;
  bad: string;
  others: readonly string[];
}

const LIGHT = {
  text: "#1c232d",
  muted: "#5a6472",
  line: "#e1e5ea",
  surface: "#ffffff",
  executed: "#0a5a56",
  approved: "#2f9d93",
  submitted: "#3a78c3",
  pending: "#d99a1c",
  rough: "#a6aeb9",
  draft: "#d5dae1",
  total: "#434c59",
  bad: "#b4372e",
  others: ["#0b6e69", "#3a78c3", "#d99a1c", "#8a5fb0", "#b4372e", "#5f6978", "#7a9b3b"],
} as const;

const DARK = {
  text: "#dfe4ea",
  muted: "#9aa4b2",
  line: "#272e39",
  surface: "#151a21",
  executed: "#73c1b9",
  approved: "#2f9d93",
  submitted: "#5b95dc",
  pending: "#e0ad45",
  rough: "#6b7686",
  draft: "#434c5a",
  total: "#b4bbc6",
  bad: "#e0756d",
  others: ["#4bafa5", "#5b95dc", "#e0ad45", "#b08ad6", "#e0756d", "#8b94a3", "#9dbb5f"],
} as const;

export function inkOf(scheme: "light" | "dark", isNarrow: boolean): Ink {
  return { ...(scheme === "dark" ? DARK : LIGHT), isNarrow };
}

/** How long an amount is drawn. Only that: what is written comes from its own digits. */
export function drawn(amount: string | null | undefined): number {
  return Number(amount ?? 0);
}

/** Patterns beside colours, so that no series is told by its colour alone. */
export const PATTERNS: AriaComponentOption = {
  enabled: true,
  label: { enabled: false },
  decal: { show: true, decals: patterns() },
};

function patterns() {
  const color = "rgba(255,255,255,0.34)";
  return [
    { symbol: "none" },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
    {
      symbol: "circle",
      color,
      dashArrayX: [
        [7, 7],
        [0, 7, 7, 0],
      ],
      dashArrayY: [7, 0],
      symbolSize: 0.5,
    },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0 },
    {
      symbol: "triangle",
      color,
      dashArrayX: [
        [10, 10],
        [0, 10, 10, 0],
      ],
      dashArrayY: [10, 0],
      symbolSize: 0.6,
    },
  ];
}

interface Pointed {
  marker?: unknown;
  seriesName?: string;
  name?: string;
  data?: unknown;
}

/** A tooltip of whole figures: every digit that the table has. */
export function tooltip(ink: Ink, trigger: "axis" | "item" = "axis"): TooltipComponentOption {
  return {
    trigger,
    confine: true,
    axisPointer: { type: "shadow", shadowStyle: { opacity: 0.12 } },
    backgroundColor: ink.surface,
    borderColor: ink.line,
    textStyle: { color: ink.text, fontSize: 12 },
    formatter: (pointed: unknown) => saying(Array.isArray(pointed) ? pointed : [pointed]),
  };
}

function saying(points: readonly Pointed[]): string {
  const told = points.filter((point) => (point.data as Mark | undefined)?.text);
  const head = points[0]?.name ? `<strong>${escaped(points[0].name)}</strong>` : "";
  const lines = told.map((point) => {
    const name = escaped(point.seriesName ?? "");
    return `${String(point.marker ?? "")}${name} <b>${escaped((point.data as Mark).text ?? "")}</b>`;
  });
  return [head, ...lines].filter(Boolean).join("<br>");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function legend(ink: Ink): LegendComponentOption {
  return {
    top: 0,
    left: 0,
    itemWidth: 14,
    itemHeight: 10,
    itemGap: 12,
    textStyle: { color: ink.muted, fontSize: 12 },
    type: "scroll",
    pageIconColor: ink.muted,
    pageTextStyle: { color: ink.muted },
  };
}

/** Room around what is drawn; the axes' own labels are counted in. */
export const MARGINS = { left: 4, right: 16, top: 28, bottom: 4, containLabel: true } as const;

/** Lines as high as letters that hang below them need: without that they are cut at the edge. */
export function axisLabel(ink: Ink) {
  return { color: ink.muted, fontSize: 11, lineHeight: 16, hideOverlap: true };
}

export function moneyAxis(ink: Ink, currency: string | null) {
  return {
    type: "value" as const,
    splitNumber: ink.isNarrow ? 3 : 4,
    axisLabel: {
      ...axisLabel(ink),
      formatter: (value: number) => shortMoney(plain(value), currency),
    },
    splitLine: { lineStyle: { color: ink.line } },
  };
}

export function countAxis(ink: Ink) {
  return {
    type: "value" as const,
    minInterval: 1,
    axisLabel: axisLabel(ink),
    splitLine: { lineStyle: { color: ink.line } },
  };
}

export function wordAxis(ink: Ink, words: readonly string[], width?: number) {
  return {
    type: "category" as const,
    data: [...words],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } },
    axisLabel: {
      ...axisLabel(ink),
      interval: 0,
      ...(width ? { width, overflow: "truncate" as const, hideOverlap: false } : {}),
    },
  };
}

/** A number of a scale as decimal digits, as formatting wants them. */
export function plain(value: number): string {
  return value.toFixed(4);
}

/** A bar's label: short, as the whole figure stands in tooltip and table. */
export function short(amount: string, currency: string | null): string {
  return shortMoney(amount, currency);
}

export function whole(amount: string | null | undefined, currency: string | null): string {
  return money(amount ?? "0", currency);
}
