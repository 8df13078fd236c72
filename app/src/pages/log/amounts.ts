/** The one amount that speaks for a row where there is room for one: the most mature of its side. */

const OWNERS_SIDE = ["approved", "submitted", "committed", "proposed", "estimated"] as const;
const SUPPLIERS_SIDE = ["committed", "proposed", "approved", "submitted", "estimated"] as const;
/** Documents that only a supplier answers. */
const SUPPLIERS_KINDS = new Set(["rfq", "scr", "sco"]);

export const AMOUNTS: readonly string[] = OWNERS_SIDE;

export type Amounts = Readonly<Partial<Record<string, string | null>>>;

export function chiefAmount(kind: string, amounts: Amounts): string | null {
  const name = chiefOf(kind, amounts);
  return name ? (amounts[name] ?? null) : null;
}

/** The name of that amount. */
export function chiefOf(kind: string, amounts: Amounts): string | undefined {
  const order = SUPPLIERS_KINDS.has(kind) ? SUPPLIERS_SIDE : OWNERS_SIDE;
  return order.find((name) => amounts[name]);
}

/** What suppliers ask and get is in the currency of the row; other amounts are in the project's. */
const OF_ROW: ReadonlySet<string> = new Set(["proposed", "committed"]);

export function isOfProject(amount: string): boolean {
  return !OF_ROW.has(amount);
}
