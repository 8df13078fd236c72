import { Anchor, Button, Drawer, Loader, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Sigma } from "lucide-react";
import { use, useState } from "react";
import { MomentContext } from "@/pages/dashboard/moment";
import { Amount } from "@/parts/Amount";
import { KindBadge } from "@/parts/KindBadge";
import { ErrorState } from "@/parts/states";
import { useProject } from "@/shell/project";
import { count, instant, quantity } from "@/text/format";
import { t } from "@/text/text";
import classes from "./book.module.css";
import { columnTitle } from "./columns";
import { ADDENDS_SHOWN, type Addend, useChangesOf, useExplanation } from "./reads";

interface Props {
  record: string;
  id: string;
  name: string;
  column: string;
  amount: string | null | undefined;
  currency: string | null;
}

/** A figure that opens where it comes from, down to the lines of the change orders behind it. */
export function Explained({ record, id, name, column, amount, currency }: Props) {
  const project = useProject();
  const [isOpen, setIsOpen] = useState(false);
  const figure = columnTitle(column);
  return (
    <>
      <UnstyledButton
        className={classes.figure}
        aria-haspopup="dialog"
        aria-label={`${figure}: ${amount ?? ""}. ${t("contracts.explain", { figure, name })}`}
        onClick={() => setIsOpen(true)}
      >
        <Amount value={amount} isQuiet />
      </UnstyledButton>
      {isOpen ? (
        <Drawer
          opened
          onClose={() => setIsOpen(false)}
          position="right"
          size="lg"
          closeButtonProps={{ "aria-label": t("record.close") }}
          title={
            <span className={classes.drawerTitle}>
              <Sigma size={16} aria-hidden="true" /> {t("contracts.explainTitle", { name, figure })}
            </span>
          }
        >
          <Addends
            address={`/web/v1/projects/${project.id}/explain/${record}/${id}/${column}`}
            currency={currency}
            isFirst
          />
        </Drawer>
      ) : null}
    </>
  );
}

interface AddendsProps {
  address: string;
  currency: string | null;
  isFirst?: boolean;
}

function Addends({ address, currency, isFirst = false }: AddendsProps) {
  const moment = use(MomentContext);
  const found = useExplanation(address, moment);
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loader size="sm" aria-label={t("parts.loading")} />;
  const { addends, amount, total } = found.data;
  return (
    <>
      {isFirst ? (
        <p className={classes.drawerTotal}>
          <span>{t("contracts.addends", { count: total })}</span>
          <Amount value={amount} currency={currency} />
        </p>
      ) : null}
      {addends.length === 0 ? <p className="cw-muted">{t("contracts.noAddends")}</p> : null}
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
      {total > ADDENDS_SHOWN ? (
        <p className="cw-muted">
          {t("contracts.moreAddends", { shown: count(addends.length), count: total })}
        </p>
      ) : null}
    </>
  );
}

/** What has one addend that is made of others is shown opened: nobody wants to ask twice. */
function One({ addend, currency, isAlone }: OneProps) {
  const [isOpen, setIsOpen] = useState(isAlone && addend.explained !== null);
  const entry = addend.entry ?? addend.counted;
  const isItem = addend.record === "cost-item";
  const { timeZone } = useProject();
  return (
    <li className={classes.addend}>
      <div className={classes.addendLine}>
        <span>
          <RecordLink addend={addend} />
          <span className={classes.addendNote}>{noteOf(addend)}</span>
        </span>
        <Amount value={addend.amount} currency={currency} />
      </div>
      {entry ? (
        <div className={classes.addendNote}>
          {[entry.actor.name, instant(entry.at, timeZone)].filter(Boolean).join(", ")}
        </div>
      ) : null}
      {addend.explained || isItem ? (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          leftSection={<ChevronRight size={12} aria-hidden="true" />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isItem ? "contracts.changesBehind" : "contracts.further")}
        </Button>
      ) : null}
      {isOpen ? (
        <div className={classes.nested}>
          {isItem ? (
            <ChangesBehind id={addend.id} />
          ) : addend.explained ? (
            <Addends address={addend.explained} currency={currency} />
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

interface OneProps {
  addend: Addend;
  currency: string | null;
  isAlone: boolean;
}

/** The change orders that a line of money is on, from the idea to the order. */
function ChangesBehind({ id }: { id: string }) {
  const project = useProject();
  const found = useChangesOf(id, use(MomentContext));
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
            inherit
          >
            {change.number} {change.name}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}

/** The record of an addend by number and name; a cost item leads to its change orders in the log. */
function RecordLink({ addend }: { addend: Addend }) {
  const project = useProject();
  const name = `${addend.number ?? ""} ${addend.name ?? columnTitle(addend.column)}`.trim();
  if (addend.record !== "change-order") return <>{name}</>;
  return (
    <Anchor
      component={Link}
      to="/p/$project/changes/$kind/$id"
      params={{ project: project.id, kind: "pco", id: addend.id } as never}
      inherit
    >
      {name}
    </Anchor>
  );
}

function noteOf(addend: Addend): string {
  const column = columnTitle(addend.column);
  const isRated = !/^1(\.0+)?$/.test(addend.rate);
  const rate = isRated ? ` ${addend.divided ? "÷" : "×"} ${quantity(addend.rate)}` : "";
  return column.startsWith("contracts.") ? rate : `${column}${rate}`;
}
