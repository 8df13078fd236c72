"""How the address books refuse: each family of paths has an envelope of its own (inferred).

What the gateway refuses, and failures of ours, are written as everywhere in this door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from changewright.core.errors import Forbidden, NotAuthenticated, Refusal, TooMany
from changewright.edge.reply import Reply, RequestFacts

from .. import errors
from ..errors import row_of

GATEWAY = (NotAuthenticated, TooMany, Forbidden)

Envelope = Callable[[Refusal, int, str], dict[str, Any]]


def _json_api(refusal: Refusal, status: int, title: str) -> dict[str, Any]:
    entry = {"id": "", "status": str(status), "code": title, "title": title}
    return {"jsonapi": {"version": "1.0"}, "errors": [entry | {"detail": refusal.detail}]}


def _admin(refusal: Refusal, status: int, title: str) -> dict[str, Any]:
    entries = [
        {"field": problem.field, "title": title, "detail": problem.detail}
        for problem in refusal.problems
    ]
    return {"status": status, "title": title, "detail": refusal.detail, "errors": entries}


def _hq(refusal: Refusal, status: int, title: str) -> dict[str, Any]:
    return {"code": status, "message": refusal.detail}


ENVELOPES: Mapping[str, Envelope] = {
    "/project/": _json_api,
    "/construction/admin/": _admin,
    "/hq/": _hq,
}


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """The response to a refusal under one of these paths."""
    path = "/" + facts.path.lstrip("/")
    family = next((start for start in ENVELOPES if path.startswith(start)), "")
    if not family or not isinstance(error, Refusal) or isinstance(error, GATEWAY):
        return errors.refuse(error, facts)
    envelope = ENVELOPES[family]
    row = row_of(error)
    body = envelope(error, row.status, row.word.title)
    return Reply(msgspec.json.encode(body), row.status)


class Link(msgspec.Struct):
    version: str


class JsonApiError(msgspec.Struct):
    id: str
    status: str
    code: str
    title: str
    detail: str


class JsonApiErrors(msgspec.Struct):
    """A refusal under `/project/v1`."""

    jsonapi: Link
    errors: list[JsonApiError]


class AdminFieldError(msgspec.Struct):
    field: str
    title: str
    detail: str


class AdminError(msgspec.Struct):
    """A refusal under `/construction/admin/v1`."""

    status: int
    title: str
    detail: str
    errors: list[AdminFieldError]


class HqError(msgspec.Struct):
    """A refusal under `/hq/v1`."""

    code: int
    message: str


ERROR_SCHEMAS: Mapping[int, tuple[Any, ...]] = {
    **errors.ERROR_SCHEMAS,
    0: (*errors.ERROR_SCHEMAS[0], JsonApiErrors, AdminError, HqError),
    400: (*errors.ERROR_SCHEMAS[400], JsonApiErrors, AdminError, HqError),
}
