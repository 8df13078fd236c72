/**
 * Live updates: when somebody changes the project, what was read of it is read again.
 *
 * Changes that come close together are one. A page that must tell what changed (a form that is
 * being filled in) listens with `useLiveChanges`.
 */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isTouched } from "@/api/keys";

export interface LiveChange {
  revision: number;
  /** UUIDs of what changed. */
  ids: string[];
  /** Nouns of what changed: `change_order`, `cost_item` … */
  kinds: string[];
  /** Who changed it. */
  by: string | null;
}

const GATHER_MILLISECONDS = 400;

type Listener = (change: LiveChange) => void;
const listeners = new Set<Listener>();

/** Calls back for each change of the open project, one's own included. */
export function useLiveChanges(listener: Listener): void {
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => {
    const call: Listener = (change) => newest.current(change);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, []);
}

/** Keeps the stream open while the project's frame is shown. */
export function useLive(projectId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/web/v1/projects/${projectId}/live`);
    const gathered = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasOpen = false;
    const refresh = () => {
      timer = undefined;
      const kinds = [...gathered];
      gathered.clear();
      void readAgain(queryClient, projectId, kinds);
    };
    source.addEventListener("change", (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as LiveChange;
      for (const listener of listeners) listener(change);
      for (const kind of change.kinds) gathered.add(kind);
      timer ??= setTimeout(refresh, GATHER_MILLISECONDS);
    });
    source.addEventListener("open", () => {
      // What happened while the stream was away was not told.
      if (wasOpen) void readAgain(queryClient, projectId, []);
      wasOpen = true;
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [projectId, queryClient]);
}

function readAgain(queryClient: QueryClient, projectId: string, kinds: readonly string[]) {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === projectId && isTouched(queryKey[1], kinds),
  });
}
