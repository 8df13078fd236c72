import { Tooltip } from "@mantine/core";
import { CalendarClock } from "lucide-react";
import { type ReactNode, use } from "react";
import { Amount } from "@/parts/Amount";
import { CourtBadge } from "@/parts/CourtBadge";
import { dayOfInstant, daysSince } from "@/parts/days";
import { Explained } from "@/parts/explain/Explained";
import { KindBadge } from "@/parts/KindBadge";
import { MomentContext } from "@/parts/moment";
import { ToneBadge } from "@/parts/StateBadge";
import { usePageTitle } from "@/shell/pageTitle";
import { useProject } from "@/shell/project";
import { count, day } from "@/text/format";
import { t, word } from "@/text/text";
import { AMOUNTS, type RecordOf } from "./data";
import type { Editing } from "./editing";
import classes from "./head.module.css";
import { Moves } from "./Moves";
import { Stepper } from "./Stepper";
import { TitleField } from "./TitleField";

/** What the change is, what it comes to, whose turn it is, and the next thing to do. */
export function Head({ record, editing }: { record: RecordOf; editing: Editing }) {
  usePageTitle(`${word("letters", record.kind)} ${record.number} ${record.name}`);
  return (
    <header className={`cw-card ${classes.head}`}>
      <div className={classes.headTop}>
        <div className={classes.title}>
          <div className={classes.number}>
            <KindBadge kind={record.kind} />
            <span>{record.number}</span>
            {record.company ? <span className="cw-muted">{record.company.name}</span> : null}
          </div>
          <TitleField record={record} editing={editing} />
        </div>
        <Moves record={record} />
      </div>
      <dl className={classes.figures}>
        {record.tracks.map((track) => (
          <Figure key={track.track} label={amountLabel(record, track.track)}>
            <SideAmount record={record} track={track} />
          </Figure>
        ))}
        {record.margin !== null && record.tracks.length > 1 ? (
          <Figure label={t("record.margin")}>
            <Known value={record.margin} currency={record.currency} />
          </Figure>
        ) : null}
        <Figure label={t("record.days")}>
          <span className="cw-number">{record.days === null ? "–" : count(record.days)}</span>
        </Figure>
        {record.court ? (
          <Figure label={t("record.court")} isWide>
            <Court court={record.court} />
          </Figure>
        ) : null}
        {record.deadline ? <DeadlineFigure deadline={record.deadline} /> : null}
      </dl>
      <div className={classes.tracks}>
        {record.tracks.map((track) => (
          <Stepper key={track.track} track={track} isNamed={record.tracks.length > 1} />
        ))}
      </div>
    </header>
  );
}

/** Whose turn it is; its days are the project's, as in the log. */
function Court({ court }: { court: NonNullable<RecordOf["court"]> }) {
  const { timeZone } = useProject();
  const asOf = use(MomentContext);
  return (
    <CourtBadge
      court={court.court}
      name={court.person?.name ?? court.company?.name ?? null}
      days={court.since ? daysSince(court.since, timeZone, asOf) : null}
      dueOn={court.due ? dayOfInstant(court.due, timeZone) : null}
      isOverdue={court.overdue}
    />
  );
}

const OF_SIDE: Readonly<Record<string, readonly string[]>> = {
  budget: ["approved", "submitted", "estimated"],
  cost: ["committed", "proposed", "estimated"],
};

/** What a side comes to: the totals that it is made of, each explained. */
function SideAmount({ record, track }: { record: RecordOf; track: RecordOf["tracks"][number] }) {
  const columns = (OF_SIDE[track.track] ?? AMOUNTS).filter((name) => record.amounts[name]);
  const shown = <Known value={track.amount} currency={track.currency} />;
  if (columns.length === 0) return shown;
  return (
    <Explained
      label={amountLabel(record, track.track)}
      lead={t("record.explainStages")}
      figures={columns.map((column) => ({
        record: "change-order",
        id: record.id,
        column,
        title: word("fields", column),
        currency: record.currencies[column] ?? null,
      }))}
      currency={track.currency}
    >
      {shown}
    </Explained>
  );
}

/** Nothing priced yet is a dash; what comes to nothing says so, as the form beside it does. */
function Known({ value, currency }: { value: string | null; currency: string | null }) {
  return <Amount value={value} currency={currency} isQuiet={value === null} />;
}

function amountLabel(record: RecordOf, track: string): string {
  if (record.tracks.length < 2) return t("record.amount");
  return word("record", track === "budget" ? "ownerPays" : "suppliersGet");
}

interface FigureProps {
  label: string;
  /** Takes a whole line on a phone. */
  isWide?: boolean;
  children: ReactNode;
}

function Figure({ label, isWide = false, children }: FigureProps) {
  return (
    <div className={classes.figure} data-wide={isWide || undefined}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  );
}

const LATE = new Set(["missed", "silence_running", "silence_in_effect"]);

function DeadlineFigure({ deadline }: { deadline: NonNullable<RecordOf["deadline"]> }) {
  const tone = LATE.has(deadline.state) ? "bad" : deadline.state === "due_soon" ? "wait" : "info";
  const left =
    deadline.daysLeft >= 0
      ? t("record.daysLeft", { count: deadline.daysLeft })
      : t("record.daysOver", { count: -deadline.daysLeft });
  return (
    <Figure label={t("record.clock")} isWide>
      <Tooltip label={`${deadline.clause} ${deadline.title}`} multiline maw={320}>
        <button type="button" className={classes.deadline}>
          <ToneBadge
            tone={tone}
            icon={CalendarClock}
          >{`${day(deadline.dueOn)}, ${left}`}</ToneBadge>
        </button>
      </Tooltip>
    </Figure>
  );
}
