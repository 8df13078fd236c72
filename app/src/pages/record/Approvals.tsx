import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Deciding } from "@/pages/inbox/Deciding";
import { Amount } from "@/parts/Amount";
import { ToneBadge } from "@/parts/StateBadge";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { instant, until } from "@/text/format";
import { t, word } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

type Run = Schemas["RunView"];

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
  const queryClient = useQueryClient();
  const key = useKey();
  return (
    <section className={talkClasses.run} aria-label={t("record.round", { round: run.round })}>
      <div className={talkClasses.runHead}>
        <strong>{t("record.round", { round: run.round })}</strong>
        <ToneBadge tone={tone}>{word("runs", run.state)}</ToneBadge>
        {run.policy ? (
          <span className="cw-muted">{[run.policy, run.band].filter(Boolean).join(", ")}</span>
        ) : null}
        {run.due ? (
          <span className="cw-muted">{t("parts.due", { day: until(run.due, timeZone) })}</span>
        ) : null}
      </div>
      {run.effect ? <Effect effect={run.effect} /> : null}
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
      {isMine ? (
        <Deciding
          id={record.id}
          number={record.number}
          track={run.track}
          onDone={(history) => queryClient.setQueryData(key(record.id, "approvals"), history)}
        />
      ) : null}
    </section>
  );
}

function Effect({ effect }: { effect: Schemas["SumEffectView"] }) {
  const { currency } = effect;
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
