import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Loading } from "@/parts/states";
import { useCommands } from "@/shell/commands";
import { useProject } from "@/shell/project";
import { count } from "@/text/format";
import { t } from "@/text/text";
import type { RecordOf } from "./data";
import type { Editing } from "./editing";
import classes from "./grid.module.css";
import { Lines } from "./Lines";
import type { Tab } from "./search";

const Quotes = lazy(() => import("./Quotes").then((part) => ({ default: part.Quotes })));
const Markups = lazy(() => import("./Markups").then((part) => ({ default: part.Markups })));
const Approvals = lazy(() => import("./Approvals").then((part) => ({ default: part.Approvals })));
const Talk = lazy(() => import("./Talk").then((part) => ({ default: part.Talk })));
const HistoryTab = lazy(() =>
  import("./HistoryTab").then((part) => ({ default: part.HistoryTab })),
);
const VendorData = lazy(() =>
  import("./VendorData").then((part) => ({ default: part.VendorData })),
);

const route = getRouteApi("/signedIn/p/$project/changes/$kind/$id");

interface Row {
  tab: Tab;
  label: string;
  key: string;
  content: ReactNode;
}

/** On a narrow screen the tabs are wider than their place: brings the open one into it. */
function useOpenInSight(open: Tab | undefined) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = open && list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!list.current || !tab) return;
    list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.offsetWidth) / 2;
  }, [open]);
  return list;
}

/** The parts of a change; which one is open stands in the address. */
export function RecordTabs({ record, editing }: { record: RecordOf; editing: Editing }) {
  const { tab: asked } = route.useSearch();
  const navigate = useNavigate();
  const project = useProject();
  const { kind } = route.useParams();
  const rows = rowsOf(record, editing, project.audience);
  const open = rows.find((row) => row.tab === asked) ?? rows[0];
  const go = (tab: Tab) =>
    void navigate({
      to: "/p/$project/changes/$kind/$id",
      params: { project: project.id, kind, id: record.id },
      search: (before) => ({ ...before, tab }),
      replace: true,
      resetScroll: false,
    });
  useCommands(
    rows.map((row) => ({
      id: `record.tab.${row.tab}`,
      label: t("record.showTab", { tab: row.label }),
      group: t("shell.groupHere"),
      keys: row.key,
      run: () => go(row.tab),
    })),
  );
  const list = useOpenInSight(open?.tab);
  if (!open) return null;
  return (
    <Tabs
      value={open.tab}
      onChange={(value) => {
        const row = rows.find((each) => each.tab === value);
        if (row) go(row.tab);
      }}
      keepMounted={false}
      className={`cw-card ${classes.tabs}`}
    >
      <Tabs.List ref={list} className={classes.tabList}>
        {rows.map((row) => (
          <Tabs.Tab key={row.tab} value={row.tab}>
            {row.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {rows.map((row) => (
        <Tabs.Panel key={row.tab} value={row.tab}>
          <Suspense fallback={<Loading />}>{row.content}</Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

const QUOTED = new Set(["pco", "rfq"]);

function rowsOf(record: RecordOf, editing: Editing, audience: string): Row[] {
  const inside = audience === "full";
  const lines: Row = {
    tab: "lines",
    label: `${t("record.lines")} ${count(record.lineCount)}`,
    key: "1",
    content: <Lines record={record} editing={editing} />,
  };
  const quotes: Row = {
    tab: "quotes",
    label: t("record.quotes"),
    key: "2",
    content: <Quotes record={record} />,
  };
  const isAnswering = record.kind === "rfq" && !inside;
  return [
    ...(isAnswering ? [quotes, lines] : [lines]),
    ...(!isAnswering && QUOTED.has(record.kind) && audience !== "owner" ? [quotes] : []),
    ...(inside && record.kind !== "rfq"
      ? [
          {
            tab: "markups",
            label: t("record.markups"),
            key: "3",
            content: <Markups record={record} />,
          } as const,
        ]
      : []),
    {
      tab: "approvals",
      label: t("record.approvals"),
      key: "4",
      content: <Approvals record={record} />,
    },
    { tab: "files", label: t("record.files"), key: "5", content: <Talk record={record} /> },
    {
      tab: "history",
      label: t("record.history"),
      key: "6",
      content: <HistoryTab record={record} />,
    },
    ...(inside
      ? [
          {
            tab: "data",
            label: t("record.data"),
            key: "7",
            content: <VendorData record={record} />,
          } as const,
        ]
      : []),
  ];
}
