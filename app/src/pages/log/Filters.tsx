/** The filters in force as chips, and the menu that adds one. */

import { Button, Popover, TextInput } from "@mantine/core";
import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { day } from "@/text/format";
import { t } from "@/text/text";
import { valueTitle } from "./cells";
import { FilterEditor } from "./FilterEditor";
import { type Condition, readFilter, withCondition } from "./grammar";
import classes from "./log.module.css";
import type { Log } from "./useLog";
import { type Asked, askedOf, type LogColumn } from "./wire";

interface FiltersProps {
  log: Log;
  timeZone: string;
  /** Names of the records that values point to, as the rows know them. */
  names: ReadonlyMap<string, string>;
}

export function setCondition(log: Log, column: string, condition: Condition | undefined): void {
  log.change({ filter: withCondition(log.shown.filter, column, condition) });
}

export function FilterChips({ log, timeZone, names }: FiltersProps) {
  const conditions = readFilter(log.shown.filter);
  if (conditions.length === 0) return null;
  return (
    <div className={classes.chips}>
      {conditions.map((condition, place) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: a column may have two conditions
          key={`${condition.column} ${place}`}
          log={log}
          condition={condition}
          timeZone={timeZone}
          names={names}
        />
      ))}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        onClick={() => log.change({ filter: "" })}
      >
        {t("log.clearFilters")}
      </Button>
    </div>
  );
}

function Chip({ log, condition, timeZone, names }: FiltersProps & { condition: Condition }) {
  const [isOpen, setIsOpen] = useState(false);
  const column = log.columns.get(condition.column);
  const title = column?.title ?? condition.column;
  return (
    <span className={classes.chip}>
      <Popover
        opened={isOpen}
        onChange={setIsOpen}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <button
            type="button"
            className={classes.chipText}
            aria-label={t("log.filterBy", { column: title })}
            onClick={() => setIsOpen((was) => !was)}
          >
            <strong>{title}</strong> {saidOf(condition, column, names)}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          {column && isOpen ? (
            <FilterEditor
              projectId={log.projectId}
              column={column}
              condition={condition}
              asked={askedOf(log.shown)}
              timeZone={timeZone}
              onSet={(next) => setCondition(log, condition.column, next)}
              onDone={() => setIsOpen(false)}
            />
          ) : null}
        </Popover.Dropdown>
      </Popover>
      <button
        type="button"
        className={classes.chipEnd}
        aria-label={t("log.removeFilter", { column: title })}
        onClick={() => setCondition(log, condition.column, undefined)}
      >
        <X size={13} aria-hidden="true" />
      </button>
    </span>
  );
}

/** All that is filtered by, in words: "Kind PCO; Submitted from 10,000; “door”". */
export function saidOfAll(log: Log, names: ReadonlyMap<string, string>): string {
  const said = readFilter(log.shown.filter).map((each) => {
    const column = log.columns.get(each.column);
    return `${column?.title ?? each.column} ${saidOf(each, column, names)}`;
  });
  return [...said, ...(log.shown.q ? [`“${log.shown.q}”`] : [])].join("; ");
}

/** A condition in words: "Pending, Draft", "from 10,000", "before today". */
function saidOf(
  { op, values }: Condition,
  column: LogColumn | undefined,
  names: ReadonlyMap<string, string>,
): string {
  const said = values.map((value) => names.get(value) ?? readable(column, value));
  const [first = "", second = ""] = said;
  if (op === "blank") return t("log.blankValue");
  if (op === "filled") return t("log.filledValue");
  if (op === "before") return t("log.opBefore", { value: first });
  if (op === "after") return t("log.opAfter", { value: first });
  if (op === "range") {
    if (!second) return t("log.opFrom", { value: first });
    return first
      ? t("log.opBetween", { from: first, to: second })
      : t("log.opTo", { value: second });
  }
  return op === "not" ? `${t("log.opNot")} ${said.join(", ")}` : said.join(", ");
}

function readable(column: LogColumn | undefined, value: string): string {
  if (value === "none") return t("log.blankValue");
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
  return valueTitle(column, value);
}

/** The button that opens the list of columns, and then the one chosen. */
export function AddFilter({
  log,
  timeZone,
  isOpen,
  onOpen,
}: {
  log: Log;
  timeZone: string;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}) {
  const [chosen, setChosen] = useState<LogColumn | null>(null);
  const close = (now: boolean) => {
    onOpen(now);
    if (!now) setChosen(null);
  };
  const condition = chosen
    ? readFilter(log.shown.filter).find((each) => each.column === chosen.name)
    : undefined;
  return (
    <Popover
      opened={isOpen}
      onChange={close}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<ListFilter size={14} aria-hidden="true" />}
          onClick={() => close(!isOpen)}
        >
          {t("log.filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {!isOpen ? null : chosen ? (
          <FilterEditor
            projectId={log.projectId}
            column={chosen}
            condition={condition}
            asked={askedOf(log.shown) as Asked}
            timeZone={timeZone}
            onSet={(next) => setCondition(log, chosen.name, next)}
            onDone={() => close(false)}
          />
        ) : (
          <ColumnPicker
            columns={[...log.columns.values()].filter((each) => each.operators.length > 0)}
            label={t("log.filterColumn")}
            onPick={setChosen}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The columns with what was typed in their title, first those whose title begins with it. */
function foundBy(typed: string, columns: readonly LogColumn[]): LogColumn[] {
  const wanted = typed.trim().toLowerCase();
  const place = (column: LogColumn) => column.title.toLowerCase().indexOf(wanted);
  return columns
    .filter((each) => place(each) >= 0)
    .sort((a, b) => Math.min(place(a), 1) - Math.min(place(b), 1));
}

/** A list of columns found by typing; Enter takes the first. */
export function ColumnPicker({
  columns,
  label,
  onPick,
}: {
  columns: readonly LogColumn[];
  label: string;
  onPick: (column: LogColumn) => void;
}) {
  const [typed, setTyped] = useState("");
  const found = foundBy(
    typed,
    columns.filter((each) => each.name !== "id"),
  );
  return (
    <div style={{ width: 240 }}>
      <TextInput
        mb={6}
        data-autofocus
        aria-label={label}
        placeholder={t("log.findColumn")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !found[0]) return;
          // Or the same key would send the form that it opens.
          event.preventDefault();
          onPick(found[0]);
        }}
      />
      <div className={classes.menuList}>
        {found.map((each) => (
          <button
            key={each.name}
            type="button"
            className={classes.option}
            onClick={() => onPick(each)}
          >
            <span className={classes.optionText}>{each.title}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
