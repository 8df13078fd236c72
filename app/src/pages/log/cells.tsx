/** How a value looks in a cell, by its column's type; a few columns have a look of their own. */

import type { ReactNode } from "react";
import { Amount } from "@/parts/Amount";
import { CourtBadge } from "@/parts/CourtBadge";
import { dayOfInstant, daysBetween } from "@/parts/days";
import { KindBadge } from "@/parts/KindBadge";
import { StateBadge } from "@/parts/StateBadge";
import { count, day, plainMoney, quantity } from "@/text/format";
import { t, word } from "@/text/text";
import classes from "./log.module.css";
import type { LogColumn, LogRow } from "./wire";

export interface Seen {
  today: string;
  timeZone: string;
  /** The project's. */
  currency: string | null;
}

type Value = unknown;

export function cellValue(row: LogRow, column: string): Value {
  if (column.startsWith("attribute.")) return row.attributes?.[column.slice(10)];
  return (row as unknown as Record<string, Value>)[column];
}

type Show = (value: Value, row: LogRow, seen: Seen, column: LogColumn) => ReactNode;

const party: Show = (value) => named(value);
const contract: Show = (value) => {
  const { code, name } = (value ?? {}) as { code?: string; name?: string };
  return code ? (
    <>
      <span className={classes.code}>{code}</span> {name}
    </>
  ) : (
    name
  );
};

const BY_TYPE: Readonly<Record<string, Show>> = {
  text: (value) => text(value),
  word: (value, _row, _seen, column) =>
    column.choices?.find((each) => each.value === value)?.title ?? text(value),
  amount: (value, row) => <Amount value={value as string | null} isQuiet={isClosed(row)} />,
  number: (value) => (
    <span className="cw-number">{value === null ? "" : quantity(String(value))}</span>
  ),
  day: (value) => day(value as string | null),
  instant: (value, _row, seen) => (value ? day(dayOfInstant(value as string, seen.timeZone)) : ""),
  person: party,
  company: party,
  contract,
  mainContract: contract,
  changeOrder: (value) => {
    const document = value as { kind: string; number: string } | null;
    return document ? (
      <>
        <KindBadge kind={document.kind} /> {document.number}
      </>
    ) : null;
  },
  flag: (value) => (value ? t("log.yes") : ""),
  clock: (value) => <Clock clock={value as LogRow["clock"]} />,
};

const BY_NAME: Readonly<Record<string, Show>> = {
  number: (value) => <span className={classes.number}>{text(value)}</span>,
  title: (value) => <span className={classes.title}>{text(value)}</span>,
  kind: (value) => <KindBadge kind={text(value)} />,
  state: (value) => <StateBadge state={value as string | null} />,
  budgetState: (value) => <StateBadge state={value as string | null} />,
  costState: (value) => <StateBadge state={value as string | null} />,
  phase: (value) => (value ? word("phases", text(value)) : ""),
  percentOfContract: (value) => (
    <span className="cw-number">{plainMoney(value as string | null)}</span>
  ),
  court: (value, row) => (
    <CourtBadge court={value as string | null} name={named(row.courtPerson)} />
  ),
  courtSince: (value, _row, seen) =>
    value ? <Waited since={value as string} seen={seen} /> : null,
  due: (value, row, seen) =>
    value ? <Due at={value as string} isOver={!row.court} seen={seen} /> : null,
};

export function cellOf(column: LogColumn, row: LogRow, seen: Seen): ReactNode {
  const value = cellValue(row, column.name);
  if (value === undefined) return null;
  const show = BY_NAME[column.name] ?? BY_TYPE[column.type] ?? BY_TYPE.text;
  return show?.(value, row, seen, column);
}

export function isRightAligned(column: LogColumn): boolean {
  return column.type === "amount" || column.type === "number";
}

/** A value as plain text: to be copied, and spoken. */
export function plainOf(column: LogColumn, row: LogRow, seen: Seen): string {
  const value = cellValue(row, column.name);
  if (value === null || value === undefined) return "";
  if (column.type === "instant") return dayOfInstant(value as string, seen.timeZone);
  if (typeof value !== "object") return String(value);
  const { number, code, name, title } = value as Record<string, string | undefined>;
  return number ?? (code ? `${code} ${name ?? ""}`.trim() : (name ?? title ?? ""));
}

function text(value: Value): string {
  return value === null || value === undefined ? "" : String(value);
}

function named(value: Value): string {
  return (value as { name?: string } | null | undefined)?.name ?? "";
}

/** Amounts of what is closed are quiet where they are nothing. */
function isClosed(row: LogRow): boolean {
  return row.phase === "closed";
}

function Waited({ since, seen }: { since: string; seen: Seen }) {
  const days = daysBetween(dayOfInstant(since, seen.timeZone), seen.today);
  const isLong = days > 30;
  return (
    <span
      className={isLong ? classes.long : undefined}
      title={day(dayOfInstant(since, seen.timeZone))}
    >
      {t("log.days", { count: days })}
    </span>
  );
}

function Due({ at, isOver, seen }: { at: string; isOver: boolean; seen: Seen }) {
  const on = dayOfInstant(at, seen.timeZone);
  const late = isOver ? 0 : daysBetween(on, seen.today);
  if (late <= 0) return day(on);
  return (
    <span className={classes.late} title={`${t("parts.overdue")}: ${day(on)}`}>
      {t("log.daysOver", { count: late })}
    </span>
  );
}

function Clock({ clock }: { clock: LogRow["clock"] }) {
  if (!clock) return null;
  const left = clock.daysLeft;
  const note = left < 0 ? t("log.daysOver", { count: -left }) : t("log.daysLeft", { count: left });
  return (
    <span
      className={left < 0 ? classes.late : undefined}
      title={`${clock.title}, ${day(clock.due)}`}
    >
      {`${note} · ${clock.title}`}
    </span>
  );
}

/** What a group is called: its record's name, its word's text, its month. */
export function groupTitle(
  column: LogColumn | undefined,
  key: string | null | undefined,
  title: string | null,
): ReactNode {
  if (key === null || key === undefined) return t("log.blankValue");
  if (title) return title;
  return valueTitle(column, key);
}

/** A value of a filter's menu or a chip, as people read it. */
export function valueTitle(column: LogColumn | undefined, value: string): string {
  if (!column) return value;
  if (column.name === "kind") return word("kinds", value);
  if (["state", "budgetState", "costState"].includes(column.name)) return word("states", value);
  if (column.name === "phase") return word("phases", value);
  if (column.name === "court") return word("courts", value);
  if (column.type === "flag") return t(value === "true" ? "log.yes" : "log.no");
  if (column.type === "amount" || column.type === "number") return quantity(value);
  if (/^\d{4}-\d{2}$/.test(value)) return monthOf(value);
  return column.choices?.find((each) => each.value === value)?.title ?? value;
}

function monthOf(value: string): string {
  const at = new Date(`${value}-01T00:00:00Z`);
  const options = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(undefined, options).format(at);
}

export function countText(value: number): string {
  return count(value);
}
