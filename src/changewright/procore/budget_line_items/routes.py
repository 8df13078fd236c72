"""The operation on budget lines that is served: one of them, with its sums."""

from __future__ import annotations

from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route

from ..operations import Handlers, Names, in_project, operations
from ..place import project_place
from ..reading import get_one
from .shapes import BUDGET_LINE_ITEM

PATH = "/rest/v1.0/budget_line_items"


async def get_line(context: Context) -> Answer:
    """GET budget_line_items/{id}: a budget code with its money."""
    return await get_one(context, await project_place(context), BUDGET_LINE_ITEM)


ROUTES: tuple[Route, ...] = operations(
    Names(
        one="budget line item",
        many="budget line items",
        operation="BudgetLineItem",
        operations="BudgetLineItems",
    ),
    PATH,
    Handlers(show=get_line),
    listed=BUDGET_LINE_ITEM,
    detailed=BUDGET_LINE_ITEM,
    tags=("Budget",),
    aliases=(in_project(PATH),),
)
