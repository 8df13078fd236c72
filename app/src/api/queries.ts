/** The query client: what is retried, how long an answer is fresh, what is never retried. */

import { QueryClient } from "@tanstack/react-query";
import { isProblem } from "./problem";

const MOST_RETRIES = 3;
const FRESH_MILLISECONDS = 15_000;
const LONGEST_WAIT_MILLISECONDS = 8_000;

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        // The browser's own word for being offline says nothing of this server: we try and see.
        networkMode: "always",
        retry: (count, error) => isProblem(error) && error.isTransient && count < MOST_RETRIES,
        retryDelay: (count) => Math.min(500 * 2 ** count, LONGEST_WAIT_MILLISECONDS),
        refetchOnWindowFocus: false,
      },
      // What was typed is sent once; the page keeps it and offers to send it again.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
