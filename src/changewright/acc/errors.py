"""Every refusal in Autodesk's words: status, code, title and the envelope around them.

Three envelopes (autodesk.md §1.6). A request that fails its schema gets
`{"errors": […], "name", "title", "detail"}`; a request that the records refuse gets the same inside
`{"error": {…, "statusCode"}}`; what the gateway refuses before anything is read gets
`{"developerMessage", "errorCode", "more info"}`. The numbers of HTTP stand in this file alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from changewright.core import errors
from changewright.core.errors import Invalid, Problem, Refusal, TooMany
from changewright.edge.reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from changewright.edge.values import camel_case, echo

SCHEMA_CODE = 45007
GENERAL_CODE = 450019
HELP_PATH = "/docs#errors"


class Word(msgspec.Struct, frozen=True):
    """The vendor's code and title for a kind of fault."""

    code: int
    title: str


# Faults of one field. The first three are seen live; the other titles follow the same vocabulary.
SCHEMA_WORDS: Mapping[str, Word] = {
    "missing": Word(SCHEMA_CODE, "OBJECT_MISSING_REQUIRED_PROPERTY"),
    "type": Word(SCHEMA_CODE, "INVALID_TYPE"),
    "choice": Word(SCHEMA_CODE, "ENUM_MISMATCH"),
    "format": Word(SCHEMA_CODE, "INVALID_FORMAT"),
    "length": Word(SCHEMA_CODE, "MAX_LENGTH"),
    "range": Word(SCHEMA_CODE, "OUT_OF_RANGE"),
    "unknown": Word(SCHEMA_CODE, "UNKNOWN_PARAMETER"),
    "reference": Word(GENERAL_CODE, "REFERENCE_NOT_FOUND"),
    "rule": Word(GENERAL_CODE, "VALIDATION_FAILED"),
}
BUSINESS_PROBLEMS = frozenset({"reference", "rule"})


class Row(msgspec.Struct, frozen=True):
    """How a class of refusals is written: its status, the error's name, and code and title for a
    refusal that has no problems of its own."""

    status: int
    name: str
    word: Word


ROWS: Mapping[type[Refusal], Row] = {
    errors.NotAuthenticated: Row(401, "AuthenticationError", Word(GENERAL_CODE, "UNAUTHORIZED")),
    errors.Forbidden: Row(403, "ForbiddenError", Word(GENERAL_CODE, "FORBIDDEN")),
    errors.NotFound: Row(404, "NotFoundError", Word(GENERAL_CODE, "NOT_FOUND")),
    errors.Invalid: Row(400, "ValidationException", Word(GENERAL_CODE, "VALIDATION_FAILED")),
    errors.TooLarge: Row(413, "PayloadTooLargeError", Word(GENERAL_CODE, "PAYLOAD_TOO_LARGE")),
    errors.UnsupportedMedia: Row(
        415, "UnsupportedMediaTypeError", Word(GENERAL_CODE, "UNSUPPORTED_MEDIA_TYPE")
    ),
    errors.Conflict: Row(409, "ConflictError", Word(GENERAL_CODE, "CONFLICT")),
    errors.MoveNotAllowed: Row(409, "ConflictError", Word(GENERAL_CODE, "ACTION_NOT_ALLOWED")),
    errors.Locked: Row(409, "ConflictError", Word(450046, "LOCKED")),
    errors.Taken: Row(409, "ConflictError", Word(GENERAL_CODE, "ALREADY_EXISTS")),
    errors.InUse: Row(409, "ConflictError", Word(GENERAL_CODE, "IN_USE")),
    errors.OutcomeDiffers: Row(409, "ConflictError", Word(GENERAL_CODE, "IDEMPOTENCY_KEY_REUSED")),
    errors.Stale: Row(412, "PreconditionFailedError", Word(GENERAL_CODE, "PRECONDITION_FAILED")),
    errors.TooMany: Row(429, "QuotaError", Word(GENERAL_CODE, "QUOTA_LIMIT_EXCEEDED")),
    errors.Unavailable: Row(503, "ServiceUnavailable", Word(GENERAL_CODE, "SERVICE_UNAVAILABLE")),
}
FAILURE = Row(500, "InternalServerError", Word(GENERAL_CODE, "INTERNAL_SERVER_ERROR"))

