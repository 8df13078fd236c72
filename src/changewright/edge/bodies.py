"""What a body may hold, as tables of fields that read it.

A body comes decoded with its numbers as digits (`edge.decode`), so an amount is never a float.
What is wrong with its fields is collected whole into one `Invalid`, each problem naming its field
by its path (`0.associationType`). Keys that no row names are ignored, as both vendors do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.money import (
    AMOUNT_LIMIT,
    AMOUNT_PLACES,
    PRICE_LIMIT,
    PRICE_PLACES,
    Decimal,
    parse_amount,
    parse_price,
)
from changewright.core.records import Record

from .body_values import (
    expected,
    read_boolean,
    read_choice,
    read_day,
    read_instant,
    read_integer,
    read_integer_list,
    read_json,
    read_json_list,
    read_json_object,
    read_list,
    read_text,
    read_text_list,
    read_uuid,
    read_uuid_list,
)
from .decode import BODY

PROBLEMS_MAXIMUM = 100
ITEMS_MAXIMUM = 5000


class Reader(msgspec.Struct, frozen=True, eq=False):
    """How one type of field is read. `read` gets the value (never null), the field's row and its
    place, and raises Invalid; `schema` is its JSON Schema for the reference. `empty_is_null`: an
    empty string says "no value", as the vendors' examples do."""

    schema: Mapping[str, Any]
    read: Callable[[Any, Field, str], Any]
    empty_is_null: bool = True


class Field(msgspec.Struct, frozen=True, eq=False):
    """One field of a body: its JSON name, the column (or key) its value goes to, how it is read.

    `maximum` is the longest text, the most items of a list, or the largest number. `nullable`:
    null is a value. `required` must be present in a whole body, and not null; a partial body may
    leave it out, unless it is needed `always`. `ignored` fields are read as all are, so that what
    is wrong with them is told, and then dropped: what they say is worked out, or not kept.
    `prefix`: not one key but every key that begins with it and a number; the value is a dict by
    the numbers, of what `reader` reads.
    """

    name: str
    column: str
    reader: Reader
    maximum: int | None = None
    minimum: int | None = None
    nullable: bool = True
    required: bool = False
    choices: tuple[str, ...] = ()
    description: str = ""
    ignored: bool = False
    always: bool = False
    prefix: str = ""


class Body(msgspec.Struct, frozen=True, eq=False):
    """What an operation's body is: an object of these fields, or an array of such objects.

    `partial`: a PATCH, where nothing is required. `inside` names the key that holds the array
    (`{"data": […]}`). `name` is the schema's name in the reference. With `media` other than JSON
    the fields are not read here and `schema` describes the body.
    """

    name: str
    fields: tuple[Field, ...] = ()
    partial: bool = False
    array: bool = False
    inside: str = ""
    items_minimum: int = 0
    items_maximum: int = ITEMS_MAXIMUM
    media: str = "application/json"
    schema: Mapping[str, Any] | None = None
    required: bool = True
    examples: Mapping[str, Any] = {}


class Reference(msgspec.Struct, frozen=True):
    """A record named by its UUID, not yet looked up: which noun, which one, in which field."""

    noun: type[Record]
    uuid: UUID
    field: str = ""


def read_fields(
    body: object, fields: Sequence[Field], *, partial: bool = False, place: str = ""
) -> dict[str, Any]:
    """The columns that a JSON object sets: `{column: value}`, only for keys that are present.

    Raises one Invalid with all problems. `place` is put before field names (`0.`).
    """
    problems: list[Problem] = []
    values = _read_object(body, fields, partial, place, problems)
    _raise(problems)
    return values


def read_items(
    items: object,
    fields: Sequence[Field],
    *,
    partial: bool = False,
    place: str = "",
    minimum: int = 0,
    maximum: int = ITEMS_MAXIMUM,
) -> list[dict[str, Any]]:
    """The same for an array of objects, whose fields are named `0.name`, `1.name`, …"""
    name = place.rstrip(".") or BODY
    if not isinstance(items, list):
        raise invalid(name, "type", expected("array", items, name))
    if len(items) > maximum:
        raise invalid(name, "range", f"{name} holds {len(items)} elements, at most {maximum} go")
    if len(items) < minimum:
        raise invalid(name, "range", f"{name} needs at least {minimum} elements")
    problems: list[Problem] = []
    values = []
    for index, item in enumerate(items):
        values.append(_read_object(item, fields, partial, f"{place}{index}.", problems))
        if len(problems) >= PROBLEMS_MAXIMUM:
            break
    _raise(problems)
    return values


