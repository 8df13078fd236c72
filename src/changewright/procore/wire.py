"""How Procore's door writes things: decimals, instants, numbers with acronyms, page headers; and
how its clients write integers, and yes or no."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, unquote_plus
from uuid import UUID

import msgspec

from changewright.core.money import Decimal, amount_text
from changewright.edge.bodies import Field, Reader
from changewright.edge.body_values import read_boolean, read_integer, read_integer_list, read_text
from changewright.edge.rate_limits import Standing
from changewright.edge.reply import HeaderPairs, Reply, is_without_body

# Clients of loose types send integers and booleans as text too, which the vendor's server casts.
_WHOLE = re.compile(r"[+-]?[0-9]{1,16}")
_YES_AND_NO = {"true": True, "false": False}


def _whole(value: Any) -> Any:
    """The integer that a text of digits is; any other value as it is."""
    return int(value) if type(value) is str and _WHOLE.fullmatch(value) else value


def _read_integer(value: Any, field: Field, where: str) -> int:
    return read_integer(_whole(value), field, where)


def _read_integers(value: Any, field: Field, where: str) -> tuple[int, ...]:
    wholes = [_whole(each) for each in value] if type(value) is list else value
    return read_integer_list(wholes, field, where)


def _read_boolean(value: Any, field: Field, where: str) -> bool:
    told = _YES_AND_NO.get(value, value) if type(value) is str else value
    return read_boolean(told, field, where)


def _read_label(value: Any, field: Field, where: str) -> str:
    return read_text(str(value) if type(value) is int else value, field, where)


def project_named(value: Any) -> int | None:
    """The project that a body says it is about, before the body is read; None: it says none."""
    whole = _whole(value)
    return whole if type(whole) is int else None


_INTEGER = {"type": ["integer", "string"], "pattern": f"^({_WHOLE.pattern})?$"}
_BOOLEAN = {"type": ["boolean", "string"], "pattern": "^(true|false)$"}
INTEGER = Reader(_INTEGER, _read_integer)
INTEGER_LIST = Reader({"type": "array", "items": _INTEGER}, _read_integers)
BOOLEAN = Reader(_BOOLEAN, _read_boolean, empty_is_null=False)
LABEL = Reader({"type": ["string", "integer"]}, _read_label, empty_is_null=False)
"""A text that is mostly digits: a number, or an id in the system of origin. An integer is its text,
as the vendor's server casts it."""


def labels(*names: str, maximum: int = 255) -> tuple[Field, ...]:
    """Such texts, whose columns have their names."""
    return tuple(Field(name, name, LABEL, maximum=maximum) for name in names)


MEDIA = b"application/json; charset=utf-8"

encode = msgspec.json.Encoder().encode


def decimal_text(value: str | None) -> str:
    """`0.0`, `250.0`, `0.05`: a plain decimal with at least one place (procore.md §4.8)."""
    if value is None:
        return "0.0"
    whole, _, places = value.partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


def number(value: str | None) -> msgspec.Raw | None:
    """The same as a JSON number, every digit of it."""
    return None if value is None else msgspec.Raw(decimal_text(value).encode())


def seconds(value: str | None) -> str | None:
    """An instant without the fraction that others are written with: `2026-02-01T10:00:00Z`."""
    return None if value is None else value[:19] + "Z"


def midnight(value: str | None) -> str | None:
    """A day as an instant, as some details show it."""
    return None if value is None else f"{value}T00:00:00Z"


def acronym_number(acronym: str, number: str | None) -> str:
    """`PCO #003`; `PCCO #` without a number, which clients read as "in no package yet" (§1.2)."""
    return f"{acronym} #{number or ''}"


def as_read(value: Any) -> Any:
    """A record's own value as lists read it from the database (`store.read_rows`)."""
    match value:
        case datetime():
            # Not by `strftime`, which writes the year 784 with three digits.
            at = value.astimezone(UTC).isoformat(timespec="milliseconds")
            return at.removesuffix("+00:00") + "Z"
        case date():
            return value.isoformat()
        case Decimal():
            return amount_text(value)
        case UUID():
            return str(value)
    return value


def is_v2(path: str) -> bool:
    """Whether a path is of version 2: answers in an envelope, refusals as one object (§4.9)."""
    return path.startswith(("/rest/v2", "//rest/v2"))


def enveloped(path: str, body: bytes) -> bytes:
    """An answer as the version of its path wraps it."""
    return b'{"data":%b}' % body if body and is_v2(path) else body


def nothing(status: int) -> bytes:
    """The body of an answer that has nothing to tell: none where the status says so, else an
    object, since clients read a body with any other status as JSON."""
    return b"" if is_without_body(status) else b"{}"


LINK = b'"\\/'
"""How a text begins that is a path of this server. The encoder never writes a slash so."""


def absolute(body: bytes, base_url: str) -> bytes:
    """JSON whose links have the origin that the request came to."""
    return body.replace(LINK, encode(base_url)[:-1] + b"/")


def rate_headers(standing: Standing, now: datetime) -> HeaderPairs:
    """How the caller stands in the window nearest to its limit; the reset is in seconds since 1970
    (procore.md §4.7)."""
    reset = int(now.timestamp() + standing.reset_seconds) + 1
    return (
        (b"x-rate-limit-limit", b"%d" % standing.limit),
        (b"x-rate-limit-remaining", b"%d" % standing.remaining),
        (b"x-rate-limit-reset", b"%d" % reset),
    )


def reply(body: bytes, status: int | None = None, headers: HeaderPairs = ()) -> Reply:
    """A JSON answer."""
    return Reply(body, status, headers, MEDIA)


def page_headers(
    url: str, raw_query: bytes, *, page: int, per_page: int, total: int
) -> HeaderPairs:
    """`Total`, `Per-Page` and `Link`, whose addresses keep the query (procore.md §4.3)."""
    last = max(1, -(-total // per_page))
    wanted = [
        ("first", 1, page > 1),
        ("prev", page - 1, page > 2),
        ("next", page + 1, page < last),
        ("last", last, last > 1),
    ]
    links = ", ".join(
        f'<{url}?{_with_page(raw_query, number, per_page)}>; rel="{name}"'
        for name, number, is_shown in wanted
        if is_shown
    )
    found = ((b"total", b"%d" % total), (b"per-page", b"%d" % per_page))
    return (*found, (b"link", links.encode())) if links else found


def _with_page(raw_query: bytes, page: int, per_page: int) -> str:
    parts = raw_query.decode("latin-1").split("&") if raw_query else []
    kept = [
        quote(part, safe="=%+-._~[],:!*'()@/?;")
        for part in parts
        if part and unquote_plus(part.partition("=")[0]) not in ("page", "per_page")
    ]
    return "&".join((*kept, f"page={page}", f"per_page={per_page}"))
