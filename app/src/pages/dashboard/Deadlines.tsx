import { Anchor, Skeleton, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useId } from "react";
import { daysBetween } from "@/parts/days";
import { KindBadge } from "@/parts/KindBadge";
import { usePast } from "@/parts/moment";
import { ErrorState } from "@/parts/states";
import { useProject } from "@/shell/project";
import { count, day } from "@/text/format";
import { t } from "@/text/text";
import { HEIGHT } from "./Card";
import classes from "./dashboard.module.css";
import { type Parts, usePart } from "./reads";

type Answer = Parts["deadlines"];

/** What falls due: how much in which days, and the first of it as a list. */
export function Deadlines() {
  const id = useId();
  const query = usePart("deadlines");
  return (
    <section
      aria-labelledby={id}
      aria-busy={query.isFetching}
      className={`cw-card ${classes.card}`}
    >
      <div>
        <Title order={2} id={id} className={classes.title}>
          {t("dashboard.deadlinesTitle")}
        </Title>
        <Text size="xs" c="dimmed">
          {t("dashboard.deadlinesLead")}
        </Text>
      </div>
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Due answer={query.data} />
      ) : (
        <Skeleton height={HEIGHT} role="status" aria-label={t("parts.loading")} />
      )}
    </section>
  );
}

function Due({ answer }: { answer: Answer }) {
  if (answer.total === 0) {
    return (
      <Text c="dimmed" size="sm" className={classes.nothing}>
        {t(answer.clocked ? "dashboard.deadlinesEmpty" : "dashboard.deadlinesUnclocked")}
      </Text>
    );
  }
  return (
    <>
      <div className={classes.bands}>
        {answer.bands.map((band) => (
          <div
            key={band.name}
            className={`${classes.band} ${band.name === "over" && band.count ? classes.bandOver : ""}`}
          >
            <div className={`cw-number ${classes.bandCount}`} style={{ textAlign: "center" }}>
              {count(band.count)}
            </div>
            <div className={classes.bandName}>
              {band.name === "over"
                ? t("dashboard.over")
                : t("dashboard.days", { name: band.name })}
            </div>
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <ul className={classes.deadlines} tabIndex={0} aria-label={t("dashboard.deadlinesTitle")}>
        {answer.results.map((each) => (
          <Deadline key={each.id} deadline={each} today={answer.today} />
        ))}
      </ul>
      {answer.total > answer.results.length ? (
        <Text size="xs" c="dimmed">
          {t("dashboard.more", { count: answer.total - answer.results.length })}
        </Text>
      ) : null}
    </>
  );
}

type One = Answer["results"][number];

function Deadline({ deadline, today }: { deadline: One; today: string }) {
  const project = useProject();
  const past = usePast();
  const left = daysBetween(today, deadline.dueOn);
  const { record } = deadline;
  const isChange = !["contract", "mainContract"].includes(record.kind);
  const name = `${record.number} ${record.name}`;
  return (
    <li className={classes.deadline}>
      <span>
        {isChange ? (
          <Anchor
            component={Link}
            to="/p/$project/changes/$kind/$id"
            params={{ project: project.id, kind: record.kind, id: record.id } as never}
            search={past as never}
            inherit
          >
            <KindBadge kind={record.kind} /> {name}
          </Anchor>
        ) : (
          name
        )}
      </span>
      <span style={{ color: left < 0 ? "var(--cw-bad-text)" : undefined, whiteSpace: "nowrap" }}>
        {left < 0 ? <TriangleAlert size={13} aria-hidden="true" /> : null} {leftText(left)}
      </span>
      <span className={classes.deadlineNote} title={deadline.due}>
        {t("dashboard.clause")} {deadline.clause}: {deadline.title}
      </span>
      <span className={classes.deadlineNote}>{day(deadline.dueOn)}</span>
    </li>
  );
}

function leftText(left: number): string {
  if (left === 0) return t("dashboard.dueToday");
  return left < 0
    ? t("dashboard.daysOver", { count: -left })
    : t("dashboard.daysLeft", { count: left });
}