def read_body(value: object, body: Body) -> dict[str, Any]:
    """A decoded body by its row, for a body that is one object."""
    return read_fields(value, body.fields, partial=body.partial)


def read_body_items(value: object, body: Body) -> list[dict[str, Any]]:
    """A decoded body by its row, for a body that is an array, or holds one under `inside`."""
    place = ""
    if body.inside:
        if not isinstance(value, dict):
            raise invalid(BODY, "type", expected("object", value, BODY))
        if body.inside not in value:
            raise invalid(body.inside, "missing", f"Missing required property: {body.inside}")
        value, place = value[body.inside], f"{body.inside}."
    return read_items(
        value,
        body.fields,
        partial=body.partial,
        place=place,
        minimum=body.items_minimum,
        maximum=body.items_maximum,
    )


def _read_object(
    body: object, fields: Sequence[Field], partial: bool, place: str, problems: list[Problem]
) -> dict[str, Any]:
    if not isinstance(body, dict):
        name = place.rstrip(".") or BODY
        problems.append(Problem(name, "type", expected("object", body, name)))
        return {}
    values: dict[str, Any] = {}
    for field in fields:
        if field.prefix:
            _read_prefixed(body, field, place, values, problems)
        elif field.name not in body:
            if field.always or (field.required and not partial):
                problems.append(_missing(place + field.name))
        else:
            try:
                value = _read_value(body[field.name], field, place + field.name)
            except Invalid as refusal:
                problems.extend(refusal.problems)
            else:
                if not field.ignored:
                    values[field.column] = value
    return values


def _read_prefixed(
    body: Mapping[str, Any],
    field: Field,
    place: str,
    values: dict[str, Any],
    problems: list[Problem],
) -> None:
    """The keys `<prefix><number>`, by their numbers; nothing where there is none."""
    found: dict[int, Any] = {}
    for name in body:
        number = name.removeprefix(field.prefix)
        if name == number or not (number.isascii() and number.isdigit()) or len(number) > 15:
            continue
        try:
            found[int(number)] = _read_value(body[name], field, place + name)
        except Invalid as refusal:
            problems.extend(refusal.problems)
    if found:
        values[field.column] = found


def _read_value(value: Any, field: Field, where: str) -> Any:
    if value == "" and field.reader.empty_is_null and type(value) is str:
        value = None
    if value is None:
        if field.required or not field.nullable:
            raise invalid(where, "missing", f"{where} must have a value")
        return None
    return field.reader.read(value, field, where)


def _missing(where: str) -> Problem:
    return Problem(where, "missing", f"Missing required property: {where}")


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems[0].detail, *problems[:PROBLEMS_MAXIMUM])


def _number_schema(limit: Decimal, places: int) -> dict[str, Any]:
    """A number, or the text of one: of so many places, and no larger than may be kept."""
    return {
        "type": ["number", "string"],
        "exclusiveMinimum": -int(limit),
        "exclusiveMaximum": int(limit),
        "pattern": rf"^([+-]?[0-9]+(\.[0-9]{{1,{places}}})?)?$",
    }


TEXT = Reader({"type": "string"}, read_text, empty_is_null=False)
CHOICE = Reader({"type": "string"}, read_choice)
UUID_TEXT = Reader({"type": "string", "format": "uuid"}, read_uuid)
BOOLEAN = Reader({"type": "boolean"}, read_boolean, empty_is_null=False)
INTEGER = Reader({"type": "integer"}, read_integer)
DAY = Reader({"type": "string", "format": "date"}, read_day)
INSTANT = Reader({"type": "string", "format": "date-time"}, read_instant)
AMOUNT = Reader(
    _number_schema(AMOUNT_LIMIT, AMOUNT_PLACES),
    lambda value, _field, at: parse_amount(value, at),
)
PRICE = Reader(
    _number_schema(PRICE_LIMIT, PRICE_PLACES), lambda value, _field, at: parse_price(value, at)
)
TEXT_LIST = Reader({"type": "array", "items": {"type": "string"}}, read_text_list)
INTEGER_LIST = Reader({"type": "array", "items": {"type": "integer"}}, read_integer_list)
UUID_LIST = Reader({"type": "array", "items": {"type": "string", "format": "uuid"}}, read_uuid_list)
JSON = Reader({}, read_json, empty_is_null=False)
JSON_LIST = Reader({"type": "array", "items": {}}, read_json_list)
JSON_OBJECT = Reader({"type": "object"}, read_json_object)


