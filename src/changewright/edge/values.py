"""Reading single values out of text: UUIDs, instants, days. Shared by query strings and bodies.

Each function returns None for text that is not such a value; whoever calls knows which field to
name. Only the forms that clients of both vendors send are taken, not all that Python would read.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,9}))?\s*(Z|z|[+\- ]\d{2}(?::?\d{2})?)?)?\Z",
    re.ASCII,
)

_COLUMN = re.compile(r"(?:[a-zA-Z]*\.?\d+\.)?[a-z]+(?:_[a-z0-9]+)+\Z")

SAFE_INTEGER_LIMIT = 2**53
"""Integers on the wire lie strictly within ± this: what every JSON reader keeps exact."""

ECHO_LENGTH = 80
PROJECTS_REMEMBERED = 4096
UUID_LENGTH = 36


def parse_uuid(text: str) -> UUID | None:
    """A UUID in its usual 36 characters, whatever the case."""
    return UUID(int=int(text.replace("-", ""), 16)) if _UUID.match(text) else None


def parse_project_uuid(text: str) -> UUID | None:
    """The same for a project, whose id may carry the prefix `b.` (autodesk.md §0.1)."""
    return _project_uuid(text) if len(text) <= UUID_LENGTH + 2 else None


@lru_cache(maxsize=PROJECTS_REMEMBERED)
def _project_uuid(text: str) -> UUID | None:
    return parse_uuid(text[2:] if text[:2] in ("b.", "B.") else text)


def parse_day(text: str) -> date | None:
    """`2021-01-01`, also out of a longer instant, whose time of day is dropped."""
    if not _DAY.match(text):
        return _calendar_day(text[:10]) if parse_instant(text) is not None else None
    return _calendar_day(text)


def _calendar_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_instant(text: str) -> datetime | None:
    """An ISO 8601 instant in UTC, to the millisecond below.

    Without an offset it is taken as UTC; a day alone is its midnight. A `+` that a query string
    turned into a space is read as the sign it was.
    """
    match = _INSTANT.match(text)
    if match is None:
        return None
    day, minutes, seconds, fraction, zone = match.groups()
    milliseconds = (fraction or "0")[:3].ljust(3, "0")
    offset = "+00:00" if zone in (None, "Z", "z") else _offset(zone)
    try:
        instant = datetime.fromisoformat(
            f"{day}T{minutes or '00:00'}{seconds or ':00'}.{milliseconds}{offset}"
        )
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> str:
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{'-' if zone[0] == '-' else '+'}{digits[:2]}:{digits[2:]}"


def parse_whole_number(text: str) -> int | None:
    """An integer strictly within ± 2^53, or None. Digits only, with an optional sign."""
    text = text.strip()
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isascii() or not digits.isdigit() or len(digits.lstrip("0")) > 16:
        return None
    number = int(text)
    return number if abs(number) < SAFE_INTEGER_LIMIT else None


def camel_case(field: str) -> str:
    """A column that a rule below the doors names, as clients of camel case know it: `unit_price`
    is `unitPrice`. Other names stay as they are."""
    if _COLUMN.match(field) is None:
        return field
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), field)


def snake_case(name: str) -> str:
    """The column that a name in camel case means: `unitPrice` is `unit_price`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", name)


def echo(value: object) -> str:
    """A client's value for an error text, cut so that nobody's megabytes come back."""
    text = str(value)
    return text if len(text) <= ECHO_LENGTH else text[:ECHO_LENGTH] + "…"
