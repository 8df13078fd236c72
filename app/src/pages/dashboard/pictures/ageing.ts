/** What is open, by whose turn it is, in bands of days. */

import { count } from "@/text/format";
import { t, word } from "@/text/text";
import {
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
import { type Nothing, number, ofAllKinds, type Picture, text } from "../picture";
import type { Parts } from "../reads";

type Answer = Parts["ageing"];
type Measure = "count" | "amount";

interface Heap {
  count: number;
  amounts: string[];
  filter: string;
}

/** Amounts are added up only to draw them; each stands whole in the table. */
export function ageingPicture(
  answer: Answer,
  measure: Measure,
  currency: string | null,
  ink: Ink,
): Picture | Nothing {
  const rows = answer.results;
  if (rows.length === 0) return { nothing: t("dashboard.ageingEmpty") };
  const courts = [...new Set(rows.map((row) => row.court))];
  const heaps = new Map<string, Heap>();
  for (const row of rows) {
    const key = `${row.court} ${row.age}`;
    const heap = heaps.get(key) ?? { count: 0, amounts: [], filter: ofAllKinds(row.filter) };
    heap.count += row.count;
    if (row.currency === currency) heap.amounts.push(row.amount);
    heaps.set(key, heap);
  }
  const ages = answer.ages.map((age) => age.name);
  const others = new Set(rows.map((row) => row.currency)).size - 1;
  return {
    option: optionOf(ages, courts, heaps, measure, currency, ink),
    label: t("dashboard.ageingLabel", { count: rows.reduce((sum, row) => sum + row.count, 0) }),
    ...(measure === "amount" && others > 0
      ? { note: t("dashboard.elsewhere", { count: others }) }
      : {}),
    table: {
      head: [
        { text: t("dashboard.court") },
        { text: t("dashboard.kind") },
        { text: t("dashboard.days", { name: "" }).trim() },
        { text: t("dashboard.count"), isNumber: true },
        { text: t("dashboard.amount"), isNumber: true },
      ],
      rows: rows.map((row) => ({
        key: `${row.court} ${row.kind} ${row.age} ${row.currency}`,
        cells: [
          text(word("courts", row.court)),
          text(word("letters", row.kind)),
          text(row.age),
          number(count(row.count), row.filter),
          number(whole(row.amount, row.currency), row.filter),
        ],
      })),
    },
  };
}

function optionOf(
  ages: readonly string[],
  courts: readonly string[],
  heaps: ReadonlyMap<string, Heap>,
  measure: Measure,
  currency: string | null,
  ink: Ink,
): Option {
  const size = (heap: Heap | undefined) => {
    if (!heap) return 0;
    if (measure === "count") return heap.count;
    return heap.amounts.reduce((sum, amount) => sum + drawn(amount), 0);
  };
  return {
    animationDuration: 250,
    aria: PATTERNS,
    grid: { ...MARGINS, right: 4, top: 30 },
    legend: legend(ink),
    tooltip: tooltip(ink, "item"),
    xAxis: wordAxis(
      ink,
      ages.map((age) => t("dashboard.days", { name: age })),
    ),
    yAxis: measure === "count" ? countAxis(ink) : moneyAxis(ink, currency),
    series: courts.map((court, place) => ({
      type: "bar" as const,
      name: word("courts", court),
      stack: "age",
      barMaxWidth: 64,
      color: ink.others[place % ink.others.length],
      data: ages.map((age) => {
        const heap = heaps.get(`${court} ${age}`);
        return {
          value: size(heap),
          text: heap ? count(heap.count) : undefined,
          filter: heap?.filter,
        };
      }),
    })),
  } as Option;
}
