/**
 * What makes something is done once, however often it is sent until its answer is known: who presses
 * the button again because the line was lost makes no second change, line or comment.
 */

import { newKey } from "./client";
import { isProblem } from "./problem";

/** Keys of what was sent and not answered yet, for as long as the page is open. */
const unanswered = new Map<string, string>();

/** Sends with the key of this intent. An answer, a refusal too, ends it: the same again is anew. */
export async function once<T>(intent: unknown, request: (key: string) => Promise<T>): Promise<T> {
  const words = JSON.stringify(intent);
  const key = unanswered.get(words) ?? newKey();
  unanswered.set(words, key);
  try {
    const answer = await request(key);
    unanswered.delete(words);
    return answer;
  } catch (problem) {
    if (isProblem(problem) && !problem.isTransient) unanswered.delete(words);
    throw problem;
  }
}
