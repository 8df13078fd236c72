"""The operations on cost items, one row each (autodesk.md §3.1, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..budgets.fields import BUDGET_FIELDS
from ..change_orders.described import DOCUMENTS_SCHEMA
from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..include_schemas import many, one
from ..operations import WRITE, Handlers, Limits, Names, Summaries, operations
from ..wire import array_shape
from . import reads, writes
from .fields import COST_ITEM, SUB_COST_ITEM, SUB_COST_ITEM_FIELDS

TAGS = ("Cost items",)
NAMES = Names(
    one="cost item",
    many="cost items",
    operation="CostItem",
    operations="CostItems",
    path="/cost-items",
    parameter="costItemId",
)
DETAIL_NAMES = Names(
    one="sub cost item",
    many="sub cost items",
    operation="SubCostItem",
    operations="SubCostItems",
    path="/cost-items/{costItemId}/sub-cost-items",
    parameter="subCostItemsId",
)
ONE = Shape(
    "CostItem",
    COST_ITEM.schema(
        {
            "properties": ATTRIBUTES_SCHEMA,
            "budget": one("Budget", BUDGET_FIELDS, "budget"),
            "changeOrders": DOCUMENTS_SCHEMA,
            "subCostItems": many("SubCostItem", SUB_COST_ITEM_FIELDS, "subCostItems"),
        }
    ),
)
DETAIL = Shape("SubCostItem", SUB_COST_ITEM.schema())
PAIRS = Shape(
    "CostItemOnChangeOrder",
    {
        "type": "object",
        "properties": {
            "changeOrderId": {"type": "string", "format": "uuid"},
            "costItemId": {"type": "string", "format": "uuid"},
        },
    },
)

ROUTES: tuple[Route, ...] = (
    *operations(
        COST_ITEM,
        NAMES,
        Handlers(
            list=reads.list_cost_items,
            create=writes.create,
            get=reads.get_cost_item,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=60, create=60, get=300, edit=250, delete=200),
        tags=TAGS,
        shape=ONE,
        summaries=Summaries(
            create="A new cost item, on a change order when one is named.",
            delete="Delete a cost item that no submitted document holds.",
        ),
    ),
    Route(
        method="POST",
        path="/cost-items:batch-create",
        operation_id="createManyCostItems",
        handler=writes.create_many,
        summary="Up to 200 new cost items, all or none.",
        scopes=WRITE,
        body=writes.BATCH_BODY,
        status=201,
        response=array_shape(ONE),
        tags=TAGS,
        rate_limit=30,
    ),
    Route(
        method="POST",
        path="/cost-items:attach",
        operation_id="attachCostItems",
        handler=writes.attach,
        summary="Put cost items on change orders, all or none.",
        scopes=WRITE,
        body=writes.PAIRS_BODY,
        response=array_shape(PAIRS),
        tags=TAGS,
        rate_limit=50,
    ),
    Route(
        method="POST",
        path="/cost-items:detach",
        operation_id="detachCostItems",
        handler=writes.detach,
        summary="Take cost items off change orders, all or none.",
        scopes=WRITE,
        body=writes.PAIRS_BODY,
        response=array_shape(PAIRS),
        tags=TAGS,
        rate_limit=30,
    ),
    *operations(
        SUB_COST_ITEM,
        DETAIL_NAMES,
        Handlers(
            list=reads.list_details,
            create=writes.create_detail,
            edit=writes.edit_detail,
            delete=writes.delete_detail,
        ),
        Limits(list=150, create=150, edit=150, delete=150),
        tags=TAGS,
        summaries=Summaries(
            list="The detail below a cost item.",
            create="A new row of detail; the item's amount becomes the sum of its rows.",
            edit="Change a row of detail; lockedField says what is not recalculated.",
            delete="Delete a row of detail and the rows below it.",
        ),
    ),
    Route(
        method="POST",
        path=f"{DETAIL_NAMES.path}:copy",
        operation_id="copySubCostItems",
        handler=writes.copy_details,
        summary="Replace the detail of one amount by a copy of another's.",
        scopes=WRITE,
        body=writes.COPY_BODY,
        status=201,
        response=array_shape(DETAIL),
        tags=TAGS,
        rate_limit=50,
    ),
)
