"""Records with all that they show in one statement, the rows of each part folded into its record's.

Read row by row (`read_parts`), what a record says once stands beside each of its items again, and
each part is a statement of its own. Folded, a record is one row: beside its own values those of the
rows that it leads to one by one, and those that there may be many of as one JSON array, as text.
The latter are looked up for all records at once, and written once where two records lead to the
same: as a subquery of each record's own they took three times as long.

What is shown is the same either way, but that links which lead to nothing have no row of their own
where others do. JSON costs the database by the value, so this is for parts of few columns; and
hidden columns and rows are not known here, so it serves those who see all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

import msgspec

from changewright.core.records import Record

from .read_parts import Hop, Path, link, stamp_of
from .read_rows import Selection, Value
from .row_conditions import Viewer
from .wire import Connection, Parameter, array, wire_of

Row = tuple[Any, ...]

_read_rows = msgspec.json.Decoder(list[tuple[Any, ...]]).decode

# Before the values of a part: its stamp, and whether the record shows any of its rows.
_STAMP, _SHOWN, _VALUES = range(3)


class Folds(msgspec.Struct, frozen=True):
    """The hops of a path, counted from 1: `single` ones lead from a record to at most one row,
    `many` are the others, which all begin with the first of them. `values` is how many of the
    path's values are of single hops; they come first."""

    single: tuple[int, ...]
    many: tuple[int, ...]
    values: int

    @property
    def width(self) -> int:
        """The columns of a part in the statement."""
        return _VALUES + self.values + 1


@cache
def folds_of(path: Path) -> Folds:
    """ValueError: the path's values do not stand in that order, or it forks into many rows
    twice."""
    single = {0}
    for number, hop in enumerate(path.hops, 1):
        if hop.there == "id" and path.before(number) in single:
            single.add(number)
    many = tuple(number for number in range(1, len(path.hops) + 1) if number not in single)
    if any(path.before(number) in single for number in many[1:]):
        raise ValueError("rows that there may be many of begin with one hop")
    are_single = [value.of in single for value in path.values]
    if are_single != sorted(are_single, reverse=True):
        raise ValueError("values of rows that there is one of come before all others")
    return Folds(tuple(sorted(single - {0})), many, sum(are_single))


class Cut(msgspec.Struct, frozen=True):
    """Where a part stands in a row that was read."""

    stamp: int
    shown: int
    first: int
    last: int

    def rows(self, row: Row) -> tuple[Row, list[Row]] | None:
        """The values of rows that there is one of, and of those that there may be many of; None
        where the record shows none."""
        if not row[self.shown]:
            return None
        folded = row[self.last]
        return row[self.first : self.last], [] if folded is None else _read_rows(folded)


@cache
def cuts_of(values: tuple[Value, ...], paths: tuple[Path, ...]) -> tuple[Cut, ...]:
    """For each path where its part stands, behind id, version and the record's own values."""
    cuts, place = [], 2 + len(values)
    for path in paths:
        folds = folds_of(path)
        first = place + _VALUES
        cuts.append(Cut(place + _STAMP, place + _SHOWN, first, first + folds.values))
        place += folds.width
    return tuple(cuts)


async def read_folded(
    connection: Connection,
    viewer: Viewer,
    noun: type[Record],
    values: tuple[Value, ...],
    paths: tuple[Path, ...],
    ids: Sequence[int],
) -> list[Row]:
    """Some records (id, version, values…) with their parts (`cuts_of`), for a viewer who sees all;
    one statement, so all of it as of one moment."""
    parameters: tuple[Parameter, ...] = (str(viewer.container_id).encode(), array(ids))
    return await wire_of(connection).rows(_text(noun, values, paths), parameters, tuple)


@cache
def _text(noun: type[Record], values: tuple[Value, ...], paths: tuple[Path, ...]) -> bytes:
    """Parameters: the container, the ids."""
    own = Selection()
    for value in values:
        own.add(value, noun)
    columns, parts = "", ""
    for number, path in enumerate(paths, 1):
        columns += _columns(path, number)
        parts += f" LEFT JOIN LATERAL ({_single(noun, path)}) p{number} ON true"
        if folds_of(path).many:
            parts += f" LEFT JOIN ({_many(noun, path)}) m{number} ON m{number}.key = p{number}.key"
    return (
        f"SELECT t.id, t.version{own.columns}{columns} FROM {noun.TABLE} t{own.joins}{parts} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[])"
    ).encode()


