/** The session and the projects of the person who is signed in. */

import { queryOptions } from "@tanstack/react-query";
import { api, keepCsrfToken } from "./client";
import { keys } from "./keys";

export interface Session {
  signedIn: boolean;
  person: { id: string; name: string; email: string } | null;
  csrfToken: string | null;
  /** No project is there yet: whoever opens the app makes the first. */
  firstRun: boolean;
  ways: { password: boolean; oidc: { name: string; startUrl: string } | null };
  version: string;
}

export type Audience = "full" | "owner" | "supplier";

export interface Project {
  id: string;
  integerId: number;
  /** The job's own number, as people write it. */
  number: string | null;
  name: string;
  role: string;
  audience: Audience;
  /** Null where amounts have no named currency. */
  currency: string | null;
  timeZone: string;
}

const SESSION = "/web/v1/session";

function kept(session: Session): Session {
  keepCsrfToken(session.csrfToken ?? "");
  return session;
}

export async function readSession(): Promise<Session> {
  return kept((await api.request<Session>("GET", SESSION)).value);
}

export async function signIn(email: string, password: string): Promise<Session> {
  const body = { email, password };
  return kept((await api.request<Session>("POST", SESSION, { body })).value);
}

export async function signOut(): Promise<void> {
  await api.request("DELETE", SESSION);
}

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: readSession,
  staleTime: 60_000,
});

export const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: async () =>
    (await api.request<{ results: Project[] }>("GET", "/web/v1/projects")).value.results,
  staleTime: 60_000,
});
