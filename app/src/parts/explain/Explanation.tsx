/** What a figure is made of: its addends, each with who put it there, and what each is made of. */

import { Anchor, Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Amount } from "@/parts/Amount";
import { KindBadge } from "@/parts/KindBadge";
import { usePast } from "@/parts/moment";
import { ErrorState } from "@/parts/states";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t, word } from "@/text/text";
import classes from "./explain.module.css";
import { type Addend, type Figure, useChangesOf, useExplanation } from "./reads";
import { columnName, howOf, isConverted } from "./words";

interface Props {
  figure: Figure;
  currency: string | null;
  /** It is the figure that was asked for, not one of its addends. */
  isFirst?: boolean;
}

export function Explanation({ figure, currency, isFirst = false }: Props) {
  const found = useExplanation(figure);
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loader size="sm" aria-label={t("parts.loading")} />;
  const { addends, amount, total } = found.data;
  return (
    <>
      {isFirst ? (
        <p className={classes.total}>
          <span>{t("parts.total")}</span>
          <span className={classes.note}>{t("parts.addends", { count: total })}</span>
          <Amount value={amount} currency={currency} />
        </p>
      ) : null}
      {addends.length === 0 ? <p className={classes.note}>{t("parts.noAddends")}</p> : null}
      <ul className={classes.addends}>
        {addends.map((addend) => (
          <One
            key={`${addend.record} ${addend.id} ${addend.column}`}
            addend={addend}
            currency={currency}
            isAlone={isFirst && addends.length === 1}
          />
        ))}
      </ul>
      {total > addends.length ? (
        <p className={classes.note}>
          {t("parts.moreAddends", { shown: addends.length, count: total })}
        </p>
      ) : null}
    </>
  );
}

interface OneProps {
  addend: Addend;
  currency: string | null;
  /** Nobody wants to ask twice: what is made of one addend is shown opened. */
  isAlone: boolean;
}

function One({ addend, currency, isAlone }: OneProps) {
  const isItem = addend.record === "cost-item";
  const isFigure = addend.explained !== null;
  const { record, id, column } = addend;
  return (
    <li className={classes.addend}>
      <div className={classes.line}>
        <span className={classes.name}>
          {`${addend.number ?? ""} ${addend.name ?? columnName(addend.column)}`.trim()}
          <span className={classes.note}>{howOf(addend)}</span>
        </span>
        <Amount value={addend.amount} currency={currency} />
      </div>
      <By addend={addend} />
      {isFigure ? (
        <More label={t("parts.further")} isOpenFirst={isAlone}>
          <Explanation
            figure={{ record, id, column }}
            currency={isConverted(addend) ? null : currency}
          />
        </More>
      ) : null}
      {isItem ? (
        <More label={t("parts.changesBehind")}>
          <ChangesBehind id={id} />
        </More>
      ) : null}
    </li>
  );
}

/** Who gave it its value or put it into the sum, when, and through which door. */
function By({ addend }: { addend: Addend }) {
  const { timeZone } = useProject();
  const entry = addend.entry ?? addend.counted;
  if (!entry) return null;
  const told = [entry.actor.name, instant(entry.at, timeZone), word("doors", entry.door)];
  return <div className={classes.note}>{told.filter(Boolean).join(" · ")}</div>;
}

interface MoreProps {
  label: string;
  isOpenFirst?: boolean;
  children: ReactNode;
}

function More({ label, isOpenFirst = false, children }: MoreProps) {
  const [isOpen, setIsOpen] = useState(isOpenFirst);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-xs"
        aria-expanded={isOpen}
        leftSection={<ChevronRight size={12} aria-hidden="true" />}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label}
      </Button>
      {isOpen ? <div className={classes.nested}>{children}</div> : null}
    </>
  );
}

/** The change orders that a line of money is on, from the idea to the order. */
function ChangesBehind({ id }: { id: string }) {
  const project = useProject();
  const past = usePast();
  const found = useChangesOf(id);
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loader size="sm" aria-label={t("parts.loading")} />;
  return (
    <ul className={classes.addends}>
      {found.data.map((change) => (
        <li key={change.id} className={classes.behind}>
          <KindBadge kind={change.formDefinitionType} />{" "}
          <Anchor
            component={Link}
            to="/p/$project/changes/$kind/$id"
            params={
              { project: project.id, kind: change.formDefinitionType, id: change.id } as never
            }
            search={past as never}
            inherit
          >
            {change.number} {change.name}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}
