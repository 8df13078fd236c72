import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { refusalsOf } from "@/pages/record/AddLines";
import { NewLines } from "@/pages/record/NewLines";
import {
  emptyLine,
  faultsOf,
  isEmpty,
  type NewLine,
  type TextColumn,
} from "@/pages/record/newLines";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { PageHead } from "@/parts/PageHead";
import { Keys } from "@/shell/Keys";
import { t } from "@/text/text";
import { ChangeFields } from "./ChangeFields";
import classes from "./create.module.css";
import { type Typed, useCreate, useNextNumber } from "./useCreate";

const COLUMNS: readonly TextColumn[] = ["name", "quantity", "unit", "estimated"];
const EMPTY: Typed = { name: "", scope: "out", contract: null, days: "", description: "" };

/** A potential change in one short form; its number comes by itself. */
export function CreatePage() {
  const number = useNextNumber();
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [lines, setLines] = useState<NewLine[]>([emptyLine()]);
  const [isChecked, setIsChecked] = useState(false);
  const filled = lines.filter((line) => !isEmpty(line));
  const { create, made } = useCreate(typed, filled, (done) =>
    setLines((before) => before.filter((line) => !done.includes(line))),
  );
  const isBare = typed.name.trim() === "";
  const send = () => {
    setIsChecked(true);
    const isReady = !isBare && filled.every((line) => faultsOf(line).length === 0);
    if (isReady && !create.isPending) create.mutate();
  };
  const problems = messagesOf(create.error);
  return (
    <div className="cw-page">
      <PageHead title={t("create.title")} beside={<span className="cw-muted">{number}</span>} />
      <form
        className={`cw-card ${classes.form}`}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      >
        <Stack gap="sm">
          <ChangeFields
            typed={typed}
            problems={isChecked && isBare ? { ...problems, name: t("create.needsName") } : problems}
            isDisabled={made !== null}
            onType={(changes) => setTyped({ ...typed, ...changes })}
          />
          <div>
            <h2 className={classes.h2}>{t("create.lines")}</h2>
            <p className={classes.help}>{t("create.linesHelp")}</p>
            <NewLines
              lines={lines}
              onChange={setLines}
              columns={COLUMNS}
              isChecked={isChecked}
              refusals={refusalsOf(create.error)}
            />
          </div>
          {made && create.error ? <p className={classes.half}>{t("create.half")}</p> : null}
          <FieldErrors
            error={create.error}
            shown={["name", "scheduleChange", "contractId", "description"]}
          />
          <Group gap="xs">
            <Button
              type="submit"
              loading={create.isPending}
              rightSection={<Keys keys="mod+enter" />}
            >
              {t("create.create")}
            </Button>
            <span className="cw-muted">{t("create.count", { count: filled.length })}</span>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