# Refusals whose exact code is known from the live service, by their `reason`.
REASONS: Mapping[str, Word] = {
    "code_length": Word(450407, "CODE_LENGTH_MISMATCH"),
    "contract_code_missing": Word(451111, "CONTRACT_CODE_MISSING"),
    "contract_not_found": Word(450023, "CONTRACT_NOT_FOUND"),
    "budget_already_linked": Word(450030, "BUDGET_ALREADY_LINKED"),
    "budget_twice": Word(450031, "BUDGET_DUPLICATED"),
    "contract_locked": Word(450046, "CONTRACT_LOCKED"),
    "supplier_missing": Word(450897, "SUPPLIER_MISSING"),
    "urn_missing": Word(450080, "URN_MISSING"),
}

# Refusals whose one entry has an object for its detail [live]: under this key, the ids of the
# records that the problems are about.
RECORDS_KEYS: Mapping[str, str] = {"budget_already_linked": "alreadyLinkedBudgets"}

# What the gateway itself refuses: status and code of its own numbering (inferred), by the class
# and by the reason of the refusal. A refusal of another class is the service's.
GATEWAY_CODES: Mapping[type[Refusal], tuple[int, Mapping[str, str]]] = {
    errors.NotAuthenticated: (401, {"missing": "AUTH-010", "": "AUTH-006"}),
    errors.Forbidden: (403, {"scope": "AUTH-010", "user_context": "AUTH-012"}),
}

RETRY_WHEN_UNAVAILABLE_SECONDS = 2


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """The response to any refusal; anything else is a failure of ours, named by its request."""
    if isinstance(error, MethodNotAllowed):
        return _method_not_allowed(error, facts)
    if not isinstance(error, Refusal):
        return _failure(facts)
    if isinstance(error, TooMany):
        wait = ((b"retry-after", str(error.retry_after_seconds).encode()),)
        return _reply({"developerMessage": "Quota limit exceeded."}, 429, wait)
    gateway = _gateway_code(error)
    if gateway is not None:
        return _gateway(error, *gateway, facts)
    if is_schema_fault(error):
        return _reply(_described(error), 400)
    row = row_of(error)
    headers: HeaderPairs = ()
    if row.status == 503:
        headers = ((b"retry-after", str(RETRY_WHEN_UNAVAILABLE_SECONDS).encode()),)
    return _reply({"error": _described(error) | {"statusCode": row.status}}, row.status, headers)


def row_of(refusal: Refusal) -> Row:
    """The row of the refusal's class, or of the nearest class above it."""
    for kind in type(refusal).__mro__:
        if kind in ROWS:
            return ROWS[kind]
    return FAILURE


def is_schema_fault(refusal: Refusal) -> bool:
    """Whether the request itself is malformed, as against refused by what the records say."""
    return type(refusal) is Invalid and any(
        problem.code not in BUSINESS_PROBLEMS for problem in refusal.problems
    )


def element_error(refusal: Refusal) -> dict[str, Any]:
    """The refusal of one element of a batch, inside its `errors` (autodesk.md §2.2 [doc]), where
    the documented model has every member as text."""
    row = row_of(refusal)
    entries = [
        {"code": str(entry["code"]), "field": entry.get("field", ""), **_told(entry)}
        for entry in _entries(refusal, row)
    ]
    return {"status": row.status, **_told(_described(refusal)), "errors": entries}


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": entry["title"], "detail": entry["detail"]}


def _gateway_code(refusal: Refusal) -> tuple[int, str] | None:
    status, codes = GATEWAY_CODES.get(type(refusal), (0, {}))
    code = codes.get(refusal.reason) or codes.get("")
    return None if code is None else (status, code)


def _gateway(refusal: Refusal, status: int, code: str, facts: RequestFacts) -> Reply:
    body = {
        "developerMessage": refusal.detail,
        "errorCode": code,
        "more info": facts.base_url + HELP_PATH,
    }
    headers = ((b"www-authenticate", b"Bearer"),) if status == 401 else ()
    return _reply(body, status, headers)


