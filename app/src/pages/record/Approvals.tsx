import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, CornerUpLeft, UserRoundCog, X } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { Amount } from "@/parts/Amount";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { useFocusBack } from "@/parts/focus";
import { ToneBadge } from "@/parts/StateBadge";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t, word } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey, useReadAgain } from "./data";
import { Pick } from "./Pick";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

type Run = Schemas["RunView"];
type Decision = "approve" | "return" | "reject" | "delegate";

/** Who must approve, who has, and one's own decision. */
export function Approvals({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const history = useQuery({
    queryKey: key(record.id, "approvals"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/change-orders/{changeOrderId}/approvals", {
        path: { projectId: project.id, changeOrderId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  if (history.error) {
    return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (!history.data) return <Loading />;
  const runs = [...history.data.runs].reverse();
  if (runs.length === 0) {
    return <EmptyState title={t("record.noRuns")}>{t("record.noRunsHelp")}</EmptyState>;
  }
  return (
    <div className={pageClasses.part}>
      {runs.map((run) => (
        <RunCard key={run.id} run={run} record={record} isMine={run.yours && !asOf} />
      ))}
    </div>
  );
}

const TONES = {
  open: "wait",
  satisfied: "good",
  used: "done",
  void: "neutral",
  rejected: "bad",
} as const;

function RunCard({ run, record, isMine }: { run: Run; record: RecordOf; isMine: boolean }) {
  const tone = TONES[run.state as keyof typeof TONES] ?? "neutral";
  const { timeZone } = useProject();
  return (
    <section className={talkClasses.run} aria-label={t("record.round", { round: run.round })}>
      <div className={talkClasses.runHead}>
        <strong>{t("record.round", { round: run.round })}</strong>
        <ToneBadge tone={tone}>{word("runs", run.state)}</ToneBadge>
        {run.policy ? (
          <span className="cw-muted">{[run.policy, run.band].filter(Boolean).join(", ")}</span>
        ) : null}
        {run.due ? (
          <span className="cw-muted">{t("parts.due", { day: instant(run.due, timeZone) })}</span>
        ) : null}
      </div>
      {run.effect ? <Effect effect={run.effect} currency={record.currency} /> : null}
      {run.forbidden ? <p className={pageClasses.bad}>{run.forbidden}</p> : null}
      {run.reason ? <p className={pageClasses.note}>{run.reason}</p> : null}
      <Needed run={run} />
      <ul className={talkClasses.decisions}>
        {run.decisions.map((decision) => (
          <li key={decision.id}>
            <strong>{decision.person?.name ?? t("parts.nobody")}</strong>{" "}
            {word("decisions", decision.decision)}
            {decision.onBehalfOf ? ` ${t("record.for", { name: decision.onBehalfOf.name })}` : ""}
            {decision.toPerson ? ` ${t("record.toPerson", { name: decision.toPerson.name })}` : ""}
            {decision.step ? <span className="cw-muted"> · {decision.step}</span> : null}
            <span className="cw-muted"> · {instant(decision.decidedAt, timeZone)}</span>
            {decision.voidedAt ? <ToneBadge tone="neutral">{t("record.voided")}</ToneBadge> : null}
            {decision.note ? <p className={pageClasses.note}>{decision.note}</p> : null}
          </li>
        ))}
      </ul>
      {isMine ? <Decide record={record} run={run} /> : null}
    </section>
  );
}

function Effect({
  effect,
  currency,
}: {
  effect: Schemas["SumEffectView"];
  currency: string | null;
}) {
  return (
    <p className={talkClasses.effect}>
      <Amount value={effect.before} currency={currency} /> {t("record.plus")}{" "}
      <strong>
        <Amount value={effect.amount} currency={currency} />
      </strong>{" "}
      {t("record.equals")} <Amount value={effect.after} currency={currency} />
    </p>
  );
}

function Needed({ run }: { run: Run }) {
  const rows = [
    ...run.needed.map((each) => ({ ...each, isNow: true })),
    ...run.later.map((each) => ({ ...each, isNow: false })),
  ];
  if (rows.length === 0) return null;
  return (
    <ul className={talkClasses.needed}>
      {rows.map((each) => (
        <li key={`${each.stage} ${each.step}`}>
          {t(each.isNow ? "record.needsNow" : "record.needsLater", {
            step: each.step,
            who: each.who.map(whoOf).join(", "),
          })}
        </li>
      ))}
    </ul>
  );
}

function whoOf(who: Schemas["WhoView"]): string {
  return [who.person?.name, who.role, who.company?.name].filter(Boolean).join(", ");
}

/** Approve at once; return, reject and delegate ask why or to whom. */
function Decide({ record, run }: { record: RecordOf; run: Run }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const queryClient = useQueryClient();
  const key = useKey();
  const [asked, setAsked] = useState<Exclude<Decision, "approve"> | null>(null);
  const decide = useMutation({
    mutationFn: (body: { decision: Decision; note?: string; toPersonId?: string }) =>
      api.request<Schemas["ApprovalHistoryView"]>(
        "POST",
        "/web/v1/projects/{projectId}/change-orders/{changeOrderId}/approvals",
        {
          path: { projectId: project.id, changeOrderId: record.id },
          body: { ...body, track: run.track },
        },
      ),
    onSuccess: ({ value }, { decision }) => {
      // The answer says who is asked now: nobody is offered a decision that was taken.
      queryClient.setQueryData(key(record.id, "approvals"), value);
      setAsked(null);
      notifications.show({ message: `${record.number}: ${word("decisions", decision)}` });
    },
    onSettled: readAgain,
  });
  const approve = () => decide.mutate({ decision: "approve" });
  const group = t("shell.groupHere");
  useCommands([
    { id: "record.approve", label: t("record.approve"), group, keys: "a", run: approve },
    {
      id: "record.return",
      label: t("record.return"),
      group,
      keys: "r",
      run: () => setAsked("return"),
    },
    {
      id: "record.reject",
      label: t("record.reject"),
      group,
      keys: "x",
      run: () => setAsked("reject"),
    },
  ]);
  return (
    <>
      {asked ? null : <FieldErrors error={decide.error} />}
      <Group gap="xs" className="cw-no-print">
        <Button
          leftSection={<Check size={15} />}
          rightSection={<Keys keys="a" />}
          loading={decide.isPending}
          onClick={approve}
        >
          {t("record.approve")}
        </Button>
        <Button
          variant="default"
          leftSection={<CornerUpLeft size={15} />}
          onClick={() => setAsked("return")}
        >
          {t("record.return")}
        </Button>
        <Button variant="default" leftSection={<X size={15} />} onClick={() => setAsked("reject")}>
          {t("record.reject")}
        </Button>
        <Button
          variant="default"
          leftSection={<UserRoundCog size={15} />}
          onClick={() => setAsked("delegate")}
        >
          {t("record.delegate")}
        </Button>
      </Group>
      {asked ? (
        <Why
          asked={asked}
          error={decide.error}
          isPending={decide.isPending}
          onClose={() => setAsked(null)}
          onSend={(note, toPersonId) =>
            decide.mutate({
              decision: asked,
              ...(note ? { note } : {}),
              ...(toPersonId ? { toPersonId } : {}),
            })
          }
        />
      ) : null}
    </>
  );
}

interface WhyProps {
  asked: Exclude<Decision, "approve">;
  error: unknown;
  isPending: boolean;
  onClose: () => void;
  onSend: (note: string, toPersonId: string | null) => void;
}

function Why({ asked, error, isPending, onClose, onSend }: WhyProps) {
  const [note, setNote] = useState("");
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  useFocusBack();
  const problems = messagesOf(error);
  return (
    <Modal
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={onClose}
      title={t(`record.${asked}`)}
      centered
    >
      <Stack gap="sm">
        {asked === "delegate" ? (
          <Pick
            list="people"
            label={t("record.toWhom")}
            value={person?.id ?? null}
            name={person?.name ?? null}
            error={problems.toPersonId}
            onPick={(choice) => setPerson(choice?.id ? { id: choice.id, name: choice.name } : null)}
            data-autofocus
          />
        ) : null}
        <Textarea
          label={t(asked === "delegate" ? "record.note" : "record.reason")}
          autosize
          minRows={3}
          value={note}
          error={problems.note}
          {...(asked === "delegate" ? {} : { "data-autofocus": true })}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FieldErrors error={error} shown={["note", "toPersonId"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("record.cancel")}
          </Button>
          <Button loading={isPending} onClick={() => onSend(note.trim(), person?.id ?? null)}>
            {t(`record.${asked}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
