"""One row per field of a resource: how it is read from a body, filtered, sorted, and written.

A resource of this door is a tuple of `Wire` rows. From them come the bodies of POST and PATCH
(`edge.bodies.Field`), the list grammar (`acc.grammar.Attribute`), the JSON of a record
(`acc.renderer`), and the schema of the reference: a field exists in all four because its row
stands in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.records import Record
from changewright.edge import bodies
from changewright.edge.bodies import Field, Reader
from changewright.work.directory import Directory

from .list_attributes import Attribute, AttributeType, Operator
from .wire import MoneyStyle, day, timestamp, uuid_text


class Rendering(msgspec.Struct, frozen=True, eq=False):
    """What writing a record needs beside its row: how money looks, and who is who."""

    money: MoneyStyle
    directory: Directory


class Named(msgspec.Struct, frozen=True):
    """A person or company as a client names it, to be found in the directory: `what` is person,
    company or company_uid; `field` is where it stood in the body."""

    what: str
    text: str
    field: str = ""


Writer = Callable[[Any, Rendering], Any]
Noun = type[Record]


class WireType(msgspec.Struct, frozen=True, eq=False):
    """How values of one type go over the wire, in both directions. `schema` is for the reference;
    `reader` None: it is never read from a body; `attribute` None: neither filtered nor sorted.

    `write` takes a record's own value, `show` the same value as lists read it from the database:
    instants, days, amounts and UUIDs are text there already, written as we write them.
    """

    schema: Mapping[str, Any]
    write: Writer
    reader: Reader | None
    attribute: AttributeType | None
    show: Writer


def as_is(value: Any, _: Rendering) -> Any:
    """Shown as it comes."""
    return value


def _number(value: Any, _: Rendering) -> Any:
    return None if value is None else msgspec.Raw(f"{value.normalize():f}".encode())


def _shown_number(value: Any, _: Rendering) -> Any:
    if value is None:
        return None
    text = value.rstrip("0").rstrip(".") if "." in value else value
    return msgspec.Raw((text if text not in ("", "-") else "0").encode())


def shown_money(value: Any, rendering: Rendering) -> Any:
    """An amount, which comes as text: as it comes where amounts are texts."""
    if value is None or rendering.money.name == "strings":
        return value
    return msgspec.Raw(value.encode())


def _shown_json(value: Any, _: Rendering) -> Any:
    return None if value is None else msgspec.Raw(value.encode())


def _shown_array(value: Any, _: Rendering) -> Any:
    return msgspec.Raw(b"[]" if value is None else value.encode())


def _person(value: Any, rendering: Rendering) -> str | None:
    person = rendering.directory.people.get(value)
    return None if person is None else person.autodesk_id


def _company(value: Any, rendering: Rendering) -> str | None:
    company = rendering.directory.companies.get(value)
    return None if company is None else company.autodesk_id


def _company_uid(value: Any, rendering: Rendering) -> str | None:
    company = rendering.directory.companies.get(value)
    return None if company is None else str(company.uuid)


def _company_name(value: Any, rendering: Rendering) -> str | None:
    company = rendering.directory.companies.get(value)
    return None if company is None else company.name


def _container(value: Any, rendering: Rendering) -> str | None:
    project = rendering.directory.projects.get(value)
    return None if project is None else str(project.uuid)


def _array(value: Any, _: Rendering) -> Any:
    return value or []


def _variables(value: Any, rendering: Rendering) -> list[dict[str, Any]]:
    """What was typed for a formula's variables, with the four decimals of the reference's example,
    and all digits of a percentage that has more."""
    found = []
    for one in value or ():
        whole, _, places = one["amount"].partition(".")
        found.append({**one, "amount": shown_money(f"{whole}.{places:0<4}", rendering)})
    return found


def _shown_variables(value: Any, rendering: Rendering) -> Any:
    return _variables(msgspec.json.decode(value), rendering) if value else []


def _named(what: str) -> Reader:
    def read(value: Any, field: Field, where: str) -> Named:
        if type(value) is not str or len(value) > 255:
            raise invalid(where, "type", f"{where} must be the id of a {what.partition('_')[0]}")
        return Named(what, value, where)

    return Reader({"type": "string"}, read)


def _all_named(what: str) -> Reader:
    one = _named(what)

    def read(value: Any, field: Field, where: str) -> tuple[Named, ...]:
        items = bodies.TEXT_LIST.read(value, field, where)
        return tuple(one.read(item, field, f"{where}.{index}") for index, item in enumerate(items))

    return Reader({"type": "array", "items": one.schema}, read)


COLLABORATOR = (
    Field("companyId", "companyId", _named("company"), nullable=False, required=True),
    Field("companyUid", "companyUid", _named("company_uid")),
    Field("contactIds", "contactIds", _all_named("person"), maximum=100),
)
RECIPIENT = (
    Field("id", "id", bodies.TEXT, maximum=255, nullable=False, required=True),
    Field("isDefault", "isDefault", bodies.BOOLEAN),
)

_TEXT = {"type": "string"}
_MONEY = {"type": ["string", "number"]}


def _type(
    schema: Mapping[str, Any],
    write: Writer = as_is,
    reader: Reader | None = None,
    attribute: AttributeType | None = None,
    show: Writer = as_is,
) -> WireType:
    return WireType(schema, write, reader, attribute, show)


def _array_type(items: Mapping[str, Any], reader: Reader) -> WireType:
    return _type({"type": "array", "items": items}, _array, reader, show=_shown_array)


def _whole(reader: Reader, **absent: Any) -> Reader:
    """A list of objects that are shown with all their keys, whichever of them were sent."""

    def read(value: Any, field: Field, where: str) -> tuple[dict[str, Any], ...]:
        found = reader.read(value, field, where)
        return tuple({**one, **{k: v for k, v in absent.items() if k not in one}} for one in found)

    return msgspec.structs.replace(reader, read=read)


_UUID = _TEXT | {"format": "uuid"}
_VARIABLE = {"type": "object", "properties": {"id": _UUID, "amount": _MONEY}}

TYPES: Mapping[str, WireType] = {
    "text": _type(_TEXT, reader=bodies.TEXT, attribute="text"),
    "choice": _type(_TEXT, reader=bodies.CHOICE, attribute="text"),
    "words": _type(_TEXT, attribute="words"),
    "uuid": _type(_UUID, lambda value, _: uuid_text(value), bodies.UUID_TEXT, "uuid"),
    "reference": _type(_UUID, lambda value, _: uuid_text(value)),
    "amount": _type(
        _MONEY,
        lambda value, rendering: rendering.money.amount(value),
        bodies.AMOUNT,
        "amount",
        shown_money,
    ),
    "price": _type(
        _MONEY,
        lambda value, rendering: rendering.money.price(value),
        bodies.PRICE,
        "amount",
        shown_money,
    ),
    "quantity": _type({"type": "number"}, _number, bodies.PRICE, "amount", _shown_number),
    "integer": _type({"type": "integer"}, reader=bodies.INTEGER, attribute="integer"),
    "boolean": _type({"type": "boolean"}, reader=bodies.BOOLEAN, attribute="boolean"),
    "datetime": _type(
        _TEXT | {"format": "date-time"},
        lambda value, _: timestamp(value),
        bodies.INSTANT,
        "datetime",
    ),
    "date": _type(_TEXT | {"format": "date"}, lambda value, _: day(value), bodies.DAY, "datetime"),
    "person": _type(_TEXT, _person, _named("person"), show=_person),
    "company": _type(_TEXT, _company, _named("company"), show=_company),
    "company_uid": _type(_UUID, _company_uid, _named("company_uid"), show=_company_uid),
    "company_name": _type(_TEXT, _company_name, show=_company_name),
    "container": _type(_UUID, _container, show=_container),
    "list": _array_type({}, bodies.JSON_LIST),
    "texts": _array_type(_TEXT, bodies.TEXT_LIST),
    "variables": _type({"type": "array", "items": _VARIABLE}, _variables, show=_shown_variables),
    "collaborators": _array_type(
        bodies.fields_schema(COLLABORATOR),
        _whole(bodies.objects_of(*COLLABORATOR), companyUid=None, contactIds=()),
    ),
    "recipients": _array_type(
        bodies.fields_schema(RECIPIENT), _whole(bodies.objects_of(*RECIPIENT), isDefault=False)
    ),
    "object": _type({"type": ["object"]}, reader=bodies.JSON_OBJECT, show=_shown_json),
}
"""The types of wire fields. A reference's reader depends on its noun (`Wire.noun`)."""


