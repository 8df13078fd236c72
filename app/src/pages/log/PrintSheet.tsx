/** The log on paper: every row found, its columns' heads on each page, groups, and the totals. */

import { LoadingOverlay, Portal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useEffect, useState } from "react";
import { instant } from "@/text/format";
import { t } from "@/text/text";
import { cellOf, groupTitle, isRightAligned, type Seen } from "./cells";
import { TotalValue } from "./GridLines";
import { groupKey } from "./lines";
import classes from "./log.module.css";
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
    readRows(projectId, asked, stop.signal).then(setRows, onDone);
    return () => stop.abort();
  }, [projectId, asked, onDone]);
  useEffect(() => {
    if (!isReady) return;
    // A frame later the sheet is laid out; printing itself stops the page until it is done.
    const frame = requestAnimationFrame(() => {
      window.print();
      onDone();
    });
    return () => cancelAnimationFrame(frame);
  }, [isReady, onDone]);
  return (
    <>
      <LoadingOverlay visible={!isReady} />
      <Portal>
        <div className={classes.print}>
          {isReady ? (
            <Sheet {...props} rows={rows} groups={asked.group ? (groups.data?.groups ?? []) : []} />
          ) : null}
        </div>
      </Portal>
    </>
  );
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
  return (
    <table>
      <thead>
        <tr>
          <th colSpan={columns.length}>
            <strong>{title}</strong> · {t("log.printed", { project: projectName, when: printed })}
          </th>
        </tr>
        <tr>
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
        {rows.length >= MOST_ROWS ? (
          <tr>
            <td colSpan={columns.length}>{t("log.printMost", { count: MOST_ROWS })}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
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
    <tr>
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
