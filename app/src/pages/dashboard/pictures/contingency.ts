/** Contingency: what was drawn on, and what is left. */

import { dayEndedAt } from "@/parts/days";
import { day } from "@/text/format";
import { t } from "@/text/text";
import {
  axisLabel,
  drawn,
  type Ink,
  legend,
  MARGINS,
  moneyAxis,
  type Option,
  tooltip,
  whole,
  wordAxis,
} from "../chart/option";
import { type Nothing, number, type Picture, text } from "../picture";
import type { Parts } from "../reads";

export function contingencyPicture(
  answer: Parts["contingency"],
  timeZone: string,
  ink: Ink,
): Picture | Nothing {
  const pool = answer.pools[0];
  const endOf = (point: { at: string }) => day(dayEndedAt(point.at, timeZone));
  if (pool) return poolPicture(answer, pool, endOf, ink);
  const isDrawn = answer.points.some((point) => drawnOf(point) !== 0);
  if (!isDrawn) return { nothing: answer.note || t("dashboard.contingencyEmpty") };
  const currency = answer.currency;
  return {
    label: answer.note,
    note: answer.note,
    option: burning(
      answer.points.map((point) => ({
        name: endOf(point),
        value: drawnOf(point),
        text: whole(point.cost?.approvedContingency, currency),
        asOf: String(point.revision),
      })),
      t("dashboard.drawn"),
      answer.filter,
      currency,
      ink,
    ),
    table: {
      head: [
        { text: t("dashboard.period") },
        { text: t("dashboard.drawn"), isNumber: true },
        { text: t("dashboard.drawnPending"), isNumber: true },
        { text: t("dashboard.drawnExposed"), isNumber: true },
      ],
      rows: answer.points.map((point) => ({
        key: point.at,
        cells: [
          text(endOf(point)),
          {
            ...number(whole(point.cost?.approvedContingency, currency), answer.filter),
            asOf: String(point.revision),
          },
          number(whole(point.cost?.pendingContingency, currency)),
          number(whole(point.cost?.exposedContingency, currency)),
        ],
      })),
    },
  };
}

function drawnOf(point: Parts["contingency"]["points"][number]): number {
  return drawn(point.cost?.approvedContingency);
}

type Pool = Parts["contingency"]["pools"][number];

function poolPicture(
  answer: Parts["contingency"],
  pool: Pool,
  endOf: (point: { at: string }) => string,
  ink: Ink,
): Picture {
  return {
    label: t("dashboard.contingencyLabel", {
      left: whole(pool.left, pool.currency),
      whole: whole(pool.whole, pool.currency),
    }),
    note: `${pool.policy}, ${pool.contract.code ?? ""} ${pool.contract.name}`,
    option: burning(
      pool.points.map((point) => ({
        name: endOf(point),
        value: drawn(point.left),
        text: whole(point.left, pool.currency),
        asOf: String(point.revision),
      })),
      t("dashboard.left"),
      pool.filter,
      pool.currency,
      ink,
      pool.forecastLeft,
    ),
    table: {
      head: [
        { text: t("dashboard.pool") },
        { text: t("dashboard.contract") },
        { text: t("dashboard.whole"), isNumber: true },
        { text: t("dashboard.drawn"), isNumber: true },
        { text: t("dashboard.left"), isNumber: true },
        { text: t("dashboard.forecastLeft"), isNumber: true },
      ],
      rows: answer.pools.map((each) => ({
        key: `${each.policy} ${each.contract.id}`,
        cells: [
          text(each.policy),
          text(each.contract.code ?? each.contract.name),
          number(whole(each.whole, each.currency)),
          number(whole(each.drawn, each.currency), each.filter),
          number(whole(each.left, each.currency)),
          number(whole(each.forecastLeft, each.currency)),
        ],
      })),
    },
  };
}

interface Burnt {
  name: string;
  value: number;
  text: string;
  asOf: string;
}

function burning(
  points: readonly Burnt[],
  name: string,
  filter: string,
  currency: string | null,
  ink: Ink,
  forecast?: string | null,
): Option {
  const last = points.at(-1);
  const guessed =
    forecast === undefined || forecast === null || !last
      ? []
      : [
          {
            type: "line" as const,
            name: t("dashboard.forecastLeft"),
            color: ink.pending,
            lineStyle: { type: "dashed" as const, width: 2 },
            symbol: "diamond",
            symbolSize: 9,
            data: [
              ...points.slice(0, -1).map(() => null),
              { value: last.value },
              { value: drawn(forecast), text: whole(forecast, currency), filter },
            ],
          },
        ];
  const names = [
    ...points.map((point) => point.name),
    ...(guessed.length ? [t("dashboard.forecastLeft")] : []),
  ];
  return {
    animationDuration: 250,
    grid: MARGINS,
    legend: legend(ink),
    tooltip: tooltip(ink),
    xAxis: {
      ...wordAxis(ink, names),
      boundaryGap: false,
      axisLabel: axisLabel(ink),
    },
    yAxis: moneyAxis(ink, currency),
    series: [
      {
        type: "line",
        name,
        color: ink.approved,
        areaStyle: { opacity: 0.25 },
        symbol: "circle",
        symbolSize: 7,
        data: points.map((point) => ({
          value: point.value,
          text: point.text,
          filter,
          asOf: point.asOf,
        })),
      },
      ...guessed,
    ],
  } as Option;
}
