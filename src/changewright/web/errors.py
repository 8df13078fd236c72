"""Every refusal as a problem document (RFC 9457): `application/problem+json`.

`problems` names each field with one of our own words for the fault (`core.errors.PROBLEM_CODES`)
and a sentence. The numbers of HTTP stand in this file alone, as far as this door is concerned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from changewright.core import errors
from changewright.core.errors import Invalid, Refusal, TooMany
from changewright.edge.reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from changewright.edge.values import camel_case, echo

MEDIA = b"application/problem+json"
PROBLEM_TYPE = "urn:changewright:problem:"
RETRY_WHEN_UNAVAILABLE_SECONDS = 2
BUSINESS_PROBLEMS = frozenset({"reference", "rule"})


class Row(msgspec.Struct, frozen=True):
    """How a class of refusals is told."""

    status: int
    title: str


ROWS: Mapping[type[Refusal], Row] = {
    errors.NotAuthenticated: Row(401, "Sign in first"),
    errors.Forbidden: Row(403, "Not allowed"),
    errors.NotFound: Row(404, "Not found"),
    errors.Invalid: Row(400, "The request is malformed"),
    errors.TooLarge: Row(413, "Too large"),
    errors.UnsupportedMedia: Row(415, "Unsupported content type"),
    errors.Conflict: Row(409, "The record's state refuses it"),
    errors.MoveNotAllowed: Row(409, "Not possible now"),
    errors.Locked: Row(409, "Locked"),
    errors.Taken: Row(409, "Already taken"),
    errors.InUse: Row(409, "In use"),
    errors.OutcomeDiffers: Row(409, "The idempotency key came with another request"),
    errors.Stale: Row(412, "Changed since you read it"),
    errors.TooMany: Row(429, "Too many requests"),
    errors.Unavailable: Row(503, "Not available now"),
}
REFUSED_BY_RECORDS = Row(422, "The records refuse it")
"""A well-formed request that names what is not there, or breaks a rule between fields."""
FAILURE = Row(500, "Internal server error")
NOT_ALLOWED = Row(405, "Method not allowed")


class FieldProblem(msgspec.Struct):
    """One thing wrong: the field as it was sent, the kind of fault, a sentence for people."""

    field: str
    code: str
    detail: str


class ProblemDocument(msgspec.Struct):
    """A refusal. `type` says which kind in a form that programs compare."""

    type: str
    title: str
    status: int
    detail: str
    requestId: str
    problems: list[FieldProblem] = []


ERROR_SCHEMAS: Mapping[int, tuple[type, ...]] = {0: (ProblemDocument,)}


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """The response to any refusal; anything else is a failure of ours, named by its request."""
    if isinstance(error, MethodNotAllowed):
        detail = f"{facts.method} is not allowed on {echo(facts.path)}"
        allow = ((b"allow", ", ".join(error.allowed).encode()),)
        return _reply(NOT_ALLOWED, "method_not_allowed", detail, facts, headers=allow)
    if not isinstance(error, Refusal):
        detail = f"An unexpected error occurred on the server; request {facts.request_id}"
        return _reply(FAILURE, "failure", detail, facts)
    problems = [
        FieldProblem(camel_case(problem.field), problem.code, problem.detail)
        for problem in error.problems
    ]
    return _reply(row_of(error), error.reason, error.detail, facts, problems, _headers(error))


def type_of(refusal: Refusal) -> str:
    """The kind of a refusal, in the form that programs compare."""
    return PROBLEM_TYPE + _dashed(refusal.reason)


def row_of(refusal: Refusal) -> Row:
    """The row of the refusal's class, or of the nearest class above it."""
    codes = {problem.code for problem in refusal.problems}
    if type(refusal) is Invalid and codes and codes <= BUSINESS_PROBLEMS:
        return REFUSED_BY_RECORDS
    return next((ROWS[each] for each in type(refusal).__mro__ if each in ROWS), FAILURE)


def _headers(refusal: Refusal) -> HeaderPairs:
    if isinstance(refusal, TooMany):
        return ((b"retry-after", str(refusal.retry_after_seconds).encode()),)
    if isinstance(refusal, errors.Unavailable):
        return ((b"retry-after", str(RETRY_WHEN_UNAVAILABLE_SECONDS).encode()),)
    if isinstance(refusal, errors.NotAuthenticated):
        return ((b"www-authenticate", b"Bearer"),)
    return ()


def _reply(
    row: Row,
    reason: str,
    detail: str,
    facts: RequestFacts,
    problems: list[FieldProblem] | None = None,
    headers: HeaderPairs = (),
) -> Reply:
    document = ProblemDocument(
        PROBLEM_TYPE + _dashed(reason), row.title, row.status, detail, facts.request_id
    )
    document.problems = problems or []
    return Reply(msgspec.json.encode(document), row.status, headers, MEDIA)


def _dashed(reason: str) -> str:
    """`MoveNotAllowed` and `move_not_allowed` are both `move-not-allowed`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", reason).replace("_", "-").lower()
