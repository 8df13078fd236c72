"""What each sum is made of: for every column that adds up others, where its addends are read.

The addends of budgets, contracts, main contracts and the project are those of `core/rollup`, by
which the sums are kept; here they are only found and told with the records they come from.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from changewright.core.exchange import RATE_OF, counts_in_project, in_project_currency
from changewright.core.kinds import STATES, Phase, Track
from changewright.core.lifecycle import AMOUNTS
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import (
    Budget,
    BudgetContract,
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_markups import AppliedMarkup
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import (
    COMMITTED,
    COUNTED_PHASES,
    ONE,
    OWNERS,
    PLAIN,
    RATES,
    SPLIT_PHASES,
    SPLITS,
    Addend,
    Owner,
    Place,
    column_of,
    contract_addends,
    item_addends,
    plain_addends,
    row_addends,
)
from changewright.core.settings import ProjectSettings
from changewright.store.read_ledger import LedgerReader


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One addend: `amount` is what it adds, in the currency of the sum.

    It is `value`, the `column` of `record`, times `rate` (or by it, where `divided`). `parts` are
    what `value` is made of in turn: they add up to it. `by_value` and `by_place` are the columns
    whose last change says who gave it this value, and who put it into this sum. `portions` are how
    a markup was worked out.
    """

    record: Record
    column: str
    amount: Decimal
    value: Decimal
    rate: Decimal = ONE
    divided: bool = False
    parts: tuple[Part, ...] = ()
    by_value: tuple[str, ...] = ()
    by_place: tuple[str, ...] = ()
    base: str | None = None
    per_cent: str | None = None
    portions: tuple[dict[str, str | None], ...] = ()


class Sight(msgspec.Struct, frozen=True):
    """What explaining reads: the records and the settings of one moment."""

    read: LedgerReader
    settings: ProjectSettings


Source = Callable[[Sight, Record, str], Awaitable[Sequence[Part]]]


def leaf(record: Record, column: str, value: Decimal) -> Part:
    """A value that somebody gave, which is made of nothing else."""
    return Part(record=record, column=column, amount=value, value=value, by_value=(column,))


# -- cost items -----------------------------------------------------------------------------------


class Counted(msgspec.Struct, frozen=True):
    """Which items a column counts: of a side, in a phase, maybe of one scope."""

    side: Track
    phase: Phase
    scope: str | None = None


def _counted(side: Track) -> dict[str, Counted]:
    whole = {column_of(side, phase): Counted(side, phase) for phase in COUNTED_PHASES}
    split = {
        column_of(side, phase, name): Counted(side, phase, scope)
        for scope, name in SPLITS[side].items()
        for phase in SPLIT_PHASES
    }
    return whole | split


async def _items(
    owner: Owner, counted: Counted, sight: Sight, record: Record, column: str
) -> list[Part]:
    """The cost items that count in a column of an owner."""
    side, default = counted.side, sight.settings.default_main_contract_id
    wanted: dict[str, Any] = {
        f"{side}_state": [state.name for state in STATES if state.phase == counted.phase],
        f"active_{side}": True,
    }
    if counted.scope is not None:
        wanted["scope"] = counted.scope
    if owner.column:
        is_default = owner.noun is MainContract and record.id == default
        wanted[owner.column] = [record.id, None] if is_default else record.id
    place = Place(owner.noun, record.id if owner.column else None, column)
    deciding = tuple(name for name in (*wanted, "scope") if name)
    return [
        _part_of(item, addend, deciding)
        for item in await sight.read.where(CostItem, **wanted)
        for addend in item_addends(item, default)
        if addend.place == place
    ]


def _part_of(record: Record, addend: Addend, by_place: tuple[str, ...]) -> Part:
    value: Decimal = getattr(record, addend.source)
    rated = () if addend.source not in RATES else (RATES[addend.source],)
    return Part(
        record=record,
        column=addend.source,
        amount=addend.amount,
        value=value,
        rate=addend.rate,
        divided=addend.rate != ONE and isinstance(record, CostItem) and addend.source not in RATES,
        by_value=(addend.source, *rated),
        by_place=by_place,
    )


async def _items_of_document(sight: Sight, record: Record, column: str) -> list[Part]:
    """The cost items on a change order, in the currency it is counted in."""
    assert isinstance(record, ChangeOrder)
    memberships = await sight.read.memberships_of_documents([record.id])
    items = await sight.read.many(CostItem, [each.cost_item_id for each in memberships])
    converts = counts_in_project(record.kind)
    parts = []
    for item in items:
        value: Decimal | None = getattr(item, column)
        if value is None:
            continue
        amount = in_project_currency(item, column, value) if converts else value
        rate = getattr(item, RATE_OF[column]) if converts and column in RATE_OF else None
        parts.append(
            Part(
                record=item,
                column=column,
                amount=amount,
                value=value,
                rate=rate or ONE,
                by_value=(column, *((RATE_OF[column],) if rate else ())),
            )
        )
    return parts


