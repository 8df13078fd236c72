import { Button, Menu } from "@mantine/core";
import { Rows3 } from "lucide-react";
import { t } from "@/text/text";
import { readKeys, writeKeys } from "./grammar";
import type { Log } from "./useLog";

const MOST_LEVELS = 3;
/** Columns that are grouped by most often stand first. */
const FIRST = ["phase", "state", "kind", "contract", "supplier", "reason", "court", "owner"];

export function toggleGroup(log: Log, column: string): void {
  const keys = readKeys(log.shown.group);
  const others = keys.filter((each) => each.column !== column);
  const next = others.length < keys.length ? others : [...keys, { column, isDescending: false }];
  log.change({ group: writeKeys(next.slice(-MOST_LEVELS)) });
}

export function GroupMenu({ log }: { log: Log }) {
  const keys = readKeys(log.shown.group);
  const names = keys.map((each) => log.columns.get(each.column)?.title ?? each.column);
  const rank = (name: string) => (FIRST.indexOf(name) + 1 || FIRST.length + 1) as number;
  const columns = [...log.columns.values()]
    .filter((each) => each.groupable)
    .sort((a, b) => rank(a.name) - rank(b.name));
  return (
    <Menu width={230} position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<Rows3 size={14} aria-hidden="true" />}>
          {keys.length > 0 ? t("log.groupedBy", { columns: names.join(", ") }) : t("log.group")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflowY: "auto" }}>
        <Menu.Label>{t("log.groupMost")}</Menu.Label>
        <Menu.Item disabled={keys.length === 0} onClick={() => log.change({ group: "" })}>
          {t("log.ungroup")}
        </Menu.Item>
        {columns.map((each) => {
          const isGrouped = keys.some((key) => key.column === each.name);
          return (
            <Menu.CheckboxItem
              key={each.name}
              checked={isGrouped}
              onChange={() => toggleGroup(log, each.name)}
            >
              {each.title}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
