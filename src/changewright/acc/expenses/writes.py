"""Creating, editing and deleting expenses and their items."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.core.records_budgets import Budget
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import expenses
from changewright.work.unit import Unit

from ..parents import require_above, require_below
from ..pricing import take_locked_column
from ..simple_writes import creates, deletes, edits
from ..writing import Written, answer, resolved, without_shown_defaults, write
from .resources import EXPENSE, EXPENSE_ITEM

PARAMETER = "expenseId"


create = creates(EXPENSE, expenses.create)
edit = edits(EXPENSE, PARAMETER, expenses.edit)
delete = deletes(EXPENSE, PARAMETER, expenses.delete)


async def create_item(context: Context) -> Answer:
    """POST expenses/{id}/items."""
    values = read_fields(await context.json(), EXPENSE_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        expense = await require_above(context, unit, EXPENSE, PARAMETER)
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
        fields = without_shown_defaults(EXPENSE_ITEM, item, fields, decided_by="contract_id")
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


async def _expense_and_item(context: Context, unit: Unit) -> tuple[Expense, ExpenseItem]:
    return await require_below(context, unit, EXPENSE, PARAMETER, EXPENSE_ITEM, "expense_id")
