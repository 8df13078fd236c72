"""Listing the definitions of attributes."""

from __future__ import annotations

from uuid import UUID

from changewright.core.errors import invalid
from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_uuid

from ..associations import ASSOCIATIONS, association_kind, find_associated
from ..query_text import split_list
from ..reading import get_one, list_array
from .fields import DEFINABLE, DEFINITIONS, DEFINITIONS_FOR, OF_RECORDS

RECORDS_MAXIMUM = 100


async def list_definitions(context: Context) -> Answer:
    """GET properties: a bare array in the order of positions (§5.7). `filter[associationId]` asks
    for the definitions that apply to some records; an unknown one adds nothing."""
    uuids = _record_uuids(context)
    if uuids is None:
        return await list_array(context, DEFINITIONS)
    types: dict[object, None] = {}
    async with context.services.ledger.reader(context.container_id) as read:
        for uuid in uuids:
            for word in DEFINABLE:
                record = await find_associated(context, read, word, uuid)
                if record is not None:
                    narrow = ASSOCIATIONS[word].kinds == (association_kind(record),)
                    types |= dict.fromkeys(DEFINITIONS_FOR[word] if narrow else ())
    condition = Condition("association_type", "any", tuple(types))
    return await list_array(context, DEFINITIONS, (condition,))


def _record_uuids(context: Context) -> list[UUID] | None:
    name = OF_RECORDS.name
    texts = split_list([text for key, text in context.query if key == name])
    if not texts:
        return None
    if len(texts) > RECORDS_MAXIMUM:
        raise invalid(name, "range", f"{name} holds more than {RECORDS_MAXIMUM} values")
    found = []
    for text in texts:
        uuid = parse_uuid(text)
        if uuid is None:
            raise invalid(name, "format", f"{name} is not a UUID: {echo(text)}")
        found.append(uuid)
    return found


async def get_definition(context: Context) -> Answer:
    """GET property-definitions/{id} (extension)."""
    return await get_one(context, DEFINITIONS, "id")