async def _markups(sight: Sight, record: Record, column: str) -> list[Part]:
    """The steps of markups that put their amounts on a cost item, each as it was worked out."""
    assert isinstance(record, CostItem)
    if not record.is_markup:
        return []
    parts = []
    for applied in await sight.read.where(AppliedMarkup, target_cost_item_id=record.id):
        value: Decimal | None = getattr(applied, column)
        if value is None:
            continue
        working = (applied.workings or {}).get(column) or {}
        step = working.get("step") or {}
        parts.append(
            Part(
                record=applied,
                column=column,
                amount=value,
                value=value,
                by_value=(column, "workings"),
                base=working.get("base", step.get("base")),
                per_cent=step.get("rate"),
                portions=tuple(step.get("portions") or ()),
            )
        )
    return parts


# -- rows of schedules, contracts, budgets --------------------------------------------------------


def _parts_at(
    place: Place, found: Iterable[tuple[Record, Iterable[Addend]]], by_place: tuple[str, ...]
) -> list[Part]:
    return [
        _part_of(record, addend, by_place)
        for record, addends in found
        for addend in addends
        if addend.place == place
    ]


async def _rows_on_budget(sight: Sight, record: Record, column: str) -> list[Part]:
    """The rows of schedules of values that are allocated to a budget."""
    rows = await sight.read.where(
        ScheduleOfValue, budget_id=record.id, parent_id=None, association_id=None
    )
    contracts = {
        each.id: each for each in await sight.read.many(Contract, [row.contract_id for row in rows])
    }
    found = ((row, row_addends(row, contracts.get(row.contract_id))) for row in rows)
    return _parts_at(Place(Budget, record.id, column), found, ("budget_id",))


async def _commitments(sight: Sight, record: Record, column: str) -> list[Part]:
    """The commitments of a project."""
    contracts = await sight.read.where(Contract)
    found = ((each, contract_addends(each)) for each in contracts)
    return _parts_at(Place(ProjectTotal, None, column), found, ("status", "exchange_rate"))


async def _plain(noun: type[Record], sight: Sight, record: Record, column: str) -> list[Part]:
    """The budgets or main contracts of a project."""
    found = ((each, plain_addends(each)) for each in await sight.read.where(noun))
    return _parts_at(Place(ProjectTotal, None, column), found, ())


def _leaves(records: Iterable[Record], column: str) -> list[Part]:
    return [
        leaf(each, column, value)
        for each in records
        if (value := getattr(each, column)) is not None
    ]


async def _schedule(sight: Sight, record: Record, column: str) -> list[Part]:
    """The original top rows of a commitment's schedule of values (`work.values.resum`)."""
    rows = await sight.read.where(
        ScheduleOfValue, contract_id=record.id, parent_id=None, association_id=None
    )
    return _leaves(rows, "amount")


async def _budgets(sight: Sight, record: Record, column: str) -> list[Part]:
    """The budgets allocated to a commitment."""
    links = await sight.read.where(BudgetContract, contract_id=record.id)
    budgets = await sight.read.many(Budget, [link.budget_id for link in links])
    return _leaves(budgets, "original_amount")


async def _main_items(sight: Sight, record: Record, column: str) -> list[Part]:
    """The top items of a main contract."""
    items = await sight.read.where(MainContractItem, main_contract_id=record.id, parent_id=None)
    return _leaves(items, "amount")


SOURCES: dict[tuple[type[Record], str], Source] = {
    **{
        (owner.noun, column): partial(_items, owner, counted)
        for owner in OWNERS
        for side in owner.sides
        for column, counted in _counted(side).items()
    },
    **{(Budget, column): _rows_on_budget for column in COMMITTED.values()},
    **{(ProjectTotal, column): _commitments for column in COMMITTED.values()},
    **{
        (ProjectTotal, column): partial(_plain, noun) for noun in PLAIN for _, column in PLAIN[noun]
    },
    **{(ChangeOrder, amount): _items_of_document for amount in AMOUNTS},
    **{(CostItem, amount): _markups for amount in AMOUNTS},
    (Contract, "awarded"): _schedule,
    (Contract, "original_budget"): _budgets,
    (MainContract, "amount"): _main_items,
}
"""Every column that is a sum, and what finds its addends. Other amounts were given by somebody."""


def total(parts: Iterable[Part]) -> Decimal:
    """What some addends come to."""
    return sum((part.amount for part in parts), ZERO)
