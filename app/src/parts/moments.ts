/** Days as moments: what stood at the end of a day, in the project's zone. */

import { dayOfInstant, today } from "./days";

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return local - Math.floor(at / 1000) * 1000;
}

/** The instant at which a day ends in a zone: `2026-03-02` in Chicago is `2026-03-03T05:59:59.999Z`. */
export function endOfDay(day: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T23:59:59.999Z`);
  let at = wanted - offset(wanted, timeZone);
  // Once more, as the zone's clocks may have been put between the two.
  at = wanted - offset(at, timeZone);
  return new Date(at).toISOString();
}

/** How long it is until the next day begins in a zone, in milliseconds. */
export function untilTomorrow(timeZone: string | undefined, now: number = Date.now()): number {
  const zone = timeZone ?? "UTC";
  return Date.parse(endOfDay(today(zone, new Date(now)), zone)) + 1 - now;
}

/** The moment to ask the server for; nothing for a day that is not over yet. */
export function momentOf(
  day: string | null | undefined,
  timeZone: string,
  now: number = Date.now(),
): string | undefined {
  // An address may say what is no day.
  if (!day || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return undefined;
  const end = endOfDay(day, timeZone);
  return Date.parse(end) < now ? end : undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;
const REVISION = /^\d{1,16}$/;

/** What an address may say of the past: a day, meaning its end, an instant, or a revision. */
export function isMoment(said: string): boolean {
  if (DAY.test(said)) return !Number.isNaN(Date.parse(`${said}T00:00:00Z`));
  return REVISION.test(said) || (INSTANT.test(said) && !Number.isNaN(Date.parse(said)));
}

/** The moment to ask the server for, of what an address says. */
export function momentSaid(said: string | undefined, timeZone: string): string | undefined {
  return said && !DAY.test(said) ? said : momentOf(said, timeZone);
}

/** How a moment is told: as a day where it is the day's end, else as what it is. */
export function kindOfMoment(
  said: string,
  timeZone: string,
): { day: string } | { instant: string } | { revision: string } {
  if (DAY.test(said)) return { day: said };
  if (REVISION.test(said)) return { revision: said };
  const day = dayOfInstant(said, timeZone);
  const left = Date.parse(endOfDay(day, timeZone)) - Date.parse(said);
  return left < 1000 ? { day } : { instant: said };
}