def _columns(path: Path, number: int) -> str:
    """A part in the statement: stamp, shown, values, rows."""
    folds = folds_of(path)
    revisions = [f"p{number}.revision"] if folds.single else []
    rows = "NULL::text"
    if folds.many:
        revisions.append(f"m{number}.revision")
        rows = f"m{number}.rows"
    shown = f"p{number}.shown"
    if any(each <= path.depth for each in folds.many):  # then there is nothing without such rows
        shown += f" AND {rows} IS NOT NULL"
    values = "".join(f", p{number}.v{place}" for place in range(folds.values))
    return f", coalesce({stamp_of(path, revisions)}, 0), {shown}{values}, {rows}"


def _single(noun: type[Record], path: Path) -> str:
    """What a record `t` leads to one by one, as one row: whether all is there that must be, the
    last revision, the key of the rows that there may be many of, the values."""
    folds, there = folds_of(path), _there(path)
    selection = Selection()
    for value in path.values[: folds.values]:
        _add(selection, value, noun, path, there)
    needed = [there[number - 1] for number in folds.single if number <= path.depth]
    columns = [f"{' AND '.join(needed) or 'true'} AS shown"]
    if folds.single:
        revisions = ", ".join(f"h{number}.revision" for number in folds.single)
        columns.append(f"greatest({revisions}) AS revision")
    if folds.many:
        start = path.before(folds.many[0])
        key = f"{_alias(start)}.{path.hops[folds.many[0] - 1].here}"
        columns.append(
            f"CASE WHEN {there[start - 1]} THEN {key} END AS key" if start else f"{key} AS key"
        )
    columns += [f"{text} AS v{place}" for place, text in enumerate(selection.listed)]
    return (
        f"SELECT {', '.join(columns)} FROM (SELECT) one"
        f"{_joins(path, folds.single, there)}{selection.joins}"
    )


def _many(noun: type[Record], path: Path) -> str:
    """The rows that records may lead to many of, by what they hang on (`key`), with the last
    revision at which one was written."""
    folds, there = folds_of(path), _there(path)
    first, *others = folds.many
    root = path.hops[first - 1]
    tests = " AND ".join(link(path, first, there, keys=_keys(noun, path, first)))
    revisions = ", ".join(f"h{number}.revision" for number in folds.many)
    needed = [there[number - 1] for number in folds.many if number <= path.depth]
    any_of_them = " OR ".join(f"({there[number - 1]})" for number in folds.many)
    order = ", ".join(f"h{hop}.{column}" for hop, column in path.order)
    text, joins = _as_json(noun, path, there)
    return (
        f"SELECT h{first}.{root.there} AS key, max(greatest({revisions})) AS revision, "
        f"'[' || string_agg('[' || concat_ws(',', {text}) || ']', ','"
        f"{f' ORDER BY {order}' if order else ''}) "
        f"FILTER (WHERE {' AND '.join(needed) or any_of_them}) || ']' AS rows "
        f"FROM {root.noun.TABLE} h{first}{_joins(path, others, there)}{joins} "
        f"WHERE {tests} GROUP BY 1"
    )


def _keys(noun: type[Record], path: Path, number: int) -> str:
    """What the rows of a hop may hang on, for all records at once, as an array."""
    start, here = path.before(number), path.hops[number - 1].here
    # The id of a row that is found by its id stands where it is found from.
    while start and here == "id" and path.hops[start - 1].there == "id":
        start, here = path.before(start), path.hops[start - 1].here
    if not start and here == "id":
        return "$2::bigint[]"
    single = [each for each in folds_of(path).single if each <= start]
    return (
        f"ARRAY(SELECT {_alias(start)}.{here} FROM {noun.TABLE} t"
        f"{_joins(path, single, _there(path))} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[]))"
    )


def _as_json(noun: type[Record], path: Path, there: Sequence[str]) -> tuple[str, str]:
    """The values of a row as elements of an array, with the joins that they take. Those of a hop
    are tested together for whether it leads to a row."""
    selection = Selection(as_json=True)
    values = path.values[folds_of(path).values :]
    for value in values:
        selection.add(value, path.hops[value.of - 1].noun)
    texts, pieces = iter(selection.listed), []
    for of, group in groupby(values, key=lambda value: value.of):
        own = [next(texts) for _ in group]
        nothing = ",".join(["null"] * len(own))
        pieces.append(
            f"CASE WHEN {there[of - 1]} THEN concat_ws(',', {', '.join(own)}) ELSE '{nothing}' END"
        )
    return ", ".join(pieces), selection.joins


def _alias(number: int) -> str:
    return f"h{number}" if number else "t"


def _there(path: Path) -> list[str]:
    """For each hop, whether it leads to a row."""
    return [_is_there(hop, number) for number, hop in enumerate(path.hops, 1)]


def _is_there(hop: Hop, number: int) -> str:
    found = f"h{number}.id IS NOT NULL"
    return found if hop.even_deleted else f"{found} AND h{number}.deleted_at IS NULL"


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
