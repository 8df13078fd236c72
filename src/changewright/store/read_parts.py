"""The SQL of parts: what of a record's JSON is made of other rows, found hop by hop.

A part of a change order may be its cost items: from the record to its memberships, from those to
the items. Its *stamp* is the last revision at which any row on the way was written, deleted rows
included, because a deletion is a change. With the record's version it names the part's content.

That holds where a row never changes what it hangs on (`SETTLED`): it is moved by deleting it and
making another. Where rows can move, the record left behind would not be told, so the stamp is the
last revision at which any row of these nouns was written, wherever it hangs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from changewright.core.records import Face, Line, Membership, Record, SubCostItem
from changewright.core.records_attached import Comment, PropertyValue
from changewright.core.records_budgets import BudgetContract
from changewright.core.records_contracts import MainContract, MainContractItem
from changewright.core.records_events import EventLine, Quote, RfqResponse
from changewright.core.records_expenses import ExpenseItem
from changewright.core.records_files import Attachment

from .page_source import counters_of
from .read_rows import Selection, Value, rows_step
from .row_conditions import Viewer, sight_of, sight_of_columns
from .sql_text import Draft, word
from .wire import Connection, Step, array, wire_of

TOUCHED_MAXIMUM = 5000
"""Of more records than this nobody is told one by one."""


# Columns that are written once, when their row is made.
SETTLED: frozenset[tuple[type[Record], str]] = frozenset(
    {
        (Membership, "change_order_id"),
        (Membership, "cost_item_id"),
        (Face, "change_order_id"),
        (Line, "cost_item_id"),
        (SubCostItem, "cost_item_id"),
        (Comment, "record_id"),
        (PropertyValue, "record_id"),
        (Attachment, "record_id"),
        (BudgetContract, "budget_id"),
        (BudgetContract, "contract_id"),
        (MainContract, "container_id"),
        (MainContractItem, "main_contract_id"),
        (ExpenseItem, "expense_id"),
        (EventLine, "cost_item_id"),
        (Quote, "rfq_id"),
        (RfqResponse, "rfq_id"),
    }
)


class Hop(msgspec.Struct, frozen=True):
    """From a row to others: those of `noun` whose column `there` equals the column `here` of the
    row before. `where` are columns that must hold a word of the ledger (None: be empty).
    `even_deleted`: those that are deleted too, for what a deleted record still shows. `of`: not
    from the row before but from that of an earlier hop, counted from 1 (0: from the record), where
    a path forks. `is_only`: the ledger holds one such row at most, though the column does not say
    so."""

    noun: type[Record]
    there: str
    here: str = "id"
    where: tuple[tuple[str, str | None], ...] = ()
    even_deleted: bool = False
    of: int | None = None
    is_only: bool = False


class Path(msgspec.Struct, frozen=True):
    """The hops of a part, and what is read of them.

    `values` say by `of` whose column they are: 0 the record's, 1 the first hop's, and so on.
    `order` are (hop, column). A row is shown when its first `least` hops lead to rows that are not
    deleted (by default all); a hop that leads to none has no values.
    """

    hops: tuple[Hop, ...]
    values: tuple[Value, ...]
    order: tuple[tuple[int, str], ...] = ()
    least: int | None = None

    @property
    def can_move(self) -> bool:
        """Whether a row can come to hang on another record."""
        return any(hop.there != "id" and (hop.noun, hop.there) not in SETTLED for hop in self.hops)

    @property
    def depth(self) -> int:
        return len(self.hops) if self.least is None else self.least

    def before(self, number: int) -> int:
        """The hop that a hop starts from, both counted from 1; 0 is the record."""
        named = self.hops[number - 1].of
        return number - 1 if named is None else named


class Part(msgspec.Struct, frozen=True):
    """A record's part as read: its rows in order, each with the path's values."""

    id: int
    version: int
    stamp: int
    rows: list[tuple[Any, ...]]


def counters_on(path: Path) -> tuple[int, ...]:
    """The head's counters that tell of the rows on the way."""
    return tuple(dict.fromkeys(each for hop in path.hops for each in counters_of(hop.noun)))


# Reading a part


def part_step(
    viewer: Viewer,
    noun: type[Record],
    kind: str | None,
    path: Path,
    ids: Sequence[int],
) -> Step:
    """The rows of a part of some records. Parameters of a restricted viewer's conditions come after
    the ids."""
    if viewer.sees_all:
        return _part_text(noun, path), (str(viewer.container_id).encode(), array(ids))
    draft = Draft(viewer.container_id)
    draft.place(list(ids), "bigint[]")
    return draft.step(_part_statement(viewer, noun, kind, path, draft))


