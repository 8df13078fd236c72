"""Which cost items a sum is made of, and what stands below the amount of one.

Below it stands its detail, or the steps of the markup that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from changewright.core.exchange import ONE, RATE_OF, counts_in_project, in_project_currency
from changewright.core.kinds import Phase, Track
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import MainContract
from changewright.core.records_markups import AppliedMarkup
from changewright.core.rollup import (
    COUNTED_PHASES,
    SPLIT_PHASES,
    SPLITS,
    Owner,
    Place,
    column_of,
    item_addends,
)
from changewright.store import addends
from changewright.store.addends import Window

from .explain_parts import Part, Parts, Sight, cut, if_seen, leaves, parts_at


class Counted(msgspec.Struct, frozen=True):
    """Which items a column counts: of a side, in a phase, maybe of one scope."""

    side: Track
    phase: Phase
    scope: str | None = None


def columns_counted(side: Track) -> dict[str, Counted]:
    """What each column of a side counts."""
    whole = {column_of(side, phase): Counted(side, phase) for phase in COUNTED_PHASES}
    split = {
        column_of(side, phase, name): Counted(side, phase, scope)
        for scope, name in SPLITS[side].items()
        for phase in SPLIT_PHASES
    }
    return whole | split


async def items_of_owner(
    owner: Owner, counted: Counted, sight: Sight, record: Record, column: str, window: Window
) -> Parts:
    """The cost items that count in a column of an owner."""
    side, default = counted.side, sight.settings.default_main_contract_id
    place = Place(owner.noun, record.id if owner.column else None, column)
    by_place = (f"{side}_state", f"active_{side}", owner.column, "deleted_at", "scope")
    rows_of = partial(
        addends.items_of_owner,
        owner=owner,
        owner_id=record.id,
        is_default=owner.noun is MainContract and record.id == default,
        side=side,
        phase=counted.phase,
        scope=counted.scope,
    )

    def told(items: Iterable[CostItem]) -> list[Part]:
        found = ((item, item_addends(item, default)) for item in items)
        return parts_at(place, found, tuple(name for name in by_place if name))

    return await cut(sight, window, rows_of, told)


async def items_of_document(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The cost items on a change order, in the currency it is counted in."""
    assert isinstance(record, ChangeOrder)
    converts = counts_in_project(record.kind)
    step = addends.held_step(sight.read.container_id, record.id)
    (ids,) = await sight.read.tally(step, lambda row: list(row[0]))
    rows_of = partial(addends.items_by_id, ids=ids, column=column, converts=converts)

    def told(items: Iterable[CostItem]) -> list[Part]:
        return [_part_of_document(item, column, converts) for item in items]

    return await cut(sight, window, rows_of, told, always=False)


def _part_of_document(item: CostItem, column: str, converts: bool) -> Part:
    value: Decimal = getattr(item, column)
    rate = getattr(item, RATE_OF[column]) if converts and column in RATE_OF else None
    return Part(
        record=item,
        column=column,
        amount=in_project_currency(item, column, value) if converts else value,
        value=value,
        rate=rate or ONE,
        by_value=(column, *((RATE_OF[column],) if rate else ())),
    )


async def below_item(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """What an amount of a cost item is made of: of a markup its steps, else the detail below."""
    assert isinstance(record, CostItem)
    if record.is_markup:
        return await _markups(sight, record, column, window)
    rows_of = partial(addends.detail_of_item, item_id=record.id, amount=column)
    return if_seen(await cut(sight, window, rows_of, leaves("value"), always=False))


async def _markups(sight: Sight, record: CostItem, column: str, window: Window) -> Parts:
    """The steps of markups that put their amounts on a cost item, each as it was worked out."""
    rows_of = partial(addends.markups_on_item, item_id=record.id, column=column)

    def told(rows: Iterable[AppliedMarkup]) -> list[Part]:
        return [_part_of_markup(row, column) for row in rows]

    return await cut(sight, window, rows_of, told, always=False)


def _part_of_markup(applied: AppliedMarkup, column: str) -> Part:
    value: Decimal = getattr(applied, column)
    working = (applied.workings or {}).get(column) or {}
    step = working.get("step") or {}
    return Part(
        record=applied,
        column=column,
        amount=value,
        value=value,
        by_value=(column, "workings"),
        base=working.get("base", step.get("base")),
        per_cent=step.get("rate"),
        portions=tuple(step.get("portions") or ()),
    )
