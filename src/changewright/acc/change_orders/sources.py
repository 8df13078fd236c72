"""Which documents were generated from one: those that name it as `sourceId`, and those that were
made from several and name another of them.

A document keeps one source, the first. That it was made from others too is told by its items: one
made from several has items of each from its birth on, while what is attached later comes later.
"""

from __future__ import annotations

import msgspec

from changewright.core.kinds import KIND
from changewright.core.query import Condition, ListQuery
from changewright.core.records import ChangeOrder, Membership
from changewright.edge.context import Context
from changewright.work.unit import LedgerReader

SOURCE = "source_id"


async def by_every_source(context: Context, query: ListQuery) -> ListQuery:
    """The query, where it asks for a source, as one for all documents that were generated from it
    ("generated from the PCO with the provided ID" [doc]). Kinds that are generated from nothing,
    and sources that were alone or first, keep the filter by the column."""
    asked = next((each for each in query.where if each.attribute == SOURCE), None)
    kind = query.kind
    if asked is None or kind is None or not KIND[kind].sources:
        return query
    async with context.services.ledger.reader(context.container_id) as read:
        sources = await read.many(ChangeOrder, [one for one in asked.values if type(one) is int])
        ids = {one for source in sources for one in await _made_with_others(read, kind, source)}
        if not ids:
            return query
        ids |= {one.id for one in await read.where(ChangeOrder, kind=kind, source_id=asked.values)}
    found = Condition("id", "any", tuple(sorted(ids)))
    where = tuple(found if each is asked else each for each in query.where)
    return msgspec.structs.replace(query, where=where)


async def _made_with_others(read: LedgerReader, kind: str, source: ChangeOrder) -> set[int]:
    """The documents of `kind` that were made from this source and others, another being first."""
    items = [one.cost_item_id for one in await read.memberships_of_documents([source.id])]
    if not items:
        return set()
    placed = await read.where(Membership, kind=kind, cost_item_id=items)
    born = {(one.change_order_id, one.created_at) for one in placed}
    documents = [
        one
        for one in await read.many(ChangeOrder, {document_id for document_id, _ in born})
        if one.source_id not in (None, source.id) and (one.id, one.created_at) in born
    ]
    firsts = {one.source_id for one in documents if one.source_id is not None}
    # An order made from a request holds its changes' items as well; it is not made from them.
    like = {
        one.id
        for one in await read.many(ChangeOrder, firsts, deleted=True)
        if one.kind == source.kind
    }
    return {one.id for one in documents if one.source_id in like}