@cache
def _part_text(noun: type[Record], path: Path) -> bytes:
    viewer = Viewer(0, "admin")
    return _part_statement(viewer, noun, None, path, Draft(0)).encode()


def _part_statement(
    viewer: Viewer, noun: type[Record], kind: str | None, path: Path, draft: Draft
) -> str:
    # Which records they are was decided by the page.
    sights = [sight_of_columns(viewer, noun, kind)]
    joins = ""
    alive: list[str] = []
    for number, hop in enumerate(path.hops, 1):
        alias = f"h{number}"
        is_link = all(value.of != number for value in path.values)
        sight = sight_of(viewer, hop.noun, None, alias, draft, is_link=is_link)
        sights.append(sight)
        found = " AND ".join(link(path, number, alive))
        joins += f" LEFT JOIN {hop.noun.TABLE} {alias} ON {found}"
        # IS TRUE: what a condition does not know is not shown.
        shown = f" AND ({sight.condition}) IS TRUE" if sight.condition else ""
        there = "" if hop.even_deleted else f" AND {alias}.deleted_at IS NULL"
        alive.append(f"{alias}.id IS NOT NULL{there}{shown}")
    selection = Selection()
    nouns = [noun, *(hop.noun for hop in path.hops)]
    for value in path.values:
        selection.add(value, nouns[value.of], sights[value.of])
    # One bit for each hop that leads to a row.
    led = " + ".join(
        f"CASE WHEN {test} THEN {1 << number} ELSE 0 END" for number, test in enumerate(alive)
    )
    stamp = stamp_of(path, [f"h{number}.revision" for number in range(1, len(path.hops) + 1)])
    order = "".join(f", {f'h{hop}' if hop else 't'}.{column}" for hop, column in path.order)
    return (
        f"SELECT t.id, t.version, coalesce({stamp}, 0), "
        f"{led}{selection.columns} "
        f"FROM {noun.TABLE} t{joins}{selection.joins} "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[]) ORDER BY t.id{order}"
    )


def stamp_of(path: Path, revisions: Sequence[str]) -> str:
    """The stamp of a part in SQL, of the revisions of the rows on the way."""
    if not path.can_move:
        return f"greatest({', '.join(revisions)})"
    counters = ", ".join(f"h.counters[{each + 1}]" for each in counters_on(path))
    return f"(SELECT greatest({counters}) FROM head h WHERE h.container_id = $1)"


def link(path: Path, number: int, alive: Sequence[str], keys: str = "") -> Iterator[str]:
    """How a hop's rows are found: only from a row that is there and may be seen. `keys`: not from
    rows, but all that hang on one of this array."""
    hop, start = path.hops[number - 1], path.before(number)
    alias, before = f"h{number}", f"h{start}" if start else "t"
    yield f"{alias}.container_id = $1"
    yield f"{alias}.{hop.there} = " + (f"ANY({keys})" if keys else f"{before}.{hop.here}")
    yield from _tests(hop, alias)
    if start and not keys:
        yield alive[start - 1]


async def read_with_parts(
    connection: Connection,
    viewer: Viewer,
    noun: type[Record],
    kind: str | None,
    values: tuple[Value, ...],
    paths: Sequence[Path],
    ids: Sequence[int],
) -> tuple[list[tuple[Any, ...]], list[list[Part]]]:
    """What some records show (`read_rows`), and by path the part of each; of one without rows an
    empty one. All in one round trip, but outside a snapshot each as of its own moment."""
    steps = [rows_step(viewer, noun, kind, values, ids)]
    steps += [part_step(viewer, noun, kind, path, ids) for path in paths]
    wire = wire_of(connection)
    rows, *parts = [wire.read(result, tuple) for result in await wire.run(steps)]
    return rows, [
        _parts(path, read, Untold(path, viewer.sees_all))
        for path, read in zip(paths, parts, strict=True)
    ]


def _parts(path: Path, rows: list[tuple[Any, ...]], untold: Untold) -> list[Part]:
    return [_part(path, list(group), untold) for _, group in groupby(rows, key=_record_id)]


_record_id = itemgetter(0)


