import { Table } from "@mantine/core";
import { CircleCheck, CircleX } from "lucide-react";
import { Amount } from "@/parts/Amount";
import { money, plainMoney } from "@/text/format";
import { type TextName, t } from "@/text/text";
import classes from "./inbox.module.css";
import type { Preview } from "./reads";

type Effect = NonNullable<Preview["effect"]>;

/** The contract's sum before and after: what a signature moves. */
export function Sums({ effect, preview }: { effect: Effect; preview: Preview }) {
  const { currency } = preview;
  return (
    <section aria-label={t("inbox.effect")}>
      <h3 className={classes.head}>{t("inbox.effect")}</h3>
      {preview.contract ? (
        <p className={classes.note}>
          {t("inbox.contract")} {preview.contract.code}, {preview.contract.name}
        </p>
      ) : null}
      <dl className={classes.sums}>
        <Sum name="inbox.original" amount={effect.original} currency={currency} />
        <Sum name="inbox.approvedChanges" amount={effect.approvedChanges} currency={currency} />
        <Sum name="inbox.before" amount={effect.before} currency={currency} isTotal />
        <Sum name="inbox.change" amount={effect.amount} currency={currency} isThis />
        <Sum name="inbox.after" amount={effect.after} currency={currency} isTotal />
        <div className={classes.sum}>
          <dt>{t("inbox.time")}</dt>
          <dd className="cw-number">{daysText(effect.days)}</dd>
        </div>
      </dl>
    </section>
  );
}

function daysText(days: number): string {
  if (days === 0) return t("inbox.noDays");
  return days > 0 ? t("inbox.plusDays", { count: days }) : t("inbox.minusDays", { count: -days });
}

interface SumProps {
  name: TextName;
  amount: string | null;
  currency: string | null;
  isTotal?: boolean;
  isThis?: boolean;
}

function Sum({ name, amount, currency, isTotal = false, isThis = false }: SumProps) {
  const tone = `${classes.sum} ${isTotal ? classes.total : ""} ${isThis ? classes.this : ""}`;
  return (
    <div className={tone}>
      <dt>{t(name)}</dt>
      <dd>
        <Amount value={amount} currency={currency} />
      </dd>
    </div>
  );
}

/** The lines that are decided on. */
export function Lines({ preview }: { preview: Preview }) {
  if (preview.lines.length === 0) {
    return <p className={classes.note}>{t("inbox.noLines")}</p>;
  }
  return (
    <section aria-label={t("inbox.lines")}>
      <h3 className={classes.head}>{t("inbox.lines")}</h3>
      <Table fz="sm" verticalSpacing={5} aria-label={t("inbox.lines")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("inbox.line")}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t("inbox.amount")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.lines.map((line) => (
            <Table.Tr key={line.id}>
              <Table.Th scope="row" fw={400}>
                <span className="cw-muted">{line.number}</span> {line.name}
              </Table.Th>
              <Table.Td ta="right">
                <Amount value={line.amount} currency={preview.currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** How the policy's limits stand, each with its sign and its word. */
export function Limits({ preview }: { preview: Preview }) {
  if (preview.limits.length === 0) return null;
  return (
    <section aria-label={t("inbox.limits")}>
      <h3 className={classes.head}>{t("inbox.limits")}</h3>
      <p className={classes.note}>
        {t("inbox.policy", { policy: preview.policy ?? "", band: preview.band ?? "" })}
      </p>
      <ul className={classes.limits}>
        {preview.limits.map((limit) => {
          const Icon = limit.holds ? CircleCheck : CircleX;
          return (
            <li key={`${limit.measure} ${limit.bound}`}>
              <Icon
                size={14}
                aria-hidden="true"
                color={limit.holds ? "var(--cw-good-text)" : "var(--cw-wait-text)"}
              />{" "}
              {limitText(limit, preview.currency)}{" "}
              <span className="cw-muted">{t(limit.holds ? "inbox.within" : "inbox.beyond")}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type Limit = Preview["limits"][number];

function limitText(limit: Limit, currency: string | null): string {
  const words = limit.measure
    .split("_")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  const measure = t(`inbox.measure${words.join("")}` as TextName);
  if (limit.value === null || limit.bound === null) return t("inbox.limitOpen", { measure });
  const shown = (value: string) => {
    if (limit.measure.endsWith("days")) return value;
    return currency ? money(value, currency) : plainMoney(value);
  };
  return t("inbox.limitText", { measure, value: shown(limit.value), bound: shown(limit.bound) });
}

/** Who is asked now and later. */
export function Asked({ preview }: { preview: Preview }) {
  const rows = [
    ...preview.needed.map((each) => ({ each, name: "inbox.askedNow" as const })),
    ...preview.later.map((each) => ({ each, name: "inbox.askedLater" as const })),
  ];
  if (rows.length === 0) return null;
  return (
    <section aria-label={t("inbox.asked")}>
      <h3 className={classes.head}>{t("inbox.asked")}</h3>
      <ul className={classes.limits}>
        {rows.map(({ each, name }) => (
          <li key={`${each.stage} ${each.step}`}>
            {t(name, { step: each.step, who: each.who.map(whoText).join(", ") })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function whoText(who: Preview["needed"][number]["who"][number]): string {
  return [who.person?.name, who.role, who.company?.name].filter(Boolean).join(", ");
}
