/** The title of the open page: in the browser's tab, and at the head of every printed sheet. */

import { useContext, useEffect } from "react";
import { ProjectContext } from "./project";

const APP = "Changewright";
let sheet: HTMLStyleElement | null = null;

/** `text` is the page's own: what it shows, as "OCO 0012 Owner change order, August 2026". */
export function usePageTitle(text: string): void {
  const project = useContext(ProjectContext);
  const title = [text, project?.name ?? APP].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
    writeSheets(title);
    return () => {
      document.title = APP;
      writeSheets("");
    };
  }, [title]);
}

/** Paper has no header but in its margin, and a margin takes its text from a style alone. */
function writeSheets(title: string): void {
  if (!sheet) {
    sheet = document.createElement("style");
    document.head.append(sheet);
  }
  sheet.textContent = `@page { @top-left { content: ${cssText(title)}; } }`;
}

function cssText(text: string): string {
  const safe = [...text].map((sign) =>
    /[\p{L}\p{N} ,.·&()-]/u.test(sign) ? sign : `\\${sign.codePointAt(0)?.toString(16)} `,
  );
  return `"${safe.join("")}"`;
}
