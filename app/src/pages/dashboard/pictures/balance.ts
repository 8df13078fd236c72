/** What stands against something else: days granted, cost recovered, contingency left, limits. */

import { count, day, percent } from "@/text/format";
import { type TextName, t, word } from "@/text/text";
import {
  axisLabel,
  countAxis,
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
import { type Nothing, number, type Picture, text } from "../picture";
import type { Parts } from "../reads";

const SHOWN = 8;

// -- days ----------------------------------------------------------------------------------------

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

// -- recovery ------------------------------------------------------------------------------------

const COVERAGES = ["recovered", "asked", "not_asked", "refused", "own"] as const;
type Coverage = (typeof COVERAGES)[number];
const COVERAGE_TEXTS: Readonly<Record<Coverage, TextName>> = {
  recovered: "dashboard.recovered",
  asked: "dashboard.askedOwner",
  not_asked: "dashboard.not_asked",
  refused: "dashboard.refusedOwner",
  own: "dashboard.own",
};
const COST_PHASES = ["approved", "pending", "exposed"] as const;

export function recoveryPicture(answer: Parts["recovery"], ink: Ink): Picture | Nothing {
  const rows = answer.results.filter((row) => row.phase !== "draft");
  if (rows.length === 0) return { nothing: t("dashboard.recoveryEmpty") };
  const inks: Record<Coverage, string> = {
    recovered: ink.executed,
    asked: ink.submitted,
    not_asked: ink.pending,
    refused: ink.bad,
    own: ink.rough,
  };
  const of = (phase: string, coverage: Coverage) =>
    rows.find((row) => row.phase === phase && row.coverage === coverage);
  const there = COVERAGES.filter((coverage) => rows.some((row) => row.coverage === coverage));
  return {
    label: rows
      .map(
        (row) =>
          `${word("phases", row.phase)}, ${named(row.coverage)}: ${whole(row.cost, answer.currency)}`,
      )
      .join("; "),
    height: 200,
    option: {
      animationDuration: 250,
      aria: PATTERNS,
      grid: MARGINS,
      legend: legend(ink),
      tooltip: tooltip(ink),
      xAxis: moneyAxis(ink, answer.currency),
      yAxis: {
        ...wordAxis(
          ink,
          COST_PHASES.map((phase) => word("phases", phase)),
        ),
        inverse: true,
      },
      series: there.map((coverage) => ({
        type: "bar" as const,
        name: named(coverage),
        stack: "recovery",
        barMaxWidth: 26,
        color: inks[coverage],
        data: COST_PHASES.map((phase) => {
          const row = of(phase, coverage);
          return {
            value: drawn(row?.cost),
            text: row ? whole(row.cost, answer.currency) : undefined,
            filter: row?.filter,
          };
        }),
      })),
    } as Option,
    table: {
      head: [
        { text: t("dashboard.phase") },
        { text: t("dashboard.vendor") },
        { text: t("dashboard.items"), isNumber: true },
        { text: t("dashboard.costs"), isNumber: true },
        { text: t("dashboard.revenue"), isNumber: true },
      ],
      rows: [
        ...answer.results.map((row) => ({
          key: `${row.phase} ${row.coverage}`,
          cells: [
            text(word("phases", row.phase)),
            text(named(row.coverage)),
            number(count(row.count), row.filter),
            number(whole(row.cost, answer.currency), row.filter),
            number(whole(row.revenue, answer.currency)),
          ],
        })),
        ...answer.suppliers.map((row) => ({
          key: row.supplier?.id ?? "none",
          cells: [
            text(t("dashboard.unrecovered")),
            text(row.supplier?.name ?? t("dashboard.noVendor")),
            number(""),
            number(whole(row.unrecovered, answer.currency), row.filter),
            number(""),
          ],
        })),
      ],
    },
  };
}

function named(coverage: string): string {
  const known = COVERAGES.find((each) => each === coverage);
  return known ? t(COVERAGE_TEXTS[known]) : coverage;
}

// -- contingency ---------------------------------------------------------------------------------

export function contingencyPicture(answer: Parts["contingency"], ink: Ink): Picture | Nothing {
  const pool = answer.pools[0];
  if (pool) return poolPicture(answer, pool, ink);
  const isDrawn = answer.points.some((point) => drawnOf(point) !== 0);
  if (!isDrawn) return { nothing: answer.note || t("dashboard.contingencyEmpty") };
  const currency = answer.currency;
  return {
    label: answer.note,
    note: answer.note,
    option: burning(
      answer.points.map((point) => ({
        name: day(point.at),
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
          text(day(point.at)),
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

function poolPicture(answer: Parts["contingency"], pool: Pool, ink: Ink): Picture {
  return {
    label: t("dashboard.contingencyLabel", {
      left: whole(pool.left, pool.currency),
      whole: whole(pool.whole, pool.currency),
    }),
    note: `${pool.policy}, ${pool.contract.code ?? ""} ${pool.contract.name}`,
    option: burning(
      pool.points.map((point) => ({
        name: day(point.at),
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

// -- limits --------------------------------------------------------------------------------------

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
          name: limit.kind.toUpperCase(),
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
