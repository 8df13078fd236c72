"""Explaining a figure: its addends, down to the line, the rate, and the entry of the journal.

A figure is a column of a record, or one of `core.rollup.FIGURES` made of columns with signs. A
column that adds up others is explained by `explain_parts.SOURCES`; any other amount is explained by
itself: who gave it that value, and when. At every level the addends add up, to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import msgspec

from changewright.core.errors import NotFound
from changewright.core.exchange import ONE
from changewright.core.money import ZERO, Decimal, multiply
from changewright.core.records import Record
from changewright.core.rollup import (
    AMOUNT_PLACES,
    FIGURES,
    Terms,
    figure,
    is_cost_column,
    is_mixed,
)
from changewright.store.addends import ALL, Window
from changewright.store.journal_read import Change
from changewright.store.read_ledger import LedgerReader
from changewright.store.row_conditions import Viewer
from changewright.store.snapshot import snapshot
from changewright.store.tables import columns_of

from .explain_parts import Part, Parts, Sight, leaf, total
from .explain_sources import SOURCES
from .ledger import Ledger

__all__ = [
    "Change",
    "Changes",
    "Explained",
    "Viewer",
    "Window",
    "amounts_of",
    "changes_of",
    "columns_read",
    "explain",
    "looking",
]

AMOUNT_TYPE = "numeric(18,4)"
COST_SIDE = "cost"
"""The column that stands for what a mixed figure counts in a contract's own currency."""


class Explained(msgspec.Struct, frozen=True):
    """A figure with its addends. `served` is what answers show; `amount` what all `count` addends
    come to, of which `parts` are those asked for. Where the caller sees all, `served` and `amount`
    are the same, or the stored sum is wrong."""

    record: Record
    column: str
    served: Decimal
    amount: Decimal
    count: int
    parts: tuple[Part, ...]


@asynccontextmanager
async def looking(ledger: Ledger, viewer: Viewer) -> AsyncIterator[Sight]:
    """What a viewer sees of a project at one moment, for the block: a figure and its addends do not
    part while others write."""
    settings = await ledger.settings_of(viewer.container_id)
    async with ledger.reader(viewer.container_id) as read, snapshot(read.connection):
        yield Sight(read, settings, viewer)


def columns_read(noun: type[Record], column: str) -> tuple[str, ...]:
    """The columns of a record that a figure is made of; none where there is no such figure."""
    if column in FIGURES.get(noun, {}):
        return tuple(FIGURES[noun][column])
    return (column,) if column in amounts_of(noun) else ()


def amounts_of(noun: type[Record]) -> frozenset[str]:
    """The columns of a noun that are amounts of money."""
    return frozenset(each.name for each in columns_of(noun) if each.bare_type == AMOUNT_TYPE)


async def explain(sight: Sight, record: Record, column: str, window: Window = ALL) -> Explained:
    """A figure of a record, with a window of its addends; each that is a figure itself has the
    first of its own. Raises `NotFound` for a column that is no amount."""
    terms = FIGURES.get(type(record), {}).get(column)
    if terms is not None:
        return await _figure(sight, record, column, terms, window)
    if column not in amounts_of(type(record)):
        name = record.TABLE.replace("_", " ")
        raise NotFound(f"A {name} has no figure called {column}.")
    value: Decimal | None = getattr(record, column)
    parts = await _parts(sight, record, column, value, window)
    return Explained(record, column, value or ZERO, parts.amount, parts.count, parts.shown)


async def _parts(
    sight: Sight, record: Record, column: str, value: Decimal | None, window: Window
) -> Parts:
    """The addends of a column. What nothing stands behind was given as it is."""
    source = SOURCES.get((type(record), column))
    if source is not None:
        parts = await source(sight, record, column, window)
        if parts.exist:
            return parts
    own = (leaf(record, column, value),) if value else ()
    return Parts(len(own), total(own), _windowed(own, window), exist=False)


async def _figure(
    sight: Sight, record: Record, column: str, terms: Terms, window: Window
) -> Explained:
    """A figure: its terms, each with its own addends. On a contract in another currency, a figure
    that mixes both sides has its cost side taken into the project's as a whole."""
    found: list[Part] = []
    for name, sign in terms.items():
        value: Decimal = getattr(record, name) or ZERO
        parts = await _parts(sight, record, name, value, Window(window.limit))
        shown = parts.shown if sign > 0 else tuple(_negated(part) for part in parts.shown)
        found.append(
            Part(
                record=record,
                column=name,
                amount=parts.amount * sign,
                value=parts.amount * sign,
                parts=shown,
                count=parts.count,
            )
        )
    rate: Decimal | None = getattr(record, "exchange_rate", None)
    if rate is not None and rate != ONE and is_mixed(terms):
        cost = tuple(part for part in found if is_cost_column(part.column))
        value = total(cost)
        own = Part(
            record=record,
            column=COST_SIDE,
            amount=multiply(value, rate, AMOUNT_PLACES),
            value=value,
            rate=rate,
            parts=cost,
            count=len(cost),
        )
        found = [part for part in found if not is_cost_column(part.column)] + [own]
    shown = _windowed(tuple(found), window)
    served = figure(terms, {name: getattr(record, name) for name in terms}, rate)
    return Explained(record, column, served, total(found), len(found), shown)


def _windowed(parts: tuple[Part, ...], window: Window) -> tuple[Part, ...]:
    end = None if window.limit is None else window.offset + window.limit
    return parts[window.offset : end]


def _negated(part: Part) -> Part:
    """The same, taken away: with all that it is made of."""
    return msgspec.structs.replace(
        part,
        amount=-part.amount,
        value=-part.value,
        parts=tuple(_negated(each) for each in part.parts),
    )


Changes = dict[tuple[type[Record], tuple[str, ...], int], Change]


async def changes_of(read: LedgerReader, parts: Iterable[Part]) -> Changes:
    """For each addend the last entry that gave it its value, and the last that put it into its sum:
    by noun, columns and record."""
    wanted: dict[tuple[type[Record], tuple[str, ...]], dict[int, None]] = defaultdict(dict)
    for part in parts:
        for columns in (part.by_value, part.by_place):
            if columns:
                wanted[type(part.record), columns][part.record.id] = None
    found: Changes = {}
    for (noun, columns), ids in wanted.items():
        for change in await read.journal.last_changes(noun, ids, columns):
            found[noun, columns, change.record_id] = change
    return found
