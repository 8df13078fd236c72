"""What each sum is made of: for every column that adds up others, where its addends are read.

The addends of budgets, contracts, main contracts and the project are those of `core/rollup`, by
which the sums are kept; here they are only found and told with the records they come from. However
many there are, the database counts them and adds them up (`store/addends`), and those of one window
are read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import msgspec

from changewright.core.book import AMOUNTS, STAGE
from changewright.core.exchange import RATE_OF, counts_in_project, in_project_currency
from changewright.core.kinds import Phase, Track
from changewright.core.money import ZERO, Decimal
from changewright.core.order_rows import ITEM_ROW, ORDER_ROW
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_expenses import Expense
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
from changewright.store import addends
from changewright.store.addends import ALL, RowsOf, Window
from changewright.store.read_ledger import LedgerReader
from changewright.store.row_conditions import Viewer

from .visibility import as_seen

__all__ = [
    "ALL",
    "SOURCES",
    "Part",
    "Parts",
    "Sight",
    "Viewer",
    "Window",
    "leaf",
    "may_be_made",
    "total",
]


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


async def _cut(
    sight: Sight,
    window: Window,
    rows_of: RowsOf,
    told: Callable[[list[Any]], Iterable[Part]],
    *,
    always: bool = True,
) -> Parts:
    """The window of some rows; `told` makes addends of the records that are shown. `always`: the
    column is what they come to, also where there are none."""
    found, records = await _read(sight, window, rows_of)
    exist = always or found.there > 0
    return Parts(found.total, found.amount, tuple(told(records)), exist)


def _if_seen(parts: Parts) -> Parts:
    """Detail that the caller sees; to whoever sees none of it the amount was given as it is."""
    return parts if parts.count else NOTHING


async def _read(
    sight: Sight, window: Window, rows_of: RowsOf
) -> tuple[addends.Found, list[Record]]:
    noun, step = addends.addends_step(sight.eyes, rows_of, window)
    (found,) = await sight.read.tally(step, addends.found_of)
    records = await sight.read.many(noun, found.ids)
    return found, [as_seen(sight.eyes.role, each) for each in records]


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
        return _parts_at(place, found, tuple(name for name in by_place if name))

    return await _cut(sight, window, rows_of, told)


def _parts_at(
    place: Place, found: Iterable[tuple[Record, Iterable[Addend]]], by_place: tuple[str, ...]
) -> list[Part]:
    return [
        _part_of(record, addend, by_place)
        for record, own in found
        for addend in own
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


async def _items_of_document(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The cost items on a change order, in the currency it is counted in."""
    assert isinstance(record, ChangeOrder)
    converts = counts_in_project(record.kind)
    step = addends.held_step(sight.read.container_id, record.id)
    (ids,) = await sight.read.tally(step, lambda row: list(row[0]))
    rows_of = partial(addends.items_by_id, ids=ids, column=column, converts=converts)

    def told(items: Iterable[CostItem]) -> list[Part]:
        return [_part_of_document(item, column, converts) for item in items]

    return await _cut(sight, window, rows_of, told, always=False)


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