ARRAY_TYPES = frozenset({"list", "texts", "variables", "collaborators", "recipients"})


class Wire(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One field of a resource.

    `column` is the record's column; "" for a constant (`constant`). `in_create`, `in_patch`: it
    may stand in the body of POST, of PATCH. `accepted`: documented in a body but dropped there.
    `filter` is the filter's name, "" for none; `many`, `blank`, `since` as the grammar has them.
    `words` maps a stored value to what is shown; `filter_words` a shown word to stored values.
    `empty` is written instead of null. `compose` makes the value from the raw values of `columns`.
    `reader` reads it from a body in another way than its type does.
    A field whose column an audience may not see is written as if it had no value.
    """

    name: str
    column: str = ""
    type: str = "text"
    noun: Noun | None = None
    nullable: bool = True
    in_create: bool = False
    in_patch: bool = False
    accepted: bool = False
    required: bool = False
    maximum: int | None = None
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    filter: str = ""
    many: bool = True
    blank: bool = False
    operator: Operator = "any"
    sortable: bool = True
    words: Mapping[Any, str | None] | None = None
    filter_words: Mapping[str, tuple[object, ...]] = {}
    empty: Any = None
    constant: Any = None
    columns: tuple[str, ...] = ()
    compose: Callable[..., Any] | None = None
    reader: Reader | None = None
    shown: bool = True
    description: str = ""


def both(name: str, column: str, **more: Any) -> Wire:
    """A field that may stand in the bodies of POST and PATCH alike."""
    return Wire(name=name, column=column, in_create=True, in_patch=True, **more)


OTHER_NAME = "|uid"
"""Put behind a column that a body may name by another id as well: both are read, and
`acc.resolve` makes one of them."""


def body_fields(rows: Iterable[Wire], *, partial: bool) -> tuple[Field, ...]:
    """The fields of a POST body, or (partial) of a PATCH body."""
    return tuple(
        _body_field(row)
        for row in rows
        if row.accepted or (row.in_patch if partial else row.in_create)
    )


def _body_field(row: Wire) -> Field:
    reader = row.reader or TYPES[row.type].reader
    if reader is None and row.noun is not None:
        reader = bodies.reference(row.noun)
    return Field(
        row.name,
        row.column + OTHER_NAME if row.type == "company_uid" else row.column,
        reader or bodies.JSON,
        maximum=row.maximum,
        minimum=row.minimum,
        nullable=row.nullable,
        required=row.required,
        choices=row.choices,
        description=row.description,
        ignored=row.accepted and not (row.in_create or row.in_patch),
    )


def attributes(rows: Iterable[Wire]) -> tuple[Attribute, ...]:
    """The filters and sort keys of a list."""
    found = []
    for row in rows:
        kind = "reference" if row.type == "reference" else TYPES[row.type].attribute
        if not row.column or (kind is None and not row.filter):
            continue
        found.append(
            Attribute(
                name=row.name,
                column=row.column,
                type="words" if row.filter_words else (kind or "text"),
                filter=row.filter,
                many=row.many,
                blank=row.blank,
                operator=row.operator,
                noun=row.noun,
                words=row.filter_words,
                maximum=row.maximum,
                sortable=row.sortable and kind not in (None, "reference"),
                description=row.description,
            )
        )
    return tuple(found)


def schema(rows: Iterable[Wire], extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The JSON Schema of a record of this resource."""
    properties: dict[str, Any] = {}
    shown = [row for row in rows if row.shown]
    for row in shown:
        described = dict(TYPES[row.type].schema)
        kind = described.get("type")
        if row.nullable and kind is not None:
            described["type"] = [*([kind] if isinstance(kind, str) else kind), "null"]
        if row.description:
            described["description"] = row.description
        properties[row.name] = described
    return {
        "type": "object",
        "properties": properties | dict(extra or {}),
        "required": [row.name for row in shown],
    }