def reference(noun: type[Record]) -> Reader:
    """A record named by its UUID: the value is a `Reference`, to be looked up by the handler."""

    def read(value: Any, field: Field, where: str) -> Reference:
        return Reference(noun, read_uuid(value, field, where), where)

    return Reader({"type": "string", "format": "uuid"}, read)


def references(noun: type[Record]) -> Reader:
    """A list of records named by their UUIDs: the value is a tuple of `Reference`."""

    def read(value: Any, field: Field, where: str) -> tuple[Reference, ...]:
        items = read_list(value, field, where)
        return tuple(
            Reference(noun, read_uuid(item, field, f"{where}.{index}"), f"{where}.{index}")
            for index, item in enumerate(items)
        )

    return Reader({"type": "array", "items": {"type": "string", "format": "uuid"}}, read)


def object_of(*fields: Field, partial: bool = False) -> Reader:
    """A nested object: the value is `{column: value}`."""

    def read(value: Any, field: Field, where: str) -> dict[str, Any]:
        return read_fields(value, fields, partial=partial, place=f"{where}.")

    return Reader(fields_schema(fields, partial=partial), read, empty_is_null=False)


def objects_of(*fields: Field, partial: bool = False) -> Reader:
    """A nested array of objects: the value is a tuple of `{column: value}`."""

    def read(value: Any, field: Field, where: str) -> tuple[dict[str, Any], ...]:
        most = ITEMS_MAXIMUM if field.maximum is None else field.maximum
        return tuple(read_items(value, fields, partial=partial, place=f"{where}.", maximum=most))

    schema = {"type": "array", "items": fields_schema(fields, partial=partial)}
    return Reader(schema, read, empty_is_null=False)


def references_in(values: Mapping[str, Any]) -> Iterator[Reference]:
    """Every `Reference` among a body's values, also in lists and nested objects."""
    for value in values.values():
        parts = value if isinstance(value, (tuple, list)) else (value,)
        for part in parts:
            if isinstance(part, Reference):
                yield part
            elif isinstance(part, dict):
                yield from references_in(part)


def fields_schema(fields: Sequence[Field], *, partial: bool = False) -> dict[str, Any]:
    """The JSON Schema of an object with these fields."""
    required = [field.name for field in fields if field.always or (field.required and not partial)]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _field_schema(field) for field in fields if not field.prefix},
    }
    prefixed = {f"^{each.prefix}[0-9]+$": _field_schema(each) for each in fields if each.prefix}
    if prefixed:
        schema["patternProperties"] = prefixed
    return schema | ({"required": required} if required else {})


def _field_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = dict(field.reader.schema)
    kind = schema.get("type")
    limits = LIMIT_WORDS.get(kind if isinstance(kind, str) else (kind or [""])[0], (None, None))
    for word, limit in zip(limits, (field.minimum, field.maximum), strict=True):
        if word is not None and limit is not None:
            schema[word] = limit
    if field.choices:
        schema["enum"] = list(field.choices)
    if field.required and field.reader is TEXT:
        schema |= {"minLength": 1, "pattern": r"\S"}
    description = f"{field.description} {IGNORED}" if field.ignored else field.description
    if description:
        schema["description"] = description.lstrip()
    if field.nullable and not field.required and kind is not None:
        schema["type"] = [*([kind] if isinstance(kind, str) else kind), "null"]
        if field.choices:
            schema["enum"] = [*field.choices, None]
    return schema


IGNORED = "Taken, and not kept."
LIMIT_WORDS: Mapping[str, tuple[str | None, str | None]] = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum"),
    "array": ("minItems", "maxItems"),
}
