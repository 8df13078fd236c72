/** The log's bar, rows and dialogs, and what they share: the active cell, selection, editing. */

import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { History, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { AsOf } from "@/parts/AsOf";
import { dayOfInstant } from "@/parts/days";
import { sayingOf } from "@/parts/FieldErrors";
import { MomentContext } from "@/parts/moment";
import { momentOf } from "@/parts/moments";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t } from "@/text/text";
import { Bar } from "./Bar";
import { BulkBar } from "./BulkBar";
import { Cards } from "./Cards";
import { moved } from "./ColumnsMenu";
import { FilterChips, saidOfAll } from "./Filters";
import { type Cell, Grid, ROW_PIXELS } from "./Grid";
import { nextSort } from "./grammar";
import { HeadMenu } from "./HeadMenu";
import { useAsked, useColumns, useNames, usePagesOf, useRange } from "./hooks";
import { groupKey } from "./lines";
import classes from "./log.module.css";
import { Nothing } from "./Nothing";
import { PasteDialog } from "./PasteDialog";
import { Peek } from "./Peek";
import { PrintSheet } from "./PrintSheet";
import { useSelection } from "./selection";
import { useEditing } from "./useEditing";
import { useGridCommands } from "./useGridCommands";
import { pressed } from "./useGridKeys";
import type { Log } from "./useLog";
import { type Rows, useRows, useSettledPages } from "./useRows";
import { exportAddress, type LogColumn, type LogGroup, type LogRow } from "./wire";

export function LogGrid({ log, isPhone }: { log: Log; isPhone: boolean }) {
  const grid = useLogGrid(log, isPhone);
  const { project, rows, columns, asked, seen, selection, editing } = grid;
  const [isPrinting, setIsPrinting] = useState(false);
  const endPrinting = useCallback(() => setIsPrinting(false), []);
  const [isPeeking, setIsPeeking] = useState(false);
  const peek = () => {
    setIsPeeking(!isPeeking);
    grid.place.current?.focus({ preventScroll: true });
  };
  const common = { projectId: log.projectId, allColumns: log.columns, seen };
  return (
    <div className={classes.page}>
      <Bar
        log={log}
        rows={rows}
        timeZone={log.timeZone}
        isPhone={isPhone}
        isPeeking={isPeeking}
        onPeek={peek}
        onPrint={() => setIsPrinting(true)}
      />
      <PastBar log={log} timeZone={log.timeZone} />
      <FilterChips log={log} timeZone={log.timeZone} names={grid.names} />
      {selection.size > 0 ? (
        <BulkBar
          {...common}
          asked={asked}
          selection={selection}
          columns={columns}
          pages={grid.pages}
          isPast={grid.isPast}
          onEdited={editing.remember}
        />
      ) : null}
      <PartError rows={rows} />
      <div className={classes.split}>
        <MomentContext value={log.shown.asOf}>
          <Body log={log} isPhone={isPhone} grid={grid} />
        </MomentContext>
        {isPeeking && !isPhone && rows.total > 0 ? (
          <Peek
            projectId={log.projectId}
            row={grid.activeRow}
            asOf={log.shown.asOf ?? ""}
            seen={seen}
            onOpen={grid.onOpen}
            onClose={peek}
          />
        ) : null}
      </div>
      <PasteDialog
        {...common}
        pasting={editing.pasting}
        columns={asked.columns}
        onDone={editing.remember}
        onClose={editing.endPasting}
      />
      {isPrinting ? (
        <PrintSheet
          {...common}
          projectName={project.name}
          title={log.view?.name ?? t("log.title")}
          only={saidOfAll(log, grid.names)}
          asked={asked}
          columns={columns}
          totals={rows.totals}
          total={rows.total}
          exportAddress={exportAddress(log.projectId, log.shown, "xlsx")}
          onDone={endPrinting}
        />
      ) : null}
    </div>
  );
}

function useLogGrid(log: Log, isPhone: boolean) {
  const project = useProject();
  const navigate = useNavigate();
  const columns = useColumns(log);
  const asked = useAsked(log, isPhone);
  const seen = useMemo(
    () => ({ today: log.day, timeZone: log.timeZone, currency: log.currency }),
    [log.day, log.timeZone, log.currency],
  );
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set());
  const [span, onRange] = useSettledPages();
  const rows = useRows(log.projectId, asked, closed, span, log.isReady);
  const [active, setActive] = useActive(rows.lines.count, columns.length);
  const place = useRef<HTMLDivElement>(null);
  const selection = useSelection(log.projectId, asked, useRange(log.projectId, asked, rows));
  const given = { log, rows, columns, asked, seen, active, selection, place };
  const editing = useEditing({ ...given, onActive: setActive });
  const onGroup = useCallback((group: LogGroup) => {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(groupKey(group))) next.add(groupKey(group));
      return next;
    });
  }, []);
  const { asOf } = log.shown;
  const onOpen = useCallback(
    (row: LogRow) =>
      void navigate({
        to: "/p/$project/changes/$kind/$id",
        params: { project: log.projectId, kind: row.kind, id: row.id },
        // The past of the log is the past of the change: the same moment.
        search: asOf ? { asOf } : {},
      }),
    [navigate, log.projectId, asOf],
  );
  const line = rows.lines.at(active.line);
  const activeRow = line?.kind === "row" ? rows.at(line.row) : undefined;
  const names = useNames(rows, asked.filter, asked.group);
  const pages = usePagesOf(log.projectId, asked, selection.rows);
  return {
    ...{ project, rows, columns, asked, seen, active, setActive, place, selection, editing },
    ...{ onGroup, onOpen, onRange, names, pages, activeRow, isPast: asOf !== undefined },
  };
}

