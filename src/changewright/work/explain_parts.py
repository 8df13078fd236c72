"""The addends of a sum, as the caller sees them: how many, what they come to, and a window of them.

However many there are, the database counts them and adds them up (`store/addends`), and those of
one window are read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from changewright.core.exchange import ONE, RATE_OF
from changewright.core.money import ZERO, Decimal
from changewright.core.records import CostItem, Record
from changewright.core.rollup import Addend, Place
from changewright.core.settings import ProjectSettings
from changewright.store import addends
from changewright.store.addends import RowsOf, Window
from changewright.store.read_ledger import LedgerReader
from changewright.store.row_conditions import Viewer

from .visibility import as_seen


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One addend: `amount` is what it adds, in the currency of the sum.

    It is `value`, the `column` of `record`, times `rate` (or by it, where `divided`). `parts` are
    what `value` is made of in turn, the first of `count`: all of them add up to it. `by_value` and
    `by_place` are the columns whose last change says who gave it this value, and who put it into
    this sum. `portions` are how a markup was worked out.
    """

    record: Record
    column: str
    amount: Decimal
    value: Decimal
    rate: Decimal = ONE
    divided: bool = False
    parts: tuple[Part, ...] = ()
    count: int = 0
    by_value: tuple[str, ...] = ()
    by_place: tuple[str, ...] = ()
    base: str | None = None
    per_cent: str | None = None
    portions: tuple[dict[str, str | None], ...] = ()


class Parts(msgspec.Struct, frozen=True):
    """The addends of a column that the caller sees: how many, what all of them come to, and those
    of the window. `exist`: they are what the column is, seen or not; else somebody gave it."""

    count: int
    amount: Decimal
    shown: tuple[Part, ...]
    exist: bool


NOTHING = Parts(0, ZERO, (), exist=False)


class Sight(msgspec.Struct, frozen=True):
    """What explaining reads: the records and the settings of one moment, and who looks at them
    (None: somebody who sees all)."""

    read: LedgerReader
    settings: ProjectSettings
    viewer: Viewer | None = None

    @property
    def eyes(self) -> Viewer:
        return self.viewer or Viewer(self.read.container_id, ALL_SEEING)


ALL_SEEING = "viewer"
"""A role whose audience sees all."""

Source = Callable[[Sight, Record, str, Window], Awaitable[Parts]]


def leaf(record: Record, column: str, value: Decimal) -> Part:
    """A value that somebody gave, which is made of nothing else."""
    return Part(record=record, column=column, amount=value, value=value, by_value=(column,))


def leaves(column: str) -> Callable[[Iterable[Record]], list[Part]]:
    """What tells the rows of a window as values that somebody gave."""
    return lambda records: [leaf(each, column, getattr(each, column)) for each in records]


async def cut(
    sight: Sight,
    window: Window,
    rows_of: RowsOf,
    told: Callable[[list[Any]], Iterable[Part]],
    *,
    always: bool = True,
) -> Parts:
    """The window of some rows; `told` makes addends of the records that are shown. `always`: the
    column is what they come to, also where there are none."""
    found, records = await read_window(sight, window, rows_of)
    exist = always or found.there > 0
    return Parts(found.total, found.amount, tuple(told(records)), exist)


def if_seen(parts: Parts) -> Parts:
    """Detail that the caller sees; to whoever sees none of it the amount was given as it is."""
    return parts if parts.count else NOTHING


async def read_window(
    sight: Sight, window: Window, rows_of: RowsOf
) -> tuple[addends.Found, list[Record]]:
    """What is told of all rows, and the records of the window as the caller sees them."""
    noun, step = addends.addends_step(sight.eyes, rows_of, window)
    (found,) = await sight.read.tally(step, addends.found_of)
    records = await sight.read.many(noun, found.ids)
    return found, [as_seen(sight.eyes.role, each) for each in records]


def parts_at(
    place: Place, found: Iterable[tuple[Record, Iterable[Addend]]], by_place: tuple[str, ...]
) -> list[Part]:
    """The parts of the addends that these records have in a place."""
    return [
        _part_of(record, addend, by_place)
        for record, own in found
        for addend in own
        if addend.place == place
    ]


def _part_of(record: Record, addend: Addend, by_place: tuple[str, ...]) -> Part:
    value: Decimal = getattr(record, addend.source)
    rated = () if addend.source not in RATE_OF else (RATE_OF[addend.source],)
    return Part(
        record=record,
        column=addend.source,
        amount=addend.amount,
        value=value,
        rate=addend.rate,
        divided=addend.rate != ONE
        and isinstance(record, CostItem)
        and addend.source not in RATE_OF,
        by_value=(addend.source, *rated),
        by_place=by_place,
    )


def total(parts: Iterable[Part]) -> Decimal:
    """What some addends come to."""
    return sum((part.amount for part in parts), ZERO)
