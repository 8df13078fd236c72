/** Adding up decimal strings exactly: whole numbers of ten-thousandths, never a float. */

const PLACES = 4;
const UNIT = 10n ** BigInt(PLACES);

function units(amount: string): bigint {
  const found = amount.match(/^(-?)(\d+)(?:\.(\d{1,4}))?0*$/);
  if (!found) throw new Error(`${amount} is no amount`);
  const [, sign = "", wholes = "0", parts = ""] = found;
  const value = BigInt(wholes) * UNIT + BigInt(parts.padEnd(PLACES, "0") || "0");
  return sign ? -value : value;
}

function amountOf(value: bigint): string {
  const size = value < 0n ? -value : value;
  const parts = (size % UNIT).toString().padStart(PLACES, "0");
  return `${value < 0n ? "-" : ""}${size / UNIT}.${parts}`;
}

/** What amounts come to; those that are missing count nothing. */
export function sumOf(amounts: Iterable<string | null | undefined>): string {
  let total = 0n;
  for (const amount of amounts) if (amount) total += units(amount);
  return amountOf(total);
}

/** Which of two amounts is less, as sorting wants it; missing ones are least. */
export function compareAmounts(left: string | null | undefined, right: string | null | undefined) {
  if (!left || !right) return Number(Boolean(left)) - Number(Boolean(right));
  const difference = units(left) - units(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
