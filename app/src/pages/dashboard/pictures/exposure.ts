/** How certain money was over time, as areas on each other. */

import { dayEndedAt } from "@/parts/days";
import { day } from "@/text/format";
import { t, word } from "@/text/text";
import {
  axisLabel,
  drawn,
  type Ink,
  legend,
  MARGINS,
  moneyAxis,
  type Option,
  PATTERNS,
  tooltip,
  whole,
  wordAxis,
} from "../chart/option";
import { type Cell, type Nothing, number, type Picture, text } from "../picture";
import type { Parts } from "../reads";
import type { Side } from "../search";

type Answer = Parts["exposure"];
type Point = Answer["points"][number];

export const PHASES = ["approved", "pending", "exposed"] as const;
const INKS = { approved: "approved", pending: "submitted", exposed: "rough" } as const;

export function exposurePicture(
  answer: Answer,
  side: Side,
  timeZone: string,
  ink: Ink,
): Picture | Nothing {
  const { points } = answer;
  const ends = points.map((point) => day(dayEndedAt(point.at, timeZone)));
  const currency = side === "cost" ? answer.costCurrency : answer.currency;
  const last = points.at(-1)?.[side];
  if (!last || points.every((point) => point.revision === 0)) {
    return { nothing: t("dashboard.exposureEmpty") };
  }
  return {
    option: optionOf(answer, ends, side, currency, ink),
    label: t("dashboard.exposureLabel", {
      approved: whole(last.approved, currency),
      pending: whole(last.pending, currency),
      exposed: whole(last.exposed, currency),
    }),
    table: {
      head: [
        { text: t("dashboard.period") },
        ...[...PHASES, "draft" as const].map((phase) => ({
          text: word("phases", phase),
          isNumber: true,
        })),
      ],
      rows: points.map((point, place) => ({
        key: point.at,
        cells: [
          text(ends[place] ?? ""),
          ...[...PHASES, "draft" as const].map((phase) => cell(phase, point)),
        ],
      })),
    },
  };

  function cell(phase: (typeof PHASES)[number] | "draft", point: Point): Cell {
    const amount = number(whole(point[side]?.[phase], currency), answer.filters[phase] ?? null);
    return point.revision ? { ...amount, asOf: String(point.revision) } : amount;
  }
}

/** The newest point is now, or the page's own moment: the log is asked for that anyway. */
function optionOf(
  answer: Answer,
  ends: readonly string[],
  side: Side,
  currency: string | null,
  ink: Ink,
): Option {
  const { points } = answer;
  return {
    animationDuration: 250,
    aria: PATTERNS,
    grid: { ...MARGINS, top: 30 },
    legend: { ...legend(ink), data: PHASES.map((phase) => word("phases", phase)) },
    tooltip: tooltip(ink),
    xAxis: {
      ...wordAxis(ink, ends),
      boundaryGap: false,
      axisLabel: axisLabel(ink),
    },
    yAxis: moneyAxis(ink, currency),
    series: PHASES.map((phase) => ({
      type: "line" as const,
      name: word("phases", phase),
      stack: "exposure",
      areaStyle: { opacity: 0.75 },
      lineStyle: { width: 1.5 },
      symbol: "circle",
      symbolSize: 7,
      color: ink[INKS[phase]],
      data: points.map((point) => ({
        value: drawn(point[side]?.[phase]),
        text: whole(point[side]?.[phase], currency),
        filter: answer.filters[phase],
        asOf: point.revision ? String(point.revision) : undefined,
      })),
    })),
  } as Option;
}
