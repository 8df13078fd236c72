"""Expenses and their items as resources: what includes add to them."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.edge.fragments import Hop

from ..parts import array_part, attributes_part
from ..resource import Resource
from .fields import EXPENSE_FIELDS, EXPENSE_ITEM_FIELDS

PARTS = {
    "expenseItems": array_part(
        "expenseItems",
        (Hop(ExpenseItem, "expense_id"),),
        EXPENSE_ITEM_FIELDS,
        ((1, "position"), (1, "id")),
    ),
    "attributes": attributes_part(Expense.TABLE),
}

EXPENSE = Resource(
    "expense",
    Expense,
    EXPENSE_FIELDS,
    title="Expense",
    includes=tuple(PARTS),
    properties=True,
    parts=PARTS,
)

ITEM_PARTS = {"attributes": attributes_part(ExpenseItem.TABLE)}

EXPENSE_ITEM = Resource(
    "expense_item",
    ExpenseItem,
    EXPENSE_ITEM_FIELDS,
    title="Expense item",
    includes=tuple(ITEM_PARTS),
    order=(Order("position"),),
    parts=ITEM_PARTS,
)
