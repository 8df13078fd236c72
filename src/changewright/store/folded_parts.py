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
        if (hop.there == "id" or hop.is_only) and path.before(number) in single:
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
    rows = await wire_of(connection).rows(_text(noun, values, paths), parameters, tuple)
    return [row for row in rows if row[0] is not None]


@cache
def _text(noun: type[Record], values: tuple[Value, ...], paths: tuple[Path, ...]) -> bytes:
    """Parameters: the container, the ids.

    What hangs on the records is joined by FULL JOIN, which the planner can only do by hashing or
    sorting it once. It knows nothing of how many ids there are: left to itself it expects one
    record, and looks all of it up anew for each of a hundred. There is nothing in it that hangs on
    no record, but where a link leads to a deleted row (`read_folded` leaves that out).
    """
    parts = [
        Numbered(path, _whole(paths), hops)
        for path, hops in zip(paths, _offsets(paths), strict=True)
    ]
    selection = Selection()
    for value in values:
        selection.add(value, noun)
    for part in parts:
        for value in part.values(is_single=True):
            _add(selection, value, noun, part)
    inner = [f"{text} AS v{place}" for place, text in enumerate(selection.listed)]
    columns = [f"s.v{place}" for place in range(len(values))]
    place, joins, hanging = len(values), "", ""
    for number, part in enumerate(parts, 1):
        inner += _tests(part, number)
        joins += part.joins(part.single)
        width = part.folds.values
        columns += _columns(part, number, [f"s.v{place + each}" for each in range(width)])
        place += width
        if part.many:
            hanging += f" FULL JOIN ({_many(noun, part)}) m{number} ON m{number}.key = s.k{number}"
    return (
        f"SELECT s.id, s.version, {', '.join(columns)} FROM (SELECT t.id, t.version, "
        f"{', '.join(inner)} FROM {noun.TABLE} t{joins}{selection.joins} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[])) s{hanging}"
    ).encode()


def _offsets(paths: Sequence[Path]) -> list[int]:
    """For each path how many hops those before it have."""
    return [sum(len(path.hops) for path in paths[:number]) for number in range(len(paths))]


def _whole(paths: Sequence[Path]) -> Path:
    """The hops of several paths as those of one."""
    return Path(
        tuple(
            msgspec.structs.replace(hop, of=_moved(path.before(number), offset))
            for path, offset in zip(paths, _offsets(paths), strict=True)
            for number, hop in enumerate(path.hops, 1)
        ),
        (),
    )


def _moved(number: int, offset: int) -> int:
    return number + offset if number else 0


class Numbered(msgspec.Struct, frozen=True):
    """A path among others in one statement. Its hops stand behind `offset` others in `whole`, so
    that no two have the same number."""

    path: Path
    whole: Path
    offset: int

    @property
    def folds(self) -> Folds:
        return folds_of(self.path)

    @property
    def single(self) -> list[int]:
        return [number + self.offset for number in self.folds.single]

    @property
    def many(self) -> list[int]:
        return [number + self.offset for number in self.folds.many]

    @property
    def depth(self) -> int:
        return self.path.depth + self.offset

    @property
    def there(self) -> list[str]:
        """For each hop of the whole, whether it leads to a row."""
        return [_is_there(hop, number) for number, hop in enumerate(self.whole.hops, 1)]

    def values(self, *, is_single: bool) -> list[Value]:
        """Those of single hops, or the others."""
        width = self.folds.values
        chosen = self.path.values[:width] if is_single else self.path.values[width:]
        return [msgspec.structs.replace(each, of=_moved(each.of, self.offset)) for each in chosen]

    def joins(self, numbers: Sequence[int]) -> str:
        return "".join(
            f" LEFT JOIN {self.whole.hops[number - 1].noun.TABLE} h{number} "
            f"ON {' AND '.join(link(self.whole, number, self.there))}"
            for number in numbers
        )


def _tests(part: Numbered, number: int) -> list[str]:
    """Of a record: whether all is there that must be, the last revision of what it leads to one by
    one, and on what there may be many that hang."""
    there, single = part.there, part.single
    needed = [there[each - 1] for each in single if each <= part.depth]
    columns = [f"{' AND '.join(needed) or 'true'} AS shown{number}"]
    if single:
        revisions = ", ".join(f"h{each}.revision" for each in single)
        columns.append(f"greatest({revisions}) AS r{number}")
    if part.many:
        first = part.many[0]
        start = part.whole.before(first)
        key = f"{_alias(start)}.{part.whole.hops[first - 1].here}"
        key = f"CASE WHEN {there[start - 1]} THEN {key} END" if start else key
        columns.append(f"{key} AS k{number}")
    return columns


