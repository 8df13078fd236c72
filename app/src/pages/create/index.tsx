import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { makeLines, refusalsOf } from "@/pages/record/AddLines";
import { NewLines } from "@/pages/record/NewLines";
import {
  emptyLine,
  faultsOf,
  isEmpty,
  type NewLine,
  type TextColumn,
} from "@/pages/record/newLines";
import { Pick } from "@/pages/record/Pick";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { PageHead } from "@/parts/PageHead";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import classes from "./create.module.css";

interface Typed {
  name: string;
  scope: string;
  contract: { id: string; name: string } | null;
  days: string | number;
  description: string;
}

const COLUMNS: readonly TextColumn[] = ["name", "quantity", "unit", "estimated"];
const SCOPES = ["out", "in", "contingency", "budgetOnly", "tbd"];
const EMPTY: Typed = { name: "", scope: "out", contract: null, days: "", description: "" };

/** A potential change in one short form; its number comes by itself. */
export function CreatePage() {
  const project = useProject();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const number = useNextNumber();
  const isNarrow = useMediaQuery("(max-width: 640px)") ?? false;
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [lines, setLines] = useState<NewLine[]>([emptyLine()]);
  const [isChecked, setIsChecked] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const filled = lines.filter((line) => !isEmpty(line));
  const set = (changes: Partial<Typed>) => setTyped({ ...typed, ...changes });
  const create = useMutation({
    mutationFn: async () => {
      // The change stays when its lines are refused: they are sent again onto the same one.
      const id = made ?? (await createChange(project.id, typed));
      setMade(id);
      await makeLines(project.id, id, filled);
      return id;
    },
    onSuccess: (id) => {
      notifications.show({ message: t("create.made", { name: typed.name.trim() }) });
      void queryClient.invalidateQueries({ queryKey: [project.id] });
      void navigate({
        to: "/p/$project/changes/$kind/$id",
        params: { project: project.id, kind: "pco", id },
      });
    },
  });
  const send = () => {
    setIsChecked(true);
    const isReady = typed.name.trim() !== "" && filled.every((line) => faultsOf(line).length === 0);
    if (isReady && !create.isPending) create.mutate();
  };
  const problems = messagesOf(create.error);
  const nameError = isChecked && typed.name.trim() === "" ? t("create.needsName") : problems.name;
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
          <TextInput
            label={t("create.name")}
            placeholder={t("create.nameHint")}
            required
            autoFocus
            maxLength={1024}
            disabled={made !== null}
            value={typed.name}
            error={nameError}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <div className={classes.row}>
            <div>
              <span className={classes.label} id="create-scope">
                {t("fields.scope")}
              </span>
              <SegmentedControl
                fullWidth
                orientation={isNarrow ? "vertical" : "horizontal"}
                aria-labelledby="create-scope"
                disabled={made !== null}
                data={SCOPES.map((scope) => ({ value: scope, label: word("scopes", scope) }))}
                value={typed.scope}
                onChange={(scope) => set({ scope })}
              />
            </div>
            <NumberInput
              label={t("create.days")}
              disabled={made !== null}
              value={typed.days}
              allowDecimal={false}
              hideControls
              size="xs"
              min={-36500}
              max={36500}
              error={problems.scheduleChange}
              onChange={(days) => set({ days })}
            />
            <Pick
              list="contracts"
              label={t("create.contract")}
              description={t("create.contractHelp")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              disabled={made !== null}
              value={typed.contract?.id ?? null}
              name={typed.contract?.name ?? null}
              error={problems.contractId}
              onPick={(choice) =>
                set({ contract: choice?.id ? { id: choice.id, name: choice.name } : null })
              }
            />
          </div>
          <Textarea
            label={t("fields.description")}
            autosize
            minRows={2}
            disabled={made !== null}
            maxLength={2048}
            value={typed.description}
            error={problems.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
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

async function createChange(projectId: string, typed: Typed): Promise<string> {
  const { value } = await api.request<{ id: string }>(
    "POST",
    "/cost/v1/containers/{containerId}/change-orders/{kind}",
    {
      path: { containerId: projectId, kind: "pco" },
      body: {
        name: typed.name.trim(),
        scope: typed.scope,
        ...(typed.contract ? { contractId: typed.contract.id } : {}),
        ...(typeof typed.days === "number" ? { scheduleChange: typed.days } : {}),
        ...(typed.description.trim() ? { description: typed.description.trim() } : {}),
      },
    },
  );
  return value.id;
}

/** The number that it will get, unless somebody is quicker. */
function useNextNumber(): string {
  const project = useProject();
  const numbers = useQuery({
    queryKey: keys.of(project.id, "all", "numbers"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/record-choices", {
        path: { projectId: project.id },
        query: { list: ["numbers"] },
        signal,
      }),
    select: (told) => told.lists.numbers?.find((each) => each.name === "pco")?.text ?? "",
  });
  return numbers.data ? t("create.number", { number: numbers.data }) : "";
}