def _described(refusal: Refusal) -> dict[str, Any]:
    row = row_of(refusal)
    return {
        "errors": _entries(refusal, row),
        "name": row.name,
        "title": _word_of(refusal, row).title,
        "detail": _in_our_words(refusal.detail, refusal.problems),
    }


def _in_our_words(detail: str, problems: Iterable[Problem]) -> str:
    """A sentence of a rule below the doors, the columns it names written as this door's fields."""
    for problem in problems:
        column = problem.field.rpartition(".")[2]
        field = camel_case(column)
        if field != column:
            detail = re.sub(rf"\b{re.escape(column)}\b", field.replace("\\", r"\\"), detail)
    return detail


def _word_of(refusal: Refusal, row: Row) -> Word:
    return REASONS.get(refusal.reason, row.word)


def _entries(refusal: Refusal, row: Row) -> list[dict[str, Any]]:
    if not refusal.problems:
        word = _word_of(refusal, row)
        return [{"code": word.code, "title": word.title, "detail": refusal.detail}]
    if refusal.reason in RECORDS_KEYS:
        word = _word_of(refusal, row)
        records = [problem.record for problem in refusal.problems]
        detail = {RECORDS_KEYS[refusal.reason]: records}
        return [{"code": word.code, "title": word.title, "detail": detail}]
    return [_entry(problem, refusal.reason, row) for problem in refusal.problems]


def _entry(problem: Problem, reason: str, row: Row) -> dict[str, Any]:
    word = REASONS.get(reason) or SCHEMA_WORDS.get(problem.code) or SCHEMA_WORDS["rule"]
    if word is SCHEMA_WORDS["rule"] and row.word.code != GENERAL_CODE:
        word = row.word  # a lock has a code of its own, whichever field it is told of
    return {
        "code": word.code,
        "field": camel_case(problem.field),
        "title": word.title,
        "detail": _in_our_words(problem.detail, (problem,)),
    }


def _business(name: str, title: str, detail: str, status: int) -> dict[str, Any]:
    entry = {"code": GENERAL_CODE, "title": title, "detail": detail}
    return {
        "error": {
            "errors": [entry],
            "name": name,
            "title": title,
            "detail": detail,
            "statusCode": status,
        }
    }


def _method_not_allowed(error: MethodNotAllowed, facts: RequestFacts) -> Reply:
    detail = f"{facts.method} is not allowed on {echo(facts.path)}"
    body = _business("MethodNotAllowedError", "METHOD_NOT_ALLOWED", detail, 405)
    return _reply(body, 405, ((b"allow", ", ".join(error.allowed).encode()),))


def _failure(facts: RequestFacts) -> Reply:
    detail = f"An unexpected error occurred on the server; request {facts.request_id}"
    return _reply(_business(FAILURE.name, FAILURE.word.title, detail, 500), 500)


def _reply(body: Mapping[str, Any], status: int, headers: HeaderPairs = ()) -> Reply:
    return Reply(msgspec.json.encode(body), status, headers)


# For the reference


class FieldError(msgspec.Struct, omit_defaults=True):
    """One thing wrong; `field` is there when it is about a field. `detail` is a sentence, or the
    ids of the records it is about (`{"alreadyLinkedBudgets": […]}`)."""

    code: int
    title: str
    detail: str | dict[str, list[str]]
    field: str = ""


class ValidationErrors(msgspec.Struct):
    """A request that fails its schema."""

    errors: list[FieldError]
    name: str
    title: str
    detail: str


class Described(msgspec.Struct):
    errors: list[FieldError]
    name: str
    title: str
    detail: str
    statusCode: int


class BusinessError(msgspec.Struct):
    """A request that the records refuse."""

    error: Described


class GatewayError(msgspec.Struct, omit_defaults=True):
    """What the gateway refuses."""

    developerMessage: str
    errorCode: str = ""
    more_info: str = msgspec.field(name="more info", default="")


ERROR_SCHEMAS: Mapping[int, tuple[Any, ...]] = {
    0: (BusinessError,),
    400: (ValidationErrors, BusinessError),
    401: (GatewayError,),
    403: (GatewayError, BusinessError),
    429: (GatewayError,),
}
