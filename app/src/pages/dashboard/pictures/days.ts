/** Days: asked for, and granted. */

import { count } from "@/text/format";
import { type TextName, t } from "@/text/text";
import {
  countAxis,
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

const SHOWN = 8;

const DAYS = ["asked", "pending", "refused", "granted"] as const;
const DAY_TEXTS: Readonly<Record<(typeof DAYS)[number], TextName>> = {
  asked: "dashboard.asked",
  pending: "dashboard.pendingDays",
  refused: "dashboard.refused",
  granted: "dashboard.granted",
};

export function daysPicture(answer: Parts["days"], ink: Ink): Picture | Nothing {
  const rows = answer.results.filter((row) => row.asked || row.granted);
  if (rows.length === 0) return { nothing: t("dashboard.daysEmpty") };
  const shown = rows.slice(0, SHOWN);
  const name = (row: (typeof rows)[number]) => row.contract?.code ?? t("dashboard.noContract");
  const sum = (read: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + read(row), 0);
  const inks = { asked: ink.rough, granted: ink.executed, pending: ink.pending, refused: ink.bad };
  return {
    label: t("dashboard.daysLabel", {
      asked: sum((row) => row.asked),
      granted: sum((row) => row.granted),
    }),
    height: Math.max(150, 46 + shown.length * 40),
    option: {
      animationDuration: 250,
      aria: PATTERNS,
      grid: MARGINS,
      legend: legend(ink),
      tooltip: tooltip(ink),
      xAxis: countAxis(ink),
      yAxis: { ...wordAxis(ink, shown.map(name), 110), inverse: true },
      series: (["asked", "granted"] as const).map((part) => ({
        type: "bar" as const,
        name: t(DAY_TEXTS[part]),
        color: inks[part],
        barMaxWidth: 13,
        data: shown.map((row) => ({
          value: row[part],
          text: count(row[part]),
          filter: row.filters[part],
        })),
      })),
    } as Option,
    table: {
      head: [
        { text: t("dashboard.contract") },
        ...DAYS.map((part) => ({ text: t(DAY_TEXTS[part]), isNumber: true })),
      ],
      rows: rows.map((row) => ({
        key: `${row.side} ${row.contract?.id}`,
        cells: [
          text(name(row)),
          ...DAYS.map((part) => number(count(row[part]), row.filters[part])),
        ],
      })),
    },
  };
}
