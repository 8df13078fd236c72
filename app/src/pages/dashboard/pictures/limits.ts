/** How near to a limit of approval changes come. */

import { count, percent } from "@/text/format";
import { t, word } from "@/text/text";
import {
  axisLabel,
  countAxis,
  type Ink,
  MARGINS,
  type Option,
  tooltip,
  whole,
} from "../chart/option";
import { type Nothing, number, type Picture, text } from "../picture";
import type { Parts } from "../reads";

export function limitsPicture(answer: Parts["limits"], place: number, ink: Ink): Picture | Nothing {
  const limit = answer.results[place];
  if (!limit) return { nothing: t("dashboard.limitsEmpty") };
  if (limit.bins.length === 0) return { nothing: t("dashboard.limitsNone") };
  const bins = Array.from({ length: 20 }, (_, index) => {
    const least = 50 + index * 5;
    return { least, found: limit.bins.find((bin) => bin.leastPercent === least) };
  });
  const bound = whole(limit.limit, answer.currency);
  return {
    label: t("dashboard.limitsLabel", {
      below: limit.justBelow,
      above: limit.justAbove,
      limit: bound,
    }),
    ...(answer.leftOut ? { note: t("dashboard.limitsLeftOut", { count: answer.leftOut }) } : {}),
    height: 200,
    option: {
      animationDuration: 250,
      grid: { ...MARGINS, top: 22 },
      tooltip: tooltip(ink, "item"),
      xAxis: {
        type: "value",
        min: 50,
        max: 150,
        interval: 10,
        axisLabel: {
          ...axisLabel(ink),
          formatter: (value: number) => percent(String(value / 100), 0),
        },
        splitLine: { show: false },
      },
      yAxis: countAxis(ink),
      series: [
        {
          type: "bar",
          name: word("letters", limit.kind),
          barWidth: ink.isNarrow ? 10 : 20,
          data: bins.map((bin) => ({
            value: [bin.least + 2.5, bin.found?.count ?? 0],
            text: bin.found ? count(bin.found.count) : undefined,
            filter: bin.found?.filter,
            itemStyle: { color: bin.least >= 90 && bin.least < 100 ? ink.bad : ink.submitted },
          })),
          markLine: {
            symbol: "none",
            silent: true,
            lineStyle: { color: ink.text, type: "dashed" },
            label: { formatter: bound, color: ink.text, fontSize: 11 },
            data: [{ xAxis: 100 }],
          },
        },
      ],
    } as Option,
    table: {
      head: [
        { text: t("dashboard.ofLimit") },
        { text: t("dashboard.count"), isNumber: true },
        { text: t("dashboard.amount"), isNumber: true },
      ],
      rows: limit.bins.map((bin) => ({
        key: String(bin.leastPercent),
        cells: [
          text(`${bin.leastPercent}–${bin.mostPercent}%`),
          number(count(bin.count), bin.filter),
          number(whole(bin.amount, answer.currency), bin.filter),
        ],
      })),
    },
  };
}
