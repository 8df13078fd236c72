/**
 * What makes something is done once, however often it is sent until its answer is known: who presses
 * the button again because the line was lost makes no second change, line or comment.
 */

import { intents } from "./intents";

/** Sends with the key of this intent. An answer, a refusal too, ends it: the same again is anew. */
export function once<T>(intent: unknown, request: (key: string) => Promise<T>): Promise<T> {
  return intents.send(intent, request);
}
