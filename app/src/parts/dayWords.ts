/** Days as spreadsheets write them: `2-Mar-26`, `March 2, 2026`, `02.03.2026`, `3/2/2026 0:00`. */

import { locale } from "@/text/format";
import { readDay } from "./days";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK = /[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m)?$/i;

/**
 * The date that was meant; null for no date, undefined for what cannot be read. Whether the day or
 * the month is first between slashes is as the reader's language has it; between points it is the
 * day. What is shorter is read as it is typed in forms (`readDay`). A clock beside the date says
 * nothing more, unless it is of a zone: which day an instant is depends on the project's.
 */
export function readWrittenDay(
  written: string,
  now: string,
  language: string = locale(),
): string | null | undefined {
  const text = written.trim().replace(CLOCK, "");
  const named = namedDay(text);
  if (named) return readDay(named, now);
  const parts = text.match(/^(\d{1,2})([/.])(\d{1,2})[/.](\d{2}|\d{4})$/);
  if (parts) {
    const [, first = "", sign = "", second = "", year = ""] = parts;
    const isDayFirst = sign === "." || beginsWithDay(language);
    const [month, day] = isDayFirst ? [second, first] : [first, second];
    return readDay(`${fullYear(year)}-${month}-${day}`, now);
  }
  const yearFirst = text.match(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/);
  return readDay(yearFirst ? yearFirst.slice(1).join("-") : text, now);
}

/** `2026-3-2` of a day whose month is a word. */
function namedDay(text: string): string | undefined {
  const dayFirst = text.match(/^(\d{1,2})[\s.-]+([a-z]{3,9})\.?[\s,-]+(\d{2}|\d{4})$/i);
  const monthFirst = text.match(/^([a-z]{3,9})\.?\s+(\d{1,2})\s*,?\s+(\d{4})$/i);
  const [day, word, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]];
  const month = MONTHS.indexOf(word?.slice(0, 3).toLowerCase() ?? "") + 1;
  return month > 0 && day && year ? `${fullYear(year)}-${month}-${day}` : undefined;
}

const fullYear = (year: string) => (year.length === 2 ? `20${year}` : year);

function beginsWithDay(language: string): boolean {
  const parts = new Intl.DateTimeFormat(language).formatToParts(new Date(0));
  const place = (type: string) => parts.findIndex((part) => part.type === type);
  return place("day") < place("month");
}
