/**
 * Names of what the app has read, so that a live change knows what to read again.
 *
 * A key is [projectId, topic, ...]. `topicsOf` maps a change's nouns to topics; what a page reads
 * under another name is read again by every change of its project.
 */

export type Topic =
  | "log"
  | "views"
  | "record"
  | "inbox"
  | "dashboard"
  | "contracts"
  | "budgets"
  | "settings"
  | "people"
  | "all";

export const keys = {
  session: ["session"] as const,
  projects: ["projects"] as const,
  of: (projectId: string, topic: Topic, ...rest: readonly unknown[]) =>
    [projectId, topic, ...rest] as const,
};

/** Topics that only their own nouns refresh; all others are refreshed by any change. */
const QUIET: Readonly<Record<string, readonly string[]>> = {
  views: ["saved_view", "view_choice"],
  // People and companies are of the account, and no project's changes tell of them.
  people: [],
  settings: ["container_settings", "clock_calendar", "property_definition", "change_order_type"],
};

/** Whether what was read under `topic` may be different after a change to `kinds`. */
export function isTouched(topic: unknown, kinds: readonly string[]): boolean {
  const nouns = typeof topic === "string" ? QUIET[topic] : undefined;
  if (!nouns || kinds.length === 0) return true;
  return kinds.some((kind) => nouns.includes(kind));
}
