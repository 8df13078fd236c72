"""How a resource of Autodesk's door is written: attributes, fields, rows, handlers.

The four parts stand in this order in every resource's file. This one keeps its records in a list
instead of the ledger, so that the edge can be tested alone; where a real handler would call the
ledger, a comment says so.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from changewright.acc import errors, wire
from changewright.acc.grammar import Grammar
from changewright.acc.list_attributes import Attribute
from changewright.core.errors import NotFound, Taken
from changewright.core.records import ChangeOrder
from changewright.core.records_attached import Comment
from changewright.edge.bodies import (
    AMOUNT,
    CHOICE,
    DAY,
    INTEGER,
    TEXT,
    Body,
    Field,
    objects_of,
    reference,
)
from changewright.edge.conditional import list_tag, record_tag
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.routes import Door, Parameter, Route, Shape

# 1. What lists can be asked: one row per attribute.

KINDS = ("pco", "oco")
STATUS_WORDS = {"draft": ("draft",), "open": ("open", "pricing")}

ATTRIBUTES = (
    Attribute(name="id", column="uuid", type="uuid", filter="id"),
    Attribute(name="number", column="number", filter="number"),
    Attribute(name="name", column="name"),
    Attribute(
        name="sourceId",
        column="source_id",
        type="reference",
        filter="sourceId",
        many=False,
        noun=ChangeOrder,
        sortable=False,
    ),
    Attribute(
        name="contractId",
        column="contract_id",
        type="reference",
        filter="contractId",
        blank=True,
        noun=Comment,
    ),
    Attribute(
        name="budgetStatus",
        column="budget_state",
        type="words",
        filter="budgetStatus",
        words=STATUS_WORDS,
    ),
    Attribute(
        name="updatedAt",
        column="updated_at",
        type="datetime",
        filter="lastModifiedSince",
        many=False,
        operator="since",
    ),
    Attribute(
        name="externalSystem",
        column="external_system",
        filter="externalSystem",
        many=False,
        maximum=255,
    ),
)
GRAMMAR = {
    kind: Grammar(
        ChangeOrder,
        ATTRIBUTES,
        kind=kind,
        includes=("costItems", "costItems[changeOrders]", "attributes", "comments"),
        properties=True,
    )
    for kind in KINDS
}

# 2. What bodies may hold: one row per field; the reference's schemas come from the same rows.

FIELDS = (
    Field("name", "name", TEXT, maximum=1024, required=True),
    Field("description", "description", TEXT, maximum=2048),
    Field("scope", "scope", CHOICE, nullable=False, choices=("out", "in", "tbd")),
    Field("scheduleChange", "schedule_change", INTEGER),
    Field("proposedRevisedCompletionDate", "proposed_revised_completion_date", DAY),
    Field("approved", "approved", AMOUNT),
    Field("contractId", "contract_id", reference(Comment)),
    Field(
        "additionalCollaborators",
        "additional_collaborators",
        objects_of(Field("companyId", "company_id", TEXT, required=True, maximum=12)),
    ),
)
CREATE = Body("WidgetCreate", FIELDS)
UPDATE = Body("WidgetUpdate", FIELDS, partial=True)
CREATE_MANY = Body("WidgetBatchCreate", FIELDS, array=True, inside="data", items_maximum=3)
ATTACH = Body(
    "WidgetAttach",
    (Field("widgetId", "widget", reference(ChangeOrder), required=True),),
    array=True,
)


WIDGET = Shape(
    "Widget",
    {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string"},
            "approved": {"type": ["string", "null"], "description": "Approved by the owner."},
        },
        "required": ["id", "name", "approved"],
    },
)


STORED: list[dict[str, Any]] = []


def _render(record: dict[str, Any]) -> bytes:
    # A real shape is rendered once per version and kept as a fragment.
    return wire.encode(
        {
            "id": record["uuid"],
            "name": record["name"],
            "approved": wire.MONEY_STYLES[False].amount(record.get("approved")),
        }
    )


def _require(uuid: UUID) -> dict[str, Any]:
    # Really: `await reader.require(ChangeOrder, uuid)`.
    for record in STORED:
        if record["uuid"] == uuid:
            return record
    raise NotFound(f"There is no widget {uuid}")


# 3. Handlers: a context in, JSON bytes or a Reply out.


async def list_widgets(context: Context) -> bytes | Reply:
    kind = context.path["kind"]
    if kind not in GRAMMAR:
        raise NotFound(f"No such kind: {kind}")
    query = GRAMMAR[kind].read(context.raw_query, limit_maximum=context.settings.page_limit_maximum)
    # Really: the page and its revision come from the reading service.
    results = STORED[query.offset : query.offset + query.limit]
    tag = list_tag(
        "acc",
        context.scope["path"],
        context.raw_query,
        (len(STORED),),
        context.role.audience,
        f"strings {context.base_url}",
    )
    return context.tagged(
        tag,
        lambda: wire.page(
            map(_render, results),
            limit=query.limit,
            offset=query.offset,
            total=len(STORED),
            next_url=wire.next_url(
                context.url,
                context.raw_query,
                offset=query.offset,
                limit=query.limit,
                total=len(STORED),
            ),
        ),
    )


async def create_widget(context: Context) -> bytes:
    values = await context.values()
    if any(record["name"] == values["name"] for record in STORED):
        raise Taken(f"There is a widget named {values['name']}")
    # Really: `await context.services.ledger.run(context.container_id, context.actor(), decide)`.
    STORED.append({"uuid": uuid4(), "version": 1, **values})
    return _render(STORED[-1])


async def create_widgets(context: Context) -> bytes:
    made = [{"uuid": uuid4(), "version": 1, **values} for values in await context.items()]
    STORED.extend(made)
    return wire.array(map(_render, made))


async def get_widget(context: Context) -> Reply:
    record = _require(context.uuid("id"))
    return context.tagged(
        record_tag("widget", record["version"], context.role.audience), lambda: _render(record)
    )


async def update_widget(context: Context) -> bytes:
    values = await context.values()
    record = _require(context.uuid("id"))
    condition = context.precondition()
    if condition is not None:
        # Really inside the unit, on the version read under the lock.
        condition.require("widget", record["version"], context.role.audience)
    record |= values
    record["version"] += 1
    return _render(record)


async def delete_widget(context: Context) -> bytes:
    STORED.remove(_require(context.uuid("id")))
    return b""


async def attach_widgets(context: Context) -> bytes:
    return wire.encode([str(item["widget"].uuid) for item in await context.items()])


async def fail(context: Context) -> bytes:
    raise ZeroDivisionError("a fault of ours")


# 4. The rows.

KIND = Parameter("kind", enum=KINDS, description="The kind of widget.")

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/widgets/{kind}",
        operation_id="getWidgets",
        handler=list_widgets,
        summary="Lists widgets",
        scopes=("data:read",),
        path_parameters=(KIND,),
        parameters=GRAMMAR["pco"].parameters(),
        response=wire.page_shape(WIDGET),
        tags=("Widgets",),
        rate_limit=60,
    ),
    Route(
        method="POST",
        path="/widgets/{kind}",
        operation_id="postWidget",
        handler=create_widget,
        summary="Creates a widget",
        scopes=("data:write",),
        path_parameters=(KIND,),
        body=CREATE,
        status=201,
        response=WIDGET,
        tags=("Widgets",),
        rate_limit=60,
    ),
    Route(
        method="POST",
        path="/widgets:batch-create",
        operation_id="batchCreateWidgets",
        handler=create_widgets,
        summary="Creates widgets",
        scopes=("data:write",),
        body=CREATE_MANY,
        status=201,
        response=wire.array_shape(WIDGET),
        tags=("Widgets",),
    ),
    Route(
        method="POST",
        path="/widgets:attach",
        operation_id="attachWidgets",
        handler=attach_widgets,
        summary="Attaches widgets",
        scopes=("data:write",),
        body=ATTACH,
        response=list[str],
        tags=("Widgets",),
    ),
    Route(
        method="GET",
        path="/widgets/{kind}/{id}",
        operation_id="getWidget",
        handler=get_widget,
        summary="One widget",
        scopes=("data:read",),
        path_parameters=(KIND,),
        response=WIDGET,
        tags=("Widgets",),
    ),
    Route(
        method="PATCH",
        path="/widgets/{kind}/{id}",
        operation_id="patchWidget",
        handler=update_widget,
        summary="Changes a widget",
        scopes=("data:write",),
        path_parameters=(KIND,),
        body=UPDATE,
        response=WIDGET,
        tags=("Widgets",),
    ),
    Route(
        method="DELETE",
        path="/widgets/{kind}/{id}",
        operation_id="deleteWidget",
        handler=delete_widget,
        summary="Deletes a widget",
        scopes=("data:write",),
        path_parameters=(KIND,),
        status=204,
        tags=("Widgets",),
    ),
    Route(
        method="GET",
        path="/failures",
        operation_id="getFailure",
        handler=fail,
        summary="Fails",
        scopes=("data:read",),
        tags=("Failures",),
    ),
)

DOOR = Door(
    name="acc",
    title="Cost management",
    prefixes=("/cost/v1/containers/{containerId}", "/construction/cost/v1/projects/{projectId}"),
    claims=("/cost/", "/construction/"),
    routes=ROUTES,
    refuse=errors.refuse,
    error_schemas=errors.ERROR_SCHEMAS,
)
