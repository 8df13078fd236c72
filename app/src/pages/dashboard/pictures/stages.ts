/** How long stages take: the median beside what nine of ten keep within. */

import { count, measured } from "@/text/format";
import { t, word } from "@/text/text";
import {
  axisLabel,
  type Ink,
  legend,
  MARGINS,
  type Option,
  PATTERNS,
  tooltip,
  wordAxis,
} from "../chart/option";
import { type Nothing, number, type Picture, text } from "../picture";
import type { Parts } from "../reads";

type Answer = Parts["cycle-times"];
type Stage = Answer["results"][number];

export function stagesPicture(answer: Answer, ink: Ink): Picture | Nothing {
  const timed = answer.results.filter((stage) => stage.stays > 0);
  if (timed.length === 0) return { nothing: t("dashboard.cycleEmpty") };
  const isSplit = new Set(answer.results.map((stage) => stage.track)).size > 1;
  const name = (stage: Stage) =>
    isSplit
      ? `${word("states", stage.state)}, ${t(stage.track === "cost" ? "dashboard.cost" : "dashboard.budget").toLowerCase()}`
      : word("states", stage.state);
  return {
    option: optionOf(timed, name, ink),
    height: Math.max(180, 44 + timed.length * 30),
    label: t("dashboard.cycleLabel", { kind: word("kinds", answer.kind) }),
    table: {
      head: [
        { text: t("dashboard.stage") },
        { text: t("dashboard.median"), isNumber: true },
        { text: t("dashboard.ninthDecile"), isNumber: true },
        { text: t("dashboard.stays"), isNumber: true },
        { text: t("dashboard.now"), isNumber: true },
      ],
      rows: answer.results.map((stage) => ({
        key: `${stage.track} ${stage.state}`,
        cells: [
          text(name(stage)),
          number(shown(stage.medianDays)),
          number(shown(stage.ninthDecileDays)),
          number(count(stage.stays)),
          number(count(stage.now), stage.filter),
        ],
      })),
    },
  };
}

function shown(value: number | null): string {
  return value === null ? "" : measured(value);
}

function optionOf(timed: readonly Stage[], name: (stage: Stage) => string, ink: Ink): Option {
  const series = (title: string, color: string, read: (stage: Stage) => number | null) => ({
    type: "bar" as const,
    name: title,
    color,
    barMaxWidth: 11,
    data: timed.map((stage) => ({
      value: read(stage) ?? 0,
      text: shown(read(stage)),
      filter: stage.filter,
    })),
  });
  return {
    animationDuration: 250,
    aria: PATTERNS,
    grid: MARGINS,
    legend: legend(ink),
    tooltip: tooltip(ink),
    xAxis: {
      type: "value",
      axisLabel: axisLabel(ink),
      splitLine: { lineStyle: { color: ink.line } },
    },
    yAxis: { ...wordAxis(ink, timed.map(name), ink.isNarrow ? 110 : 150), inverse: true },
    series: [
      series(t("dashboard.median"), ink.approved, (stage) => stage.medianDays),
      series(t("dashboard.ninthDecile"), ink.rough, (stage) => stage.ninthDecileDays),
    ],
  } as Option;
}
