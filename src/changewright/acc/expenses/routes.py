"""The operations on expenses and their items (autodesk.md §5.5, §7.3)."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route, Shape

from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..include_schemas import many
from ..operations import Handlers, Limits, Names, operations
from ..parents import require_parent
from ..reading import get_one, list_page
from . import writes
from .fields import EXPENSE_ITEM_FIELDS
from .resources import EXPENSE, EXPENSE_ITEM

TAGS = ("Expenses",)
NAMES = Names(
    one="expense",
    many="expenses",
    operation="Expense",
    operations="Expenses",
    path="/expenses",
    parameter="expenseId",
)
ITEM_NAMES = Names(
    one="expense item",
    many="items of an expense",
    operation="ExpenseItem",
    operations="ExpenseItems",
    path="/expenses/{expenseId}/items",
    parameter="id",
)
SHAPE = Shape(
    "Expense",
    EXPENSE.schema(
        {
            "expenseItems": many("ExpenseItem", EXPENSE_ITEM_FIELDS, "expenseItems"),
            "properties": ATTRIBUTES_SCHEMA,
        }
    ),
)
ITEM_SHAPE = Shape("ExpenseItem", EXPENSE_ITEM.schema({"properties": ATTRIBUTES_SCHEMA}))


async def list_expenses(context: Context) -> Answer:
    """GET expenses."""
    return await list_page(context, EXPENSE)


async def get_expense(context: Context) -> Answer:
    """GET expenses/{id}."""
    return await get_one(context, EXPENSE, "expenseId")


async def list_items(context: Context) -> Answer:
    """GET expenses/{id}/items."""
    expense = await require_parent(context, EXPENSE, "expenseId")
    only = Condition("expense_id", "any", (expense.id,))
    return await list_page(context, EXPENSE_ITEM, where=(only,))


async def get_item(context: Context) -> Answer:
    """GET expenses/{id}/items/{id}."""
    expense = await require_parent(context, EXPENSE, "expenseId")
    await require_parent(context, EXPENSE_ITEM, "id", expense_id=expense.id)
    return await get_one(context, EXPENSE_ITEM, "id")


ROUTES: tuple[Route, ...] = (
    *operations(
        EXPENSE,
        NAMES,
        Handlers(
            list=list_expenses,
            create=writes.create,
            get=get_expense,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=50, create=50, get=20, edit=20, delete=50),
        tags=TAGS,
        shape=SHAPE,
    ),
    *operations(
        EXPENSE_ITEM,
        ITEM_NAMES,
        Handlers(
            list=list_items,
            create=writes.create_item,
            get=get_item,
            edit=writes.edit_item,
            delete=writes.delete_item,
        ),
        Limits(),
        tags=TAGS,
        shape=ITEM_SHAPE,
    ),
)
