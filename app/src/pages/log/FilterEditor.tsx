/** One column's condition: values to tick, a text, or the ends of a range. */

import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { readAmount } from "@/parts/amounts";
import { DayInput } from "@/parts/DayInput";
import { ErrorState, Loading } from "@/parts/states";
import { t } from "@/text/text";
import { countText, valueTitle } from "./cells";
import { type Condition, type Operator, withCondition } from "./grammar";
import classes from "./log.module.css";
import { type Asked, type LogColumn, valuesQuery } from "./wire";

export interface FilterEditorProps {
  projectId: string;
  column: LogColumn;
  /** The condition on it now. */
  condition: Condition | undefined;
  asked: Asked;
  timeZone: string;
  onSet: (condition: Condition | undefined) => void;
  /** The condition is as it was wanted. */
  onDone: () => void;
}

const has = (column: LogColumn, op: Operator) => column.operators.includes(op);

export function FilterEditor(given: FilterEditorProps) {
  const { column, onSet, onDone } = given;
  if (column.groupable && !has(column, "range")) return <ValuesEditor {...given} />;
  // Values are ticked one by one; of these, one condition is all that was wanted.
  const props = {
    ...given,
    onSet: (condition: Condition | undefined) => {
      onSet(condition);
      onDone();
    },
  };
  if (has(column, "range")) {
    const isDay = column.type === "day" || column.type === "instant";
    return isDay ? <DaysEditor {...props} /> : <RangeEditor {...props} />;
  }
  return <TextEditor {...props} />;
}

/** The keyboard is in its first field: what it was in before is gone. */
function Focused({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    (current?.querySelector("input") ?? current?.querySelector("button"))?.focus();
  }, []);
  return <div ref={place}>{children}</div>;
}

function Foot({ onClear, isSubmit = true }: { onClear: () => void; isSubmit?: boolean }) {
  return (
    <Group gap="xs" justify="flex-end">
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("log.clear")}
      </Button>
      {isSubmit ? <Button type="submit">{t("log.apply")}</Button> : null}
    </Group>
  );
}

const NOTHING = "none";

/** The values there are among the other filters' rows, with their counts. */
function ValuesEditor(props: FilterEditorProps) {
  const { projectId, column, condition, asked, onSet, onDone } = props;
  const [typed, setTyped] = useState("");
  const others = { ...asked, filter: withCondition(asked.filter, column.name) };
  const { data, error, refetch } = useQuery(valuesQuery(projectId, others, column.name));
  const chosen = condition?.op === "is" ? condition.values : [];
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  const values = data.groups.map((group) => {
    const key = group.path[0] ?? null;
    const name = key === null ? t("log.blankValue") : (group.title ?? valueTitle(column, key));
    return { value: key ?? NOTHING, name, count: group.count };
  });
  const gone = chosen
    .filter((each) => !values.some((one) => one.value === each))
    .map((value) => ({ value, name: valueTitle(column, value), count: 0 }));
  const found = [...values, ...gone].filter((each) =>
    each.name.toLowerCase().includes(typed.toLowerCase()),
  );
  const toggle = (value: string) => {
    const next = chosen.includes(value)
      ? chosen.filter((each) => each !== value)
      : [...chosen, value];
    onSet(next.length > 0 ? { column: column.name, op: "is", values: next } : undefined);
  };
  return (
    <Focused>
      <Stack gap={6} w={260}>
        {values.length > 8 ? (
          <TextInput
            aria-label={t("log.findValue")}
            placeholder={t("log.findValue")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <div className={classes.menuList}>
          {found.map((each) => (
            <Checkbox
              key={each.value}
              size="xs"
              py={3}
              px={6}
              checked={chosen.includes(each.value)}
              onChange={() => toggle(each.value)}
              label={
                <>
                  {each.name} <span className="cw-muted">{countText(each.count)}</span>
                </>
              }
            />
          ))}
          {found.length === 0 ? <span className="cw-muted">{t("log.noValue")}</span> : null}
        </div>
        <Foot
          isSubmit={false}
          onClear={() => {
            onSet(undefined);
            onDone();
          }}
        />
      </Stack>
    </Focused>
  );
}

function TextEditor({ column, condition, onSet }: FilterEditorProps) {
  const [typed, setTyped] = useState(
    condition?.op === "contains" ? (condition.values[0] ?? "") : "",
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = typed.trim();
    onSet(text ? { column: column.name, op: "contains", values: [text] } : undefined);
  };
  const set = (op: Operator) => onSet({ column: column.name, op, values: [] });
  return (
    <Focused>
      <form onSubmit={submit}>
        <Stack gap="xs" w={240}>
          <TextInput
            label={t("log.contains")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group gap={4}>
            <Button variant="default" size="compact-xs" onClick={() => set("blank")}>
              {t("log.blankValue")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => set("filled")}>
              {t("log.filledValue")}
            </Button>
          </Group>
          <Foot onClear={() => onSet(undefined)} />
        </Stack>
      </form>
    </Focused>
  );
}

function RangeEditor({ column, condition, onSet }: FilterEditorProps) {
  const [from = "", to = ""] = condition?.op === "range" ? condition.values : [];
  const [low, setLow] = useState(from);
  const [high, setHigh] = useState(to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What is no number is the server's to refuse, in its words.
    const values = [low, high].map((typed) => readAmount(typed) ?? typed.trim());
    onSet(values.some(Boolean) ? { column: column.name, op: "range", values } : undefined);
  };
  return (
    <Focused>
      <form onSubmit={submit}>
        <Stack gap="xs" w={240}>
          <Group gap="xs" grow>
            <TextInput
              label={t("log.from")}
              inputMode="decimal"
              value={low}
              onChange={(event) => setLow(event.currentTarget.value)}
            />
            <TextInput
              label={t("log.to")}
              inputMode="decimal"
              value={high}
              onChange={(event) => setHigh(event.currentTarget.value)}
            />
          </Group>
          <Foot onClear={() => onSet(undefined)} />
        </Stack>
      </form>
    </Focused>
  );
}

/** Days from and to; the ready ones stay true tomorrow, as they are counted from today. */
function DaysEditor({ column, condition, timeZone, onSet }: FilterEditorProps) {
  const [from = "", to = ""] = condition?.op === "range" ? condition.values : [];
  const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
  const [low, setLow] = useState<string | null>(isDate(from) ? from : null);
  const [high, setHigh] = useState<string | null>(isDate(to) ? to : null);
  const set = (op: Operator, ...values: string[]) => onSet({ column: column.name, op, values });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (low || high) set("range", low ?? "", high ?? "");
    else onSet(undefined);
  };
  return (
    <Focused>
      <form onSubmit={submit}>
        <Stack gap="xs" w={260}>
          <Group gap={4}>
            <Button variant="default" size="compact-xs" onClick={() => set("before", "t")}>
              {t("log.overdue")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => set("range", "t", "t+14")}>
              {t("log.nextTwoWeeks")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => set("range", "t-30", "t")}>
              {t("log.lastThirty")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => set("blank")}>
              {t("log.blankValue")}
            </Button>
          </Group>
          <DayInput
            size="xs"
            label={t("log.from")}
            value={low}
            onChange={setLow}
            timeZone={timeZone}
          />
          <DayInput
            size="xs"
            label={t("log.to")}
            value={high}
            onChange={setHigh}
            timeZone={timeZone}
          />
          <Foot onClear={() => onSet(undefined)} />
        </Stack>
      </form>
    </Focused>
  );
}
