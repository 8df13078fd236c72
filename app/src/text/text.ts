/**
 * Texts by name: `t("log.rows", { count: 3 })`. A text may hold `{names}`; one with `one` and
 * `other` is chosen by `count`. The catalogue's type makes a wrong name a compile error.
 */

import { en } from "./en";
import { count as formatCount, locale } from "./format";

type Text = string | { one: string; other: string };
export type Catalogue = typeof en;
export type TextName = {
  [Page in keyof Catalogue & string]: `${Page}.${keyof Catalogue[Page] & string}`;
}[keyof Catalogue & string];
export type Values = Readonly<Record<string, string | number>>;

const plurals = new Intl.PluralRules("en");

export function t(name: TextName, values: Values = {}): string {
  const found = find(name);
  if (found === undefined) return name;
  const text = typeof found === "string" ? found : found[chosen(values.count)];
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => shown(values[key], whole));
}

/** For words that come from the server (`state.open`): its text, or the word made readable. */
export function word(page: keyof Catalogue & string, key: string): string {
  const found = find(`${page}.${key}`);
  return typeof found === "string" ? found : sentence(key);
}

/** `pendingReview`, `pending_review` and `pending-review` are "Pending review". */
export function sentence(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);
}

function find(name: string): Text | undefined {
  const dot = name.indexOf(".");
  const page = en[name.slice(0, dot) as keyof Catalogue] as Record<string, Text> | undefined;
  return page?.[name.slice(dot + 1)];
}

function chosen(count: string | number | undefined): "one" | "other" {
  return plurals.select(Number(count)) === "one" ? "one" : "other";
}

function shown(value: string | number | undefined, whole: string): string {
  if (value === undefined) return whole;
  return typeof value === "number" ? formatCount(value) : value;
}
