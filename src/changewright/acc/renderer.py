"""Writing records as JSON by the rows of their fields.

A page with includes writes tens of thousands of fields, most of them just as they come, and a call
for each costs more than all the rest. So what a field needs is decided once, when the renderer is
made, and a record is a struct of the resource's own fields: its values are taken over in one step,
and only those that need it are written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from changewright.core.records import Record

from .fields import ARRAY_TYPES, TYPES, Rendering, Wire, as_is, shown_money
from .wire import encode

Row = Sequence[Any]
Step = Callable[[Row, Rendering], Any]


class Renderer:
    """Writes rows of one resource as JSON objects.

    `columns` is the order in which the row's values must come: for a reference, the UUID it
    points at. `render` gives the object without its closing brace, so that includes can follow.
    `hidden` are the columns this audience may not see.
    """

    def __init__(self, rows: Sequence[Wire], hidden: frozenset[str] = frozenset()) -> None:
        self.rows = tuple(row for row in rows if row.shown)
        names = [name for row in self.rows for name in (row.column, *row.columns) if name]
        self.columns: tuple[str, ...] = tuple(dict.fromkeys(names))
        self.references: dict[str, type[Record]] = {
            row.column: row.noun
            for row in self.rows
            if row.type == "reference" and row.noun is not None
        }
        place = {column: index for index, column in enumerate(self.columns)}
        self._writing = tuple((row.name, _written(row, place, hidden)) for row in self.rows)
        self._shown_text, self._shown_numbers = (
            _showing(self.rows, place, hidden, is_text) for is_text in (True, False)
        )

    def values(self, row: Row, rendering: Rendering) -> dict[str, Any]:
        """The record as JSON values, from its own values."""
        return {name: step(row, rendering) for name, step in self._writing}

    def shown(self, row: Row, rendering: Rendering) -> msgspec.Struct:
        """The record to be encoded, from values as lists read them (`WireType.show`)."""
        is_text = rendering.money.name == "strings"
        return (self._shown_text if is_text else self._shown_numbers)(row, rendering)

    def render(self, row: Row, rendering: Rendering) -> bytes:
        """The record as JSON without its closing brace, from values as lists read them."""
        return encode(self.shown(row, rendering))[:-1]


def _without_value(wire: Wire, place: Mapping[str, int], hidden: frozenset[str]) -> Step | None:
    """What writes a field that is not the value of one column; None if it is."""
    if hidden & {wire.column, *wire.columns}:
        return lambda _row, _rendering: [] if wire.type in ARRAY_TYPES else None
    if wire.compose is not None:
        compose, places = wire.compose, tuple(place[name] for name in wire.columns)
        if wire.type == "amount":
            return lambda row, rendering: rendering.money.amount(
                compose(*[row[index] for index in places])
            )
        return lambda row, _rendering: compose(*[row[index] for index in places])
    if not wire.column:
        return lambda _row, _rendering: wire.constant
    if wire.words is not None:
        index, words = place[wire.column], wire.words
        return lambda row, _rendering: words.get(row[index], row[index])
    return None


def _written(wire: Wire, place: Mapping[str, int], hidden: frozenset[str]) -> Step:
    """What writes one field from a record's own values."""
    step = _without_value(wire, place, hidden)
    if step is not None:
        return step
    index, write, empty = place[wire.column], TYPES[wire.type].write, wire.empty
    if empty is not None:
        return lambda row, rendering: write(empty if row[index] is None else row[index], rendering)
    return lambda row, rendering: write(row[index], rendering)


def _shown_step(
    wire: Wire, place: Mapping[str, int], hidden: frozenset[str], is_text: bool
) -> Step | None:
    """What shows one field from values as lists read them; None: it is shown as it comes.
    `is_text`: amounts are shown as text, which is how they come."""
    step = _without_value(wire, place, hidden)
    if step is not None:
        return step
    index, kind, empty = place[wire.column], TYPES[wire.type], wire.empty
    show, write = kind.show, kind.write
    if empty is not None:
        return lambda row, rendering: (
            write(empty, rendering) if row[index] is None else show(row[index], rendering)
        )
    if show is as_is or (show is shown_money and is_text):
        return None
    return lambda row, rendering: show(row[index], rendering)


def _showing(
    rows: Sequence[Wire], place: Mapping[str, int], hidden: frozenset[str], is_text: bool
) -> Callable[[Row, Rendering], msgspec.Struct]:
    """One function that shows a whole row as a struct that has the wire's names."""
    names = {f"field{index}": wire.name for index, wire in enumerate(rows)}
    record = msgspec.defstruct("Shown", [(name, Any) for name in names], rename=names, gc=False)
    taken: Callable[[Row], tuple[Any, ...]]
    taken = itemgetter(*[place.get(wire.column, 0) for wire in rows], 0)
    steps = [_shown_step(wire, place, hidden, is_text) for wire in rows]
    special = tuple((index, step) for index, step in enumerate(steps) if step is not None)

    def show(row: Row, rendering: Rendering) -> msgspec.Struct:
        values = list(taken(row))
        values.pop()  # the one that makes a tuple even of a single field
        for index, step in special:
            values[index] = step(row, rendering)
        return record(*values)

    return show
