"""Records with all that they show in one statement, the rows of each part folded into its record's.

Read row by row (`read_parts`), what a record says once stands beside each of its items again, and
each part is a statement of its own. Folded, a record is one row: beside its own values those of the
rows that it leads to one by one, and those that there may be many of as one JSON array, as text.
The database looks up half as much, and a third of the values are taken over.

What is shown is the same either way, but that links which lead to nothing have no row of their own
where others do. JSON costs the database by the value, so this is for parts of few columns; and
hidden columns and rows are not known here, so it serves those who see all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from changewright.core.records import Record

from .read_parts import Part, Path, link, stamp_of
from .read_rows import Selection, Value
from .row_conditions import Viewer
from .wire import Connection, Parameter, array, wire_of

_read_rows = msgspec.json.Decoder(list[tuple[Any, ...]]).decode

# Before the values of a part: its stamp, and whether the record shows any of its rows.
_STAMP, _SHOWN, _VALUES = range(3)


class Folds(msgspec.Struct, frozen=True):
    """The hops of a path, counted from 1: `single` ones lead from a record to at most one row,
    `many` are the others. `values` is how many of the path's values are of single hops; they come
    first."""

    single: tuple[int, ...]
    many: tuple[int, ...]
    values: int

    @property
    def width(self) -> int:
        """The columns of a part in the statement."""
        return _VALUES + self.values + 1


@cache
def folds_of(path: Path) -> Folds:
    """ValueError: the path's values do not stand in that order."""
    single = {0}
    for number, hop in enumerate(path.hops, 1):
        if hop.there == "id" and path.before(number) in single:
            single.add(number)
    many = tuple(number for number in range(1, len(path.hops) + 1) if number not in single)
    are_single = [value.of in single for value in path.values]
    if are_single != sorted(are_single, reverse=True):
        raise ValueError("values of rows that there is one of come before all others")
    return Folds(tuple(sorted(single - {0})), many, sum(are_single))


async def read_folded(
    connection: Connection,
    viewer: Viewer,
    noun: type[Record],
    kind: str | None,
    values: tuple[Value, ...],
    paths: Sequence[Path],
    ids: Sequence[int],
) -> tuple[list[tuple[Any, ...]], list[list[Part]]]:
    """As `read_parts.read_with_parts`, for a viewer who sees all; one statement, so all of it as of
    one moment."""
    parameters: tuple[Parameter, ...] = (str(viewer.container_id).encode(), array(ids))
    text = _text(noun, values, tuple(paths))
    rows = await wire_of(connection).rows(text, parameters, tuple)
    parts: list[list[Part]] = []
    place = width = 2 + len(values)
    for path in paths:
        parts.append(_parts(path, rows, place))
        place += folds_of(path).width
    return [row[:width] for row in rows], parts


def _parts(path: Path, rows: Sequence[tuple[Any, ...]], place: int) -> list[Part]:
    folds = folds_of(path)
    first = place + _VALUES
    last = first + folds.values
    # A part of such rows alone has one even where they lead no further.
    alone = [] if any(each <= path.depth for each in folds.many) else [()]
    nothing = (None,) * (len(path.values) - folds.values)
    parts = []
    for row in rows:
        shown: list[tuple[Any, ...]] = []
        if row[place + _SHOWN]:
            one, folded = row[first:last], row[last]
            if folded is not None:
                shown = _read_rows(folded)
                if one:
                    shown = [one + each for each in shown]
            elif alone:
                shown = [one + nothing]
        parts.append(Part(row[0], row[1], row[place + _STAMP], shown))
    return parts


@cache
def _text(noun: type[Record], values: tuple[Value, ...], paths: tuple[Path, ...]) -> bytes:
    """Parameters: the container, the ids."""
    own = Selection()
    for value in values:
        own.add(value, noun)
    parts = [
        f" LEFT JOIN LATERAL ({_part(noun, path)}) p{number} ON true"
        for number, path in enumerate(paths, 1)
    ]
    columns = "".join(f", p{number}.*" for number in range(1, len(paths) + 1))
    return (
        f"SELECT t.id, t.version{own.columns}{columns} "
        f"FROM {noun.TABLE} t{own.joins}{''.join(parts)} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[])"
    ).encode()


def _part(noun: type[Record], path: Path) -> str:
    """A part of the record `t`, as one row: stamp, shown, values, rows."""
    folds, there = folds_of(path), _there(path)
    single = Selection()
    for value in path.values[: folds.values]:
        _add(single, value, noun, path, there)
    shown = [there[number - 1] for number in folds.single if number <= path.depth]
    stamps = [f"h{number}.revision" for number in folds.single]
    many, rows = "", "NULL::text"
    if folds.many:
        many = f" LEFT JOIN LATERAL ({_folded(noun, path, folds, there)}) m ON true"
        rows = "m.rows"
        stamps.append("m.revision")
    return (
        f"SELECT coalesce({stamp_of(path, stamps)}, 0), {' AND '.join(shown) or 'true'}"
        f"{single.columns}, {rows} FROM (SELECT) one{_joins(path, folds.single, there)}"
        f"{single.joins}{many}"
    )


def _folded(noun: type[Record], path: Path, folds: Folds, there: Sequence[str]) -> str:
    """The rows that a record may lead to many of, with the last revision at which one was
    written."""
    selection = Selection(as_json=True)
    for value in path.values[folds.values :]:
        _add(selection, value, noun, path, there)
    revisions = ", ".join(f"h{number}.revision" for number in folds.many)
    needed = [there[number - 1] for number in folds.many if number <= path.depth]
    any_of_them = " OR ".join(f"({there[number - 1]})" for number in folds.many)
    order = ", ".join(f"h{hop}.{column}" for hop, column in path.order)
    return (
        f"SELECT max(greatest({revisions})) AS revision, "
        f"'[' || string_agg('[' || concat_ws(','{selection.columns}) || ']', ','"
        f"{f' ORDER BY {order}' if order else ''}) "
        f"FILTER (WHERE {' AND '.join(needed) or any_of_them}) || ']' AS rows "
        f"FROM (SELECT) one{_joins(path, folds.many, there)}{selection.joins}"
    )


def _there(path: Path) -> list[str]:
    """For each hop, whether it leads to a row."""
    return [
        f"h{number}.id IS NOT NULL"
        + ("" if hop.even_deleted else f" AND h{number}.deleted_at IS NULL")
        for number, hop in enumerate(path.hops, 1)
    ]


def _joins(path: Path, numbers: Sequence[int], there: Sequence[str]) -> str:
    return "".join(
        f" LEFT JOIN {path.hops[number - 1].noun.TABLE} h{number} "
        f"ON {' AND '.join(link(path, number, there))}"
        for number in numbers
    )


def _add(
    selection: Selection, value: Value, noun: type[Record], path: Path, there: Sequence[str]
) -> None:
    """A value, none where its hop leads to a deleted row."""
    of = path.hops[value.of - 1].noun if value.of else noun
    is_deleted_shown = not value.of or path.hops[value.of - 1].even_deleted
    selection.add(value, of, when="" if is_deleted_shown else there[value.of - 1])
