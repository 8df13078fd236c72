"""Creating, editing and deleting expenses and their items."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.core.records_contracts import Budget, Expense, ExpenseItem
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import expenses
from changewright.work.unit import Unit

from ..pricing import take_locked_column
from ..writing import Written, answer, require, resolved, write
from .resources import EXPENSE, EXPENSE_ITEM

PARAMETER = "expenseId"


async def create(context: Context) -> Answer:
    """POST expenses."""
    values = read_fields(await context.json(), EXPENSE.creating)

    async def decide(unit: Unit) -> Written:
        expense = await expenses.create(unit, await resolved(context, unit, values))
        return await answer(context, unit, EXPENSE, expense)

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH expenses/{id}."""
    values = read_fields(await context.json(), EXPENSE.patching, partial=True)

    async def decide(unit: Unit) -> Written:
        expense = await require(context, unit, EXPENSE, PARAMETER)
        expense = await expenses.edit(unit, expense, await resolved(context, unit, values))
        return await answer(context, unit, EXPENSE, expense)

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE expenses/{id}, with its items."""

    async def decide(unit: Unit) -> Written:
        await expenses.delete(unit, await require(context, unit, EXPENSE, PARAMETER))
        return Written()

    return await write(context, decide)


async def create_item(context: Context) -> Answer:
    """POST expenses/{id}/items."""
    values = read_fields(await context.json(), EXPENSE_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        expense = await _expense(context, unit)
        fields = await _charged(unit, await resolved(context, unit, values))
        item = await expenses.create_item(unit, expense, fields)
        return await answer(context, unit, EXPENSE_ITEM, item)

    return await write(context, decide)


async def edit_item(context: Context) -> Answer:
    """PATCH expenses/{id}/items/{id}; `lockedField` says what must not follow."""
    values = read_fields(await context.json(), EXPENSE_ITEM.patching, partial=True)
    locked = take_locked_column(values)

    async def decide(unit: Unit) -> Written:
        expense, item = await _expense_and_item(context, unit)
        fields = await resolved(context, unit, values)
        item = await expenses.edit_item(unit, expense, item, fields, locked=locked)
        return await answer(context, unit, EXPENSE_ITEM, item)

    return await write(context, decide)


async def delete_item(context: Context) -> Answer:
    """DELETE expenses/{id}/items/{id}."""

    async def decide(unit: Unit) -> Written:
        await expenses.delete_item(unit, *await _expense_and_item(context, unit))
        return Written()

    return await write(context, decide)


async def _charged(unit: Unit, fields: dict[str, Any]) -> dict[str, Any]:
    """`budgetCode` looked up, where no `budgetId` is given."""
    code = fields.pop("budget_code", None)
    if code is None or fields.get("budget_id") is not None:
        return fields
    found = await unit.read.where(Budget, limit=1, code=code)
    if not found:
        raise invalid("budgetCode", "reference", "budgetCode names no budget of this project")
    return fields | {"budget_id": found[0].id}


async def _expense(context: Context, unit: Unit) -> Expense:
    """The expense above an item; If-Match is about the item, so it is not compared."""
    return await unit.read.require(Expense, context.uuid(PARAMETER), PARAMETER)


async def _expense_and_item(context: Context, unit: Unit) -> tuple[Expense, ExpenseItem]:
    expense = await _expense(context, unit)
    item: ExpenseItem = await require(context, unit, EXPENSE_ITEM, "id")
    if item.expense_id != expense.id:
        raise NotFound(f"There is no item {item.uuid} on this expense.")
    return expense, item