class Untold:
    """The places of values that belong to hops that lead to none, by the bits of a row's hops.

    Where a hop leads to deleted rows too, and the viewer sees all, there is no row, so its values
    are none already.
    """

    def __init__(self, path: Path, sees_all: bool) -> None:
        self._hops = [
            None if not each.of or (sees_all and path.hops[each.of - 1].even_deleted) else each.of
            for each in path.values
        ]
        self._known: dict[int, tuple[int, ...]] = {}

    def places(self, there: int) -> tuple[int, ...]:
        known = self._known.get(there)
        if known is None:
            known = self._known[there] = tuple(
                place
                for place, hop in enumerate(self._hops)
                if hop is not None and not there >> (hop - 1) & 1
            )
        return known


def _part(path: Path, rows: list[tuple[Any, ...]], untold: Untold) -> Part:
    needed = (1 << path.depth) - 1
    shown = [_shown(row, untold.places(row[3])) for row in rows if row[3] & needed == needed]
    return Part(rows[0][0], rows[0][1], max([row[2] for row in rows]), shown)


def _shown(row: tuple[Any, ...], untold: tuple[int, ...]) -> tuple[Any, ...]:
    """The values of a row, without those that are not told."""
    if not untold:
        return row[4:]
    values = list(row[4:])
    for place in untold:
        values[place] = None
    return tuple(values)


# What was written since


def touched(noun: type[Record], path: Path, since: str, head: str = "h") -> str:
    """A subquery: (owner, revision) as one string of bytes, sixteen for each row on the way that
    was written after the revision `since`, at most TOUCHED_MAXIMUM + 1 of them. NULL for none."""
    changes = [_touched_by(noun, path, number, since, head) for number in range(len(path.hops))]
    return (
        f"SELECT string_agg(int8send(q.owner) || int8send(q.revision), ''::bytea) FROM ("
        f"SELECT u.owner, u.revision FROM ({' UNION ALL '.join(changes)}) u "
        f"LIMIT {TOUCHED_MAXIMUM + 1}) q"
    )


def owners_touched(noun: type[Record], path: Path, since: str) -> list[str]:
    """The same, hop by hop, as subqueries of (owner, revision)."""
    return [_touched_by(noun, path, number, since, "h") for number in range(len(path.hops))]


def _touched_by(noun: type[Record], path: Path, last: int, since: str, head: str) -> str:
    """The records whose part hangs on rows of one hop that were written since.

    From those rows back to the record, one by one: each step is a subquery that the planner cannot
    merge (OFFSET 0), because a plan for any revision would expect a third of all rows to be new.
    """
    changed = path.hops[last]
    newer = any_newer(counters_of(changed.noun), since, head)
    steps = [
        f"(SELECT c.{changed.there} AS there, c.revision FROM {changed.noun.TABLE} c "
        f"WHERE c.container_id = $1{_words(changed)} AND c.revision > {since} AND {newer} "
        f"ORDER BY c.revision OFFSET 0) h{last + 1}"
    ]
    after = last + 1
    while number := path.before(after):
        hop, here = path.hops[number - 1], path.hops[after - 1].here
        steps.append(
            f"LATERAL (SELECT c.{hop.there} AS there FROM {hop.noun.TABLE} c "
            f"WHERE c.container_id = $1{_words(hop)} AND c.{here} = h{after}.there"
            f"{'' if hop.even_deleted else ' AND c.deleted_at IS NULL'} OFFSET 0) h{number}"
        )
        after = number
    owner, first = f"h{after}.there", path.hops[after - 1]
    if first.here != "id":
        owner = "t.id"
        steps.append(
            f"LATERAL (SELECT c.id FROM {noun.TABLE} c WHERE c.container_id = $1 "
            f"AND c.{first.here} = h{after}.there OFFSET 0) t"
        )
    return f"SELECT {owner} AS owner, h{last + 1}.revision FROM {', '.join(steps)}"


def _words(hop: Hop) -> str:
    return "".join(f" AND {test}" for test in _tests(hop, "c"))


def _tests(hop: Hop, alias: str) -> Iterator[str]:
    """What the columns of a hop's rows must hold."""
    for column, value in hop.where:
        yield f"{alias}.{column} {'IS NULL' if value is None else f'= {word(value)}'}"


def any_newer(ordinals: Iterable[int], since: str, head: str = "h") -> str:
    """Whether any of the counters is beyond a revision: if not, a statement reads nothing."""
    counters = ", ".join(f"{head}.counters[{ordinal + 1}]" for ordinal in ordinals)
    return f"greatest({counters}) > {since}"
