import {
  Alert,
  Button,
  Checkbox,
  Group,
  List,
  Modal,
  MultiSelect,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { DayInput } from "@/parts/DayInput";
import { FieldErrors } from "@/parts/FieldErrors";
import { endOfDay } from "@/parts/moments";
import { Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { type RecordOf, type Schemas, useLines, useReadAgain } from "./data";
import headClasses from "./head.module.css";
import { LIST, labelOf, useChoices } from "./Pick";
import pageClasses from "./page.module.css";

interface Props {
  record: RecordOf;
  kind: string;
  onClose: () => void;
}

/** Going on from a change: questions to several suppliers, or the next document. */
export function Generate({ record, kind, onClose }: Props) {
  const title = t("record.generate", { kind: word("kinds", kind).toLowerCase() });
  return (
    <Modal
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={onClose}
      title={title}
      centered
      size={kind === "rfq" ? "lg" : "md"}
    >
      {kind === "rfq" ? (
        <AskSuppliers record={record} onClose={onClose} />
      ) : (
        <NextDocument record={record} kind={kind} onClose={onClose} />
      )}
    </Modal>
  );
}

interface Made {
  id: string;
  number: string;
  formDefinitionType: string;
}

/** One request or owner order of all free lines, with those of other changes; supplier orders one
 * for each contract. */
function NextDocument({ record, kind, onClose }: Props) {
  const project = useProject();
  const navigate = useNavigate();
  const readAgain = useReadAgain();
  const [others, setOthers] = useState<string[]>([]);
  const would = record.generations.find((each) => each.kind === kind);
  const isGathering = record.kind === "pco" && (kind === "rco" || kind === "oco");
  const make = useMutation({
    mutationFn: () =>
      api.request<Made[]>(
        "POST",
        "/cost/v1/containers/{containerId}/change-orders:generate/{kind}",
        {
          path: { containerId: project.id, kind },
          body: { sourceIds: [record.id, ...others] },
        },
      ),
    onSuccess: ({ value }) => {
      onClose();
      const names = value.map((each) => each.number).join(", ");
      notifications.show({ message: t("record.made", { kind: word("letters", kind), names }) });
      const only = value.length === 1 ? value[0] : undefined;
      if (only) {
        void navigate({
          to: "/p/$project/changes/$kind/$id",
          params: { project: project.id, kind: only.formDefinitionType, id: only.id },
        });
      }
    },
    onSettled: readAgain,
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t("record.wouldMake", {
          documents: would?.documents ?? 0,
          count: would?.items ?? 0,
        })}
      </Text>
      {isGathering ? <OtherChanges record={record} value={others} onChange={setOthers} /> : null}
      <FieldErrors error={make.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("record.cancel")}
        </Button>
        <Button loading={make.isPending} onClick={() => make.mutate()} data-autofocus>
          {t("record.generate", { kind: word("kinds", kind).toLowerCase() })}
        </Button>
      </Group>
    </Stack>
  );
}

interface OthersProps {
  record: RecordOf;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Other potential changes that go along in one request. */
function OtherChanges({ record, value, onChange }: OthersProps) {
  const [search, setSearch] = useState("");
  const [known, setKnown] = useState<Record<string, string>>({});
  const found = useChoices("pco", search);
  const choices = (found.data ?? []).filter((each) => each.id && each.id !== record.id);
  const names: Record<string, string> = { ...known };
  for (const each of choices) names[each.id ?? ""] = labelOf(each);
  return (
    <MultiSelect
      label={t("record.withOthers")}
      description={t("record.withOthersHelp")}
      {...LIST}
      data={Object.entries(names).map(([id, label]) => ({ value: id, label }))}
      value={value}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(ids) => {
        setKnown(Object.fromEntries(ids.map((id) => [id, names[id] ?? id])));
        onChange(ids);
      }}
    />
  );
}

// -- questions to suppliers ------------------------------------------------------------------------

interface Asked {
  suppliers: string[];
  lines: Set<string> | null;
  due: string | null;
  scope: string;
  name: string;
  isSent: boolean;
}

function AskSuppliers({ record, onClose }: Omit<Props, "kind">) {
  const project = useProject();
  const readAgain = useReadAgain();
  const lines = useLines(record.id);
  const [asked, setAsked] = useState<Asked>({
    suppliers: [],
    lines: null,
    due: null,
    scope: "",
    name: record.name,
    isSent: true,
  });
  const set = (changes: Partial<Asked>) => setAsked({ ...asked, ...changes });
  const ask = useMutation({
    mutationFn: () =>
      api.post("/web/v1/projects/{projectId}/records/{recordId}/rfqs", {
        path: { projectId: project.id, recordId: record.id },
        body: bodyOf(asked, project.timeZone),
      }),
    onSettled: readAgain,
  });
  if (ask.data) return <Outcomes outcomes={ask.data.results} onClose={onClose} />;
  const items = lines.data?.results ?? [];
  const isChosen = (id: string) => asked.lines === null || asked.lines.has(id);
  const toggle = (id: string) => {
    const chosen = new Set(asked.lines ?? items.map((item) => item.id));
    if (!chosen.delete(id)) chosen.add(id);
    set({ lines: chosen });
  };
  const canSend = asked.suppliers.length > 0 && items.some((item) => isChosen(item.id));
  return (
    <Stack gap="sm">
      <Suppliers value={asked.suppliers} onChange={(suppliers) => set({ suppliers })} />
      <TextInput
        label={t("fields.name")}
        value={asked.name}
        maxLength={1024}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t("fields.scopeOfWork")}
        autosize
        minRows={2}
        value={asked.scope}
        onChange={(event) => set({ scope: event.currentTarget.value })}
      />
      <DayInput
        label={t("record.answerBy")}
        value={asked.due}
        timeZone={project.timeZone}
        onChange={(due) => set({ due })}
        w={200}
      />
      <fieldset className={pageClasses.choose}>
        <legend className={headClasses.label}>{t("record.lines")}</legend>
        {lines.data ? null : <Loading lines={3} />}
        {items.map((item) => (
          <Checkbox
            key={item.id}
            size="xs"
            label={`${item.number} ${item.name}`}
            checked={isChosen(item.id)}
            onChange={() => toggle(item.id)}
          />
        ))}
      </fieldset>
      <Switch
        label={t("record.sendAtOnce")}
        checked={asked.isSent}
        onChange={(event) => set({ isSent: event.currentTarget.checked })}
      />
      <FieldErrors error={ask.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("record.cancel")}
        </Button>
        <Button loading={ask.isPending} disabled={!canSend} onClick={() => ask.mutate()}>
          {t("record.askCount", { count: asked.suppliers.length })}
        </Button>
      </Group>
    </Stack>
  );
}

function bodyOf(asked: Asked, timeZone: string) {
  return {
    suppliers: asked.suppliers.map((each) => {
      const [noun, id] = each.split(" ");
      return noun === "contract" ? { contractId: id } : { companyId: id };
    }),
    ...(asked.lines ? { costItemIds: [...asked.lines] } : {}),
    ...(asked.name.trim() ? { name: asked.name.trim() } : {}),
    ...(asked.scope.trim() ? { scopeOfWork: asked.scope.trim() } : {}),
    ...(asked.due ? { responseDue: endOfDay(asked.due, timeZone) } : {}),
    send: asked.isSent,
  };
}

interface SuppliersProps {
  value: string[];
  onChange: (value: string[]) => void;
}

/** Whom to ask: contracts that are there, and companies that have none yet. */
function Suppliers({ value, onChange }: SuppliersProps) {
  const [search, setSearch] = useState("");
  const [known, setKnown] = useState<Record<string, string>>({});
  const contracts = useChoices("contracts", search);
  const companies = useChoices("companies", search);
  const groups = [
    { group: t("record.byContract"), noun: "contract", found: contracts.data ?? [] },
    { group: t("record.byCompany"), noun: "company", found: companies.data ?? [] },
  ].map(({ group, noun, found }) => ({
    group,
    items: found
      .filter((each) => each.id)
      .map((each) => ({ value: `${noun} ${each.id}`, label: labelOf(each) })),
  }));
  const shown = groups.flatMap((each) => each.items);
  const missing = value
    .filter((each) => !shown.some((item) => item.value === each))
    .map((each) => ({ value: each, label: known[each] ?? each }));
  const data =
    missing.length > 0 ? [{ group: t("record.chosen"), items: missing }, ...groups] : groups;
  return (
    <MultiSelect
      label={t("record.suppliers")}
      description={t("record.suppliersHelp")}
      data={data}
      value={value}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      {...LIST}
      data-autofocus
      onChange={(chosen) => {
        const names = Object.fromEntries(
          [...shown, ...missing].map((each) => [each.value, each.label]),
        );
        setKnown(names);
        onChange(chosen);
      }}
    />
  );
}

/** What became of each question. */
function Outcomes({
  outcomes,
  onClose,
}: {
  outcomes: readonly Schemas["RecordOutcomeView"][];
  onClose: () => void;
}) {
  const project = useProject();
  const refused = outcomes.filter((each) => !each.done);
  return (
    <Stack gap="sm">
      <List spacing={6} size="sm" center>
        {outcomes.map((each) => (
          <List.Item
            key={`${each.company?.id} ${each.contract?.id} ${each.rfq?.id}`}
            icon={
              each.done ? (
                <CircleCheck
                  size={16}
                  color="var(--cw-good-text)"
                  aria-label={t("record.done")}
                  role="img"
                />
              ) : (
                <CircleAlert
                  size={16}
                  color="var(--cw-bad-text)"
                  aria-label={t("record.notDone")}
                  role="img"
                />
              )
            }
          >
            {each.company?.name ?? each.contract?.name ?? t("parts.nobody")}
            {": "}
            {each.rfq ? (
              <Link
                to="/p/$project/changes/$kind/$id"
                params={{ project: project.id, kind: "rfq", id: each.rfq.id }}
                onClick={onClose}
              >
                {`${word("letters", "rfq")} ${each.rfq.number ?? ""}`}
              </Link>
            ) : (
              each.detail
            )}
          </List.Item>
        ))}
      </List>
      {refused.length > 0 ? (
        <Alert color="yellow" variant="light" py="xs">
          {t("record.someRefused", { count: refused.length })}
        </Alert>
      ) : null}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t("record.close")}
        </Button>
      </Group>
    </Stack>
  );
}
