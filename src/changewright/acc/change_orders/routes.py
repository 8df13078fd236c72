"""The operations on change orders, one row each (autodesk.md §1.2, §7.3)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route, Shape

from ..wire import array_shape, page_shape
from . import reads, writes
from .resources import KIND_PARAMETER, RESOURCES

PATH = "/change-orders/{changeOrder}"
ONE = "/change-orders/{changeOrder}/{id}"
TAGS = ("Change orders",)
READ, WRITE = ("data:read",), ("data:write",)
"""Kinds differ in their statuses alone; the reference shows the one with both."""
SHOWN = RESOURCES["pco"]
ONE_SHAPE = Shape("ChangeOrder", SHOWN.schema(reads.INCLUDED_SCHEMA))
INCLUDE = Parameter(
    "include",
    description=f"Nested resources to add: {', '.join(SHOWN.grammar.includes)}.",
    repeated=True,
)
MANY_SHAPE = array_shape(ONE_SHAPE)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/change-orders",
        operation_id="getChangeOrderTypes",
        handler=reads.list_types,
        summary="The five types of change orders of the project: definitions, not instances.",
        scopes=READ,
        response=list[reads.TypeDefinition],
        tags=TAGS,
        rate_limit=30,
    ),
    Route(
        method="GET",
        path=PATH,
        operation_id="getChangeOrders",
        handler=reads.list_change_orders,
        summary="Change orders of one type.",
        scopes=READ,
        path_parameters=(KIND_PARAMETER,),
        parameters=SHOWN.grammar.parameters(),
        response=page_shape(ONE_SHAPE),
        tags=TAGS,
        rate_limit=60,
    ),
    Route(
        method="POST",
        path=PATH,
        operation_id="createChangeOrder",
        handler=writes.create,
        summary="A new change order, in draft.",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        body=Body("ChangeOrderCreate", SHOWN.creating),
        status=201,
        response=ONE_SHAPE,
        tags=TAGS,
        rate_limit=60,
    ),
    Route(
        method="GET",
        path=ONE,
        operation_id="getChangeOrder",
        handler=reads.get_change_order,
        summary="One change order.",
        scopes=READ,
        path_parameters=(KIND_PARAMETER,),
        parameters=(INCLUDE,),
        response=ONE_SHAPE,
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="PATCH",
        path=ONE,
        operation_id="updateChangeOrder",
        handler=writes.edit,
        summary="Change fields of a change order; its statuses move by actions only.",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        body=Body("ChangeOrderUpdate", SHOWN.patching, partial=True),
        response=ONE_SHAPE,
        tags=TAGS,
        rate_limit=100,
    ),
    Route(
        method="DELETE",
        path=ONE,
        operation_id="deleteChangeOrder",
        handler=writes.delete,
        summary="Delete a change order on which nothing depends.",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        status=204,
        tags=TAGS,
        rate_limit=60,
    ),
    Route(
        method="POST",
        path="/change-orders:generate/{changeOrder}",
        operation_id="generateChangeOrders",
        handler=writes.generate,
        summary="Move changes to the next stage: new documents from others (extension).",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        body=writes.GENERATE_BODY,
        status=201,
        response=MANY_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/change-orders/{changeOrder}:batch-create",
        operation_id="createManyChangeOrders",
        handler=writes.create_many,
        summary="Create up to 100 change orders of one type, all or none (extension).",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        body=Body(
            "ChangeOrdersCreate",
            SHOWN.creating,
            array=True,
            items_minimum=1,
            items_maximum=writes.BATCH_MAXIMUM,
        ),
        status=201,
        response=MANY_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/change-orders:batch-update",
        operation_id="updateManyChangeOrders",
        handler=writes.edit_many,
        summary="Change up to 100 change orders of any type, all or none (extension).",
        scopes=WRITE,
        body=Body(
            "ChangeOrdersUpdate",
            (*writes.ID_FIELDS, *SHOWN.patching),
            partial=True,
            array=True,
            items_minimum=1,
            items_maximum=writes.BATCH_MAXIMUM,
        ),
        response=MANY_SHAPE,
        tags=TAGS,
    ),
)
