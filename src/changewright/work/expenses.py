"""What can be done with expenses and their items (autodesk.md §5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.exchange import check_rates
from changewright.core.money import sum_amounts
from changewright.core.numbering import container_sequence
from changewright.core.pricing import repriced
from changewright.core.records_expenses import Expense, ExpenseItem

from .edits import differing, filled, refuse_locked, refuse_locked_record, refuse_taken, stamped
from .permission import require_write
from .unit import Unit

NUMBER_DIGITS = 4

# The instant that entering a status sets, where nobody has set one.
STAMP_OF_STATUS = {"approved": "approved_at", "paid": "paid_at"}


async def create(unit: Unit, fields: Mapping[str, Any]) -> Expense:
    """A new expense. Without a number it gets the next free one; `Taken` for one in use."""
    require_write(unit.actor, "expense")
    values = filled(Expense, fields)
    if values.get("number") is None:
        values |= await _next_number(unit)
    else:
        await refuse_taken(unit, Expense, "number", values["number"])
    values |= _stamp_of_status(unit, values, None)
    return unit.new(Expense, **stamped(unit, values, None))


async def _next_number(unit: Unit) -> dict[str, Any]:
    """Numbers typed by people are stepped over."""
    while True:
        value = await unit.next_number(container_sequence("expense"))
        number = f"{value:0{NUMBER_DIGITS}d}"
        if not await unit.read.where(Expense, limit=1, number=number):
            return {"number": number, "number_value": value}


async def edit(unit: Unit, expense: Expense, fields: Mapping[str, Any]) -> Expense:
    """Change the fields that differ."""
    require_write(unit.actor, "expense")
    changes = differing(expense, fields)
    if not changes:
        return expense
    refuse_locked(expense, changes)
    if "number" in changes:
        await refuse_taken(unit, Expense, "number", changes["number"], expense)
        changes["number_value"] = None
    changes |= _stamp_of_status(unit, changes, expense)
    return unit.change(expense, "updated", **stamped(unit, changes, expense))


async def delete(unit: Unit, expense: Expense) -> None:
    """Delete an expense with its items."""
    require_write(unit.actor, "expense")
    refuse_locked_record(expense, "an expense is not deleted")
    for item in await unit.read.where(ExpenseItem, expense_id=expense.id):
        unit.delete(item)
    unit.delete(expense)


def _stamp_of_status(
    unit: Unit, changes: Mapping[str, Any], before: Expense | None
) -> dict[str, Any]:
    column = STAMP_OF_STATUS.get(changes.get("status", ""))
    if column is None or changes.get(column) or getattr(before, column, None):
        return {}
    return {column: unit.now}


# -- items ----------------------------------------------------------------------------------------


async def create_item(unit: Unit, expense: Expense, fields: Mapping[str, Any]) -> ExpenseItem:
    """A new item at the end of the expense."""
    require_write(unit.actor, "expense_item")
    refuse_locked_record(expense, "no items are added")
    values = filled(ExpenseItem, fields)
    items = await unit.read.where(ExpenseItem, expense_id=expense.id)
    values |= {
        "expense_id": expense.id,
        "position": max((one.position for one in items), default=-1) + 1,
    }
    check_rates(values, ("exchange_rate",))
    values |= repriced(None, values, places=unit.settings.money_places)
    item = unit.new(ExpenseItem, **stamped(unit, values, None))
    await resum(unit, expense)
    return item


async def edit_item(
    unit: Unit,
    expense: Expense,
    item: ExpenseItem,
    fields: Mapping[str, Any],
    *,
    locked: str | None = None,
) -> ExpenseItem:
    """Change the fields that differ; `locked` names the column that must not follow."""
    require_write(unit.actor, "expense_item")
    changes = differing(item, fields)
    if not changes:
        return item
    refuse_locked(item, changes)
    refuse_locked(expense, changes)
    check_rates(changes, ("exchange_rate",))
    changes |= repriced(item, changes, locked=locked, places=unit.settings.money_places)
    item = unit.change(item, "updated", **stamped(unit, changes, item))
    await resum(unit, expense)
    return item


async def delete_item(unit: Unit, expense: Expense, item: ExpenseItem) -> None:
    require_write(unit.actor, "expense_item")
    refuse_locked_record(expense, "no items are deleted")
    refuse_locked_record(item, "an expense item is not deleted")
    unit.delete(item)
    await resum(unit, expense)


async def resum(unit: Unit, expense: Expense) -> None:
    """The amount of an expense is the sum of its items."""
    items = await unit.read.where(ExpenseItem, expense_id=expense.id)
    unit.change(expense, "followed", amount=sum_amounts(item.amount for item in items))
