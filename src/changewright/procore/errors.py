"""Every refusal in Procore's words: `{"errors": {field: [message]}}` or `{"errors": [message]}`.

procore.md §4.6. Malformed requests answer 400, rules of the records 422. 401, 403 and 404 also
carry the members of the documented schema (`code`, `message`, `fields`, `reason`). Under v2.0, and
for the batches, whose errors are of the newer form (§2.6), the body is
`{"error": {"code", "message", "details": [{"code", "message", "source"}]}}`. The numbers of HTTP
stand in this file alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from changewright.core import errors
from changewright.core.errors import Invalid, Problem, Refusal, TooMany
from changewright.edge.reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from changewright.edge.values import echo

from .wire import encode, is_v2, reply
from .words import document_words

STATUSES: Mapping[type[Refusal], int] = {
    errors.NotAuthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Invalid: 400,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 406,
    errors.Conflict: 422,
    errors.Taken: 409,
    errors.OutcomeDiffers: 409,
    errors.Stale: 412,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
FAILURE = 500
PARTLY = 207
"""Of many some were done, and the others are told beside them."""
NOT_ALLOWED = 405
CODES: Mapping[int, str] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    412: "PRECONDITION_FAILED",
    413: "PAYLOAD_TOO_LARGE",
    422: "UNPROCESSABLE_ENTITY",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
"""The words of the newer form."""
NEWER_V1 = ("prime_change_order_batches", "commitment_change_order_batches")
"""Resources of v1.0 whose refusals have the newer form."""
BUSINESS_PROBLEMS = frozenset({"reference", "rule"})
WITH_SCHEMA = frozenset({401, 403, 404})
RETRY_WHEN_UNAVAILABLE_SECONDS = 2

# The field a refusal is about that names none itself.
FIELD_OF: Mapping[type[Refusal], str] = {errors.MoveNotAllowed: "status"}

SENT = "sent."
"""Before a field that is a client's word already, wherever it stood."""
WRAPPERS = (
    *("change_order.", "change_order_batch.", "line_item.", "budget_line_item."),
    *("work_order_contract.", "purchase_order_contract.", "prime_contract."),
    *("cost_code.", "markup."),
    *("change_event.", "rfq.", "rfq_quote.", "rfq_response."),
    *("vendor.", "project.", "user.", "settings.", "configuration.", "line_item_type."),
    *("tax_code.", "tax_type.", "change_type.", "change_event_status."),
    *("hook.destination_headers.", "hook.", "destination_headers.", "trigger."),
    *("change_order_change_reason.", SENT),
)
# Columns that rules below this door name, as its clients know them.
WIRE_NAMES: Mapping[str, str] = {
    "name": "title",
    "schedule_change": "schedule_impact_amount",
    "signed_at": "signed_change_order_received_date",
    "executed_flag": "executed",
    "main_contract_id": "contract_id",
    "budget_state": "status",
    "cost_state": "status",
    "estimated": "estimated_cost_amount",
    "event_id": "change_event_event_id",
    "currency": "currency_iso_code",
    "exchange_rate": "currency_exchange_rate",
}


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """The response to any refusal; anything else is a failure of ours, named by its request."""
    if isinstance(error, MethodNotAllowed):
        detail = f"{facts.method} is not allowed on {echo(facts.path)}"
        allow = ((b"allow", ", ".join(error.allowed).encode()),)
        return _reply(_told(detail, NOT_ALLOWED, facts.path), NOT_ALLOWED, allow)
    if not isinstance(error, Refusal):
        detail = f"An unexpected error occurred on the server; request {facts.request_id}"
        return _reply(_told(detail, FAILURE, facts.path), FAILURE)
    status = status_of(error)
    tell = described_anew if is_newer(facts.path) else described
    return _reply(tell(error, status), status, _headers(error, status))


def is_newer(path: str) -> bool:
    """Whether refusals at this path have the newer form."""
    return is_v2(path) or not set(path.split("/")).isdisjoint(NEWER_V1)


def _told(detail: str, status: int, path: str) -> dict[str, Any]:
    """What concerns no field."""
    if is_newer(path):
        return {"error": {"code": CODES[status], "message": detail, "details": []}}
    return {"errors": [detail]}


def status_of(refusal: Refusal) -> int:
    """The status of the refusal's class, or of the nearest class above it."""
    codes = {problem.code for problem in refusal.problems}
    if type(refusal) is Invalid and codes and codes <= BUSINESS_PROBLEMS:
        return STATUSES[errors.Conflict]
    return next((STATUSES[each] for each in type(refusal).__mro__ if each in STATUSES), FAILURE)


