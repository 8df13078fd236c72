"""The operations on budget lines: one with its sums, and writing one or many."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Route, Shape

from ..operations import (
    ERRORS,
    WRITE,
    Handlers,
    Names,
    in_project,
    old_spelling,
    operations,
    record_shape,
)
from ..place import project_place
from ..reading import get_one
from .shapes import BUDGET_LINE_ITEM, SYNCED
from .writes import (
    CREATE_FIELDS,
    EDIT_FIELDS,
    SYNC_FIELDS,
    create_line,
    sync_lines,
    update_line,
)

PATH = "/rest/v1.0/budget_line_items"


async def get_line(context: Context) -> Answer:
    """GET budget_line_items/{id}: a budget code with its money."""
    return await get_one(context, await project_place(context), BUDGET_LINE_ITEM)


_SYNC = f"{PATH}/sync"
_SYNCED = Shape(
    "BudgetLineItemsSynced",
    {"type": "array", "items": record_shape("BudgetLineItemSynced", SYNCED)},
)

ROUTES: tuple[Route, ...] = (
    # Before the rows of one line, whose paths it looks like.
    Route(
        method="POST",
        path=_SYNC,
        aliases=(in_project(_SYNC), *old_spelling((_SYNC, in_project(_SYNC)))),
        operation_id="syncBudgetLineItems",
        summary="Put money on many codes at once.",
        scopes=WRITE,
        handler=sync_lines,
        body=Body("BudgetLineItemsSync", SYNC_FIELDS),
        response=_SYNCED,
        path_parameters=(Parameter("project_id", "integer"),),
        tags=("Budget",),
        errors=ERRORS,
        place="root",
        user_context=True,
    ),
    *operations(
        Names(
            one="budget line item",
            many="budget line items",
            operation="BudgetLineItem",
            operations="BudgetLineItems",
        ),
        PATH,
        Handlers(show=get_line, create=create_line, update=update_line),
        listed=BUDGET_LINE_ITEM,
        detailed=BUDGET_LINE_ITEM,
        tags=("Budget",),
        aliases=(in_project(PATH),),
        create_body=Body("BudgetLineItemCreate", CREATE_FIELDS),
        update_body=Body("BudgetLineItemUpdate", EDIT_FIELDS),
    ),
)
