/** Printing: paper is white, whatever the colours of the screen. */

import { useEffect } from "react";

const SCHEME = "data-mantine-color-scheme";

/** Shows the page in its light colours for as long as it is printed. */
export function useLightPaper(): void {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | null = null;
    const begin = () => {
      before = root.getAttribute(SCHEME);
      root.setAttribute(SCHEME, "light");
    };
    const end = () => {
      if (before) root.setAttribute(SCHEME, before);
    };
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
}
