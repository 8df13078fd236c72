"""The record above another in an address: `main-contracts/{mainContractId}/items/{id}`."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound
from changewright.core.query import Condition
from changewright.core.records import Record
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.work.unit import Unit
from changewright.work.visibility import sees

from .reading import get_one, list_page
from .resource import Resource
from .writing import require


async def require_parent(
    context: Context, resource: Resource, parameter: str, **columns: object
) -> Record:
    """The record that a parameter of the path names, as this caller sees it.

    Raises `NotFound` where it is not there, is not for the caller to see, or has other values than
    those given in `columns`.
    """
    uuid = context.uuid(parameter)
    async with context.services.ledger.reader(context.container_id) as read:
        record: Record = await read.require(resource.noun, uuid, parameter)
        is_seen = await sees(read, context.role.name, context.company_id, record)
    if not is_seen or any(getattr(record, name) != value for name, value in columns.items()):
        raise NotFound(f"There is no {resource.title.lower()} {uuid} here.")
    return record


def lists_below(parent: Resource, parameter: str, resource: Resource, column: str) -> Handler:
    """The handler of a list of the records whose `column` names the parent in the path."""

    async def handle(context: Context) -> Answer:
        above = await require_parent(context, parent, parameter)
        return await list_page(context, resource, where=(Condition(column, "any", (above.id,)),))

    return handle


def gets_below(
    parent: Resource, parameter: str, resource: Resource, column: str, own: str = "id"
) -> Handler:
    """The handler of one of those; `own` is its parameter in the path."""

    async def handle(context: Context) -> Answer:
        above = await require_parent(context, parent, parameter)
        await require_parent(context, resource, own, **{column: above.id})
        return await get_one(context, resource, own)

    return handle


async def require_above(context: Context, unit: Unit, parent: Resource, parameter: str) -> Any:
    """The record above another, in a unit; If-Match is about the other, so it is not compared."""
    return await unit.read.require(parent.noun, context.uuid(parameter), parameter)


async def require_below(
    context: Context,
    unit: Unit,
    parent: Resource,
    parameter: str,
    resource: Resource,
    column: str,
) -> tuple[Any, Any]:
    """The record above and the one below it that the path names, in a unit."""
    above = await require_above(context, unit, parent, parameter)
    below = await require(context, unit, resource, "id")
    if getattr(below, column) != above.id:
        raise NotFound(f"There is no {resource.title.lower()} {below.uuid} here.")
    return above, below
