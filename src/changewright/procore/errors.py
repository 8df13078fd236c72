"""Every refusal in Procore's words: `{"errors": {field: [message]}}` or `{"errors": [message]}`.

procore.md §4.6. Malformed requests answer 400, rules of the records 422. 401, 403 and 404 also
carry the members of the documented schema (`code`, `message`, `fields`, `reason`). The numbers of
HTTP stand in this file alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core import errors
from changewright.core.errors import Invalid, Refusal, TooMany
from changewright.edge.reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from changewright.edge.values import echo

from .wire import encode, reply

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
BUSINESS_PROBLEMS = frozenset({"reference", "rule"})
WITH_SCHEMA = frozenset({401, 403, 404})
RETRY_WHEN_UNAVAILABLE_SECONDS = 2

# The field a refusal is about that names none itself.
FIELD_OF: Mapping[type[Refusal], str] = {errors.MoveNotAllowed: "status"}

WRAPPERS = ("change_order.",)
# Columns that rules below this door name, as its clients know them.
WIRE_NAMES: Mapping[str, str] = {
    "name": "title",
    "schedule_change": "schedule_impact_amount",
    "signed_at": "signed_change_order_received_date",
    "executed_flag": "executed",
    "main_contract_id": "contract_id",
    "budget_state": "status",
    "cost_state": "status",
}


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """The response to any refusal; anything else is a failure of ours, named by its request."""
    if isinstance(error, MethodNotAllowed):
        detail = f"{facts.method} is not allowed on {echo(facts.path)}"
        return _reply({"errors": [detail]}, 405, ((b"allow", ", ".join(error.allowed).encode()),))
    if not isinstance(error, Refusal):
        detail = f"An unexpected error occurred on the server; request {facts.request_id}"
        return _reply({"errors": [detail]}, FAILURE)
    status = status_of(error)
    return _reply(described(error, status), status, _headers(error, status))


def status_of(refusal: Refusal) -> int:
    """The status of the refusal's class, or of the nearest class above it."""
    codes = {problem.code for problem in refusal.problems}
    if type(refusal) is Invalid and codes and codes <= BUSINESS_PROBLEMS:
        return STATUSES[errors.Conflict]
    return next((STATUSES[each] for each in type(refusal).__mro__ if each in STATUSES), FAILURE)


def described(refusal: Refusal, status: int) -> dict[str, Any]:
    """The refusal's body."""
    found: dict[str, list[str]] = {}
    for problem in refusal.problems:
        found.setdefault(wire_name(problem.field), []).append(problem.detail)
    field = FIELD_OF.get(type(refusal))
    if field is not None and not found:
        found = {field: [refusal.detail]}
    told: dict[str, Any] = {"errors": found or [refusal.detail]}
    if status in WITH_SCHEMA:
        told |= {
            "code": status,
            "message": refusal.detail,
            "fields": ",".join(found),
            "reason": refusal.detail,
        }
    return told


def wire_name(field: str) -> str:
    """A field as its client sent it, without the wrapper it stands in."""
    for wrapper in WRAPPERS:
        field = field.removeprefix(wrapper)
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


ERROR_SCHEMAS: Mapping[int, tuple[Any, ...]] = {
    0: (FieldErrors,),
    401: (Refused,),
    403: (Refused,),
    404: (Refused,),
}
