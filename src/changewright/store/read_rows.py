"""The SQL of what records show: chosen columns by id, with the unchangeable names of what they
refer to.

Values come as the doors write them: amounts, UUIDs, instants and days as text, structured text as
JSON. That is three times as fast as Python's own values, which would only be written again.

A shape's own columns are read here, `read_parts` reads what is made of other rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from changewright.core.exchange import CONVERTED_PLACES
from changewright.core.records import Record

from .columns import types_of
from .row_conditions import SEES_ALL, Sight, Viewer, sight_of_columns
from .tables import columns_of
from .wire import Step, array


class Term(NamedTuple):
    """A column, with that of a rate which its amount is multiplied or divided by, or none."""

    column: str
    rate: str = ""
    is_divided: bool = False


class Value(msgspec.Struct, frozen=True):
    """One value a shape shows: a column of the record, or (`of` 1, 2, …) of a row its part hangs
    on; with `through`, the unchangeable column `wanted` of the record which the column refers to.
    `committed|proposed` is the first of the two that has a value, `committed*rate` an amount at a
    rate and `estimated/rate` one divided by it, as `core.exchange` does it.
    """

    column: str
    through: type[Record] | None = None
    wanted: Literal["uuid", "id", "kind", "created_at"] = "uuid"
    of: int = 0

    @property
    def terms(self) -> tuple[Term, ...]:
        """The columns that it is of, the first with a value."""
        return tuple(_term(each) for each in self.column.split("|"))


def _term(text: str) -> Term:
    for sign in "*/":
        column, found, rate = text.partition(sign)
        if found:
            return Term(column, rate, sign == "/")
    return Term(text)


class Selection:
    """The columns of a statement that shows rows, with the joins of its references.

    Aliases: `t` is the record, `h1`, `h2` … the rows of a part. What the viewer may not see of any
    of these is read as empty. `as_json`: every value as the
    text of JSON, of rows that are there. `listed` are the columns as SQL.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self._as_json = as_json
        self.listed: list[str] = []
        self._joins: list[str] = []

    def add(
        self, value: Value, noun: type[Record], sight: Sight = SEES_ALL, when: str = ""
    ) -> None:
        """`when`: a condition without which the value is empty."""
        alias = f"h{value.of}" if value.of else "t"
        shown_of = [each for each in value.terms if each.column not in sight.hidden]
        if not shown_of:
            self.listed.append("NULL::text")
            return
        place = _first_of(
            [_at_rate(sight.place(alias, each.column), alias, each) for each in shown_of]
        )
        noun_shown, column = noun, shown_of[0].column
        if value.through is not None:
            referred_to = f"r{len(self._joins) + 1}"
            self._joins.append(
                f" LEFT JOIN {value.through.TABLE} {referred_to} "
                f"ON {referred_to}.container_id = $1 AND {referred_to}.id = {place}"
            )
            place = f"{referred_to}.{value.wanted}"
            noun_shown, column = value.through, value.wanted
        kind = types_of(noun_shown)[column]
        shown = (kind.json if self._as_json else kind.wire).format(place)
        if self._as_json and (value.through is not None or column in nullable_columns(noun)):
            shown = f"coalesce({shown}, 'null')"
        self.listed.append(f"CASE WHEN {when} THEN {shown} END" if when else shown)

    @property
    def columns(self) -> str:
        return "".join(f", {column}" for column in self.listed)

    @property
    def joins(self) -> str:
        return "".join(self._joins)


def _first_of(places: Sequence[str]) -> str:
    return places[0] if len(places) == 1 else f"coalesce({', '.join(places)})"


def _at_rate(place: str, alias: str, term: Term) -> str:
    """An amount at a rate or divided by it, where there is one; rounded once, half up."""
    if not term.rate:
        return place
    rate = f"{alias}.{term.rate}"
    exact = f"{place}::numeric(44,24) / {rate}" if term.is_divided else f"{place} * {rate}"
    rounded = f"round({exact}, {CONVERTED_PLACES})"
    return f"CASE WHEN COALESCE({rate}, 0) IN (0, 1) THEN {place} ELSE {rounded} END"


@cache
def nullable_columns(noun: type[Record]) -> frozenset[str]:
    """Those that may be empty in a row that is there."""
    return frozenset(column.name for column in columns_of(noun) if column.nullable)


@cache
def _rows_text(noun: type[Record], values: tuple[Value, ...]) -> bytes:
    return _rows_statement(noun, values, SEES_ALL)


def _rows_statement(noun: type[Record], values: tuple[Value, ...], sight: Sight) -> bytes:
    selection = Selection()
    for value in values:
        selection.add(value, noun, sight)
    return (
        f"SELECT t.id, t.version{selection.columns} FROM {noun.TABLE} t{selection.joins} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[])"
    ).encode()


def rows_step(
    viewer: Viewer,
    noun: type[Record],
    kind: str | None,
    values: tuple[Value, ...],
    ids: Sequence[int],
) -> Step:
    """(id, version, values…) of those of some records that are there, in no particular order,
    whoever sees them: which rows they are was decided by the page."""
    if viewer.sees_all:
        text = _rows_text(noun, values)
    else:
        text = _rows_statement(noun, values, sight_of_columns(viewer, noun, kind))
    return text, (str(viewer.container_id).encode(), array(ids))
