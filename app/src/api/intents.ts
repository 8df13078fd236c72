/**
 * Keys for what a person means to be done once, however often it is sent.
 *
 * A request whose answer was lost may have been carried out. Its key is kept until an answer comes,
 * also over a reload of the page, and the same request sent again carries it again: the server then
 * tells what it did the first time. Once an answer is known, a refusal too, the same words are a new
 * intent.
 */

import { newKey } from "./client";
import { isProblem } from "./problem";

/** Later the world may have moved on, and the same words mean to be done anew. */
const KEPT_MILLISECONDS = 10 * 60_000;
const KEPT_MOST = 20;
const KEPT_UNDER = "changewright-unanswered";

interface Unanswered {
  key: string;
  since: number;
}

export type Keeper = Pick<Storage, "getItem" | "setItem">;

export class Intents {
  private readonly unanswered: Map<string, Unanswered>;

  constructor(
    private readonly keeper: Keeper | undefined,
    private readonly now: () => number = Date.now,
  ) {
    this.unanswered = new Map(kept(keeper));
  }

  /** Sends with the key of this intent. Its key is forgotten when it was answered, not before. */
  async send<T>(intent: unknown, request: (key: string) => Promise<T>): Promise<T> {
    const words = JSON.stringify(intent);
    try {
      const answer = await request(this.keyOf(words));
      this.forget(words);
      return answer;
    } catch (problem) {
      if (isProblem(problem) && !problem.isTransient) this.forget(words);
      throw problem;
    }
  }

  /** Who leaves leaves nothing of what was sent to who comes next. */
  clear(): void {
    this.unanswered.clear();
    this.keep();
  }

  private forget(words: string): void {
    this.unanswered.delete(words);
    this.keep();
  }

  private keyOf(words: string): string {
    const before = this.unanswered.get(words);
    const isFresh = before && this.now() - before.since < KEPT_MILLISECONDS;
    const key = isFresh ? before.key : newKey();
    // The one used last is the last to be dropped.
    this.unanswered.delete(words);
    this.unanswered.set(words, { key, since: this.now() });
    const oldest = this.unanswered.keys().next();
    if (this.unanswered.size > KEPT_MOST && !oldest.done) this.unanswered.delete(oldest.value);
    this.keep();
    return key;
  }

  private keep(): void {
    try {
      this.keeper?.setItem(KEPT_UNDER, JSON.stringify([...this.unanswered]));
    } catch {
      // A store that is full or forbidden: the keys last as long as the page.
    }
  }
}

function kept(keeper: Keeper | undefined): [string, Unanswered][] {
  try {
    const found: unknown = JSON.parse(keeper?.getItem(KEPT_UNDER) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

export const intents = new Intents(
  typeof sessionStorage === "undefined" ? undefined : sessionStorage,
);
