"""Listing and getting change orders, and the definitions of their types."""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.records import ChangeOrderType
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Shape

from ..cost_items.fields import COST_ITEM_FIELDS
from ..fields import schema
from ..reading import get_one, list_page
from ..wire import encode, timestamp
from ..words import CHANGE_ORDER_KINDS
from .described import DOCUMENTS_SCHEMA
from .resources import resource_of_path
from .sources import by_every_source


class TypeDefinition(msgspec.Struct):
    """What a type of change order is called in the project, and how it acts (§1.2 [doc])."""

    id: str
    name: str
    type: str
    actAs: str | None
    position: int
    workflowType: str
    createdAt: str | None
    updatedAt: str | None


async def list_types(context: Context) -> Answer:
    """GET change-orders: the five definitions, in the order the learning collection takes them."""
    async with context.services.ledger.reader(context.container_id) as read:
        found = await read.where(ChangeOrderType, kind=list(CHANGE_ORDER_KINDS))
    by_kind = {definition.kind: definition for definition in found}
    return encode([_described(by_kind[kind]) for kind in CHANGE_ORDER_KINDS if kind in by_kind])


def _described(definition: ChangeOrderType) -> TypeDefinition:
    return TypeDefinition(
        str(definition.uuid),
        definition.name,
        definition.kind,
        definition.act_as,
        CHANGE_ORDER_KINDS.index(definition.kind),
        definition.workflow_type,
        timestamp(definition.created_at),
        timestamp(definition.updated_at),
    )


async def list_change_orders(context: Context) -> Answer:
    """GET change-orders/{type}: a page, by filters, sort and includes (§1.3)."""
    return await list_page(context, resource_of_path(context), meaning=by_every_source)


async def get_change_order(context: Context) -> Answer:
    """GET change-orders/{type}/{id}, with the same includes."""
    return await get_one(context, resource_of_path(context), "id")


# What includes add to a record, for the reference.
INCLUDED_SCHEMA: dict[str, Any] = {
    "properties": {
        "type": "array",
        "description": "Custom attributes, with include=attributes.",
        "items": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "builtIn": {"type": "boolean"},
                "position": {"type": "number"},
                "propertyDefinitionId": {"type": "string", "format": "uuid"},
                "type": {"type": "string"},
                "value": {"type": ["string", "null"]},
            },
        },
    },
    "costItems": {
        "type": "array",
        "description": "The cost items on it, with include=costItems.",
        "items": Shape(
            "CostItemOfChangeOrder", schema(COST_ITEM_FIELDS, {"changeOrders": DOCUMENTS_SCHEMA})
        ),
    },
    "comments": {
        "type": "array",
        "description": "Remarks, with include=comments.",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "content": {"type": "string"},
                "createdAt": {"type": "string", "format": "date-time"},
                "creatorId": {"type": ["string", "null"]},
            },
        },
    },
}
ATTRIBUTES_SCHEMA: dict[str, Any] = INCLUDED_SCHEMA["properties"]
"""`properties`, on every record that has custom attributes."""
