/**
 * Numbers, money, days and instants in the reader's own way of writing them.
 *
 * Amounts are decimal strings and stay so: Intl formats the string itself, digit by digit. Nothing
 * here does arithmetic on them.
 */

type Numeric = `${number}`;

export function locale(): string {
  return typeof navigator === "undefined" ? "en-US" : navigator.language || "en-US";
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale()} ${key}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.NumberFormat(locale(), options);
    formats.set(name, format);
  }
  return format;
}

export type Amount = string | null | undefined;

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** `1234.5` in USD is "$1,234.50"; below zero in parentheses; nothing is "". */
export function money(amount: Amount, currency: string | null | undefined): string {
  if (amount === null || amount === undefined || amount === "") return "";
  if (!DECIMAL.test(amount)) return amount;
  if (!currency) return plainMoney(amount);
  try {
    return numberFormat(`money ${currency}`, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      currencySign: "accounting",
    }).format(amount as Numeric);
  } catch {
    return `${plainMoney(amount)} ${currency}`; // a currency that this browser does not know
  }
}

/** Without the currency, for columns that say it in their head: "1,234.50", "(1,234.50)". */
export function plainMoney(amount: Amount, decimals = 2): string {
  if (amount === null || amount === undefined || amount === "") return "";
  if (!DECIMAL.test(amount)) return amount;
  const text = numberFormat(`plain ${decimals}`, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount.replace(/^-/, "") as Numeric);
  return isNegative(amount) ? `(${text})` : text;
}

/** For cards and axes: "$1.2M". Rounded, so never where a figure must tie. */
export function shortMoney(amount: Amount, currency: string | null | undefined): string {
  if (!amount || !DECIMAL.test(amount)) return money(amount, currency);
  return numberFormat(`short ${currency}`, {
    ...(currency ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : {}),
    currencySign: "accounting",
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(amount as Numeric);
}

export function isNegative(amount: Amount): boolean {
  return amount?.startsWith("-") === true && /[1-9]/.test(amount);
}

export function isZero(amount: Amount): boolean {
  return !amount || !/[1-9]/.test(amount);
}

/** A quantity or a rate: as many decimals as it has, up to six. */
export function quantity(value: string | null | undefined): string {
  if (!value || !DECIMAL.test(value)) return value ?? "";
  return numberFormat("quantity", { maximumFractionDigits: 6 }).format(value as Numeric);
}

export function count(value: number): string {
  return numberFormat("count", { maximumFractionDigits: 0 }).format(value);
}

/** A measure that is no amount of money: as many decimals as it needs, up to so many. */
export function measured(value: number, decimals = 1): string {
  return numberFormat(`measured ${decimals}`, { maximumFractionDigits: decimals }).format(value);
}

/** `0.125` is "12.5%". */
export function percent(share: string | number, decimals = 1): string {
  return numberFormat(`percent ${decimals}`, {
    style: "percent",
    maximumFractionDigits: decimals,
  }).format(share as Numeric);
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Made once: making one costs more than a row of the log does. */
function dateFormat(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale()} ${key}`;
  let format = dateFormats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), options);
    dateFormats.set(name, format);
  }
  return format;
}

const MONTH_DAY: Intl.DateTimeFormatOptions = { month: "short", day: "numeric", year: "numeric" };

/** A calendar day, `2026-03-02`: "Mar 2, 2026". No time zone has a say in it. */
export function day(value: string | null | undefined): string {
  const found = value?.match(/^(\d{4})-(\d{2})-(\d{2})/);
  if (!found) return value ?? "";
  const at = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return dateFormat("day", { ...MONTH_DAY, timeZone: "UTC" }).format(at);
}

const MINUTE: Intl.DateTimeFormatOptions = { ...MONTH_DAY, hour: "numeric", minute: "2-digit" };

/** Where the reader is, as the browser has it. */
function ownZone(): string {
  return dateFormat("own", {}).resolvedOptions().timeZone;
}

/**
 * An instant in the project's time zone: "Mar 2, 2026, 2:05 PM". Who is where clocks show another
 * hour then is told whose hour it is: "Mar 2, 2026, 2:05 PM CST".
 */
export function instant(
  value: string | null | undefined,
  timeZone: string,
  home: string = ownZone(),
): string {
  if (!value) return "";
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const text = dateFormat(`instant ${timeZone}`, { ...MINUTE, timeZone }).format(at);
  const atHome = dateFormat(`instant ${home}`, { ...MINUTE, timeZone: home }).format(at);
  if (text === atHome) return text;
  const named = { ...MINUTE, timeZone, timeZoneName: "short" } as const;
  return dateFormat(`named ${timeZone}`, named).format(at);
}

const LAST_SECOND = "23:59:59";

/** Until when: a day where it is all of that day, as the project's clocks show it, else an instant. */
export function until(value: string | null | undefined, timeZone: string): string {
  const at = new Date(value ?? "");
  if (Number.isNaN(at.getTime())) return value ?? "";
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone } as const;
  const shown = at.toLocaleTimeString("en-GB", clock);
  if (shown !== LAST_SECOND) return instant(value, timeZone);
  return dateFormat(`day ${timeZone}`, { ...MONTH_DAY, timeZone }).format(at);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 days ago"; less than a minute is "now". */
export function ago(value: string, now: number = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "second");
}

/** The size of a file: "1.2 MB". */
export function fileSize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat(`size ${step}`, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
