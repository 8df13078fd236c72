import { Anchor, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { KindBadge } from "@/parts/KindBadge";
import { StateBadge } from "@/parts/StateBadge";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { partName, Waited } from "./Cards";
import { Deciding } from "./Deciding";
import classes from "./inbox.module.css";
import { Moving } from "./Moving";
import { usePreview, type Waiting } from "./reads";
import { Asked, Limits, Lines, Sums } from "./Sums";

interface Props {
  id: string;
  waiting: Waiting | undefined;
  moment: string | undefined;
  onDone: () => void;
  /** It is the whole page, on a phone. */
  isPage?: boolean;
}

/** One change as it stands before whoever decides, and what may be done with it. */
export function Shown({ id, waiting, moment, onDone, isPage = false }: Props) {
  const project = useProject();
  const preview = usePreview(id, moment);
  if (preview.isError) {
    return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  }
  if (!preview.data) return <Loading />;
  const shown = preview.data;
  const change = waiting?.changeOrder ?? shown.court?.changeOrder;
  return (
    <article className={classes.shown} aria-label={change?.name ?? t("inbox.title")}>
      <header>
        <div className={classes.cardHead}>
          {change ? <KindBadge kind={change.kind} /> : null}
          <span className={classes.cardNumber}>{change?.number}</span>
          <StateBadge state={shown.state} />
          {change ? (
            <Anchor
              component={Link}
              to="/p/$project/changes/$kind/$id"
              params={{ project: project.id, kind: change.kind, id } as never}
              ml="auto"
              size="sm"
            >
              {t("inbox.open")} <ExternalLink size={12} aria-hidden="true" />
            </Anchor>
          ) : null}
        </div>
        <Title order={isPage ? 1 : 2} className={classes.name}>
          {change?.name}
        </Title>
        {waiting ? (
          <p className={classes.note}>
            {partName(waiting)},{" "}
            <Waited waiting={waiting} timeZone={project.timeZone} asOf={moment} />
          </p>
        ) : null}
        {shown.forbidden ? <p className={classes.late}>{shown.forbidden}</p> : null}
      </header>
      {shown.effect ? <Sums effect={shown.effect} preview={shown} /> : null}
      <Lines preview={shown} />
      <Limits preview={shown} />
      <Asked preview={shown} />
      <footer className={`${classes.foot} cw-no-print`}>
        {moment ? (
          <p className={classes.note}>{t("inbox.past")}</p>
        ) : shown.yours ? (
          <Deciding
            id={id}
            number={change?.number ?? ""}
            track={shown.track}
            delegateKey="d"
            onDone={onDone}
          />
        ) : waiting && waiting.part !== "approver" ? (
          <Moving id={id} number={change?.number ?? ""} waiting={waiting} onDone={onDone} />
        ) : (
          <p className={classes.note}>{t("inbox.notYours")}</p>
        )}
      </footer>
    </article>
  );
}
