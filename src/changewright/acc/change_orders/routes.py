"""The operations on change orders, one row each (autodesk.md §1.2, §7.3)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Route, Shape

from ..operations import READ, WRITE, Handlers, Limits, Names, Summaries, operations
from ..wire import array_shape
from . import reads, writes
from .resources import KIND_PARAMETER, RESOURCES

TAGS = ("Change orders",)
NAMES = Names(
    one="change order",
    many="change orders",
    operation="ChangeOrder",
    operations="ChangeOrders",
    path="/change-orders/{changeOrder}",
    parameter="id",
)
SHOWN = RESOURCES["pco"]
"""Kinds differ in their statuses alone; the reference shows the one with both."""
ONE_SHAPE = Shape("ChangeOrder", SHOWN.schema(reads.INCLUDED_SCHEMA))
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
    *operations(
        SHOWN,
        NAMES,
        Handlers(
            list=reads.list_change_orders,
            create=writes.create,
            get=reads.get_change_order,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=60, create=60, get=150, edit=100, delete=60),
        tags=TAGS,
        shape=ONE_SHAPE,
        create_body=Body("ChangeOrderCreate", SHOWN.creating),
        patch_body=Body("ChangeOrderUpdate", SHOWN.patching, partial=True),
        path_parameters=(KIND_PARAMETER,),
        summaries=Summaries(
            list="Change orders of one type.",
            create="A new change order, in draft.",
            edit="Change fields of a change order; its statuses move by actions only.",
            delete="Delete a change order on which nothing depends.",
        ),
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
