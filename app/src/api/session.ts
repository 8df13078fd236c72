/** The session and the projects of the person who is signed in. */

import { queryOptions } from "@tanstack/react-query";
import { knownZone } from "@/parts/days";
import { type Answer, api, keepCsrfToken } from "./client";
import { keys } from "./keys";
import { readAll } from "./pages";

export type Session = Answer<"/web/v1/session">;
export type Audience = "full" | "owner" | "supplier";
type ProjectTold = Answer<"/web/v1/projects">["results"][number];

export interface Project extends ProjectTold {
  audience: Audience;
}

const SESSION = "/web/v1/session";
const PAGE_SIZE = 1000;

function kept(session: Session): Session {
  keepCsrfToken(session.csrfToken ?? "");
  return session;
}

export async function readSession(): Promise<Session> {
  return kept(await api.get(SESSION));
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

/** All of them: what is not among them is told to be missing. */
async function readProjects(): Promise<Project[]> {
  const { results } = await readAll((offset) =>
    api.get("/web/v1/projects", { query: { limit: PAGE_SIZE, offset } }),
  );
  return results.map((each) => {
    const audience = each.audience as Audience;
    return { ...each, audience, timeZone: knownZone(each.timeZone) };
  });
}

export const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: readProjects,
  staleTime: 60_000,
});
