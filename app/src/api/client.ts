/**
 * Requests to the server that served the page. `api.get("/web/v1/projects/{projectId}", …)` is
 * typed by the server's own description (schema.d.ts); `api.request` takes any path.
 *
 * Throws ApiProblem for every refusal and for a server that cannot be reached (status 0).
 */

import { ApiProblem, problemOf } from "./problem";
import { reached } from "./reach";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type OperationOf<P extends keyof paths, M extends Method> =
  paths[P] extends Record<M, infer O> ? O : never;
type ContentOf<R> = R extends { content: { "application/json": infer Body } } ? Body : undefined;
type AnswerOf<O> = O extends { responses: infer R } ? ContentOf<R[keyof R]> : never;
type BodyOf<O> = O extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: { "application/json": infer Body } }
    ? Body
    : unknown
  : unknown;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Q : never;

/** What `api.get(path)` answers, for the types of components. */
export type Answer<P extends keyof paths, M extends Method = "get"> = AnswerOf<OperationOf<P, M>>;

type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];

export interface Wish<Body = unknown, Query = Record<string, QueryValue>> {
  /** Values of the path's names: `{ projectId: … }`. */
  path?: Record<string, string | number>;
  /** Left out where undefined, null or ""; a list is sent joined by commas. */
  query?: Query;
  body?: Body;
  /** The version that an edit was made on; somebody else's edit since then answers 412. */
  ifMatch?: string | number;
  /** Makes a repeated POST one. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Told<T> {
  value: T;
  etag: string | null;
}

let csrfToken = "";

/** Called with each answer of /web/v1/session: unsafe requests need its token. */
export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/** A key for one request. `crypto.randomUUID` is not there over plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

type Listener = (problem: ApiProblem) => void;
let onSignedOut: Listener = () => undefined;

/** The frame's dialog for a session that ended; the page stays as it is behind it. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

const SESSION_PATH = "/web/v1/session";

async function send<T>(
  method: string,
  url: string,
  wish: Wish<unknown, unknown>,
): Promise<Told<T>> {
  const target = addressOf(url, wish);
  const init: RequestInit = {
    method,
    headers: headersOf(method, wish),
    credentials: "same-origin",
  };
  if (wish.signal) init.signal = wish.signal;
  if (wish.body instanceof FormData) init.body = wish.body;
  else if (wish.body !== undefined) init.body = JSON.stringify(wish.body);
  const response = await reach(target, init);
  const body = await bodyOf(response);
  if (response.ok) return { value: body as T, etag: response.headers.get("etag") };
  const problem = problemOf(response.status, body);
  if (problem.isSignedOut && url !== SESSION_PATH) onSignedOut(problem);
  throw problem;
}

async function reach(target: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(target, init);
    reached(true);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    reached(false);
    throw new ApiProblem(0, "offline", "");
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const media = response.headers.get("content-type") ?? "";
  if (text === "") return undefined;
  if (!media.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headersOf(method: string, wish: Wish<unknown, unknown>): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (wish.body !== undefined && !(wish.body instanceof FormData)) {
    headers.set("Content-Type", "application/json");
  }
  if (method !== "GET") headers.set("X-CSRF-Token", csrfToken);
  if (wish.ifMatch !== undefined) headers.set("If-Match", quoted(wish.ifMatch));
  if (wish.idempotencyKey) headers.set("Idempotency-Key", wish.idempotencyKey);
  return headers;
}

function quoted(version: string | number): string {
  return typeof version === "string" && version.includes('"') ? version : `"${version}"`;
}

/** The address with the path's names filled in and the query behind it. */
export function addressOf(url: string, wish: Wish<unknown, unknown> = {}): string {
  const path = url.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = wish.path?.[name];
    if (value === undefined) throw new Error(`${url} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const query = queryOf(wish.query ?? {});
  return query ? `${path}?${query}` : path;
}

function queryOf(query: unknown): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, QueryValue>)) {
    if (value === undefined || value === null || value === "") continue;
    search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return search.toString();
}

async function onlyValue<T>(told: Promise<Told<T>>): Promise<T> {
  return (await told).value;
}

/** A query without types, where the description has none for it. */
type Asked<O> = [QueryOf<O>] extends [never] ? Record<string, QueryValue> : QueryOf<O>;

export const api = {
  get<P extends PathsWith<"get">>(path: P, wish: Wish<never, Asked<OperationOf<P, "get">>> = {}) {
    return onlyValue(send<Answer<P, "get">>("GET", path, wish));
  },
  /** As get, with the ETag that an edit sends back as `ifMatch`. */
  getWithEtag<P extends PathsWith<"get">>(
    path: P,
    wish: Wish<never, Asked<OperationOf<P, "get">>> = {},
  ) {
    return send<Answer<P, "get">>("GET", path, wish);
  },
  post<P extends PathsWith<"post">>(path: P, wish: Wish<BodyOf<OperationOf<P, "post">>> = {}) {
    return onlyValue(send<Answer<P, "post">>("POST", path, wish));
  },
  put<P extends PathsWith<"put">>(path: P, wish: Wish<BodyOf<OperationOf<P, "put">>> = {}) {
    return onlyValue(send<Answer<P, "put">>("PUT", path, wish));
  },
  patch<P extends PathsWith<"patch">>(path: P, wish: Wish<BodyOf<OperationOf<P, "patch">>> = {}) {
    return onlyValue(send<Answer<P, "patch">>("PATCH", path, wish));
  },
  delete<P extends PathsWith<"delete">>(path: P, wish: Wish = {}) {
    return onlyValue(send<Answer<P, "delete">>("DELETE", path, wish));
  },
  /** Any path, for what the description does not have: an address the server gave, a form. */
  request<T>(method: string, url: string, wish: Wish = {}): Promise<Told<T>> {
    return send<T>(method, url, wish);
  },
};
