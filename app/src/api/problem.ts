/**
 * What went wrong, in one shape for all doors.
 *
 * The app's own door answers problem documents; Autodesk's answers three envelopes of its own and
 * Procore's two. Pages read `detail` and `problems` and never look at the body.
 */

export interface FieldProblem {
  /** The field as the request named it; empty when the problem is the request's as a whole. */
  field: string;
  message: string;
}

export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    /** HTTP's status; 0 when the server could not be reached. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly problems: readonly FieldProblem[] = [],
    /** The kind of refusal in our own door's words, such as `stale` or `move-not-allowed`. */
    readonly reason = "",
  ) {
    super(detail || title);
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** Somebody else changed the record since it was read. */
  get isStale(): boolean {
    return this.status === 412;
  }

  get isMissing(): boolean {
    return this.status === 404;
  }

  /** Whether the same request may do better later. */
  get isTransient(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }

  /** The messages beside the fields of a form; "" for those of no field. */
  messagesByField(): Record<string, string> {
    const messages: Record<string, string> = {};
    for (const { field, message } of this.problems) {
      messages[field] = messages[field] ? `${messages[field]} ${message}` : message;
    }
    return messages;
  }
}

type Json = Record<string, unknown>;

const PROBLEM_TYPE = "urn:changewright:problem:";

/** The problem that a response tells, whichever door it came from. */
export function problemOf(status: number, body: unknown): ApiProblem {
  if (!isObject(body)) return new ApiProblem(status, `HTTP ${status}`, text(body));
  const read = READERS.find((each) => each.fits(body));
  return read ? read.read(status, body) : new ApiProblem(status, `HTTP ${status}`, "");
}

export function isProblem(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem;
}

interface Reader {
  fits: (body: Json) => boolean;
  read: (status: number, body: Json) => ApiProblem;
}

const READERS: readonly Reader[] = [
  { fits: (body) => text(body.type).startsWith(PROBLEM_TYPE), read: problemDocument },
  { fits: (body) => isObject(body.error) && "details" in body.error, read: newerProcore },
  { fits: (body) => isObject(body.error), read: (status, body) => described(status, body.error) },
  { fits: (body) => "developerMessage" in body, read: gateway },
  { fits: (body) => Array.isArray(body.errors) && "title" in body, read: described },
  { fits: (body) => "errors" in body, read: procore },
  { fits: (body) => "message" in body, read: procore },
  { fits: (body) => typeof body.error === "string", read: oauth },
];

function problemDocument(status: number, body: Json): ApiProblem {
  const problems = list(body.problems).map((each) => ({
    field: text(each.field),
    message: text(each.detail),
  }));
  const reason = text(body.type).slice(PROBLEM_TYPE.length);
  return new ApiProblem(status, text(body.title), text(body.detail), problems, reason);
}

function described(status: number, body: unknown): ApiProblem {
  const told = isObject(body) ? body : {};
  const problems = list(told.errors)
    .filter((each) => text(each.field) !== "")
    .map((each) => ({ field: text(each.field), message: text(each.detail) }));
  return new ApiProblem(status, text(told.title), text(told.detail), problems);
}

function gateway(status: number, body: Json): ApiProblem {
  return new ApiProblem(status, `HTTP ${status}`, text(body.developerMessage));
}

/** Procore's `{"errors": {"field": ["…"]}}`, `{"errors": "…"}` and `{"message": "…"}`. */
function procore(status: number, body: Json): ApiProblem {
  const problems: FieldProblem[] = [];
  if (isObject(body.errors)) {
    for (const [field, messages] of Object.entries(body.errors)) {
      const told = Array.isArray(messages) ? messages.map(text).join(" ") : text(messages);
      problems.push({ field, message: told });
    }
  }
  const told = Array.isArray(body.errors) ? body.errors.map(text).join(" ") : text(body.errors);
  const detail = text(body.message) || told || problems[0]?.message || "";
  return new ApiProblem(status, `HTTP ${status}`, detail, problems);
}

/** Procore's newer `{"error": {"code", "message", "details": [{"code", "message", "source"}]}}`. */
function newerProcore(status: number, body: Json): ApiProblem {
  const error = isObject(body.error) ? body.error : {};
  const problems = list(error.details).map((each) => ({
    field: text(each.source),
    message: text(each.message),
  }));
  return new ApiProblem(status, text(error.code), text(error.message), problems);
}

function oauth(status: number, body: Json): ApiProblem {
  return new ApiProblem(status, text(body.error), text(body.error_description));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