/**
 * The active cell, always one that is there: rows and columns may go from under it, by a filter or
 * by somebody else, and the keys must still lead on from where one is.
 */
function useActive(lines: number, columns: number): [Cell, (cell: Cell) => void] {
  const [wanted, setWanted] = useState<Cell>({ line: 0, column: 0 });
  const line = Math.max(0, Math.min(wanted.line, lines - 1));
  const column = Math.max(0, Math.min(wanted.column, columns - 1));
  return [useMemo(() => ({ line, column }), [line, column]), setWanted];
}

type GridState = ReturnType<typeof useLogGrid>;

function Body({ log, isPhone, grid }: { log: Log; isPhone: boolean; grid: GridState }) {
  const { rows, seen, onGroup, onRange } = grid;
  if (rows.error) return <ErrorState error={rows.error} onRetry={rows.retry} />;
  if (rows.isFirst) return <Loading lines={16} />;
  if (rows.total === 0) return <Nothing log={log} />;
  if (isPhone) {
    return (
      <Cards
        {...{ rows, seen, onGroup, onRange }}
        projectId={log.projectId}
        group={log.shown.group}
        allColumns={log.columns}
      />
    );
  }
  return <Desk log={log} grid={grid} />;
}

/** Rows that did not come would wait for ever: says why, and asks for them again. */
function PartError({ rows }: { rows: Rows }) {
  if (!rows.partError || rows.error) return null;
  return (
    <div className={`${classes.past} cw-no-print`} role="alert">
      <TriangleAlert size={15} aria-hidden="true" />
      {t("log.partError", { reason: sayingOf(rows.partError) })}
      <Button size="compact-xs" variant="default" onClick={rows.retryPart}>
        {t("parts.retry")}
      </Button>
    </div>
  );
}

/** The grid on a wide screen, with its keys. */
function Desk({ log, grid }: { log: Log; grid: GridState }) {
  const { shown } = log;
  const { rows, columns, active, setActive, selection, editing, place, onGroup, onOpen } = grid;
  const heads = useHeads(log);
  useGridCommands(editing);
  const listen = (event: KeyboardEvent) => {
    if (editing.isEditing || event.target !== place.current) return;
    const height = ROW_PIXELS[shown.rows];
    const isOurs = pressed(event, {
      ...{ rows, active, selection, onOpen, onGroup },
      columnCount: columns.length,
      pageLines: Math.max(1, Math.floor((place.current?.clientHeight ?? 400) / height) - 3),
      onActive: setActive,
      onEdit: editing.begin,
      onUndo: editing.undo,
      onFillDown: editing.fillDown,
      onEmpty: editing.empty,
      onColumnMenu: (at) => openColumnMenu(place.current, columns[at]),
    });
    if (!isOurs) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Grid
      {...{ columns, rows, active, selection, place, onGroup, onOpen }}
      widths={shown.widths}
      rowHeight={shown.rows}
      sort={shown.sort}
      group={shown.group}
      seen={grid.seen}
      isPast={grid.isPast}
      onActive={setActive}
      editor={editing.editor}
      allColumns={log.columns}
      onRange={grid.onRange}
      onEdit={editing.begin}
      {...heads}
      onKeyDown={listen}
      onCopy={editing.onCopy}
      onPaste={editing.onPaste}
    />
  );
}

/** What the columns' heads do: the same functions while the log shows the same. */
function useHeads(log: Log) {
  return useMemo(() => {
    const { shown, change, timeZone } = log;
    return {
      onSort: (column: string, isAdded: boolean) =>
        change({ sort: nextSort(shown.sort, column, isAdded) }),
      onWidth: (column: string, width: number) =>
        change({ widths: { ...shown.widths, [column]: Math.round(width) } }, false),
      onMove: (column: string, to: number) => change({ columns: moved(shown.columns, column, to) }),
      headMenu: (column: LogColumn, close: () => void) => (
        <HeadMenu log={log} column={column} timeZone={timeZone} close={close} />
      ),
    };
  }, [log]);
}

function openColumnMenu(place: HTMLElement | null, column: LogColumn | undefined): void {
  const found = [...(place?.querySelectorAll<HTMLElement>("[data-column-menu]") ?? [])];
  found.find((each) => each.dataset.columnMenu === column?.name)?.click();
}

/** Says that this is the past, and leads back. */
function PastBar({ log, timeZone }: { log: Log; timeZone: string }) {
  const { asOf } = log.shown;
  if (asOf === undefined) return null;
  const isInstant = asOf.includes("T");
  return (
    <div className={`${classes.past} cw-no-print`} role="status">
      <History size={15} aria-hidden="true" />
      {t("log.asOf", {
        when: isInstant ? instant(asOf, timeZone) : t("log.revision", { revision: asOf }),
      })}
      <AsOf
        value={isInstant ? dayOfInstant(asOf, timeZone) : undefined}
        timeZone={timeZone}
        onChange={(day) => log.change({ asOf: momentOf(day, timeZone) })}
      />
      <Button size="compact-xs" variant="default" onClick={() => log.change({ asOf: undefined })}>
        {t("log.toNow")}
      </Button>
    </div>
  );
}
