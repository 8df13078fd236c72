/**
 * Days as experts type them, `t`, `+7`, `-5`, `0302`, `3/2`, `2026-03-02`, and as spreadsheets write
 * them: `2-Mar-26`, `March 2, 2026`, `02.03.2026`, `3/2/2026 0:00`.
 */

import { locale } from "@/text/format";
import { existing, plusDays } from "./days";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK = /[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m)?$/i;

/**
 * The date that was meant; null for no date, undefined for what cannot be read. In forms, cells and
 * pasted rows alike.
 *
 * Whether the day or the month is first between slashes is as the reader's language has it, in
 * which days are shown too; between points it is the day. A year that comes first says the order
 * itself. A clock beside the date says nothing more, unless it is of a zone: which day an instant
 * is depends on the project's.
 */
export function readDay(
  typed: string,
  now: string,
  language: string = locale(),
): string | null | undefined {
  const text = typed.trim().replace(CLOCK, "").toLowerCase();
  if (text === "") return null;
  if (text === "t" || text === "today") return now;
  const offset = text.match(/^t?\s*([+-])\s*(\d{1,4})$/);
  if (offset) return plusDays(now, Number(`${offset[1]}${offset[2]}`));
  const year = now.slice(0, 4);
  const digits = text.match(/^(\d{2})(\d{2})(\d{2}|\d{4})?$/);
  if (digits) return dayOf(digits[3] ?? year, digits[1], digits[2]);
  const yearFirst = text.match(/^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/);
  if (yearFirst) return dayOf(yearFirst[1], yearFirst[3], yearFirst[4]);
  const parts = text.match(/^(\d{1,2})([/.])(\d{1,2})(?:[/.](\d{2}|\d{4}))?$/);
  if (!parts) return namedDay(text);
  const isDayFirst = parts[2] === "." || beginsWithDay(language);
  const [month, day] = isDayFirst ? [parts[3], parts[1]] : [parts[1], parts[3]];
  return dayOf(parts[4] ?? year, month, day);
}

/** A day whose month is a word. */
function namedDay(text: string): string | undefined {
  const dayFirst = text.match(/^(\d{1,2})[\s.-]+([a-z]{3,9})\.?[\s,-]+(\d{2}|\d{4})$/);
  const monthFirst = text.match(/^([a-z]{3,9})\.?\s+(\d{1,2})\s*,?\s+(\d{4})$/);
  const [day, word, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]];
  const month = MONTHS.indexOf(word?.slice(0, 3) ?? "") + 1;
  return month > 0 ? dayOf(year, String(month), day) : undefined;
}

function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  if (!year || !month || !day) return undefined;
  const whole = year.length === 2 ? `20${year}` : year;
  return existing(Number(whole), Number(month), Number(day));
}

function beginsWithDay(language: string): boolean {
  const parts = new Intl.DateTimeFormat(language).formatToParts(new Date(0));
  const place = (type: string) => parts.findIndex((part) => part.type === type);
  return place("day") < place("month");
}
