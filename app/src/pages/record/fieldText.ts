import { day, money, quantity, until } from "@/text/format";
import { t, word } from "@/text/text";
import type { FieldOf } from "./data";

/** A field's value as people read it. */
export function shownText(
  field: FieldOf | undefined,
  timeZone: string,
  currency: string | null = null,
): string {
  if (!field || field.value === null || field.value === undefined) return "";
  if (field.reference) {
    const { number, name } = field.reference;
    return number ? `${number} ${name}` : name;
  }
  const text = String(field.value);
  switch (field.type) {
    case "date":
      return day(text);
    case "instant":
      return until(text, timeZone);
    case "amount":
      return money(text, currency);
    case "price":
      return quantity(text);
    case "boolean":
      return t(field.value === true ? "record.yes" : "record.no");
    case "choice":
      return word("scopes", text);
    default:
      return text;
  }
}
