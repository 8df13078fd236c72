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
import { useDraft } from "@/shell/draft";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { ChangeFields } from "./ChangeFields";
import classes from "./create.module.css";
import { type Typed, useCreate, useNextNumber } from "./useCreate";

const COLUMNS: readonly TextColumn[] = ["name", "quantity", "unit", "estimated"];
const EMPTY: Typed = { name: "", scope: "out", contract: null, days: "", description: "" };

interface Draft {
  typed: Typed;
  lines: NewLine[];
}

const beginning = (): Draft => ({ typed: EMPTY, lines: [emptyLine()] });

/** A potential change in one short form; its number comes by itself. */
export function CreatePage() {
  const number = useNextNumber();
  const project = useProject();
  const [{ typed, lines }, setDraft, forget] = useDraft(`create ${project.id}`, beginning);
  const [isChecked, setIsChecked] = useState(false);
  const filled = lines.filter((line) => !isEmpty(line));
  const { create, made } = useCreate(typed, filled, {
    onChange: forget,
    onLines: (done) =>
      setDraft((held) => ({ ...held, lines: held.lines.filter((line) => !done.includes(line)) })),
  });
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
        noValidate
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
            onType={(changes) => setDraft({ typed: { ...typed, ...changes }, lines })}
          />
          <div>
            <h2 className={classes.h2}>{t("create.lines")}</h2>
            <p className={classes.help}>{t("create.linesHelp")}</p>
            <NewLines
              lines={lines}
              onChange={(after) => setDraft({ typed, lines: after })}
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
            {isBare && filled.length === 0 ? null : (
              <Button variant="subtle" color="gray" onClick={() => setDraft(beginning())}>
                {t("create.clear")}
              </Button>
            )}
            <span className="cw-muted">{t("create.count", { count: filled.length })}</span>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
