/**
 * The log on paper: every row found, on sheets with heads and with what is carried from one to the
 * next. The rows are laid out once where nobody sees them, as a sheet would show them, and measured:
 * browsers tell no page what they put on which sheet.
 */

import { Button, Group, LoadingOverlay, Modal, Portal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import {
  type CSSProperties,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { sessionQuery } from "@/api/session";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import {
  isSummed,
  type Layout,
  PrintEnd,
  type Printed,
  PrintHead,
  PrintLines,
  PrintPages,
  TotalsRow,
} from "./PrintPages";
import classes from "./print.module.css";
import { carriedOf, type PrintLine, printLines, sheetsOf } from "./sheets";
import { type Asked, groupsQuery, type LogColumn, type LogRow, readPage } from "./wire";

/** Some eighty sheets: what a browser lays out in seconds, and somebody carries to a meeting. */
export const MOST_PRINTED = 2000;
const READ_SIZE = 500;

interface Props extends Omit<Printed, "person" | "columnCount"> {
  projectId: string;
  /** Where the rows are to be had that are too many for paper. */
  exportAddress: string;
  onDone: () => void;
}

/** Says first that there are more rows than are printed, where there are. */
export function PrintSheet(props: Props) {
  const { total, onDone } = props;
  const [isAgreed, setIsAgreed] = useState(total <= MOST_PRINTED);
  if (isAgreed) return <Printing {...props} />;
  return (
    <Modal opened onClose={onDone} title={t("log.print")} size="md">
      <Stack gap="md">
        {t("log.printTooMany", { count: MOST_PRINTED, total })}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t("log.cancel")}
          </Button>
          <Button variant="default" onClick={() => setIsAgreed(true)}>
            {t("log.printFirst", { count: MOST_PRINTED })}
          </Button>
          <Button component="a" href={props.exportAddress} download data-autofocus onClick={onDone}>
            {t("log.exportXlsx")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Printing(props: Props) {
  const { onDone } = props;
  const { lines, read } = useLines(props);
  const { data: session } = useQuery(sessionQuery);
  const person = session?.person?.name ?? "";
  const [layout, setLayout] = useState<Layout | null>(null);
  const [columns, setColumns] = useState(props.columns);
  const onFitting = useCallback((count: number) => setColumns((all) => all.slice(0, count)), []);
  usePrinter(layout !== null, onDone);
  const printed = useMemo(
    () => ({ ...props, person, columns, columnCount: props.columns.length }),
    [props, person, columns],
  );
  const count = Math.min(props.total, MOST_PRINTED);
  const said = t("log.printing", { count: read, total: count });
  const style = { "--print-size": layout?.size ?? sizeOf(columns) } as CSSProperties;
  return (
    <>
      <LoadingOverlay
        visible={layout === null}
        loaderProps={{ children: <span role="status">{said}</span> }}
      />
      <Portal>
        <div className={classes.print} style={style}>
          {!lines ? null : layout ? (
            <PrintPages printed={printed} lines={lines} layout={layout} />
          ) : (
            <Measured {...{ printed, lines, onFitting }} onMeasured={setLayout} />
          )}
        </div>
      </Portal>
    </>
  );
}

/** Prints what is laid out, a frame later. Not every browser waits in print(): the sheets stay until
    it says that it is done. */
function usePrinter(isReady: boolean, onDone: () => void): void {
  useEffect(() => {
    if (!isReady) return;
    const frame = requestAnimationFrame(() => window.print());
    window.addEventListener("afterprint", onDone);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", onDone);
    };
  }, [isReady, onDone]);
}

/** All that is printed, once it was read, and how many rows were read so far. */
function useLines({ projectId, asked, onDone }: Props) {
  const [rows, setRows] = useState<readonly LogRow[] | null>(null);
  const [read, setRead] = useState(0);
  const groups = useQuery(groupsQuery(projectId, asked));
  useEffect(() => {
    const stop = new AbortController();
    readRows(projectId, asked, stop.signal, setRead).then(setRows, (error: unknown) => {
      if (stop.signal.aborted) return;
      notifications.show({ message: sayingOf(error), color: "red" });
      onDone();
    });
    return () => stop.abort();
  }, [projectId, asked, onDone]);
  const grouped = asked.group === "" ? NO_GROUPS : groups.data?.groups;
  const lines = useMemo(
    () => (rows && grouped ? printLines(rows, grouped) : null),
    [rows, grouped],
  );
  return { lines, read };
}

const NO_GROUPS: readonly [] = [];

async function readRows(
  projectId: string,
  asked: Asked,
  signal: AbortSignal,
  onRead: (count: number) => void,
) {
  const found: LogRow[] = [];
  for (let offset = 0; offset < MOST_PRINTED; offset += READ_SIZE) {
    const page = await readPage(projectId, asked, offset, READ_SIZE, signal);
    found.push(...page.results);
    onRead(found.length);
    if (found.length >= page.total) break;
  }
  return found;
}

const SHEET_POINTS = 735;
const LARGEST_POINTS = 9;
/** Texts run over several lines before letters become smaller than this. */
const USUAL_POINTS = 7;
const SMALLEST_POINTS = 5;
const STEP_POINTS = 0.5;
const ROUNDING_PIXELS = 1;

/** The letters' size with which the columns should fit on a sheet across. */
function sizeOf(columns: readonly LogColumn[]): string {
  const pixels = columns.reduce((sum, each) => sum + each.width, 0);
  const fitting = (SHEET_POINTS / pixels) * 12.5;
  return points(Math.max(USUAL_POINTS, Math.min(LARGEST_POINTS, fitting)));
}

const points = (size: number) => `${size.toFixed(2)}pt`;

/**
 * Makes the letters smaller until no column is wider than the sheet has room for. How many columns
 * fit with the smallest, where not all do.
 */
function fitted(table: HTMLTableElement): { size: string; count: number } {
  const heads = [...(table.tHead?.rows[1]?.cells ?? [])];
  const place = table.parentElement;
  let size = place ? Number.parseFloat(place.style.getPropertyValue("--print-size")) : 0;
  const isFitting = () => table.offsetWidth <= (place?.clientWidth ?? 0) + ROUNDING_PIXELS;
  while (place && !isFitting() && size > SMALLEST_POINTS) {
    size = Math.max(SMALLEST_POINTS, size - STEP_POINTS);
    place.style.setProperty("--print-size", points(size));
  }
  if (!place || isFitting()) return { size: points(size), count: heads.length };
  let room = place.clientWidth + ROUNDING_PIXELS;
  const count = heads.findIndex((each) => {
    room -= each.offsetWidth;
    return room < 0;
  });
  // What is too wide alone is cut, whatever else is left out.
  return { size: points(size), count: count < 0 ? heads.length : Math.max(1, count) };
}

interface MeasuredProps {
  printed: Printed;
  lines: readonly PrintLine[];
  /** Only so many of the columns fit. */
  onFitting: (count: number) => void;
  onMeasured: (layout: Layout) => void;
}

/** All lines in one table, as wide as a sheet: from it comes how wide columns are and how high rows. */
function Measured({ printed, lines, onFitting, onMeasured }: MeasuredProps) {
  const table = useRef<HTMLTableElement>(null);
  const most = printed.totals;
  useLayoutEffect(() => {
    if (!table.current) return;
    const { size, count } = fitted(table.current);
    if (count < printed.columns.length) onFitting(count);
    else onMeasured(layoutOf(table.current, printed, lines, size));
  }, [printed, lines, onFitting, onMeasured]);
  return (
    <table ref={table}>
      <PrintHead printed={printed} sheet={MOST_PRINTED} sheets={MOST_PRINTED} />
      <tbody>
        <PrintLines printed={printed} lines={lines} />
      </tbody>
      <tbody>
        {/* As high and as wide as what is carried may become. */}
        <TotalsRow columns={printed.columns} totals={most}>
          {t("log.printCarried", { sheet: MOST_PRINTED })}
        </TotalsRow>
      </tbody>
      <tbody>
        <PrintEnd printed={printed} lines={lines} carried={most} />
      </tbody>
    </table>
  );
}

const SHEET_MILLIMETRES = 186;
const PIXELS_A_MILLIMETRE = 96 / 25.4;
/** Paper breaks a line here and there that the screen does not. */
const SPARE_PIXELS = 24;

function layoutOf(
  table: HTMLTableElement,
  printed: Printed,
  lines: readonly PrintLine[],
  size: string,
): Layout {
  const [body, carried, end] = table.tBodies;
  const heads = [...(table.tHead?.rows[1]?.cells ?? [])];
  const width = table.offsetWidth || 1;
  const heightOf = (part: HTMLElement | null | undefined) => part?.offsetHeight ?? 0;
  const foot = isSummed(printed.columns) ? heightOf(carried) : 0;
  const sheet = SHEET_MILLIMETRES * PIXELS_A_MILLIMETRE - SPARE_PIXELS - heightOf(table.tHead);
  const room = { sheet, brought: foot, carried: foot, end: heightOf(end) };
  const heights = [...(body?.rows ?? [])].map(heightOf);
  const sheets = sheetsOf(heights, room, (line) => "group" in (lines[line] ?? {}));
  return {
    size,
    shares: heads.map((each) => (100 * each.offsetWidth) / width),
    sheets,
    carried: carriedOf(lines, sheets, printed.columns, printed.seen.currency),
  };
}
