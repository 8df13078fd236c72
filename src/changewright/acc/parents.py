"""The record above another in an address: `main-contracts/{mainContractId}/items/{id}`."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.core.records import Record
from changewright.edge.context import Context
from changewright.work.visibility import sees

from .resource import Resource
from .writing import company_id_of


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
        is_seen = await sees(read, context.role.name, company_id_of(context), record)
    if not is_seen or any(getattr(record, name) != value for name, value in columns.items()):
        raise NotFound(f"There is no {resource.title.lower()} {uuid} here.")
    return record
