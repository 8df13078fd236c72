/** A change beside the log: what it is and where it stands, without leaving the list. */

import { ActionIcon, Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { Amount } from "@/parts/Amount";
import { CourtBadge } from "@/parts/CourtBadge";
import { dayOfInstant, daysBetween } from "@/parts/days";
import { KindBadge } from "@/parts/KindBadge";
import { StateBadge } from "@/parts/StateBadge";
import { ErrorState, Loading } from "@/parts/states";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { count, day } from "@/text/format";
import { t, word } from "@/text/text";
import { chiefAmount } from "./amounts";
import type { Seen } from "./cells";
import classes from "./peek.module.css";
import type { LogRow } from "./wire";

type RecordOf = components["schemas"]["RecordView"];

/** Whoever walks through rows with a key held down asks for the row where he stops. */
const WALKING_MILLISECONDS = 120;
const LINES_SHOWN = 8;

interface Props {
  projectId: string;
  /** The active row; none on the head of a group. */
  row: LogRow | undefined;
  /** The past that the log shows, or "". */
  asOf: string;
  seen: Seen;
  onOpen: (row: LogRow) => void;
  onClose: () => void;
}

export function Peek({ projectId, row, asOf, seen, onOpen, onClose }: Props) {
  useCommands([
    {
      id: "log.peekEnd",
      label: t("log.peekEnd"),
      group: t("log.groupHere"),
      keys: "escape",
      isSilent: true,
      run: onClose,
    },
  ]);
  return (
    <aside className={`${classes.peek} cw-no-print`} aria-label={t("log.peek")}>
      <header className={classes.head}>
        {row ? (
          <>
            <KindBadge kind={row.kind} />
            <strong className="cw-number">{row.number}</strong>
          </>
        ) : null}
        <span className={classes.spring} />
        {row ? (
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<Keys keys="enter" />}
            onClick={() => onOpen(row)}
          >
            {t("log.open")}
          </Button>
        ) : null}
        <ActionIcon size={26} aria-label={t("log.peekEnd")} onClick={onClose}>
          <X size={15} aria-hidden="true" />
        </ActionIcon>
      </header>
      {row ? (
        <Body projectId={projectId} row={row} asOf={asOf} seen={seen} />
      ) : (
        <p className={classes.note}>{t("log.peekNothing")}</p>
      )}
    </aside>
  );
}

interface BodyProps extends Pick<Props, "projectId" | "asOf" | "seen"> {
  row: LogRow;
}

function Body({ projectId, row, asOf, seen }: BodyProps) {
  const [id] = useDebouncedValue(row.id, WALKING_MILLISECONDS);
  const path = { projectId, recordId: id };
  const past = asOf ? { asOf } : {};
  const record = useQuery({
    // The page of the change reads under the same key: opening it after a peek asks nothing anew.
    queryKey: keys.of(projectId, "record", id, asOf),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}", { path, query: past, signal }),
    placeholderData: keepPreviousData,
  });
  const lines = useQuery({
    queryKey: keys.of(projectId, "record", id, asOf, "firstLines"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/lines", {
        path,
        query: { ...past, limit: LINES_SHOWN },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const isBehind = id !== row.id || record.isPlaceholderData;
  if (record.error && !isBehind) {
    return <ErrorState error={record.error} onRetry={() => void record.refetch()} />;
  }
  return (
    <div className={classes.body} aria-busy={isBehind}>
      <h2 className={classes.title}>{row.title}</h2>
      {record.data ? (
        <div className={classes.rest} data-behind={isBehind || undefined}>
          <Standing record={record.data} seen={seen} />
          <Texts record={record.data} />
          {lines.data ? <Lines kind={record.data.kind} lines={lines.data} /> : null}
        </div>
      ) : (
        <Loading lines={7} />
      )}
    </div>
  );
}

/** Days in court are counted as in the row beside it: the project's days, up to the one shown. */
function Standing({ record, seen }: { record: RecordOf; seen: Seen }) {
  const isTwo = record.tracks.length > 1;
  const { court, deadline } = record;
  const on = (instant: string) => dayOfInstant(instant, seen.timeZone);
  return (
    <dl className={classes.pairs}>
      {record.tracks.map((track) => (
        <Pair
          key={track.track}
          name={
            isTwo
              ? word("record", track.track === "budget" ? "ownerPays" : "suppliersGet")
              : t("record.amount")
          }
        >
          <span className={classes.money}>
            <Amount value={track.amount} currency={track.currency} isQuiet={!track.amount} />
            <StateBadge state={track.state} />
          </span>
        </Pair>
      ))}
      <Pair name={t("record.days")}>{record.days === null ? "–" : count(record.days)}</Pair>
      {court ? (
        <Pair name={t("record.court")}>
          <CourtBadge
            court={court.court}
            name={court.person?.name ?? court.company?.name ?? null}
            days={court.since ? daysBetween(on(court.since), seen.today) : null}
            dueOn={court.due ? on(court.due) : null}
            isOverdue={court.overdue}
          />
        </Pair>
      ) : null}
      {deadline ? (
        <Pair name={t("record.clock")}>
          {day(deadline.dueOn)}, {deadline.title}
        </Pair>
      ) : null}
      {record.contract ? (
        <Pair name={t("log.peekContract")}>{namesOf(record.contract)}</Pair>
      ) : null}
      {record.company ? <Pair name={t("log.peekCompany")}>{record.company.name}</Pair> : null}
      {record.source ? (
        <Pair name={t("log.peekSource")}>
          {record.source.kind ? <KindBadge kind={record.source.kind} /> : null}{" "}
          {namesOf(record.source)}
        </Pair>
      ) : null}
    </dl>
  );
}

function namesOf(reference: components["schemas"]["RecordReference"]): string {
  return [reference.number, reference.name].filter(Boolean).join(" ");
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.pair}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What somebody wrote: nothing where nobody did. */
function Texts({ record }: { record: RecordOf }) {
  const texts = ["description", "scopeOfWork", "note"].flatMap((name) => {
    const value = record.fields.find((each) => each.name === name)?.value;
    return typeof value === "string" && value.trim() !== "" ? [{ name, value }] : [];
  });
  return texts.map(({ name, value }) => (
    <p key={name} className={classes.text}>
      {value}
    </p>
  ));
}

interface LinesProps {
  kind: string;
  lines: components["schemas"]["RecordLinesView"];
}

function Lines({ kind, lines }: LinesProps) {
  if (lines.total === 0) return null;
  return (
    <section aria-label={t("log.peekLines")}>
      <h3 className={classes.part}>
        {t("log.peekLines")} <span className="cw-muted">{count(lines.total)}</span>
      </h3>
      <ul className={classes.lines}>
        {lines.results.map((line) => (
          <li key={line.id} className={classes.line}>
            <span className={classes.lineName}>
              <span className="cw-muted">{line.number}</span> {line.name}
            </span>
            <Amount value={chiefAmount(kind, line.amounts)} />
          </li>
        ))}
      </ul>
      {lines.total > lines.results.length ? (
        <p className={classes.note}>
          {t("log.peekMore", { count: lines.total - lines.results.length })}
        </p>
      ) : null}
    </section>
  );
}
