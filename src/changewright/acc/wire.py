"""How Autodesk's door writes things: pages, timestamps, money.

Pages are joined from records that are JSON already; nothing is encoded twice.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from urllib.parse import unquote_plus
from uuid import UUID

import msgspec

from changewright.core.errors import invalid
from changewright.core.money import Decimal, amount_text, price_text
from changewright.edge.routes import Shape
from changewright.edge.values import SAFE_INTEGER_LIMIT

encode = msgspec.json.Encoder().encode
"""Any wire shape (dicts, Structs, lists, msgspec.Raw) as JSON bytes."""


def page_shape(item: Shape) -> Shape:
    """The wrapper of most lists around a record's Shape; `page()` writes it."""
    results = {"type": "array", "items": item}
    properties = {"pagination": PAGINATION, "results": results}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return Shape(f"{item.name}Page", schema)


def cursor_page_shape(item: Shape) -> Shape:
    """The same for the lists that page by a cursor."""
    results = {"type": "array", "items": item}
    properties = {"pagination": CURSOR_PAGINATION, "results": results}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return Shape(f"{item.name}CursorPage", schema)


def array_shape(item: Shape) -> Shape:
    """A bare array of such records."""
    return Shape(f"{item.name}Array", {"type": "array", "items": item})


_WHOLE = {"type": "integer", "minimum": 0}
PAGINATION = Shape(
    "Pagination",
    {
        "type": "object",
        "description": "Where a page lies in its list. nextUrl is empty on the last page.",
        "properties": {
            "limit": _WHOLE,
            "offset": _WHOLE,
            "totalResults": _WHOLE,
            "nextUrl": {"type": "string"},
        },
        "required": ["limit", "offset", "totalResults", "nextUrl"],
    },
)
CURSOR_PAGINATION = Shape(
    "CursorPagination",
    {
        "type": "object",
        "description": "Where a page lies in a list that is read by a cursor.",
        "properties": {
            "limit": _WHOLE,
            "totalResults": _WHOLE,
            "nextUrl": {"type": "string"},
            "cursorState": {"type": "string"},
        },
        "required": ["limit", "totalResults", "nextUrl", "cursorState"],
    },
)


def page(results: Iterable[bytes], *, limit: int, offset: int, total: int, next_url: str) -> bytes:
    """`{"pagination":{…},"results":[…]}` around records that are JSON already (§1.4)."""
    return (
        b'{"pagination":{"limit":%d,"offset":%d,"totalResults":%d,"nextUrl":%b},"results":[%b]}'
        % (
            limit,
            offset,
            total,
            encode(next_url),
            b",".join(results),
        )
    )


def cursor_page(
    results: Iterable[bytes], *, limit: int, offset: int, total: int, next_url: str
) -> bytes:
    """The same with `cursorState` instead of `offset`; it is empty on the last page."""
    more = offset + limit < total
    return (
        b'{"pagination":{"limit":%d,"totalResults":%d,"nextUrl":%b,"cursorState":%b},"results":[%b]}'
        % (
            limit,
            total,
            encode(next_url),
            encode(write_cursor(offset + limit) if more else ""),
            b",".join(results),
        )
    )


def array(results: Iterable[bytes]) -> bytes:
    """A bare array of records that are JSON already."""
    return b"[%b]" % b",".join(results)


def next_url(url: str, raw_query: bytes, *, offset: int, limit: int, total: int) -> str:
    """The absolute address of the next page, or `""` on the last.

    It repeats the request's query as it was sent, with only the offset replaced, so a client that
    follows it keeps its filters, sorting and includes.
    """
    following = offset + limit
    if following >= total:
        return ""
    return f"{url}?{_with_parameter(raw_query, 'offset', str(following))}"


def next_cursor_url(url: str, raw_query: bytes, *, offset: int, limit: int, total: int) -> str:
    """The same for the lists that page by a cursor."""
    following = offset + limit
    if following >= total:
        return ""
    return f"{url}?{_with_parameter(raw_query, 'cursorState', write_cursor(following))}"


def _with_parameter(raw_query: bytes, name: str, value: str) -> str:
    parts = raw_query.decode("latin-1").split("&") if raw_query else []
    kept = [part for part in parts if part and unquote_plus(part.partition("=")[0]) != name]
    return "&".join((*kept, f"{name}={value}"))


def write_cursor(offset: int) -> str:
    """An opaque cursor; it needs no quoting in an address."""
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> int:
    """The offset of a cursor; 0 for none. Raises Invalid naming `cursorState`."""
    if not text:
        return 0
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, ValueError):
        plain = ""
    digits = plain[1:]
    if plain[:1] != "o" or not digits.isdigit() or int(digits[:17]) >= SAFE_INTEGER_LIMIT:
        raise invalid("cursorState", "format", "cursorState is not one that this server gave")
    return int(digits)


def timestamp(value: datetime | None) -> str | None:
    """`2019-09-05T01:00:12.989Z`; None stays None."""
    if value is None:
        return None
    # Not by `strftime`, which writes the year 784 with three digits.
    return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def day(value: date | None) -> str | None:
    """`2021-01-01`; None stays None."""
    return None if value is None else value.isoformat()


def uuid_text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


class MoneyStyle(msgspec.Struct, frozen=True):
    """How amounts and prices are written: the live service sends strings, typed clients may want
    numbers (autodesk.md §0.1). Numbers keep their digits; they never pass through a float."""

    name: str
    amount: Callable[[Decimal | None], str | msgspec.Raw | None]
    price: Callable[[Decimal | None], str | msgspec.Raw | None]


def _as_number(text: str | None) -> msgspec.Raw | None:
    return None if text is None else msgspec.Raw(text.encode())


MONEY_STYLES: Mapping[bool, MoneyStyle] = {
    False: MoneyStyle("strings", amount_text, price_text),
    True: MoneyStyle(
        "numbers",
        lambda value: _as_number(amount_text(value)),
        lambda value: _as_number(price_text(value)),
    ),
}
"""By the setting `money_as_numbers`."""
