/** Sending a request as it is typed, and keeping all of what comes back. */

import { reached } from "@/api/reach";
import type { RequestDraft } from "./examples";

export interface Exchanged {
  status: number;
  statusText: string;
  milliseconds: number;
  headers: readonly (readonly [string, string])[];
  body: string;
  bytes: number;
}

/**
 * Only addresses of this server are asked: a path, never another site. Throws TypeError where the
 * server cannot be reached, RangeError for an address elsewhere.
 */
export async function exchange(
  draft: RequestDraft,
  headers: Readonly<Record<string, string>>,
  csrfToken: string,
): Promise<Exchanged> {
  const target = new URL(draft.path, window.location.origin);
  if (target.origin !== window.location.origin || !draft.path.startsWith("/")) {
    throw new RangeError(draft.path);
  }
  const sent = new Headers(headers);
  if (draft.method !== "GET") sent.set("X-CSRF-Token", csrfToken);
  const init: RequestInit = { method: draft.method, headers: sent, credentials: "same-origin" };
  if (draft.method !== "GET" && draft.body.trim() !== "") init.body = draft.body;
  const began = performance.now();
  const response = await fetch(target, { ...init, cache: "no-store" });
  const body = await response.text();
  reached(true);
  return {
    status: response.status,
    statusText: response.statusText,
    milliseconds: performance.now() - began,
    headers: [...response.headers.entries()],
    body,
    bytes: new TextEncoder().encode(body).length,
  };
}

export function headersOf(draft: RequestDraft, companyId: number | null): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (draft.body.trim() !== "" && draft.method !== "GET") {
    headers["Content-Type"] = "application/json";
  }
  if (companyId !== null) headers["Procore-Company-Id"] = String(companyId);
  return headers;
}
