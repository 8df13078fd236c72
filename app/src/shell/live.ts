/**
 * Live updates: when somebody changes the project, what was read of it is read again. Changes that
 * come close together are one.
 */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isTouched } from "@/api/keys";
import type { components } from "@/api/schema";

type LiveChange = components["schemas"]["LiveChangeView"];

const GATHER_MILLISECONDS = 400;

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
