"""A whole response as a value, cheaper than a framework's and enough for JSON."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

HeaderPairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

JSON_MEDIA = b"application/json"
HTML_MEDIA = b"text/html; charset=utf-8"


class Reply(msgspec.Struct, frozen=True):
    """`status` None: the row's success. An empty body is sent without a content type."""

    body: bytes = b""
    status: int | None = None
    headers: HeaderPairs = ()
    media: bytes = JSON_MEDIA


def is_without_body(status: int) -> bool:
    """Whether a status says that there is nothing to read."""
    return status in (204, 304)


class MethodNotAllowed(Exception):
    """A path that is there, asked with a method it does not have."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


class RequestFacts(msgspec.Struct, frozen=True):
    """What a refusal may say of its request."""

    method: str
    path: str
    request_id: str
    base_url: str
