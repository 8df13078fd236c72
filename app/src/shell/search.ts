/** Reading a page's state from its address: what does not fit is left out, never an error. */

export type RawSearch = Record<string, unknown>;

export function textOf(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : undefined;
}

/** The value when it is one of the words. */
export function oneOf<const W extends string>(value: unknown, words: readonly W[]): W | undefined {
  return words.find((each) => each === value);
}

/** A calendar day, `2026-03-02`. */
export function dayOf(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}

/** Where to go after signing in: a place of this app, never another site's. */
export function readNext(raw: RawSearch): { next?: string } {
  const next = textOf(raw.next);
  return next && /^\/(?![/\\])/.test(next) ? { next } : {};
}