def _columns(part: Numbered, number: int, values: Sequence[str]) -> list[str]:
    """A part in the statement: stamp, shown, values, rows."""
    revisions = [f"s.r{number}"] if part.single else []
    shown, rows = f"s.shown{number}", "NULL::text"
    if part.many:
        revisions.append(f"m{number}.revision")
        rows = f"m{number}.rows"
    if any(each <= part.depth for each in part.many):  # then there is nothing without such rows
        shown += f" AND {rows} IS NOT NULL"
    return [f"coalesce({stamp_of(part.path, revisions)}, 0)", shown, *values, rows]


def _many(noun: type[Record], part: Numbered) -> str:
    """The rows that records may lead to many of, by what they hang on (`key`), with the last
    revision at which one was written."""
    there, whole = part.there, part.whole
    first, *others = part.many
    root = whole.hops[first - 1]
    tests = " AND ".join(link(whole, first, there, keys=_keys(noun, part)))
    revisions = ", ".join(f"h{number}.revision" for number in part.many)
    needed = [there[number - 1] for number in part.many if number <= part.depth]
    any_of_them = " OR ".join(f"({there[number - 1]})" for number in part.many)
    order = ", ".join(f"h{hop + part.offset}.{column}" for hop, column in part.path.order)
    text, joins = _as_json(part)
    return (
        f"SELECT h{first}.{root.there} AS key, max(greatest({revisions})) AS revision, "
        f"'[' || string_agg('[' || concat_ws(',', {text}) || ']', ','"
        f"{f' ORDER BY {order}' if order else ''}) "
        f"FILTER (WHERE {' AND '.join(needed) or any_of_them}) || ']' AS rows "
        f"FROM {root.noun.TABLE} h{first}{part.joins(others)}{joins} "
        f"WHERE {tests} GROUP BY 1"
    )


def _keys(noun: type[Record], part: Numbered) -> str:
    """What the rows that there may be many of may hang on, for all records, as an array."""
    whole, number = part.whole, part.many[0]
    start, here = whole.before(number), whole.hops[number - 1].here
    # The id of a row that is found by its id stands where it is found from.
    while start and here == "id" and whole.hops[start - 1].there == "id":
        start, here = whole.before(start), whole.hops[start - 1].here
    if not start and here == "id":
        return "$2::bigint[]"
    single = [each for each in part.single if each <= start]
    return (
        f"ARRAY(SELECT {_alias(start)}.{here} FROM {noun.TABLE} t{part.joins(single)} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[]))"
    )


def _as_json(part: Numbered) -> tuple[str, str]:
    """The values of a row as elements of an array, with the joins that they take. Those of a hop
    are tested together for whether it leads to a row."""
    selection, there = Selection(as_json=True), part.there
    values = part.values(is_single=False)
    for value in values:
        selection.add(value, part.whole.hops[value.of - 1].noun)
    texts, pieces = iter(selection.listed), []
    for of, group in groupby(values, key=lambda value: value.of):
        own = [next(texts) for _ in group]
        nothing = ",".join(["null"] * len(own))
        pieces.append(
            f"CASE WHEN {there[of - 1]} THEN concat_ws(',', {', '.join(own)}) ELSE '{nothing}' END"
        )
    return ", ".join(pieces), selection.joins


def _add(selection: Selection, value: Value, noun: type[Record], part: Numbered) -> None:
    """A value, none where its hop leads to a deleted row."""
    hop = part.whole.hops[value.of - 1] if value.of else None
    is_deleted_shown = hop is None or hop.even_deleted
    when = "" if is_deleted_shown else part.there[value.of - 1]
    selection.add(value, noun if hop is None else hop.noun, when=when)


def _alias(number: int) -> str:
    return f"h{number}" if number else "t"


def _is_there(hop: Hop, number: int) -> str:
    found = f"h{number}.id IS NOT NULL"
    return found if hop.even_deleted else f"{found} AND h{number}.deleted_at IS NULL"
