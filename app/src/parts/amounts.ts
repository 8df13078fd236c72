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
  let text = typed.trim();
  if (text === "" || text === "-" || text === "–") return null;
  let sign = "";
  if (/^\(.*\)$/.test(text)) {
    sign = "-";
    text = text.slice(1, -1);
  }
  text = text.replace(/\p{Sc}|[A-Z]{3}|\s|\u00a0|\u202f|'/gu, "").replace(/^\u2212/, "-");
  if (/^[+-]/.test(text)) {
    if (text.startsWith("-")) sign = sign === "-" ? "" : "-";
    text = text.slice(1);
  }
  const plain = withPoint(text, signs);
  return /^\d+(\.\d+)?$|^\.\d+$/.test(plain) ? `${sign}${plain.replace(/^\./, "0.")}` : undefined;
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
