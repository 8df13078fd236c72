/**
 * Live updates: when somebody changes the project, what was read of it is read again. Changes that
 * come close together are one.
 */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isTouched, keys } from "@/api/keys";
import type { components } from "@/api/schema";

type LiveChange = components["schemas"]["LiveChangeView"];

const GATHER_MILLISECONDS = 400;

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
      if (hasMissed) void readAgain(queryClient, projectId, []);
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

function readAgain(queryClient: QueryClient, projectId: string, kinds: readonly string[]) {
  // A project's currency and the zone of its days are told with the list of projects.
  if (isTouched("settings", kinds)) {
    void queryClient.invalidateQueries({ queryKey: keys.projects });
  }
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === projectId && isTouched(queryKey[1], kinds),
  });
}
