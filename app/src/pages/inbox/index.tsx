import { Anchor, Button, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, ExternalLink } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Choice } from "@/pages/dashboard/Choice";
import { AsOf, PastNote } from "@/parts/AsOf";
import { KindBadge } from "@/parts/KindBadge";
import { momentOf } from "@/parts/moments";
import { PageHead } from "@/parts/PageHead";
import { StateBadge } from "@/parts/StateBadge";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useCommands } from "@/shell/commands";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { Cards, partName, Waited } from "./Cards";
import { Deciding, Moving } from "./Deciding";
import classes from "./inbox.module.css";
import { type Entry, useInbox, usePreview, type Waiting } from "./reads";
import { Asked, Limits, Lines, Sums } from "./Sums";
import type { InboxSearch } from "./search";

const route = getRouteApi("/signedIn/p/$project/inbox");
const STEP = 50;

export function InboxPage() {
  const project = useProject();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [limit, setLimit] = useState(STEP);
  const isPhone = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const zone = project.timeZone;
  const moment = momentOf(search.asOf, zone);
  const isEverywhere = search.scope === "all";
  const box = useInbox(isEverywhere, moment, limit);
  const entries = box.data?.entries ?? [];
  const change = useCallback(
    (changed: Partial<InboxSearch>) =>
      void navigate({
        to: ".",
        search: ((before: InboxSearch) => ({ ...before, ...changed })) as never,
        replace: true,
      }),
    [navigate],
  );
  useFirst(entries, search.id, isPhone ?? false, change);
  useSteps(entries, search.id, change);
  const chosen = entries.find((each) => each.waiting.changeOrder.id === search.id);
  const isOpen = search.id !== undefined;
  if (isPhone && isOpen && search.id) {
    return (
      <div className="cw-page">
        <Button
          variant="subtle"
          color="gray"
          leftSection={<ArrowLeft size={16} />}
          className={classes.big}
          onClick={() => change({ id: undefined })}
        >
          {t("inbox.back")}
        </Button>
        <Shown
          id={search.id}
          waiting={chosen?.waiting}
          moment={moment}
          onDone={() => change({ id: undefined })}
          isPage
        />
      </div>
    );
  }
  return (
    <div className={`cw-page ${classes.page}`}>
      <PageHead
        title={t("inbox.title")}
        beside={
          <Text c="dimmed" aria-live="polite">
            {box.data ? t("inbox.waiting", { count: box.data.total }) : ""}
          </Text>
        }
      >
        <Choice
          label={t("inbox.scope")}
          value={isEverywhere ? "all" : "one"}
          words={["one", "all"] as const}
          text={(each) => t(each === "all" ? "inbox.everywhere" : "inbox.here")}
          onChange={(each) => change({ scope: each === "all" ? "all" : undefined, id: undefined })}
        />
        {isEverywhere ? null : (
          <AsOf value={search.asOf} onChange={(asOf) => change({ asOf })} timeZone={zone} />
        )}
      </PageHead>
      <PastNote
        value={moment ? search.asOf : undefined}
        onNow={() => change({ asOf: undefined })}
      />
      {box.isError ? (
        <ErrorState error={box.error} onRetry={() => void box.refetch()} />
      ) : !box.data ? (
        <Loading />
      ) : entries.length === 0 && !isOpen ? (
        <EmptyState title={t("inbox.empty")}>
          {t(moment ? "inbox.emptyPast" : "inbox.emptyHelp")}
        </EmptyState>
      ) : (
        <div className={classes.split}>
          <div className={classes.side}>
            <Cards
              box={box.data}
              search={search as Record<string, unknown>}
              onMore={() => setLimit(limit + STEP)}
            />
          </div>
          {isPhone ? null : (
            <div className={`cw-card ${classes.main}`}>
              {search.id ? (
                <Shown
                  key={search.id}
                  id={search.id}
                  waiting={chosen?.waiting}
                  moment={moment}
                  onDone={() => change({ id: nextOf(entries, search.id) })}
                />
              ) : (
                <EmptyState title={t("inbox.choose")} />
              )}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** On a wide screen something is always open: the one that has waited longest. */
function useFirst(
  entries: readonly Entry[],
  chosen: string | undefined,
  isPhone: boolean,
  change: (changed: Partial<InboxSearch>) => void,
): void {
  const first = entries[0]?.waiting.changeOrder.id;
  useEffect(() => {
    if (!isPhone && !chosen && first) change({ id: first });
  }, [isPhone, chosen, first, change]);
}

function nextOf(entries: readonly Entry[], id: string | undefined): string | undefined {
  const place = entries.findIndex((each) => each.waiting.changeOrder.id === id);
  const next = entries[place + 1] ?? entries[place - 1];
  return next?.waiting.changeOrder.id;
}

/** j and k, and the arrows, go through the list. */
function useSteps(
  entries: readonly Entry[],
  chosen: string | undefined,
  change: (changed: Partial<InboxSearch>) => void,
): void {
  const step = (by: number) => {
    const place = entries.findIndex((each) => each.waiting.changeOrder.id === chosen);
    const next = entries[Math.min(Math.max(place + by, 0), entries.length - 1)];
    if (!next) return;
    change({ id: next.waiting.changeOrder.id });
    document
      .querySelector(`[data-id="${next.waiting.changeOrder.id}"]`)
      ?.scrollIntoView({ block: "nearest" });
  };
  const group = t("shell.groupHere");
  const next = { label: t("inbox.next"), group, run: () => step(1) };
  const previous = { label: t("inbox.previous"), group, run: () => step(-1) };
  useCommands([
    { id: "inbox.next", keys: "j", ...next },
    { id: "inbox.previous", keys: "k", ...previous },
    { id: "inbox.down", keys: "arrowdown", isSilent: true, ...next },
    { id: "inbox.up", keys: "arrowup", isSilent: true, ...previous },
  ]);
}

interface ShownProps {
  id: string;
  waiting: Waiting | undefined;
  moment: string | undefined;
  onDone: () => void;
  /** It is the whole page, on a phone. */
  isPage?: boolean;
}

/** One change as it stands before whoever decides, and what may be done with it. */
function Shown({ id, waiting, moment, onDone, isPage = false }: ShownProps) {
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
            {partName(waiting)}, <Waited waiting={waiting} />
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
          <Deciding id={id} number={change?.number ?? ""} track={shown.track} onDone={onDone} />
        ) : waiting && waiting.part !== "approver" ? (
          <Moving id={id} number={change?.number ?? ""} waiting={waiting} onDone={onDone} />
        ) : (
          <p className={classes.note}>{t("inbox.notYours")}</p>
        )}
      </footer>
    </article>
  );
}
