/** What the table of prices and the cards of a narrow screen have in common. */

import { Link } from "@tanstack/react-router";
import { Amount } from "@/parts/Amount";
import { usePast } from "@/parts/moment";
import { StateBadge } from "@/parts/StateBadge";
import { useProject } from "@/shell/project";
import { until } from "@/text/format";
import { t, word } from "@/text/text";
import type { Schemas } from "./data";
import gridClasses from "./grid.module.css";
import classes from "./quotes.module.css";

/** Who was asked, how far the request is, and until when an answer is wanted. */
export function SupplierHead({ supplier }: { supplier: Schemas["RecordSupplierView"] }) {
  const project = useProject();
  const past = usePast();
  return (
    <span className={classes.supplier}>
      <Link
        to="/p/$project/changes/$kind/$id"
        params={{ project: project.id, kind: "rfq", id: supplier.rfqId }}
        search={{ tab: "quotes", ...past }}
      >
        {supplier.company?.name ?? supplier.contract?.name ?? t("parts.nobody")}
      </Link>
      <span className="cw-muted">{`${word("letters", "rfq")} ${supplier.rfqNumber}`}</span>
      <StateBadge state={supplier.state} />
      {supplier.responseDue ? (
        <span className="cw-muted">
          {t("parts.due", { day: until(supplier.responseDue, project.timeZone) })}
        </span>
      ) : null}
    </span>
  );
}

interface BidProps {
  bid: Schemas["RecordBidView"];
  /** The supplier's, in which a price is. */
  own: string | null;
  /** The project's, in which prices are compared: of a plug, and of what is above the lowest. */
  currency: string | null;
}

/** A price, or the plug that stands in for one, in the currency that it is in. */
export function BidPrice({ bid, own, currency }: BidProps) {
  if (!bid.isPlug) return <Amount value={bid.amount} currency={own} isQuiet />;
  return (
    <span className={classes.plug}>
      <Amount value={bid.compared} currency={currency} /> {t("record.isPlug")}
    </span>
  );
}

/** What is to be known of a price: that it is the lowest, by how much it is not, what it leaves out. */
export function BidNotes({ bid, currency }: Omit<BidProps, "own">) {
  return (
    <>
      {bid.isLow ? <span className={gridClasses.small}>{t("record.lowest")}</span> : null}
      {bid.difference && /[1-9]/.test(bid.difference) ? (
        <span className={gridClasses.small}>
          +<Amount value={bid.difference} currency={currency} />
        </span>
      ) : null}
      {bid.origin === "share" ? (
        <span className={gridClasses.small}>{t("record.isShare")}</span>
      ) : null}
      {bid.accepted ? <span className={gridClasses.small}>{t("record.isAccepted")}</span> : null}
      {bid.description ? <span className={gridClasses.small}>{bid.description}</span> : null}
    </>
  );
}
