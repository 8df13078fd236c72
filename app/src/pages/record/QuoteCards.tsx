import type { ReactNode } from "react";
import { Amount } from "@/parts/Amount";
import { ToneBadge } from "@/parts/StateBadge";
import { count, quantity } from "@/text/format";
import { t } from "@/text/text";
import type { Schemas } from "./data";
import { BidNotes, BidPrice, SupplierHead } from "./QuoteParts";
import classes from "./quotes.module.css";

type Supplier = Schemas["RecordSupplierView"];
type QuoteLine = Schemas["RecordQuoteLineView"];

interface Props {
  quotes: Schemas["RecordQuotesView"];
  inside: boolean;
}

/** The prices of all suppliers on a narrow screen: a card each, what it comes to before its lines. */
export function QuoteCards({ quotes, inside }: Props) {
  return (
    <ul className={classes.cards} aria-label={t("record.quotes")}>
      {quotes.suppliers.map((supplier) => (
        <li key={supplier.rfqId} className={classes.card} data-low={supplier.isLowest || undefined}>
          <SupplierHead supplier={supplier} />
          <Sums supplier={supplier} quotes={quotes} inside={inside} />
          <Asked supplier={supplier} lines={quotes.lines} currency={quotes.currency} />
        </li>
      ))}
    </ul>
  );
}

function Sums({ supplier, quotes, inside }: Props & { supplier: Supplier }) {
  const isOneOfMany = inside && quotes.suppliers.length > 1;
  return (
    <dl className={classes.sums}>
      <Sum label={t("record.quoted")}>
        <Amount value={supplier.total} currency={supplier.currency} isQuiet />
      </Sum>
      {inside ? (
        <Sum
          label={t("record.levelled")}
          note={supplier.isLowest ? <ToneBadge tone="good">{t("record.lowest")}</ToneBadge> : null}
        >
          <Amount value={supplier.levelled} currency={quotes.currency} isQuiet />
        </Sum>
      ) : null}
      {isOneOfMany ? (
        <Sum label={t("record.above")}>
          <Amount value={supplier.difference} currency={quotes.currency} isQuiet />
        </Sum>
      ) : null}
      <Sum label={t("record.daysAsked")}>{supplier.days === null ? "–" : count(supplier.days)}</Sum>
    </dl>
  );
}

function Sum({ label, note, children }: { label: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.sum}>
      <dt>
        {label} {note}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

interface AskedProps {
  supplier: Supplier;
  lines: readonly QuoteLine[];
  /** The project's. */
  currency: string | null;
}

/** The lines that the supplier was asked about, each with what it asks for it. */
function Asked({ supplier, lines, currency }: AskedProps) {
  const asked = lines.flatMap((line, place) => {
    const bid = supplier.bids[place];
    return bid?.isAsked ? [{ line, bid }] : [];
  });
  const others = lines.length - asked.length;
  return (
    <>
      <ul className={classes.bids}>
        {asked.map(({ line, bid }) => (
          <li key={line.id} className={classes.bid} data-low={bid.isLow || undefined}>
            <span>
              {line.name}{" "}
              <span className="cw-muted">
                {[quantity(line.quantity), line.unit ?? ""].filter(Boolean).join(" ")}
              </span>
            </span>
            <span className={classes.bidPrice}>
              <BidPrice bid={bid} own={supplier.currency} currency={currency} />
              <BidNotes bid={bid} currency={currency} />
            </span>
          </li>
        ))}
      </ul>
      {others > 0 ? (
        <p className={classes.others}>{t("record.othersNotAsked", { count: others })}</p>
      ) : null}
    </>
  );
}
