/** The log on paper: every row found, its columns' heads on each page, groups, and the totals. */

import { LoadingOverlay, Portal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, Fragment, useEffect, useState } from "react";
import { sayingOf } from "@/parts/FieldErrors";
import { instant } from "@/text/format";
import { t } from "@/text/text";
import { cellOf, groupTitle, isRightAligned, type Seen } from "./cells";
import { TotalValue } from "./GridLines";
import { groupKey } from "./lines";
import classes from "./print.module.css";
import {
  type Asked,
  groupsQuery,
  type LogColumn,
  type LogGroup,
  type LogRow,
  type LogTotal,
  readPage,
} from "./wire";

const MOST_ROWS = 5000;
const READ_SIZE = 500;

interface Props {
  projectId: string;
  projectName: string;
  title: string;
  asked: Asked;
  columns: readonly LogColumn[];
  allColumns: ReadonlyMap<string, LogColumn>;
  totals: readonly LogTotal[];
  /** How many rows were found. */
  total: number;
  seen: Seen;
  onDone: () => void;
}

export function PrintSheet(props: Props) {
  const { projectId, asked, onDone } = props;
  const [rows, setRows] = useState<readonly LogRow[] | null>(null);
  const groups = useQuery(groupsQuery(projectId, asked));
  const isReady = rows !== null && (asked.group === "" || groups.data !== undefined);
  useEffect(() => {
    const stop = new AbortController();
    readRows(projectId, asked, stop.signal).then(setRows, (error: unknown) => {
      if (stop.signal.aborted) return;
      notifications.show({ message: sayingOf(error), color: "red" });
      onDone();
    });
    return () => stop.abort();
  }, [projectId, asked, onDone]);
  useEffect(() => {
    if (!isReady) return;
    // A frame later the sheet is laid out. Not every browser waits in print(): the sheet stays
    // until it says that it is done.
    const frame = requestAnimationFrame(() => window.print());
    window.addEventListener("afterprint", onDone);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", onDone);
    };
  }, [isReady, onDone]);
  return (
    <>
      <LoadingOverlay visible={!isReady} />
      <Portal>
        <div
          className={classes.print}
          style={{ "--print-size": sizeOf(props.columns) } as CSSProperties}
        >
          {isReady ? (
            <Sheet {...props} rows={rows} groups={asked.group ? (groups.data?.groups ?? []) : []} />
          ) : null}
        </div>
      </Portal>
    </>
  );
}

const SHEET_POINTS = 770;
const LARGEST_POINTS = 9;
const SMALLEST_POINTS = 4;

/** The letters' size with which the columns fit on a sheet across: no column is cut. */
function sizeOf(columns: readonly LogColumn[]): string {
  const pixels = columns.reduce((sum, each) => sum + each.width, 0);
  const fitting = (SHEET_POINTS / pixels) * 12.5;
  return `${Math.max(SMALLEST_POINTS, Math.min(LARGEST_POINTS, fitting)).toFixed(2)}pt`;
}

async function readRows(projectId: string, asked: Asked, signal: AbortSignal) {
  const found: LogRow[] = [];
  for (let offset = 0; offset < MOST_ROWS; offset += READ_SIZE) {
    const page = await readPage(projectId, asked, offset, READ_SIZE, signal);
    found.push(...page.results);
    if (found.length >= page.total) break;
  }
  return found;
}

function Sheet({
  rows,
  groups,
  columns,
  allColumns,
  totals,
  total,
  seen,
  asked,
  title,
  projectName,
}: Props & { rows: readonly LogRow[]; groups: readonly LogGroup[] }) {
  const levels = asked.group.split(",").map((each) => each.replace(/^-/, ""));
  const headsAt = new Map<number, LogGroup[]>();
  for (const group of groups)
    headsAt.set(group.offset, [...(headsAt.get(group.offset) ?? []), group]);
  const printed = instant(new Date().toISOString(), seen.timeZone);
  const told = [
    t("log.printed", { project: projectName, when: printed }),
    asked.asOf ? t("log.printPast", { when: pastOf(asked.asOf, seen) }) : "",
    totals.length === 1 && totals[0]?.currency
      ? t("log.printAmounts", { currency: totals[0].currency })
      : "",
    t("log.count", { count: total }),
  ];
  return (
    <table>
      <thead>
        <tr className={classes.sheetHead}>
          <th colSpan={columns.length}>
            <strong>{title}</strong> · {told.filter(Boolean).join(" · ")}
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
      <tbody>
        {rows.map((row, place) => (
          <Fragment key={row.id}>
            {(headsAt.get(place) ?? []).map((group) => (
              <TotalsRow key={groupKey(group)} columns={columns} totals={group.totals}>
                {groupTitle(
                  allColumns.get(levels[group.path.length - 1] ?? ""),
                  group.path.at(-1),
                  group.title,
                )}
              </TotalsRow>
            ))}
            <tr>
              {columns.map((each) => (
                <td key={each.name} data-right={isRightAligned(each) || undefined}>
                  {cellOf(each, row, seen)}
                </td>
              ))}
            </tr>
          </Fragment>
        ))}
        <TotalsRow columns={columns} totals={totals}>
          {t("log.totals")}
        </TotalsRow>
        {rows.length < total ? (
          <tr>
            <td colSpan={columns.length}>{t("log.printMost", { count: MOST_ROWS, total })}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function pastOf(asOf: string, seen: Seen): string {
  return asOf.includes("T") ? instant(asOf, seen.timeZone) : asOf;
}

function TotalsRow({
  columns,
  totals,
  children,
}: {
  columns: readonly LogColumn[];
  totals: readonly LogTotal[];
  children: React.ReactNode;
}) {
  const firstTotal = columns.findIndex((each) => each.total);
  const span = firstTotal < 0 ? columns.length : Math.max(1, firstTotal);
  return (
    <tr className={classes.total}>
      <th colSpan={span}>{children}</th>
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