def described(refusal: Refusal, status: int) -> dict[str, Any]:
    """The refusal's body."""
    sentence = sentence_of(refusal)
    found: dict[str, list[str]] = {}
    for problem in refusal.problems:
        found.setdefault(wire_name(problem.field), []).append(_worded(problem, refusal))
    field = FIELD_OF.get(type(refusal))
    if field is not None and not found:
        found = {field: [sentence]}
    told: dict[str, Any] = {"errors": found or [sentence]}
    if status in WITH_SCHEMA:
        told |= {
            "code": status,
            "message": sentence,
            "fields": ",".join(found),
            "reason": sentence,
        }
    return told


def described_anew(refusal: Refusal, status: int) -> dict[str, Any]:
    """The same in the newer form."""
    details = [
        {
            "code": problem.code.upper(),
            "message": _worded(problem, refusal),
            "source": wire_name(problem.field),
        }
        for problem in refusal.problems
    ]
    detail, field = sentence_of(refusal), FIELD_OF.get(type(refusal))
    if field is not None and not details:
        details = [{"code": "RULE", "message": detail, "source": field}]
    return {"error": {"code": CODES[status], "message": detail, "details": details}}


def sentence_of(refusal: Refusal) -> str:
    """What is said of the whole refusal: in the words of the problem that it repeats."""
    for problem in refusal.problems:
        if problem.detail == refusal.detail:
            return _worded(problem, refusal)
    return _named_here(refusal.detail, refusal)


def _worded(problem: Problem, refusal: Refusal) -> str:
    """What is said of a problem, beginning with its field as clients know it where it begins with
    the column."""
    told, name = _named_here(problem.detail, refusal), WIRE_NAMES.get(problem.field)
    if name is not None and told.startswith(f"{problem.field} "):
        return name + told.removeprefix(problem.field)
    return told


def retell(refusal: Refusal, renamed: Callable[[Problem], Problem]) -> None:
    """Rename the fields of a refusal's problems, also in the sentence that repeats one of them."""
    before = refusal.problems
    refusal.problems = tuple(renamed(problem) for problem in before)
    for was, now in zip(before, refusal.problems, strict=True):
        if was.detail == refusal.detail:
            refusal.detail = now.detail
            return


def _named_here(sentence: str, refusal: Refusal) -> str:
    """A sentence of the refusal with the documents that it names as clients here know them."""
    for one in refusal.mentions:
        here = document_words(one.kind, one.number, one.contract_number)
        sentence = sentence.replace(one.text, here, 1)
    return sentence


def element_errors(refusal: Refusal) -> dict[str, list[str]]:
    """What one element of a sync is told: by field, and under `base` what concerns none."""
    told = described(refusal, status_of(refusal))["errors"]
    return told if isinstance(told, dict) else {"base": told}


def wire_name(field: str) -> str:
    """A field as its client sent it, without the wrapper it stands in. What stands in a wrapper is
    a client's word already."""
    for wrapper in WRAPPERS:
        if field.startswith(wrapper):
            return field.removeprefix(wrapper)
    return WIRE_NAMES.get(field, field)


def _headers(refusal: Refusal, status: int) -> HeaderPairs:
    if isinstance(refusal, TooMany):
        return ((b"retry-after", str(refusal.retry_after_seconds).encode()),)
    if isinstance(refusal, errors.Unavailable):
        return ((b"retry-after", str(RETRY_WHEN_UNAVAILABLE_SECONDS).encode()),)
    if isinstance(refusal, errors.NotAuthenticated):
        return ((b"www-authenticate", b"Bearer"),)
    return ()


def _reply(body: Mapping[str, Any], status: int, headers: HeaderPairs = ()) -> Reply:
    return reply(encode(body), status, headers)


# For the reference


class FieldErrors(msgspec.Struct):
    """What is wrong, by field, or as a list of messages."""

    errors: dict[str, list[str]] | list[str]


class Refused(msgspec.Struct):
    """A refusal that concerns the caller or the address."""

    code: int
    message: str
    fields: str
    reason: str
    errors: dict[str, list[str]] | list[str]


class ErrorDetail(msgspec.Struct):
    """One thing that is wrong."""

    code: str
    message: str
    source: str


class NewerError(msgspec.Struct):
    code: str
    message: str
    details: list[ErrorDetail]


class NewerRefused(msgspec.Struct):
    """A refusal in the form of v2.0 and of the batches."""

    error: NewerError


ERROR_SCHEMAS: Mapping[int, tuple[Any, ...]] = {
    0: (FieldErrors, NewerRefused),
    401: (Refused, NewerRefused),
    403: (Refused, NewerRefused),
    404: (Refused, NewerRefused),
}
