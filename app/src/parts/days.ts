/** Days as experts type them: `t`, `+7`, `-5`, `0302`, `3/2`, `2026-03-02`. */

const DAY_MILLISECONDS = 86_400_000;

/** The zone, or UTC where the server knows more zones than this browser does. */
export function knownZone(name: string): string {
  try {
    new Intl.DateTimeFormat("en-CA", { timeZone: name });
    return name;
  } catch {
    return "UTC";
  }
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** Writes `2026-03-02` in a zone. Lists ask for each of their rows, and making one is slow. */
function dateFormat(timeZone?: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const options = { year: "numeric", month: "2-digit", day: "2-digit", timeZone } as const;
    format = new Intl.DateTimeFormat("en-CA", options);
    formats.set(timeZone, format);
  }
  return format;
}

/** Today's date in a time zone, `2026-03-02`. */
export function today(timeZone?: string, now: Date = new Date()): string {
  return dateFormat(timeZone).format(now);
}

/** The day of an instant where the project is: a deadline ends with its day there. */
export function dayOfInstant(value: string, timeZone: string): string {
  return today(timeZone, new Date(value));
}

/** The day that has ended at an instant: midnight ends the day before it. */
export function dayEndedAt(value: string, timeZone: string): string {
  return today(timeZone, new Date(Date.parse(value) - 1));
}

/** Days gone by since an instant, as calendars count them: what began yesterday evening is one. */
export function daysSince(
  value: string,
  timeZone: string,
  now: string | Date = new Date(),
): number {
  return daysBetween(dayOfInstant(value, timeZone), today(timeZone, new Date(now)));
}

export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS)
    .toISOString()
    .slice(0, 10);
}

/** Whole days from one date to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MILLISECONDS,
  );
}

/** The date that was meant; null for no date, undefined for what cannot be read. */
export function readDay(typed: string, now: string): string | null | undefined {
  const text = typed.trim().toLowerCase();
  if (text === "") return null;
  if (text === "t" || text === "today") return now;
  const offset = text.match(/^t?\s*([+-])\s*(\d{1,4})$/);
  if (offset) return plusDays(now, Number(`${offset[1]}${offset[2]}`));
  const whole = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (whole) return existing(Number(whole[1]), Number(whole[2]), Number(whole[3]));
  const year = Number(now.slice(0, 4));
  const digits = text.match(/^(\d{2})(\d{2})(\d{2}|\d{4})?$/);
  if (digits) return existing(yearOf(digits[3], year), Number(digits[1]), Number(digits[2]));
  const slashed = text.match(/^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?$/);
  if (slashed) return existing(yearOf(slashed[3], year), Number(slashed[1]), Number(slashed[2]));
  return undefined;
}

function yearOf(text: string | undefined, now: number): number {
  if (!text) return now;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function existing(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
