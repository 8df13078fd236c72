"""What can be done with a column, by its type: one row per type.

`wire` is its value as the doors write it, so that a page is rendered without a number, a UUID or
an instant being built and written again. `code` is its value as eight bytes that sort as the
values do, in which a shelf keeps it. `code_of` gives the same code for a value of a query.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from changewright.core.money import Decimal
from changewright.core.records import Record

from .tables import columns_of

NO_VALUE = 2**63 - 1
"""The code of an empty column: above every other, so that it is last ascending, first descending,
as lists are sorted."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's own: `timestamptz_send` counts from it
_EPOCH_DAY = date(2000, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_CODE_LIMIT = 2**62


class ColumnType(msgspec.Struct, frozen=True):
    """`wire` and `code` are SQL with the column's place in it. No `code`: never kept in memory.
    `is_text`: kept as words, which are numbered. `cast`: the type of a query's values."""

    wire: str
    cast: str
    code: str = ""
    code_of: Callable[[Any], int | None] | None = None
    is_text: bool = False

    @property
    def is_held(self) -> bool:
        """Whether a shelf can keep the column."""
        return self.is_text or self.code_of is not None

    @property
    def json(self) -> str:
        """The same as `wire`, as the text of JSON. KeyError: it has no place there.

        What cannot hold a character that JSON would escape is put in quotes as it is: calling
        PostgreSQL's own function for each value takes longer than all else of a row.
        """
        return _JSON[self.cast].format(self.wire)


def _integer_code(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and abs(value) < _CODE_LIMIT else None


def _instant_code(value: Any) -> int | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return (value - _EPOCH) // _MICROSECOND


def _day_code(value: Any) -> int | None:
    if not isinstance(value, date) or isinstance(value, datetime):
        return None
    return (value - _EPOCH_DAY).days


def _amount_code(value: Any) -> int | None:
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return None
    scaled = Decimal(value) * 10_000
    return int(scaled) if scaled == int(scaled) and abs(scaled) < _CODE_LIMIT else None


_QUOTED = """'"' || {0} || '"'"""
_ESCAPED = "to_json({0})::text"
_JSON = {
    **dict.fromkeys(("bigint", "boolean"), "({0})::text"),
    **dict.fromkeys(("timestamptz", "date", "uuid", "numeric"), _QUOTED),
    **dict.fromkeys(("text", "jsonb"), _ESCAPED),
}
"""By the type of a query's values."""

_INTEGER = ColumnType("{0}", "bigint", "int8send({0})", _integer_code)
_SMALL = ColumnType("{0}", "bigint", "int8send({0}::bigint)", _integer_code)

TYPES: dict[str, ColumnType] = {
    "bigint": _INTEGER,
    "integer": _SMALL,
    "boolean": ColumnType("{0}", "boolean", "int8send({0}::integer::bigint)", _integer_code),
    "text": ColumnType("{0}", "text", is_text=True),
    "timestamptz": ColumnType(
        """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        "timestamptz",
        "timestamptz_send({0})",
        _instant_code,
    ),
    "date": ColumnType(
        "to_char({0}, 'YYYY-MM-DD')",
        "date",
        "int8send(({0} - date '2000-01-01')::bigint)",
        _day_code,
    ),
    "uuid": ColumnType("{0}::text", "uuid"),
    "numeric(18,4)": ColumnType(
        "{0}::text", "numeric", "int8send(({0} * 10000)::bigint)", _amount_code
    ),
    # A price at its largest, in its smallest units, is more than eight bytes hold.
    "numeric(20,8)": ColumnType("{0}::text", "numeric"),
    "jsonb": ColumnType("{0}::text", "jsonb"),
    "bytea": ColumnType("{0}", "bytea"),
}


@cache
def types_of(noun: type[Record]) -> dict[str, ColumnType]:
    """The noun's columns and what can be done with each."""
    return {column.name: TYPES[column.bare_type] for column in columns_of(noun)}


def type_of(noun: type[Record], column: str) -> ColumnType:
    """The type of one column. KeyError: a mistake of the caller's, doors check names before."""
    try:
        return types_of(noun)[column]
    except KeyError:
        raise KeyError(f"{noun.TABLE} has no column {column}") from None
