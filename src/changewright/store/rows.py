"""Between records and rows: how a row becomes a record, and a record a line of COPY."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from psycopg.types.json import Jsonb

from changewright.core.records import Record

from .tables import columns_of

R = TypeVar("R", bound=Record)


@cache
def json_columns(noun: type[Record]) -> tuple[str, ...]:
    """The columns that hold structured text."""
    return tuple(column.name for column in columns_of(noun) if column.type == "jsonb")


@cache
def record_maker(noun: type[R]) -> Callable[[Sequence[Any]], R]:
    """From a row of all the noun's columns, in their order, to the record.

    Arrays of structured text become tuples, as records are immutable.
    """
    names = noun.__struct_fields__
    structured = json_columns(noun)

    def make(row: Sequence[Any]) -> R:
        return noun(**dict(zip(names, row, strict=True)))

    def make_with_json(row: Sequence[Any]) -> R:
        values = dict(zip(names, row, strict=True))
        for name in structured:
            if values[name].__class__ is list:
                values[name] = tuple(values[name])
        return noun(**values)

    return make_with_json if structured else make


@cache
def copy_values(noun: type[Record]) -> Callable[[Record], Sequence[Any]]:
    """From a record to the values COPY writes, in the order of its columns."""
    names = noun.__struct_fields__
    places = [names.index(name) for name in json_columns(noun)]

    def values_with_json(record: Record) -> Sequence[Any]:
        values = list(msgspec.structs.astuple(record))
        for place in places:
            if values[place] is not None:
                values[place] = Jsonb(values[place])
        return values

    return values_with_json if places else msgspec.structs.astuple
