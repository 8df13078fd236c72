import { memo } from "react";
import { t } from "@/text/text";
import { TotalValue, totalOf } from "./GridLines";
import classes from "./log.module.css";
import type { LogColumn, LogTotal } from "./wire";

interface Props {
  columns: readonly LogColumn[];
  totals: readonly LogTotal[];
}

/** What all rows found come to, a line per currency; it stays below while rows scroll. */
export const GridTotals = memo(function GridTotals({ columns, totals }: Props) {
  const firstTotal = columns.findIndex((each) => each.total);
  if (firstTotal < 0 || totals.length === 0) return null;
  const span = Math.max(1, firstTotal);
  return (
    <div role="rowgroup" className={classes.totals}>
      {totals.map((total) => (
        <div key={total.currency ?? ""} role="row" className={classes.totalLine}>
          <div
            role="gridcell"
            className={classes.totalTitle}
            style={{ gridColumn: `1 / span ${span + 1}` }}
          >
            {t("log.totals")}
            <span className="cw-muted">{noteOf(total, totals.length > 1)}</span>
          </div>
          {columns.slice(span).map((column) => (
            <div
              key={column.name}
              role="gridcell"
              className={classes.cell}
              data-right={column.total || undefined}
            >
              {column.total && totalOf(total, column) !== null ? (
                <TotalValue total={total} column={column} isMixed={false} />
              ) : null}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
});

function noteOf(total: LogTotal, isMixed: boolean): string {
  if (!isMixed) return total.currency ?? t("log.count", { count: total.count });
  return t("log.totalOf", {
    count: total.count,
    currency: total.currency ?? t("log.noCurrency"),
  });
}
