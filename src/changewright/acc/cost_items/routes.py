"""The operations on cost items, one row each (autodesk.md §3.1, §7.3)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route, Shape

from ..wire import array_shape, page_shape
from . import reads, writes
from .fields import COST_ITEM, SUB_COST_ITEM

TAGS = ("Cost items",)
READ, WRITE = ("data:read",), ("data:write",)
ONE = Shape("CostItem", COST_ITEM.schema())
DETAIL = Shape("SubCostItem", SUB_COST_ITEM.schema())
DETAILS_PATH = "/cost-items/{costItemId}/sub-cost-items"
DETAIL_PATH = f"{DETAILS_PATH}/{{subCostItemsId}}"
INCLUDE = Parameter(
    "include",
    description=f"Nested resources to add: {', '.join(COST_ITEM.grammar.includes)}.",
    repeated=True,
)
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
    Route(
        method="GET",
        path="/cost-items",
        operation_id="getCostItems",
        handler=reads.list_cost_items,
        summary="Cost items of the project.",
        scopes=READ,
        parameters=COST_ITEM.grammar.parameters(),
        response=page_shape(ONE),
        tags=TAGS,
        rate_limit=60,
    ),
    Route(
        method="POST",
        path="/cost-items",
        operation_id="createCostItem",
        handler=writes.create,
        summary="A new cost item, on a change order when one is named.",
        scopes=WRITE,
        body=Body("CostItemCreate", COST_ITEM.creating),
        status=201,
        response=ONE,
        tags=TAGS,
        rate_limit=60,
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
        method="GET",
        path="/cost-items/{costItemId}",
        operation_id="getCostItem",
        handler=reads.get_cost_item,
        summary="One cost item.",
        scopes=READ,
        parameters=(INCLUDE,),
        response=ONE,
        tags=TAGS,
        rate_limit=300,
    ),
    Route(
        method="PATCH",
        path="/cost-items/{costItemId}",
        operation_id="updateCostItem",
        handler=writes.edit,
        summary="Change fields of a cost item.",
        scopes=WRITE,
        body=Body("CostItemUpdate", COST_ITEM.patching, partial=True),
        response=ONE,
        tags=TAGS,
        rate_limit=250,
    ),
    Route(
        method="DELETE",
        path="/cost-items/{costItemId}",
        operation_id="deleteCostItem",
        handler=writes.delete,
        summary="Delete a cost item that no submitted document holds.",
        scopes=WRITE,
        status=204,
        tags=TAGS,
        rate_limit=200,
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
    Route(
        method="GET",
        path=DETAILS_PATH,
        operation_id="getSubCostItems",
        handler=reads.list_details,
        summary="The detail below a cost item.",
        scopes=READ,
        parameters=SUB_COST_ITEM.grammar.parameters(),
        response=page_shape(DETAIL),
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="POST",
        path=DETAILS_PATH,
        operation_id="createSubCostItem",
        handler=writes.create_detail,
        summary="A new row of detail; the item's amount becomes the sum of its rows.",
        scopes=WRITE,
        body=Body("SubCostItemCreate", SUB_COST_ITEM.creating),
        status=201,
        response=DETAIL,
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="PATCH",
        path=DETAIL_PATH,
        operation_id="updateSubCostItem",
        handler=writes.edit_detail,
        summary="Change a row of detail; lockedField says what is not recalculated.",
        scopes=WRITE,
        body=Body("SubCostItemUpdate", SUB_COST_ITEM.patching, partial=True),
        response=DETAIL,
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="DELETE",
        path=DETAIL_PATH,
        operation_id="deleteSubCostItem",
        handler=writes.delete_detail,
        summary="Delete a row of detail and the rows below it.",
        scopes=WRITE,
        status=204,
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="POST",
        path=f"{DETAILS_PATH}:copy",
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
