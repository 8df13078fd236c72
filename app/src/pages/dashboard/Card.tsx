import {
  ActionIcon,
  Group,
  Skeleton,
  Text,
  Title,
  Tooltip,
  useComputedColorScheme,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import { ChartColumn, Table2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useId, useMemo, useState } from "react";
import { ErrorState } from "@/parts/states";
import { t } from "@/text/text";
import { type Ink, inkOf, type Mark } from "./chart/option";
import classes from "./dashboard.module.css";
import { FigureTable } from "./FigureTable";
import { useOpenLog } from "./LogLink";
import type { Nothing, Picture } from "./picture";

const Drawing = lazy(() => import("./chart/Drawing"));
export const HEIGHT = 260;

interface Props<Answer> {
  title: string;
  lead: string;
  query: UseQueryResult<Answer>;
  /** The picture of an answer, drawn in these inks. */
  picture: (answer: Answer, ink: Ink) => Picture | Nothing;
  /** What is chosen in the card's head. */
  controls?: ReactNode;
  isWide?: boolean;
}

/** One chart with its figures as a table, its waiting, its emptiness and its failure. */
export function Card<Answer>({ title, lead, query, picture, controls, isWide }: Props<Answer>) {
  const id = useId();
  const [isTable, setIsTable] = useState(false);
  const scheme = useComputedColorScheme("light");
  const isNarrow = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const found = useMemo(
    () => (query.data ? picture(query.data, inkOf(scheme, isNarrow ?? false)) : undefined),
    [query.data, picture, scheme, isNarrow],
  );
  const isDrawn = found !== undefined && !("nothing" in found);
  return (
    <section
      aria-labelledby={id}
      aria-busy={query.isFetching}
      className={`cw-card ${classes.card} ${isWide ? classes.wide : ""}`}
    >
      <Group justify="space-between" align="flex-start" gap="xs">
        <div className={classes.head}>
          <Title order={2} id={id} className={classes.title}>
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {lead}
          </Text>
        </div>
        <Group gap={6} wrap="nowrap" className="cw-no-print">
          {controls}
          {isDrawn ? <Toggle isTable={isTable} title={title} onToggle={setIsTable} /> : null}
        </Group>
      </Group>
      <Body query={query} found={found} isTable={isTable} title={title} />
    </section>
  );
}

interface ToggleProps {
  isTable: boolean;
  title: string;
  onToggle: (isTable: boolean) => void;
}

function Toggle({ isTable, title, onToggle }: ToggleProps) {
  const label = t(isTable ? "dashboard.asChart" : "dashboard.asTable");
  const Icon = isTable ? ChartColumn : Table2;
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={`${label}: ${title}`}
        aria-pressed={isTable}
        onClick={() => onToggle(!isTable)}
      >
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

interface BodyProps<Answer> {
  query: UseQueryResult<Answer>;
  found: Picture | Nothing | undefined;
  isTable: boolean;
  title: string;
}

function Body<Answer>({ query, found, isTable, title }: BodyProps<Answer>) {
  const openLog = useOpenLog();
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (found === undefined)
    return <Skeleton height={HEIGHT} mt="sm" role="status" aria-label={t("parts.loading")} />;
  if ("nothing" in found) {
    return (
      <Text c="dimmed" size="sm" className={classes.nothing}>
        {found.nothing}
      </Text>
    );
  }
  const height = found.height ?? HEIGHT;
  const follow = (mark: Mark) => {
    if (mark?.filter) openLog(mark.filter, mark.asOf);
  };
  return (
    <>
      {isTable ? (
        <div className={classes.table}>
          <FigureTable caption={title} figures={found.table} />
        </div>
      ) : (
        <>
          <div role="img" aria-label={`${title}. ${found.label}`} className={classes.drawing}>
            <Suspense fallback={<Skeleton height={height} />}>
              <Drawing option={found.option} height={height} onMark={follow} />
            </Suspense>
          </div>
          <div className={classes.printed}>
            <FigureTable caption={title} figures={found.table} />
          </div>
        </>
      )}
      {found.note ? (
        <Text size="xs" c="dimmed" mt={4}>
          {found.note}
        </Text>
      ) : null}
    </>
  );
}
