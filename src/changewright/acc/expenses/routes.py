"""The operations on expenses and their items (autodesk.md §5.5, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..include_schemas import many
from ..operations import Handlers, Limits, Names, operations
from ..parents import gets_below, lists_below
from ..reading import gets, lists
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

BELOW = (EXPENSE, writes.PARAMETER, EXPENSE_ITEM, "expense_id")

ROUTES: tuple[Route, ...] = (
    *operations(
        EXPENSE,
        NAMES,
        Handlers(
            list=lists(EXPENSE),
            create=writes.create,
            get=gets(EXPENSE, writes.PARAMETER),
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
            list=lists_below(*BELOW),
            create=writes.create_item,
            get=gets_below(*BELOW),
            edit=writes.edit_item,
            delete=writes.delete_item,
        ),
        Limits(),
        tags=TAGS,
        shape=ITEM_SHAPE,
    ),
)
