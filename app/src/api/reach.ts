/** Whether the server can be reached, as the last request saw it. */

import { useSyncExternalStore } from "react";

let isReached = true;
const listeners = new Set<() => void>();

export function reached(now: boolean): void {
  if (now === isReached) return;
  isReached = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useReached(): boolean {
  return useSyncExternalStore(subscribe, () => isReached);
}
