import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "@/api/session";
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
  const project = useProject();
  const draft = `create ${project.id} ${usePerson()}`;
  // Nobody gets what somebody else has typed in this tab.
  return <CreateForm key={draft} draft={draft} />;
}

/** Who is signed in, or was until the session ended: what is typed waits for who comes back. */
function usePerson(): string {
  const { data: session } = useQuery(sessionQuery);
  const found = session?.person?.id;
  const [person, setPerson] = useState(found ?? "");
  if (found && found !== person) setPerson(found);
  return found ?? person;
}

function CreateForm({ draft }: { draft: string }) {
  const number = useNextNumber();
  const [{ typed, lines }, setDraft, forget] = useDraft(draft, beginning);
  const [isChecked, setIsChecked] = useState(false);
  const filled = lines.filter((line) => !isEmpty(line));
  const { create, made } = useCreate(typed, filled, {
    onChange: forget,
    onLines: (done) =>
      setDraft((held) => ({ ...held, lines: held.lines.filter((line) => !done.includes(line)) })),
  });
  const isBare = typed.name.trim() === "";
  // A change that is made already is not typed anew: its lines are all that is left to send.
  const isBegun = (!isBare || filled.length > 0) && made === null && !create.isPending;
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
            {isBegun ? (
              <Button variant="subtle" color="gray" onClick={() => setDraft(beginning())}>
                {t("create.clear")}
              </Button>
            ) : null}
            <span className="cw-muted">{t("create.count", { count: filled.length })}</span>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
