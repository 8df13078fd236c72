"""Explaining a figure: its addends, down to the line, the rate, and the entry of the journal.

A figure is a column of a record, or one of `core.rollup.FIGURES` made of columns with signs. A
column that adds up others is explained by `explain_parts.SOURCES`; any other amount is explained by
itself: who gave it that value, and when. At every level the addends add up, to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from changewright.core.errors import NotFound
from changewright.core.money import ZERO, Decimal, multiply
from changewright.core.records import Record
from changewright.core.rollup import (
    AMOUNT_PLACES,
    FIGURES,
    ONE,
    Terms,
    is_cost_column,
    is_mixed,
)
from changewright.store.journal_read import Change
from changewright.store.read_ledger import LedgerReader
from changewright.store.tables import columns_of

from .explain_parts import SOURCES, Part, Sight, leaf, total

__all__ = [
    "Change",
    "Changes",
    "Explained",
    "amounts_of",
    "changes_of",
    "columns_read",
    "explain",
]

AMOUNT_TYPE = "numeric(18,4)"
COST_SIDE = "cost"
"""The column that stands for what a mixed figure counts in a contract's own currency."""


class Explained(msgspec.Struct, frozen=True):
    """A figure with its addends. `served` is what answers show; `amount` what the addends come to.
    They are the same, or the stored sum is wrong."""

    record: Record
    column: str
    served: Decimal
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        return total(self.parts)


def columns_read(noun: type[Record], column: str) -> tuple[str, ...]:
    """The columns of a record that a figure is made of; none where there is no such figure."""
    if column in FIGURES.get(noun, {}):
        return tuple(FIGURES[noun][column])
    return (column,) if column in amounts_of(noun) else ()


def amounts_of(noun: type[Record]) -> frozenset[str]:
    """The columns of a noun that are amounts of money."""
    return frozenset(each.name for each in columns_of(noun) if each.bare_type == AMOUNT_TYPE)


async def explain(sight: Sight, record: Record, column: str) -> Explained:
    """A figure of a record. Raises `NotFound` for a column that is no amount."""
    terms = FIGURES.get(type(record), {}).get(column)
    if terms is not None:
        return await _figure(sight, record, column, terms)
    if column not in amounts_of(type(record)):
        name = record.TABLE.replace("_", " ")
        raise NotFound(f"A {name} has no figure called {column}.")
    value: Decimal | None = getattr(record, column)
    return Explained(record, column, value or ZERO, await _parts(sight, record, column, value))


async def _parts(
    sight: Sight, record: Record, column: str, value: Decimal | None
) -> tuple[Part, ...]:
    """The addends of a column. What nothing stands behind was given as it is."""
    source = SOURCES.get((type(record), column))
    parts = tuple(await source(sight, record, column)) if source is not None else ()
    return parts or (() if not value else (leaf(record, column, value),))


async def _figure(sight: Sight, record: Record, column: str, terms: Terms) -> Explained:
    """A figure: its terms, each with its own addends. On a contract in another currency, a figure
    that mixes both sides has its cost side taken into the project's as a whole."""
    found: list[Part] = []
    for name, sign in terms.items():
        value: Decimal = getattr(record, name) or ZERO
        parts = await _parts(sight, record, name, value)
        if sign < 0:
            parts = tuple(_negated(part) for part in parts)
        whole = value * sign
        found.append(Part(record=record, column=name, amount=whole, value=whole, parts=parts))
    rate: Decimal | None = getattr(record, "exchange_rate", None)
    if rate is not None and rate != ONE and is_mixed(terms):
        cost = tuple(part for part in found if is_cost_column(part.column))
        value = total(cost)
        amount = multiply(value, rate, AMOUNT_PLACES)
        own = Part(
            record=record, column=COST_SIDE, amount=amount, value=value, rate=rate, parts=cost
        )
        found = [part for part in found if not is_cost_column(part.column)] + [own]
    return Explained(record, column, total(found), tuple(found))


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
