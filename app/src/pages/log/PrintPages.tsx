/** The sheets of the printed log: each a table of its own, with what is carried to it and from it. */

import type { ReactNode } from "react";
import { instant, until } from "@/text/format";
import { t } from "@/text/text";
import { cellOf, groupTitle, isRightAligned, type Seen } from "./cells";
import { TotalValue } from "./GridLines";
import classes from "./print.module.css";
import type { PrintLine, Span } from "./sheets";
import type { Asked, LogColumn, LogTotal } from "./wire";

/** What every sheet says the same. */
export interface Printed {
  projectName: string;
  title: string;
  /** Who prints. */
  person: string;
  /** The conditions in force, in words; "" for none. */
  only: string;
  asked: Asked;
  columns: readonly LogColumn[];
  /** How many columns the screen shows: paper may have room for fewer. */
  columnCount: number;
  allColumns: ReadonlyMap<string, LogColumn>;
  totals: readonly LogTotal[];
  /** How many rows were found. */
  total: number;
  seen: Seen;
}

export interface Layout {
  /** The letters' size. */
  size: string;
  /** The columns' shares of a sheet's width, in per cent. */
  shares: readonly number[];
  sheets: readonly Span[];
  /** What the rows come to at the end of each sheet. */
  carried: readonly (readonly LogTotal[])[];
}

interface LinesProps {
  printed: Printed;
  lines: readonly PrintLine[];
}

export function PrintPages({ printed, lines, layout }: LinesProps & { layout: Layout }) {
  const { shares, sheets, carried } = layout;
  const last = sheets.length - 1;
  const hasSums = isSummed(printed.columns);
  return sheets.map(({ from, to }, place) => (
    <section key={from} className={classes.sheet}>
      <table>
        <colgroup>
          {printed.columns.map((each, at) => (
            <col key={each.name} style={{ width: `${shares[at]}%` }} />
          ))}
        </colgroup>
        <PrintHead printed={printed} sheet={place + 1} sheets={sheets.length} />
        <tbody>
          {place > 0 && hasSums ? (
            <TotalsRow columns={printed.columns} totals={carried[place - 1] ?? []}>
              {t("log.printBrought", { sheet: place })}
            </TotalsRow>
          ) : null}
          <PrintLines printed={printed} lines={lines.slice(from, to)} />
          {place < last && hasSums ? (
            <TotalsRow columns={printed.columns} totals={carried[place] ?? []}>
              {t("log.printCarried", { sheet: place + 2 })}
            </TotalsRow>
          ) : null}
          {place === last ? (
            <PrintEnd printed={printed} lines={lines} carried={carried[place] ?? []} />
          ) : null}
        </tbody>
      </table>
    </section>
  ));
}

/** Whether there is anything to carry from sheet to sheet. */
export function isSummed(columns: readonly LogColumn[]): boolean {
  return columns.some((each) => each.total);
}

/** Under the last row: what all come to; where not all are printed, first what those printed do. */
export function PrintEnd({
  printed,
  lines,
  carried,
}: LinesProps & { carried: readonly LogTotal[] }) {
  const { columns, totals, total } = printed;
  const count = lines.filter((line) => "row" in line).length;
  return (
    <>
      {count < total ? (
        <TotalsRow columns={columns} totals={carried}>
          {t("log.printPart", { count, total })}
        </TotalsRow>
      ) : null}
      <TotalsRow columns={columns} totals={totals}>
        {t("log.totals")}
      </TotalsRow>
    </>
  );
}

/** The title of the sheet and the heads of its columns. */
export function PrintHead({
  printed,
  sheet,
  sheets,
}: {
  printed: Printed;
  sheet: number;
  sheets: number;
}) {
  const { columns, title } = printed;
  return (
    <thead>
      <tr className={classes.sheetHead}>
        <th colSpan={columns.length}>
          <div className={classes.told}>
            <div>
              <strong>{title}</strong> · {printed.projectName}
              {printed.only ? ` · ${printed.only}` : ""}
            </div>
            <div>{t("log.printSheet", { sheet, sheets })}</div>
          </div>
          <div>{toldOf(printed)}</div>
        </th>
      </tr>
      <tr className={classes.heads}>
        {columns.map((each) => (
          <th key={each.name} data-right={isRightAligned(each) || undefined}>
            {each.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function toldOf({ person, asked, columns, columnCount, totals, total, seen }: Printed): string {
  const printed = instant(new Date().toISOString(), seen.timeZone);
  const when = asked.asOf.includes("T") ? until(asked.asOf, seen.timeZone) : asked.asOf;
  const currency = totals.length === 1 ? totals[0]?.currency : null;
  const told = [
    when ? t("log.printPast", { when }) : "",
    t("log.count", { count: total }),
    currency ? t("log.printAmounts", { currency }) : "",
    columns.length < columnCount
      ? t("log.printColumns", { count: columns.length, total: columnCount })
      : "",
    t("log.printed", { person, when: printed }),
  ];
  return told.filter(Boolean).join(" · ");
}

export function PrintLines({ printed, lines }: LinesProps) {
  const { columns, allColumns, asked, seen } = printed;
  const levels = asked.group.split(",").map((each) => each.replace(/^-/, ""));
  if (printed.total === 0) {
    return (
      <tr>
        <td colSpan={columns.length}>{t(printed.only ? "log.emptyFiltered" : "log.empty")}</td>
      </tr>
    );
  }
  return lines.map((line) => {
    if ("row" in line) {
      return (
        <tr key={line.row.id}>
          {columns.map((each) => (
            <td
              key={each.name}
              data-right={isRightAligned(each) || undefined}
              data-whole={isDay(each) || undefined}
            >
              {cellOf(each, line.row, seen)}
            </td>
          ))}
        </tr>
      );
    }
    const { path, title, totals } = line.group;
    const level = allColumns.get(levels[path.length - 1] ?? "");
    return (
      <TotalsRow
        key={JSON.stringify(path)}
        columns={columns}
        totals={totals}
        depth={path.length - 1}
      >
        {groupTitle(level, path.at(-1), title)}
      </TotalsRow>
    );
  });
}

/** A day is one word: broken in two it makes every such row twice as high. */
function isDay({ type }: LogColumn): boolean {
  return type === "day" || type === "instant";
}

/** A line of sums under the columns that are added up, one below the other by currency. */
export function TotalsRow({
  columns,
  totals,
  depth = 0,
  children,
}: {
  columns: readonly LogColumn[];
  totals: readonly LogTotal[];
  /** How deep the group is that it is the head of. */
  depth?: number;
  children: ReactNode;
}) {
  const firstTotal = columns.findIndex((each) => each.total);
  const span = firstTotal < 0 ? columns.length : Math.max(1, firstTotal);
  return (
    <tr className={classes.total}>
      <th colSpan={span} style={{ paddingLeft: `${0.4 + depth}em` }}>
        {children}
      </th>
      {columns.slice(span).map((column) => (
        <th key={column.name} data-right>
          {column.total
            ? totals.map((each) => (
                <div key={each.currency ?? ""}>
                  <TotalValue total={each} column={column} isMixed={totals.length > 1} />
                </div>
              ))
            : null}
        </th>
      ))}
    </tr>
  );
}
