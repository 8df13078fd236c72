/** Days of the calendar: which is today, how far apart two are. `dayWords` reads typed ones. */

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

/** The day of a year, a month and a day of it, or undefined where there is none such. */
export function existing(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
