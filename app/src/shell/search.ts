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

/** A calendar day that there is, `2026-03-02`. */
export function dayOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const at = Date.parse(`${value}T00:00:00Z`);
  // Some browsers take February 30 for March 2.
  const isReal = !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
  return isReal ? value : undefined;
}

/** Why signing in at another site failed, in the server's words. */
export const SIGN_IN_PROBLEMS = [
  ...(["refused", "expired", "unavailable", "unverified", "unknown", "too-many"] as const),
] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

export interface SignInSearch {
  next?: string;
  problem?: SignInProblem;
}

/** Where to go after signing in: a place of this app, never another site's. */
export function readNext(raw: RawSearch): SignInSearch {
  const next = textOf(raw.next);
  const problem = oneOf(raw.problem, SIGN_IN_PROBLEMS);
  return {
    ...(next && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(problem ? { problem } : {}),
  };
}
