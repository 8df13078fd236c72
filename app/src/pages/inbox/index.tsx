import { Button, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { Choice } from "@/pages/dashboard/Choice";
import { AsOf, PastNote } from "@/parts/AsOf";
import { momentOf } from "@/parts/moments";
import { PageHead } from "@/parts/PageHead";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { Cards } from "./Cards";
import classes from "./inbox.module.css";
import { useInbox } from "./reads";
import { Shown } from "./Shown";
import type { InboxSearch } from "./search";
import { nextOf, useFirst, useOpen, useSteps } from "./walking";

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
  const open = useOpen();
  useFirst(entries, search.id, isPhone ?? false, open);
  useSteps(entries, search.id, open);
  const chosen = entries.find((each) => each.waiting.changeOrder.id === search.id);
  const isOpen = search.id !== undefined;
  const shown = search.id ? (
    <Shown
      key={search.id}
      id={search.id}
      waiting={chosen?.waiting}
      moment={moment}
      onDone={() => open(isPhone ? undefined : nextOf(entries, search.id))}
      isPage={isPhone ?? false}
    />
  ) : null;
  if (isPhone && shown) return <Alone onBack={() => open(undefined)}>{shown}</Alone>;
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
              asOf={moment}
              search={search as Record<string, unknown>}
              onMore={() => setLimit(limit + STEP)}
            />
          </div>
          {isPhone ? null : (
            <div className={`cw-card ${classes.main}`}>
              {shown ?? <EmptyState title={t("inbox.choose")} />}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** One thing as the whole page, on a phone. */
function Alone({ onBack, children }: { onBack: () => void; children: ReactNode }) {
  return (
    <div className="cw-page">
      <Button
        variant="subtle"
        color="gray"
        leftSection={<ArrowLeft size={16} />}
        className={classes.big}
        onClick={onBack}
      >
        {t("inbox.back")}
      </Button>
      {children}
    </div>
  );
}
