import { Badge, Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { Amount } from "@/parts/Amount";
import { dayOfInstant, daysSince } from "@/parts/days";
import { KindBadge } from "@/parts/KindBadge";
import { count, day } from "@/text/format";
import { type TextName, t } from "@/text/text";
import classes from "./inbox.module.css";
import type { Box, Entry, Waiting } from "./reads";

interface Props {
  box: Box;
  /** The moment that is looked at; nothing for now. */
  asOf: string | undefined;
  search: Record<string, unknown>;
  onMore: () => void;
}

/** What waits, longest first: a card for each. */
export function Cards({ box, asOf, search, onMore }: Props) {
  return (
    <>
      <ul className={classes.list} aria-label={t("inbox.list")}>
        {box.entries.map((entry) => (
          <li key={`${entry.projectId} ${entry.waiting.changeOrder.id}`}>
            <Card entry={entry} asOf={asOf} search={search} />
          </li>
        ))}
      </ul>
      {box.total > box.entries.length ? (
        <Button variant="default" fullWidth size="md" mt="xs" onClick={onMore}>
          {t("inbox.more")}
        </Button>
      ) : null}
      {box.leftOut > 0 ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t("inbox.leftOut", { count: box.leftOut })}
        </Text>
      ) : null}
    </>
  );
}

interface CardProps {
  entry: Entry;
  asOf: string | undefined;
  search: Record<string, unknown>;
}

/** The link that is open is marked as the current one by the router. */
function Card({ entry, asOf, search }: CardProps) {
  const { waiting } = entry;
  const { changeOrder } = waiting;
  const { amount, currency } = waiting.effect ?? waiting;
  return (
    <Link
      to="/p/$project/inbox"
      params={{ project: entry.projectId }}
      search={{ ...search, id: changeOrder.id } as never}
      className={classes.card}
      data-id={changeOrder.id}
    >
      <span className={classes.cardHead}>
        <KindBadge kind={changeOrder.kind} />
        <span className={classes.cardNumber}>{changeOrder.number}</span>
        {amount ? (
          <span className={classes.cardAmount}>
            <Amount value={amount} currency={currency} />
          </span>
        ) : null}
      </span>
      <span className={classes.cardName}>{changeOrder.name}</span>
      <span className={classes.cardFoot}>
        <span>{partName(waiting)}</span>
        <Waited waiting={waiting} timeZone={entry.timeZone} asOf={asOf} />
      </span>
      {entry.projectName ? <span className={classes.cardNote}>{entry.projectName}</span> : null}
      {waiting.onBehalfOf ? (
        <span className={classes.cardNote}>
          {t("inbox.onBehalf", { name: waiting.onBehalfOf.name })}
        </span>
      ) : null}
      {waiting.forbidden ? (
        <Badge color="red" variant="light" leftSection={<TriangleAlert size={11} />}>
          {t("inbox.forbidden")}
        </Badge>
      ) : null}
    </Link>
  );
}

export function partName(waiting: Waiting): string {
  const name = waiting.part.charAt(0).toUpperCase() + waiting.part.slice(1);
  return waiting.step ?? t(`inbox.as${name}` as TextName);
}

interface WaitedProps {
  waiting: Waiting;
  /** Of the project that it waits in. */
  timeZone: string;
  asOf: string | undefined;
}

/** How long it has waited, and whether it is late: in words, not by colour alone. */
export function Waited({ waiting, timeZone, asOf }: WaitedProps) {
  if (waiting.overdue && waiting.due) {
    return (
      <span className={classes.late}>
        <TriangleAlert size={12} aria-hidden="true" />{" "}
        {t("inbox.overdue", { day: day(dayOfInstant(waiting.due, timeZone)) })}
      </span>
    );
  }
  const days = waiting.since ? daysSince(waiting.since, timeZone, asOf) : null;
  const text =
    days === null ? "" : days === 0 ? t("inbox.today") : t("inbox.days", { count: days });
  return <span title={count(days ?? 0)}>{text}</span>;
}
