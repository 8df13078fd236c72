import { isNegative, isZero, money, plainMoney, type Amount as Value } from "@/text/format";
import classes from "./parts.module.css";

/** Longer than this a table's cell draws it smaller, rather than lose its end. */
const LONG_LETTERS = 14;

interface Props {
  value: Value;
  /** With a currency its sign is shown; without, figures alone (the column's head says it). */
  currency?: string | null;
  /** Nothing and zero as a quiet dash. */
  isQuiet?: boolean;
}

/** An amount of money: tabular, at the right, below zero in parentheses. Never a float. */
export function Amount({ value, currency, isQuiet = false }: Props) {
  const text = currency ? money(value, currency) : plainMoney(value);
  if (isQuiet && isZero(value)) return <span className={`cw-number ${classes.quiet}`}>–</span>;
  const tone = isNegative(value) ? classes.negative : undefined;
  return (
    <span
      className={tone ? `cw-number ${tone}` : "cw-number"}
      data-long={text.length > LONG_LETTERS || undefined}
    >
      {text}
    </span>
  );
}