async def _below_item(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """What an amount of a cost item is made of: of a markup its steps, else the detail below."""
    assert isinstance(record, CostItem)
    if record.is_markup:
        return await _markups(sight, record, column, window)
    rows_of = partial(addends.detail_of_item, item_id=record.id, amount=column)
    return _if_seen(await _cut(sight, window, rows_of, _leaves("value"), always=False))


async def _markups(sight: Sight, record: CostItem, column: str, window: Window) -> Parts:
    """The steps of markups that put their amounts on a cost item, each as it was worked out."""
    rows_of = partial(addends.markups_on_item, item_id=record.id, column=column)

    def told(rows: Iterable[AppliedMarkup]) -> list[Part]:
        return [_part_of_markup(row, column) for row in rows]

    return await _cut(sight, window, rows_of, told, always=False)


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


# -- rows of schedules, contracts, budgets --------------------------------------------------------


async def _rows_on_budget(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The rows of schedules of values that are allocated to a budget."""
    place = Place(Budget, record.id, column)
    rows_of = partial(addends.rows_on_budget, budget_id=record.id, column=column)
    found, records = await _read(sight, window, rows_of)
    rows = [each for each in records if isinstance(each, ScheduleOfValue)]
    contracts = {
        each.id: each for each in await sight.read.many(Contract, [row.contract_id for row in rows])
    }
    own = ((row, row_addends(row, contracts.get(row.contract_id))) for row in rows)
    shown = _parts_at(place, own, ("budget_id",))
    return Parts(found.total, found.amount, tuple(shown), exist=True)


async def _commitments(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The commitments of a project."""
    place = Place(ProjectTotal, None, column)

    def told(contracts: Iterable[Contract]) -> list[Part]:
        found = ((each, contract_addends(each)) for each in contracts)
        return _parts_at(place, found, ("status", "exchange_rate"))

    return await _cut(sight, window, partial(addends.commitments, column=column), told)


async def _plain(
    noun: type[Record], source: str, sight: Sight, record: Record, column: str, window: Window
) -> Parts:
    """The budgets or main contracts of a project."""
    place = Place(ProjectTotal, None, column)

    def told(records: Iterable[Record]) -> list[Part]:
        return _parts_at(place, ((each, plain_addends(each)) for each in records), ())

    return await _cut(sight, window, partial(addends.all_of, noun=noun, column=source), told)


def _leaves(column: str) -> Callable[[Iterable[Record]], list[Part]]:
    return lambda records: [leaf(each, column, getattr(each, column)) for each in records]


async def _schedule(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The original top rows of a commitment's schedule of values (`work.values.resum`)."""
    rows_of = partial(addends.rows_of_schedule, contract_id=record.id)
    return await _cut(sight, window, rows_of, _leaves("amount"), always=False)


async def _behind_row(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """What stands behind the row of an approved order: the rows of its items, and behind each of
    these the item. Somebody gave a contract's own rows."""
    assert isinstance(record, ScheduleOfValue)
    if record.association_type == ORDER_ROW:
        rows_of = partial(addends.rows_beneath, row_id=record.id)
        return _if_seen(await _cut(sight, window, rows_of, _leaves("amount"), always=False))
    if record.association_type != ITEM_ROW or record.association_id is None:
        return NOTHING
    item = await sight.read.get(CostItem, record.association_id)
    staged = (name for name in STAGE["cost"] if getattr(item, name, None) is not None)
    source = next(staged, "")
    if not source:
        return NOTHING
    rows_of = partial(
        addends.items_by_id, ids=[record.association_id], column=source, converts=False
    )
    return _if_seen(await _cut(sight, window, rows_of, _leaves(source), always=False))


async def _expense_items(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The items of an expense."""
    rows_of = partial(addends.items_of_expense, expense_id=record.id)
    return await _cut(sight, window, rows_of, _leaves("amount"), always=False)


async def _budgets(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The budgets allocated to a commitment."""
    rows_of = partial(addends.budgets_of_contract, contract_id=record.id)
    return await _cut(sight, window, rows_of, _leaves("original_amount"), always=False)


async def _main_items(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The top items of a main contract."""
    rows_of = partial(addends.items_of_main_contract, main_contract_id=record.id)
    return await _cut(sight, window, rows_of, _leaves("amount"), always=False)


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
        (ProjectTotal, column): partial(_plain, noun, source)
        for noun in PLAIN
        for source, column in PLAIN[noun]
    },
    **{(ChangeOrder, amount): _items_of_document for amount in AMOUNTS},
    **{(CostItem, amount): _below_item for amount in AMOUNTS},
    (ScheduleOfValue, "amount"): _behind_row,
    (Expense, "amount"): _expense_items,
    (Contract, "awarded"): _schedule,
    (Contract, "original_budget"): _budgets,
    (MainContract, "amount"): _main_items,
}
"""Every column that is a sum, and what finds its addends. Other amounts were given by somebody."""


def may_be_made(record: Record, column: str) -> bool:
    """Whether there may be something behind a column of a record that is shown as an addend."""
    if isinstance(record, ScheduleOfValue):
        return record.association_id is not None
    return (type(record), column) in SOURCES


def total(parts: Iterable[Part]) -> Decimal:
    """What some addends come to."""
    return sum((part.amount for part in parts), ZERO)
