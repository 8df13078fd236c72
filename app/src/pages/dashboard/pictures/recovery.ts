/** What suppliers cost against what the owner pays of it. */

import { count } from "@/text/format";
import { type TextName, t, word } from "@/text/text";
import {
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
