/** What the page's address says: as of which day, of which side, and what some charts are about. */

import { dayOf, oneOf, type RawSearch, textOf } from "@/shell/search";

export const SIDES = ["budget", "cost"] as const;
export const INTERVALS = ["month", "week"] as const;
export const MEASURES = ["count", "amount"] as const;
export const KINDS = ["pco", "rfq", "rco", "scr", "oco", "sco"] as const;
export type Side = (typeof SIDES)[number];

export interface DashboardSearch {
  /** A calendar day of the project; left out: now. */
  asOf?: string;
  side?: Side;
  interval?: (typeof INTERVALS)[number];
  measure?: (typeof MEASURES)[number];
  kind?: (typeof KINDS)[number];
  /** The contract whose value is shown. */
  contract?: string;
}

export function readDashboardSearch(raw: RawSearch): DashboardSearch {
  const found: DashboardSearch = {};
  const asOf = dayOf(raw.asOf);
  const side = oneOf(raw.side, SIDES);
  const interval = oneOf(raw.interval, INTERVALS);
  const measure = oneOf(raw.measure, MEASURES);
  const kind = oneOf(raw.kind, KINDS);
  const contract = textOf(raw.contract);
  if (asOf) found.asOf = asOf;
  if (side) found.side = side;
  if (interval) found.interval = interval;
  if (measure) found.measure = measure;
  if (kind) found.kind = kind;
  if (contract) found.contract = contract;
  return found;
}
