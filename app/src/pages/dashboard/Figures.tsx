import { Skeleton } from "@mantine/core";
import { money } from "@/text/format";
import { type TextName, t } from "@/text/text";
import classes from "./dashboard.module.css";
import { LogLink } from "./LogLink";
import { usePart } from "./reads";
import type { Side } from "./search";

/** The steps of certainty in figures, before any chart. Each is a sum that the server told. */
export function Figures({ side }: { side: Side }) {
  const query = usePart("contract-value", { side });
  const value =
    query.data?.totals.find((each) => each.currency === query.data.currency) ??
    query.data?.totals[0];
  // The chart of the same figures says why they could not be read.
  if (query.isError) return null;
  if (!query.data)
    return <Skeleton height={62} mb="sm" role="status" aria-label={t("parts.loading")} />;
  if (!value) return null;
  const steps = value.steps.filter((step) => step.projected);
  return (
    <dl className={`cw-card ${classes.figures}`}>
      <Figure name="dashboard.original" amount={value.original} currency={value.currency} />
      {steps.map((step) => (
        <Figure
          key={step.step}
          name={`dashboard.${step.step}` as TextName}
          amount={step.amount}
          currency={value.currency}
          filter={step.filter}
        />
      ))}
      <Figure name="dashboard.projected" amount={value.projected} currency={value.currency} />
    </dl>
  );
}

interface FigureProps {
  name: TextName;
  amount: string;
  currency: string | null;
  filter?: string;
}

function Figure({ name, amount, currency, filter }: FigureProps) {
  const shown = money(amount, currency);
  return (
    <div className={classes.figure}>
      <dt className={classes.figureName}>{t(name)}</dt>
      <dd className={`cw-number ${classes.figureValue}`}>
        {filter ? (
          <LogLink filter={filter} about={t(name)}>
            {shown}
          </LogLink>
        ) : (
          shown
        )}
      </dd>
    </div>
  );
}
