"""What a list can be filtered and sorted by: a row per attribute, and a reader per type of it.

A reader gets one word of a filter and answers the values of the column that it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from changewright.core.errors import invalid
from changewright.core.money import parse_price
from changewright.core.records import Record
from changewright.edge.bodies import Reference
from changewright.edge.values import (
    echo,
    parse_day,
    parse_instant,
    parse_uuid,
    parse_whole_number,
)

AttributeType = Literal[
    "text", "uuid", "reference", "words", "integer", "amount", "datetime", "date", "boolean"
]
Operator = Literal["any", "since", "until"]
Noun: TypeAlias = type[Record]


class Attribute(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One attribute that can be filtered or sorted by.

    `name` is the wire's, `column` the record's. `filter` names the filter, empty for none; `many`
    lets it hold a list; `blank` lets it hold the word for "has no value"; `operator` "since" means
    at or after, "until" at or before. `noun` is what a reference points at. `words` gives, for each
    word the wire may send, the values of the column it stands for (none: matches nothing).
    `maximum` is the longest text. `sort_column` replaces the column when sorting.
    """

    name: str
    column: str
    type: AttributeType = "text"
    filter: str = ""
    many: bool = True
    blank: bool = False
    operator: Operator = "any"
    noun: Noun | None = None
    words: Mapping[str, tuple[object, ...]] = {}
    maximum: int | None = None
    sortable: bool = True
    sort_column: str = ""
    description: str = ""


def _read_text(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    if attribute.maximum is not None and len(word) > attribute.maximum:
        raise invalid(name, "length", f"{name}: at most {attribute.maximum} characters are allowed")
    return (word,)


def _read_uuid(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    uuid = parse_uuid(word)
    if uuid is None:
        raise invalid(name, "format", f"{name} is not a UUID: {echo(word)}")
    return (uuid,)


def _read_reference(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    assert attribute.noun is not None, f"{attribute.name} has no noun"
    (uuid,) = _read_uuid(word, attribute, name)
    assert isinstance(uuid, UUID)
    return (Reference(attribute.noun, uuid, name),)


def _read_words(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    if word not in attribute.words:
        raise invalid(name, "choice", f"No enum match for: {echo(word)} on {name}")
    return attribute.words[word]


def _read_integer(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    number = parse_whole_number(word)
    if number is None:
        raise invalid(name, "format", f"{name} is not an integer: {echo(word)}")
    return (number,)


def _read_amount(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    return (parse_price(word, name),)


def _read_instant(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    instant = parse_instant(word)
    if instant is None:
        raise invalid(name, "format", f"{name} is not an ISO 8601 date and time: {echo(word)}")
    return (instant,)


def _read_day(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    day = parse_day(word)
    if day is None:
        raise invalid(name, "format", f"{name} is not a date (YYYY-MM-DD): {echo(word)}")
    return (day,)


def _read_boolean(word: str, attribute: Attribute, name: str) -> tuple[object, ...]:
    if word.lower() not in ("true", "false"):
        raise invalid(name, "format", f"{name} must be true or false, not {echo(word)}")
    return (word.lower() == "true",)


READERS: Mapping[AttributeType, Callable[[str, Attribute, str], tuple[object, ...]]] = {
    "text": _read_text,
    "uuid": _read_uuid,
    "reference": _read_reference,
    "words": _read_words,
    "integer": _read_integer,
    "amount": _read_amount,
    "datetime": _read_instant,
    "date": _read_day,
    "boolean": _read_boolean,
}

PARAMETER_TYPES: Mapping[AttributeType, str] = {
    "text": "text",
    "uuid": "uuid",
    "reference": "uuid",
    "words": "text",
    "integer": "integer",
    "amount": "amount",
    "datetime": "datetime",
    "date": "date",
    "boolean": "boolean",
}
