"""What each sum is made of: for every column that adds up others, where its addends are read.

The addends of budgets, contracts, main contracts and the project are those of `core/rollup`, by
which the sums are kept; here they are only found and told with the records they come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from changewright.core.book import AMOUNTS, STAGE
from changewright.core.order_rows import ITEM_ROW, ORDER_ROW
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_expenses import Expense
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import (
    COMMITTED,
    OWNERS,
    PLAIN,
    Place,
    contract_addends,
    plain_addends,
    row_addends,
)
from changewright.store import addends
from changewright.store.addends import Window

from .explain_items import below_item, columns_counted, items_of_document, items_of_owner
from .explain_parts import (
    NOTHING,
    Part,
    Parts,
    Sight,
    Source,
    cut,
    if_seen,
    leaves,
    parts_at,
    read_window,
)


async def _rows_on_budget(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The rows of schedules of values that are allocated to a budget."""
    place = Place(Budget, record.id, column)
    rows_of = partial(addends.rows_on_budget, budget_id=record.id, column=column)
    found, records = await read_window(sight, window, rows_of)
    rows = [each for each in records if isinstance(each, ScheduleOfValue)]
    contracts = {
        each.id: each for each in await sight.read.many(Contract, [row.contract_id for row in rows])
    }
    own = ((row, row_addends(row, contracts.get(row.contract_id))) for row in rows)
    shown = parts_at(place, own, ("budget_id",))
    return Parts(found.total, found.amount, tuple(shown), exist=True)


async def _commitments(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The commitments of a project."""
    place = Place(ProjectTotal, None, column)

    def told(contracts: Iterable[Contract]) -> list[Part]:
        found = ((each, contract_addends(each)) for each in contracts)
        return parts_at(place, found, ("status", "exchange_rate"))

    return await cut(sight, window, partial(addends.commitments, column=column), told)


async def _plain(
    noun: type[Record], source: str, sight: Sight, record: Record, column: str, window: Window
) -> Parts:
    """The budgets or main contracts of a project."""
    place = Place(ProjectTotal, None, column)

    def told(records: Iterable[Record]) -> list[Part]:
        return parts_at(place, ((each, plain_addends(each)) for each in records), ())

    return await cut(sight, window, partial(addends.all_of, noun=noun, column=source), told)


async def _schedule(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The original top rows of a commitment's schedule of values (`work.values.resum`)."""
    rows_of = partial(addends.rows_of_schedule, contract_id=record.id)
    return await cut(sight, window, rows_of, leaves("amount"), always=False)


async def _behind_row(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """What stands behind the row of an approved order: the rows of its items, and behind each of
    these the item. Somebody gave a contract's own rows."""
    assert isinstance(record, ScheduleOfValue)
    if record.association_type == ORDER_ROW:
        rows_of = partial(addends.rows_beneath, row_id=record.id)
        return if_seen(await cut(sight, window, rows_of, leaves("amount"), always=False))
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
    return if_seen(await cut(sight, window, rows_of, leaves(source), always=False))


async def _expense_items(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The items of an expense."""
    rows_of = partial(addends.items_of_expense, expense_id=record.id)
    return await cut(sight, window, rows_of, leaves("amount"), always=False)


async def _budgets(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The budgets allocated to a commitment."""
    rows_of = partial(addends.budgets_of_contract, contract_id=record.id)
    return await cut(sight, window, rows_of, leaves("original_amount"), always=False)


async def _main_items(sight: Sight, record: Record, column: str, window: Window) -> Parts:
    """The top items of a main contract."""
    rows_of = partial(addends.items_of_main_contract, main_contract_id=record.id)
    return await cut(sight, window, rows_of, leaves("amount"), always=False)


SOURCES: dict[tuple[type[Record], str], Source] = {
    **{
        (owner.noun, column): partial(items_of_owner, owner, counted)
        for owner in OWNERS
        for side in owner.sides
        for column, counted in columns_counted(side).items()
    },
    **{(Budget, column): _rows_on_budget for column in COMMITTED.values()},
    **{(ProjectTotal, column): _commitments for column in COMMITTED.values()},
    **{
        (ProjectTotal, column): partial(_plain, noun, source)
        for noun in PLAIN
        for source, column in PLAIN[noun]
    },
    **{(ChangeOrder, amount): items_of_document for amount in AMOUNTS},
    **{(CostItem, amount): below_item for amount in AMOUNTS},
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
