/** The log's first line: the view, finding, filtering, grouping, columns, and what leaves the app. */

import { ActionIcon, Menu, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Download, History, PanelRight, Printer, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { plusDays } from "@/parts/days";
import { endOfDay } from "@/parts/moments";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { usePageTitle } from "@/shell/pageTitle";
import type { TextName } from "@/text/text";
import { t } from "@/text/text";
import { ColumnsMenu } from "./ColumnsMenu";
import type { RowHeight } from "./definition";
import { AddFilter } from "./Filters";
import { GroupMenu } from "./GroupMenu";
import classes from "./log.module.css";
import type { Log } from "./useLog";
import type { Rows } from "./useRows";
import { ViewsMenu } from "./ViewsMenu";
import { exportAddress } from "./wire";

interface Props {
  log: Log;
  rows: Rows;
  timeZone: string;
  isPhone: boolean;
  isPeeking: boolean;
  onPeek: () => void;
  onPrint: () => void;
}

const TYPING_MILLISECONDS = 220;
const HEIGHTS: readonly { height: RowHeight; text: TextName }[] = [
  { height: "short", text: "log.rowsShort" },
  { height: "medium", text: "log.rowsMedium" },
  { height: "tall", text: "log.rowsTall" },
];

export function Bar({ log, rows, timeZone, isPhone, isPeeking, onPeek, onPrint }: Props) {
  const [isFilterOpen, setIsFilterOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  usePageTitle(log.view ? `${t("log.title")}: ${log.view.name}` : t("log.title"));
  useLogCommands(
    log,
    () => search.current?.focus(),
    () => setIsFilterOpen(true),
    onPrint,
    isPhone ? undefined : onPeek,
  );
  return (
    <div className={`${classes.bar} cw-no-print`}>
      <div className={classes.lead}>
        <h1 className={classes.heading}>{t("log.title")}</h1>
        <span className={classes.count} aria-live="polite">
          {rows.isFirst ? "" : countOf(rows.total)}
        </span>
        <ViewsMenu log={log} isPhone={isPhone} />
      </div>
      <Find log={log} isPhone={isPhone} place={search} />
      <AddFilter log={log} timeZone={timeZone} isOpen={isFilterOpen} onOpen={setIsFilterOpen} />
      {isPhone ? null : <GroupMenu log={log} />}
      <span className={classes.spring} />
      {isPhone ? null : (
        <>
          <Tooltip label={<PeekHint />}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t("log.peekToggle")}
              aria-pressed={isPeeking}
              onClick={onPeek}
            >
              <PanelRight size={15} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
          <ColumnsMenu log={log} />
        </>
      )}
      <MoreMenu log={log} timeZone={timeZone} onPrint={onPrint} />
    </div>
  );
}

function PeekHint() {
  return (
    <>
      {t("log.peek")} <Keys keys="p" />
    </>
  );
}

function countOf(total: number): string {
  return t("log.found", { count: total });
}

/** What is typed is asked for once typing rests, and is in the address without a step back each. */
interface FindProps {
  log: Log;
  isPhone: boolean;
  place: React.RefObject<HTMLInputElement | null>;
}

function Find({ log, isPhone, place }: FindProps) {
  const [typed, setTyped] = useState(log.shown.q);
  const asked = log.shown.q;
  const ask = useDebouncedCallback((q: string) => log.change({ q }, false), TYPING_MILLISECONDS);
  useEffect(() => {
    if (document.activeElement !== place.current) setTyped(asked);
  }, [asked, place]);
  return (
    <TextInput
      ref={place}
      className={classes.search}
      type="search"
      leftSection={<Search size={14} aria-hidden="true" />}
      rightSection={typed || isPhone ? null : <Keys keys="/" />}
      aria-label={t("log.search")}
      placeholder={t(isPhone ? "log.find" : "log.search")}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        ask(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "Enter") return;
        event.preventDefault();
        document.querySelector<HTMLElement>("[role=grid]")?.focus();
      }}
    />
  );
}

function yesterdaysEnd(today: string, timeZone: string): string {
  return endOfDay(plusDays(today, -1), timeZone);
}

interface MoreProps {
  log: Log;
  timeZone: string;
  onPrint: () => void;
}

function MoreMenu({ log, timeZone, onPrint }: MoreProps) {
  const address = (format: "csv" | "xlsx") => exportAddress(log.projectId, log.shown, format);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t("log.exportMenu")}>
          <Download size={15} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address("xlsx")} download>
          {t("log.exportXlsx")}
        </Menu.Item>
        <Menu.Item component="a" href={address("csv")} download>
          {t("log.exportCsv")}
        </Menu.Item>
        <Menu.Item leftSection={<Printer size={14} aria-hidden="true" />} onClick={onPrint}>
          {t("log.print")}
        </Menu.Item>
        <Menu.Item
          leftSection={<History size={14} aria-hidden="true" />}
          onClick={() => log.change({ asOf: yesterdaysEnd(log.today, timeZone) })}
        >
          {t("log.lookBack")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("log.rowHeight")}</Menu.Label>
        {HEIGHTS.map(({ height, text }) => (
          <Menu.RadioItem
            key={height}
            value={height}
            checked={log.shown.rows === height}
            onChange={() => log.change({ rows: height })}
          >
            {t(text)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The log's own commands; views and groupings are found in the palette by name. */
function useLogCommands(
  log: Log,
  onFind: () => void,
  onFilter: () => void,
  onPrint: () => void,
  onPeek: (() => void) | undefined,
): void {
  const group = t("log.groupHere");
  const leave = (format: "csv" | "xlsx") => {
    location.assign(exportAddress(log.projectId, log.shown, format));
  };
  useCommands([
    { id: "log.find", label: t("log.focusSearch"), group, keys: "/", run: onFind },
    ...(onPeek
      ? [{ id: "log.peek", label: t("log.peekToggle"), group, keys: "p", run: onPeek }]
      : []),
    { id: "log.filter", label: t("log.addFilter"), group, keys: "f", run: onFilter },
    {
      id: "log.clearFilters",
      label: t("log.clearFilters"),
      group,
      keys: "shift+f",
      run: () => log.change({ filter: "", q: "" }),
    },
    { id: "log.xlsx", label: t("log.exportXlsx"), group, run: () => leave("xlsx") },
    { id: "log.csv", label: t("log.exportCsv"), group, run: () => leave("csv") },
    { id: "log.print", label: t("log.print"), group, keys: "mod+p", run: onPrint },
    ...log.views.map((view) => ({
      id: `log.view.${view.id}`,
      label: t("log.views", { name: view.name }),
      group,
      run: () => log.openView(view.id),
    })),
    ...[...log.columns.values()]
      .filter((each) => each.groupable)
      .map((each) => ({
        id: `log.group.${each.name}`,
        label: t("log.groupBy", { column: each.title }),
        group,
        run: () => log.change({ group: each.name }),
      })),
  ]);
}
