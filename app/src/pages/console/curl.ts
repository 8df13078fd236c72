/** A request as one command line, with the token left to be filled in. */

import type { RequestDraft } from "./examples";

export function curlOf(
  draft: RequestDraft,
  origin: string,
  headers: Readonly<Record<string, string>>,
): string {
  const parts = [
    draft.method === "GET" ? "curl" : `curl -X ${draft.method}`,
    quoted(origin + draft.path),
    `-H "Authorization: Bearer $CHANGEWRIGHT_TOKEN"`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ];
  if (draft.body.trim() !== "") parts.push(`--data ${quoted(draft.body)}`);
  return parts.join(" \\\n  ");
}

/** Single quotes, in which a shell reads nothing but their end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
