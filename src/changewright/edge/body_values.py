"""One value of a body: each type's way to be read, and the words for what is wrong with it.

Every reader gets the value (never null), what its field allows, and its place in the body, and
raises one `Invalid` that names the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from changewright.core.errors import invalid
from changewright.core.money import Decimal, Digits, parse_amount

from .values import SAFE_INTEGER_LIMIT, echo, parse_day, parse_instant, parse_uuid

JSON_TYPE_NAMES: Mapping[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    Digits: "number",
    type(None): "null",
}


class Limits(Protocol):
    """What a field allows: the longest text, the most items of a list or the largest number; the
    shortest, fewest or smallest; whether it may be blank; which words it may hold."""

    @property
    def maximum(self) -> int | None: ...
    @property
    def minimum(self) -> int | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> tuple[str, ...]: ...


def expected(wanted: str, value: object, where: str) -> str:
    """The words for a value of the wrong type: what was wanted, what is there, and where."""
    found = JSON_TYPE_NAMES.get(type(value), "value")
    return f"Expected type {wanted} but found {found} on {where}"


def _require(value: Any, kind: type, wanted: str, where: str) -> None:
    if type(value) is not kind:
        raise invalid(where, "type", expected(wanted, value, where))


def _check_length(value: Any, limits: Limits, where: str, unit: str) -> None:
    most, least = limits.maximum, limits.minimum
    found = f"{where} has {len(value)} {unit}"
    if most is not None and len(value) > most:
        raise invalid(where, "length", f"{found}, at most {most} are allowed")
    if least is not None and len(value) < least:
        raise invalid(where, "length", f"{found}, at least {least} are needed")


def read_text(value: Any, limits: Limits, where: str) -> str:
    _require(value, str, "string", where)
    text: str = value
    if limits.required and not text.strip():
        raise invalid(where, "missing", f"{where} must not be empty")
    _check_length(text, limits, where, "characters")
    return text


def read_choice(value: Any, limits: Limits, where: str) -> str:
    _require(value, str, "string", where)
    if value not in limits.choices:
        raise invalid(where, "choice", f"No enum match for: {echo(value)} on {where}")
    return str(value)


def read_uuid(value: Any, limits: Limits, where: str) -> UUID:
    _require(value, str, "string", where)
    uuid = parse_uuid(value)
    if uuid is None:
        raise invalid(where, "format", f"{where} is not a UUID: {echo(value)}")
    return uuid


def read_boolean(value: Any, limits: Limits, where: str) -> bool:
    _require(value, bool, "boolean", where)
    return bool(value)


def read_integer(value: Any, limits: Limits, where: str) -> int:
    most = SAFE_INTEGER_LIMIT - 1 if limits.maximum is None else limits.maximum
    least = 1 - SAFE_INTEGER_LIMIT if limits.minimum is None else limits.minimum
    return _integer_between(value, least, most, where)


def _integer_between(value: Any, least: int, most: int, where: str) -> int:
    if type(value) not in (int, Digits):
        raise invalid(where, "type", expected("integer", value, where))
    if type(value) is Digits:
        whole = parse_amount(value, where)
        if whole is None or whole != int(whole) or whole != Decimal(value):
            raise invalid(where, "type", expected("integer", value, where))
        value = int(whole)
    if not least <= value <= most:
        raise invalid(where, "range", f"{where} must lie between {least} and {most}")
    return int(value)


def read_day(value: Any, limits: Limits, where: str) -> Any:
    _require(value, str, "string", where)
    day = parse_day(value)
    if day is None:
        raise invalid(where, "format", f"{where} is not a date (YYYY-MM-DD): {echo(value)}")
    return day


def read_instant(value: Any, limits: Limits, where: str) -> Any:
    _require(value, str, "string", where)
    instant = parse_instant(value)
    if instant is None:
        raise invalid(where, "format", f"{where} is not an ISO 8601 date and time: {echo(value)}")
    return instant


def read_list(value: Any, limits: Limits, where: str) -> list[Any]:
    _require(value, list, "array", where)
    _check_length(value, limits, where, "elements")
    items: list[Any] = value
    return items


def read_text_list(value: Any, limits: Limits, where: str) -> tuple[str, ...]:
    for index, item in enumerate(read_list(value, limits, where)):
        _require(item, str, "string", f"{where}.{index}")
    return tuple(value)


def read_integer_list(value: Any, limits: Limits, where: str) -> tuple[int, ...]:
    least, most = 1 - SAFE_INTEGER_LIMIT, SAFE_INTEGER_LIMIT - 1
    items = read_list(value, limits, where)
    return tuple(
        _integer_between(item, least, most, f"{where}.{index}") for index, item in enumerate(items)
    )


def read_uuid_list(value: Any, limits: Limits, where: str) -> tuple[UUID, ...]:
    items = read_list(value, limits, where)
    return tuple(read_uuid(item, limits, f"{where}.{index}") for index, item in enumerate(items))


def read_json(value: Any, limits: Limits, where: str) -> Any:
    return plain(value)


def read_json_list(value: Any, limits: Limits, where: str) -> Any:
    return plain(read_list(value, limits, where))


def read_json_object(value: Any, limits: Limits, where: str) -> Any:
    _require(value, dict, "object", where)
    return plain(value)


def plain(value: Any) -> Any:
    """Without `Digits`: numbers with a fraction become the text they were sent as."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if type(value) is Digits else value
