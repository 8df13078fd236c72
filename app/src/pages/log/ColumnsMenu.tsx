/** Which columns are shown and in which order; the keyboard's way to what dragging heads does. */

import { ActionIcon, Checkbox, Popover, TextInput } from "@mantine/core";
import { ChevronDown, ChevronUp, Columns3 } from "lucide-react";
import { useState } from "react";
import { t } from "@/text/text";
import classes from "./log.module.css";
import type { Log } from "./useLog";

export function moved(names: readonly string[], name: string, to: number): string[] {
  const others = names.filter((each) => each !== name);
  const place = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, place), name, ...others.slice(place)];
}

export function ColumnsMenu({ log }: { log: Log }) {
  const [typed, setTyped] = useState("");
  const { columns } = log.shown;
  const isWanted = (title: string) => title.toLowerCase().includes(typed.toLowerCase());
  const shown = columns.flatMap((name) => log.columns.get(name) ?? []);
  const hidden = [...log.columns.values()].filter((each) => !columns.includes(each.name));
  const set = (names: string[]) => {
    if (names.length > 0) log.change({ columns: names });
  };
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t("log.columns")}>
          <Columns3 size={15} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={8} w={280}>
        <TextInput
          mb={6}
          data-autofocus
          aria-label={t("log.findColumn")}
          placeholder={t("log.findColumn")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={classes.menuList}>
          {shown.map((each, place) =>
            isWanted(each.title) ? (
              <div key={each.name} className={classes.option}>
                <Checkbox
                  size="xs"
                  checked
                  className={classes.optionText}
                  label={each.title}
                  onChange={() => set(columns.filter((name) => name !== each.name))}
                />
                <ActionIcon
                  size={20}
                  aria-label={t("log.moveUp", { column: each.title })}
                  disabled={place === 0}
                  onClick={() => set(moved(columns, each.name, place - 1))}
                >
                  <ChevronUp size={14} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon
                  size={20}
                  aria-label={t("log.moveDown", { column: each.title })}
                  disabled={place === shown.length - 1}
                  onClick={() => set(moved(columns, each.name, place + 1))}
                >
                  <ChevronDown size={14} aria-hidden="true" />
                </ActionIcon>
              </div>
            ) : null,
          )}
          {hidden
            .filter((each) => each.name !== "id" && isWanted(each.title))
            .map((each) => (
              <div key={each.name} className={classes.option}>
                <Checkbox
                  size="xs"
                  checked={false}
                  label={each.title}
                  onChange={() => set([...columns, each.name])}
                />
              </div>
            ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
