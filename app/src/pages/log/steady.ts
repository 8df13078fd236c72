import { useCallback, useLayoutEffect, useRef } from "react";

/** One function that always does what the newest would: rows that hold it are not drawn anew. */
export function useSteady<A extends unknown[], R>(newest: (...given: A) => R): (...given: A) => R {
  const held = useRef(newest);
  useLayoutEffect(() => {
    held.current = newest;
  });
  return useCallback((...given: A) => held.current(...given), []);
}
