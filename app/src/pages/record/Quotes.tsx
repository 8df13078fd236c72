import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { Amount } from "@/parts/Amount";
import { ToneBadge } from "@/parts/StateBadge";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { count, quantity } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import gridClasses from "./grid.module.css";
import { PriceForm } from "./PriceForm";
import pageClasses from "./page.module.css";
import { QuoteCards } from "./QuoteCards";
import { BidNotes, BidPrice, SupplierHead } from "./QuoteParts";

/** Paper is narrow too, and has the table. */
const NARROW = "screen and (max-width: 760px)";

type Supplier = Schemas["RecordSupplierView"];
type Bid = Schemas["RecordBidView"];

/** Prices of all suppliers side by side, and one's own to be typed. */
export function Quotes({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const quotes = useQuery({
    queryKey: key(record.id, "quotes"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/quotes", {
        path: { projectId: project.id, recordId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  if (quotes.error) {
    return <ErrorState error={quotes.error} onRetry={() => void quotes.refetch()} />;
  }
  if (!quotes.data) return <Loading />;
  const own = quotes.data.suppliers.find((each) => each.rfqId === record.id);
  const inside = project.audience === "full";
  const Compared = isNarrow ? QuoteCards : QuoteTable;
  return (
    <>
      {own && !own.mayQuote ? (
        <PriceForm record={record} supplier={own} lines={quotes.data.lines} />
      ) : null}
      {own?.mayQuote && !inside ? <p className={pageClasses.noteBlock}>{own.mayQuote}</p> : null}
      {quotes.data.suppliers.length === 0 ? (
        <EmptyState title={t("record.noQuotes")}>{t("record.noQuotesHelp")}</EmptyState>
      ) : inside || own?.mayQuote ? (
        <>
          <Compared quotes={quotes.data} inside={inside} />
          {inside ? <p className={pageClasses.noteUnder}>{t("record.plugHelp")}</p> : null}
        </>
      ) : null}
    </>
  );
}

function QuoteTable({ quotes, inside }: { quotes: Schemas["RecordQuotesView"]; inside: boolean }) {
  const { lines, suppliers } = quotes;
  return (
    <div className={gridClasses.scroll}>
      <table className={gridClasses.grid} aria-label={t("record.quotes")}>
        <thead>
          <tr>
            <th scope="col" style={{ minWidth: 200 }}>
              {t("fields.name")}
            </th>
            <th scope="col" className={gridClasses.right}>
              {t("fields.quantity")}
            </th>
            {inside ? (
              <th scope="col" className={gridClasses.right}>
                {t("record.plug")}
              </th>
            ) : null}
            {suppliers.map((supplier) => (
              <th key={supplier.rfqId} scope="col" className={gridClasses.right}>
                <SupplierHead supplier={supplier} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, place) => (
            <tr key={line.id}>
              <th scope="row" className={gridClasses.rowName}>
                {line.name}
              </th>
              <td className={gridClasses.right}>
                {[quantity(line.quantity), line.unit ?? ""].filter(Boolean).join(" ") || "–"}
              </td>
              {inside ? (
                <td className={gridClasses.right}>
                  <Amount value={line.plug} currency={quotes.currency} isQuiet />
                </td>
              ) : null}
              {suppliers.map((supplier) => (
                <BidCell
                  key={supplier.rfqId}
                  bid={supplier.bids[place]}
                  own={supplier.currency}
                  currency={quotes.currency}
                />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <FootRow
            label={t("record.quoted")}
            {...{ suppliers, inside }}
            value={(one) => <Amount value={one.total} currency={one.currency} isQuiet />}
          />
          {inside ? (
            <FootRow
              label={t("record.levelled")}
              {...{ suppliers, inside }}
              value={(one) => (
                <>
                  <Amount value={one.levelled} currency={quotes.currency} isQuiet />
                  {one.isLowest ? <ToneBadge tone="good">{t("record.lowest")}</ToneBadge> : null}
                </>
              )}
            />
          ) : null}
          {inside && suppliers.length > 1 ? (
            <FootRow
              label={t("record.above")}
              {...{ suppliers, inside }}
              value={(one) => <Amount value={one.difference} currency={quotes.currency} isQuiet />}
            />
          ) : null}
          <FootRow
            label={t("record.daysAsked")}
            {...{ suppliers, inside }}
            value={(one) => (one.days === null ? "–" : count(one.days))}
          />
        </tfoot>
      </table>
    </div>
  );
}

interface FootProps {
  label: string;
  suppliers: readonly Supplier[];
  inside: boolean;
  value: (supplier: Supplier) => ReactNode;
}

function FootRow({ label, suppliers, inside, value }: FootProps) {
  return (
    <tr>
      <th scope="row" colSpan={inside ? 3 : 2}>
        {label}
      </th>
      {suppliers.map((supplier) => (
        <td key={supplier.rfqId} className={gridClasses.right}>
          {value(supplier)}
        </td>
      ))}
    </tr>
  );
}

interface BidCellProps {
  bid: Bid | undefined;
  own: string | null;
  currency: string | null;
}

function BidCell({ bid, own, currency }: BidCellProps) {
  if (!bid) return <td />;
  if (!bid.isAsked)
    return <td className={`${gridClasses.right} cw-muted`}>{t("record.notAsked")}</td>;
  return (
    <td
      className={gridClasses.right}
      data-low={bid.isLow || undefined}
      title={bid.description ?? undefined}
    >
      <BidPrice bid={bid} own={own} currency={currency} />
      <BidNotes bid={bid} currency={currency} />
    </td>
  );
}
