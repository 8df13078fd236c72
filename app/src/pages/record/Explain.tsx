import { Button, Drawer, Loader, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Sigma } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "@/api/client";
import { Amount } from "@/parts/Amount";
import { useFocusBack } from "@/parts/focus";
import { ErrorState } from "@/parts/states";
import { useProject } from "@/shell/project";
import { instant, quantity } from "@/text/format";
import { t, word } from "@/text/text";
import { AMOUNTS, type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import explainClasses from "./explain.module.css";
import pageClasses from "./page.module.css";

export interface Figure {
  record: string;
  id: string;
  column: string;
}

interface ExplainedProps {
  figure: Figure;
  label: string;
  currency: string | null;
  children: ReactNode;
}

/** A figure that opens where it comes from. */
export function Explained({ figure, label, currency, children }: ExplainedProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <UnstyledButton
        className={explainClasses.explained}
        aria-haspopup="dialog"
        title={t("record.explain", { label })}
        onClick={() => setIsOpen(true)}
      >
        {children}
        <span className={pageClasses.hidden}>{t("record.explain", { label })}</span>
      </UnstyledButton>
      {isOpen ? (
        <ExplainDrawer title={label} onClose={() => setIsOpen(false)}>
          <Explanation figure={figure} currency={currency} isFirst />
        </ExplainDrawer>
      ) : null}
    </>
  );
}

const OF_TRACK: Readonly<Record<string, readonly string[]>> = {
  budget: ["approved", "submitted", "estimated"],
  cost: ["committed", "proposed", "estimated"],
};

/** What a side comes to: the totals that it is made of, each explained. */
export function ExplainRecord({
  record,
  track,
  children,
}: {
  record: RecordOf;
  track: string;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const columns = (OF_TRACK[track] ?? AMOUNTS).filter((name) => record.amounts[name]);
  if (columns.length === 0) return <>{children}</>;
  return (
    <>
      <UnstyledButton
        className={explainClasses.explained}
        aria-haspopup="dialog"
        title={t("record.explainSide")}
        onClick={() => setIsOpen(true)}
      >
        {children}
        <span className={pageClasses.hidden}>{t("record.explainSide")}</span>
      </UnstyledButton>
      {isOpen ? (
        <ExplainDrawer title={t("record.explainSide")} onClose={() => setIsOpen(false)}>
          <p className={pageClasses.note}>{t("record.explainStages")}</p>
          {columns.map((column) => (
            <section key={column}>
              <h3 className={pageClasses.h3}>{word("fields", column)}</h3>
              <Explanation
                figure={{ record: "change-order", id: record.id, column }}
                currency={record.currency}
                isFirst
              />
            </section>
          ))}
        </ExplainDrawer>
      ) : null}
    </>
  );
}

function ExplainDrawer({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  useFocusBack();
  return (
    <Drawer
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <span className={explainClasses.drawerTitle}>
          <Sigma size={16} aria-hidden="true" /> {title}
        </span>
      }
    >
      {children}
    </Drawer>
  );
}

const SHOWN = 200;

function Explanation({
  figure,
  currency,
  isFirst = false,
}: {
  figure: Figure;
  currency: string | null;
  isFirst?: boolean;
}) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const found = useQuery({
    queryKey: key(figure.id, "explain", figure.record, figure.column),
    queryFn: ({ signal }) =>
      api.request<Schemas["ExplanationView"]>(
        "GET",
        "/web/v1/projects/{projectId}/explain/{record}/{id}/{column}",
        {
          path: { projectId: project.id, ...figure },
          query: asOf ? { asOf, limit: SHOWN } : { limit: SHOWN },
          signal,
        },
      ),
    select: (told) => told.value,
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loader size="sm" aria-label={t("parts.loading")} />;
  const { addends, amount, total } = found.data;
  return (
    <>
      <ul className={explainClasses.addends}>
        {addends.map((addend) => (
          <Addend key={`${addend.id} ${addend.column}`} addend={addend} currency={currency} />
        ))}
        {addends.length === 0 ? (
          <li className={pageClasses.note}>{t("record.noAddends")}</li>
        ) : null}
      </ul>
      {total > addends.length ? (
        <p className={pageClasses.note}>
          {t("record.moreAddends", { count: total - addends.length })}
        </p>
      ) : null}
      {isFirst ? (
        <div className={explainClasses.addendTotal}>
          <span>{t("record.total")}</span>
          <Amount value={amount} currency={currency} />
        </div>
      ) : null}
    </>
  );
}

function Addend({ addend, currency }: { addend: Schemas["AddendView"]; currency: string | null }) {
  const [isOpen, setIsOpen] = useState(false);
  const canOpen = addend.explained !== null;
  const { timeZone } = useProject();
  const entry = addend.entry ?? addend.counted;
  return (
    <li className={explainClasses.addend}>
      <div className={explainClasses.addendLine}>
        <span className={explainClasses.addendName}>
          {addend.number ? <span className="cw-muted">{addend.number} </span> : null}
          {addend.name ?? word("fields", addend.column)}
          <span className={explainClasses.addendHow}>{howOf(addend)}</span>
        </span>
        <Amount value={addend.amount} currency={currency} />
      </div>
      {entry ? (
        <div className={explainClasses.addendBy}>
          {[entry.actor.name, instant(entry.at, timeZone), word("doors", entry.door)]
            .filter(Boolean)
            .join(" · ")}
        </div>
      ) : null}
      {canOpen ? (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          leftSection={<ChevronRight size={12} aria-hidden="true" />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t("record.further")}
        </Button>
      ) : null}
      {isOpen ? (
        <div className={explainClasses.nested}>
          <Explanation
            figure={{ record: addend.record, id: addend.id, column: addend.column }}
            currency={currency}
          />
        </div>
      ) : null}
    </li>
  );
}

/** `base × rate` of a markup, or the rate of another currency. */
function howOf(addend: Schemas["AddendView"]): string {
  if (addend.base && addend.perCent) {
    return t("record.baseTimes", {
      base: quantity(addend.base),
      rate: quantity(addend.perCent),
    });
  }
  if (/[02-9]/.test(addend.rate.replace(/\.0+$/, "")) && addend.rate !== "1") {
    return t(addend.divided ? "record.dividedBy" : "record.times", {
      value: quantity(addend.value),
      rate: quantity(addend.rate),
    });
  }
  return "";
}
