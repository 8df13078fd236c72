/** Amounts as people type them, read without ever going through a float. */

import { locale } from "@/text/format";

/** The signs that a way of writing numbers uses, such as "," and "." of English. */
export interface Signs {
  group: string;
  decimal: string;
}

const known = new Map<string, Signs>();

export function signsOf(language: string): Signs {
  const found = known.get(language) ?? signsIn(language);
  known.set(language, found);
  return found;
}

function signsIn(language: string): Signs {
  const parts = new Intl.NumberFormat(language).formatToParts(-1234567.8);
  const find = (type: string, other: string) =>
    parts.find((part) => part.type === type)?.value ?? other;
  return { group: find("group", ","), decimal: find("decimal", ".") };
}

/**
 * An amount as text of plain digits: `$1,234.50`, `(1.234,50)`, `-5`. Empty is null; what is no
 * amount is undefined.
 */
export function readAmount(
  typed: string,
  signs: Signs = signsOf(locale()),
): string | null | undefined {
  if (typed.trim() === "") return null;
  // Signs of currencies may stand before parentheses, or alone beside a dash: `$ (5.00)`, `$ -`.
  let text = withoutCurrency(typed)
    .replace(/\s|\u00a0|\u202f|'/g, "")
    .replace(/^\u2212/, "-");
  if (text === "-" || text === "–") return null;
  const isInParentheses = /^\(.*\)$/.test(text);
  if (isInParentheses) text = text.slice(1, -1);
  const sign = isInParentheses || text.startsWith("-") ? "-" : "";
  // With both signs nobody can tell which of the two was meant: `(-5)` is no amount.
  if (!isInParentheses) text = text.replace(/^[+-]/, "");
  const plain = withPoint(text, signs);
  return /^\d+(\.\d+)?$|^\.\d+$/.test(plain) ? `${sign}${plain.replace(/^\./, "0.")}` : undefined;
}

let currencies: ReadonlySet<string> | undefined;

/** Three letters are left out only where a currency has them: `PCO 12` is no amount. */
function withoutCurrency(text: string): string {
  currencies ??= new Set(Intl.supportedValuesOf("currency"));
  return text.replace(/\p{Sc}|(?<![A-Z])[A-Z]{3}(?![A-Z])/gu, (sign) =>
    sign.length < 3 || currencies?.has(sign) ? "" : sign,
  );
}

/** With a point before the decimals and no signs between thousands. */
function withPoint(text: string, signs: Signs): string {
  const lastPoint = text.lastIndexOf(".");
  const lastComma = text.lastIndexOf(",");
  if (lastPoint >= 0 && lastComma >= 0) {
    const decimal = lastPoint > lastComma ? "." : ",";
    const group = decimal === "." ? "," : ".";
    return text.split(group).join("").replace(decimal, ".");
  }
  const only = lastPoint >= 0 ? "." : lastComma >= 0 ? "," : "";
  if (only === "") return text;
  const isGrouped = new RegExp(`^\\d{1,3}(\\${only}\\d{3})+$`).test(text);
  const many = text.split(only).length > 2;
  if (isGrouped && (many || only === signs.group)) return text.split(only).join("");
  return text.replace(only, ".");
}
