"""How a resource shows the custom fields of its record (procore.md §4.8).

They are the attributes that somebody defined; the built-in ones are columns, which have keys of
their own. Where a project defines none, nothing is read for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from changewright.core.records import ChangeOrder, Face
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop, PartShape, Path, Row

from ..fields import CUSTOM_FIELDS, Key, Rendering, Rows, values_on
from ..wire import decimal_text, encode, seconds

KEY = Key(name=CUSTOM_FIELDS, type="object", part=CUSTOM_FIELDS, nullable=False)
PREFIX = "custom_field_"
EMPTY = b',"custom_fields":{}'


def _entry(text: str) -> Any:
    return {"id": None, "label": text}


def _whole(text: str) -> Any:
    return msgspec.Raw(text.encode())


DATA_TYPES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "text": ("string", str),
    "multiline": ("text", str),
    "richtext": ("rich_text", str),
    "options": ("lov_entry", _entry),
    "boolean": ("boolean", lambda text: text == "true"),
    "integer": ("integer", _whole),
    "percent": ("decimal", decimal_text),
    "currency": ("decimal", decimal_text),
    "number": ("decimal", decimal_text),
    "datetime": ("datetime", seconds),
}
"""The type of an attribute: this door's word for it, and its value from the text we keep."""


def _render(rows: Rows, _: Rendering) -> bytes:
    told = {}
    for value, definition_id, type, built_in in rows:
        if not built_in:
            word, read = DATA_TYPES[type]
            shown = None if value is None else read(value)
            told[f"{PREFIX}{definition_id}"] = {"data_type": word, "value": shown}
    return b',"custom_fields":' + encode(told)


def _fold(_one: Row, many: Rows, rendering: Rendering) -> bytes:
    return _render(many, rendering)


_HERE: Mapping[type[Any], str] = {Face: "change_order_id"}
_TABLES: Mapping[type[Any], str] = {
    Face: ChangeOrder.TABLE,
    **{noun: noun.TABLE for noun in (ChangeOrder, Contract, MainContract)},
}


def customized(noun: type[Any]) -> dict[str, PartShape]:
    """`custom_fields` of records of this noun; of a face they are its document's. With `KEY` among
    the keys of a resource, this goes among its parts."""
    hops = (
        Hop(
            PropertyValue,
            "record_id",
            _HERE.get(noun, "id"),
            where=(("record_kind", _TABLES[noun]),),
        ),
        Hop(PropertyDefinition, "id", "definition_id"),
    )
    # In the order in which `_render` takes them.
    values = (*values_on(1, ("value",)), *values_on(2, ("id", "type", "built_in")))
    path = Path(hops, values, ((2, "position"), (2, "id")))
    return {KEY.part: PartShape(path, _render, absent=EMPTY, fold=_fold)}
