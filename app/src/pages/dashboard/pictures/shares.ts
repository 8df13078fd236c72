/** Bars of what changes are due to and whose they are, split by certainty. */

import { count } from "@/text/format";
import { t, word } from "@/text/text";
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

const SHOWN = 10;
const PHASES = ["approved", "pending", "exposed"] as const;
const INKS = { approved: "approved", pending: "submitted", exposed: "rough" } as const;

/** One bar: a reason or a supplier, with its amount in each phase. */
interface Share {
  key: string;
  name: string;
  currency: string | null;
  amounts: Partial<Record<string, string>>;
  filters: Partial<Record<string, string>>;
}

export function reasonsPicture(
  answer: Parts["reasons"],
  currency: string | null,
  ink: Ink,
): Picture | Nothing {
  if (answer.results.length === 0) return { nothing: t("dashboard.reasonsEmpty") };
  const shares = answer.results.map((row) => ({
    key: `${row.reason} ${row.currency}`,
    name: row.reason ?? t("dashboard.noReason"),
    currency: row.currency,
    amounts: Object.fromEntries(row.phases.map((phase) => [phase.phase, phase.amount])),
    filters: Object.fromEntries(row.phases.map((phase) => [phase.phase, phase.filter])),
  }));
  return {
    ...drawnShares(shares, currency, ink),
    label: t("dashboard.reasonsLabel", { count: answer.results.length }),
    table: {
      head: [
        { text: t("dashboard.reason") },
        { text: t("dashboard.count"), isNumber: true },
        { text: t("dashboard.amount"), isNumber: true },
        ...[...PHASES, "draft", "closed"].map((phase) => ({
          text: word("phases", phase),
          isNumber: true,
        })),
      ],
      rows: answer.results.map((row, place) => ({
        key: shares[place]?.key ?? String(place),
        cells: [
          text(shares[place]?.name ?? ""),
          number(count(row.count), row.filter),
          number(whole(row.amount, row.currency)),
          ...[...PHASES, "draft", "closed"].map((name) => {
            const phase = row.phases.find((each) => each.phase === name);
            return phase ? number(whole(phase.amount, row.currency), phase.filter) : number("");
          }),
        ],
      })),
    },
  };
}

export function vendorsPicture(
  answer: Parts["vendors"],
  currency: string | null,
  ink: Ink,
): Picture | Nothing {
  if (answer.results.length === 0) return { nothing: t("dashboard.vendorsEmpty") };
  const shares = answer.results.map((row) => ({
    key: `${row.supplier?.id} ${row.currency}`,
    name: row.supplier?.name ?? t("dashboard.noVendor"),
    currency: row.currency,
    amounts: { approved: row.approved, pending: row.pending, exposed: row.exposed },
    filters: Object.fromEntries(PHASES.map((phase) => [phase, `${row.filter};phase:is:${phase}`])),
  }));
  return {
    ...drawnShares(shares, currency, ink),
    label: t("dashboard.vendorsLabel", { count: answer.results.length }),
    table: {
      head: [
        { text: t("dashboard.vendor") },
        { text: t("dashboard.contracts"), isNumber: true },
        { text: t("dashboard.awarded"), isNumber: true },
        ...PHASES.map((phase) => ({ text: word("phases", phase), isNumber: true })),
      ],
      rows: answer.results.map((row, place) => ({
        key: shares[place]?.key ?? String(place),
        cells: [
          text(shares[place]?.name ?? "", row.filter),
          number(count(row.contracts)),
          number(whole(row.awarded, row.currency)),
          ...PHASES.map((phase) =>
            number(whole(row[phase], row.currency), shares[place]?.filters[phase]),
          ),
        ],
      })),
    },
  };
}

function drawnShares(shares: readonly Share[], currency: string | null, ink: Ink) {
  const shownIn = commonest(shares, currency);
  const own = shares.filter((share) => share.currency === shownIn);
  const shown = own.slice(0, SHOWN);
  const others = shares.length - shown.length;
  const option = {
    animationDuration: 250,
    aria: PATTERNS,
    grid: MARGINS,
    legend: { ...legend(ink), data: PHASES.map((phase) => word("phases", phase)) },
    tooltip: tooltip(ink),
    xAxis: moneyAxis(ink, shownIn),
    yAxis: {
      ...wordAxis(
        ink,
        shown.map((share) => share.name),
        ink.isNarrow ? 110 : 160,
      ),
      inverse: true,
    },
    series: PHASES.map((phase) => ({
      type: "bar" as const,
      name: word("phases", phase),
      stack: "share",
      barMaxWidth: 18,
      color: ink[INKS[phase]],
      data: shown.map((share) => ({
        value: drawn(share.amounts[phase]),
        text: whole(share.amounts[phase], share.currency),
        filter: share.filters[phase],
      })),
    })),
  } as Option;
  return {
    option,
    height: Math.max(150, 46 + shown.length * 26),
    ...(others > 0 ? { note: `${t("dashboard.other")}: ${count(others)}` } : {}),
  };
}

/** One chart has one currency: the project's, or where none is drawn in it the commonest. */
function commonest(shares: readonly Share[], currency: string | null): string | null {
  if (shares.some((share) => share.currency === currency)) return currency;
  const counted = new Map<string | null, number>();
  for (const { currency: each } of shares) counted.set(each, (counted.get(each) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
