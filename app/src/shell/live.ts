/**
 * Live updates: when somebody changes the project, what was read of it is read again. Changes that
 * come close together are one.
 */

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isTouched, keys } from "@/api/keys";
import type { components } from "@/api/schema";

type LiveChange = components["schemas"]["LiveChangeView"];

const GATHER_MILLISECONDS = 400;
/** A stream that begins later than this may have missed what changed after the page was read. */
const PROMPT_MILLISECONDS = 1000;

/**
 * Keeps the stream open while the project's frame is shown and its tab is looked at.
 *
 * A browser has few connections to one server, for all of its tabs, and a stream holds one: a tab
 * in the background lets go of its own, and reads again what it missed when it is looked at.
 */
export function useLive(projectId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasMissed = false;
    const begun = performance.now();
    const gathered = new Set<string>();
    const refresh = () => {
      timer = undefined;
      const kinds = [...gathered];
      gathered.clear();
      void readAgain(queryClient, projectId, kinds);
    };
    const hear = (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as LiveChange;
      for (const kind of change.kinds) gathered.add(kind);
      timer ??= setTimeout(refresh, GATHER_MILLISECONDS);
    };
    const opened = () => {
      // What happened while the stream was away was not told.
      const isLate = performance.now() - begun > PROMPT_MILLISECONDS;
      if (hasMissed || isLate) void readAgain(queryClient, projectId, []);
      hasMissed = true;
    };
    const close = () => {
      source?.close();
      source = undefined;
    };
    const follow = () => {
      if (document.hidden) {
        hasMissed = true;
        close();
        return;
      }
      if (source && source.readyState !== EventSource.CLOSED) return;
      source = new EventSource(`/web/v1/projects/${projectId}/live`);
      source.addEventListener("change", hear);
      source.addEventListener("open", opened);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      clearTimeout(timer);
      close();
    };
  }, [projectId, queryClient]);
}

/** Readings that are waited for already, to be made once more. */
const awaited = new WeakSet<Promise<unknown>>();

/**
 * What is being read for the first time may be of before the change, and the client does not begin
 * such a reading anew: it is read once more when it is there.
 */
export function readAgain(queryClient: QueryClient, projectId: string, kinds: readonly string[]) {
  // A project's currency and the zone of its days are told with the list of projects.
  if (isTouched("settings", kinds)) {
    void queryClient.invalidateQueries({ queryKey: keys.projects });
  }
  const predicate = ({ queryKey }: Query) =>
    queryKey[0] === projectId && isTouched(queryKey[1], kinds);
  for (const query of queryClient.getQueryCache().findAll({ predicate, fetchStatus: "fetching" })) {
    const { promise, queryKey } = query;
    if (query.state.data !== undefined || !promise || awaited.has(promise)) continue;
    awaited.add(promise);
    // What failed is read again by whoever asks for it.
    const again = () => queryClient.invalidateQueries({ queryKey, exact: true });
    void promise.then(again, () => undefined);
  }
  return queryClient.invalidateQueries({ predicate });
}
