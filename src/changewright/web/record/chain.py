"""What led to a document and what it led to: GET records/{recordId}/chain.

Two documents belong together where a cost item is on both; the grid says which came first. A change
event stands before its potential changes, and what was generated stands after its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from changewright.core.book import state_of
from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract
from changewright.edge.context import Answer, Context

from ..reading import answer, hidden_of, seen
from .amounts import Told, own_total, side_amount
from .looking import Looked, looked_at
from .names import company_reference
from .views import RecordChainView, RecordEdgeView, RecordNodeView

NODES_MAXIMUM = 80

# Kind → the kinds that stand right before it on the way of a cost item, the nearest first.
BEFORE: dict[str, tuple[str, ...]] = {
    "pco": ("event",),
    "rfq": ("pco",),
    "rco": ("pco",),
    "scr": ("pco",),
    "oco": ("rco", "pco"),
    "sco": ("scr", "oco", "pco", "rfq"),
}
ORDER = ("event", "pco", "rfq", "rco", "scr", "oco", "sco")

Edges = Counter[tuple[int, int]]


async def show_chain(context: Context) -> Answer:
    """GET the documents around this one, with what they come to, and what led to what."""
    async with looked_at(context) as looked:
        found = await _around(looked)
        shown = await seen(context, looked.read, found)
        shown.sort(key=lambda one: (one.id != looked.document.id, ORDER.index(one.kind), one.id))
        left_out = max(0, len(shown) - NODES_MAXIMUM)
        shown = shown[:NODES_MAXIMUM]
        edges = _edges(looked, {one.id: one for one in shown})
        nodes = await _nodes(looked, shown)
    uuids = {one.id: one.uuid for one in shown}
    view = RecordChainView(
        nodes=nodes,
        edges=[
            RecordEdgeView(source=uuids[before], target=uuids[after], items=items)
            for (before, after), items in sorted(edges.items())
        ],
        left_out=left_out,
    )
    return answer(context, view)


async def _around(looked: Looked) -> list[ChangeOrder]:
    """The document, those that share its items, its event with what hangs on that, its source and
    what was generated from it."""
    read, document = looked.read, looked.document
    shared = {
        other
        for item_id in looked.book.items_of[document.id]
        for other in looked.book.documents_of[item_id]
    }
    found = {one: looked.book.documents[one] for one in {document.id, *shared}}
    events = {one.event_id for one in found.values() if one.event_id is not None}
    events |= {one.id for one in found.values() if one.kind == "event"}
    sources = {one.source_id for one in found.values() if one.source_id is not None}
    more = await read.many(ChangeOrder, events | sources)
    more += await read.where(ChangeOrder, source_id=document.id)
    if document.kind == "event":
        more += await read.where(ChangeOrder, event_id=document.id)
    return list((found | {one.id: one for one in more}).values())


def _edges(looked: Looked, nodes: dict[int, ChangeOrder]) -> Edges:
    """What led to what: along each item from kind to kind, then by source and event."""
    edges: Edges = Counter()
    for document_ids in looked.book.documents_of.values():
        held = [nodes[one] for one in document_ids if one in nodes]
        for after in held:
            for before in _right_before(after, held):
                edges[before.id, after.id] += 1
    targets = {after for _, after in edges}
    for node in nodes.values():
        for before_id in (node.event_id if node.kind == "pco" else None, node.source_id):
            if before_id in nodes and (node.id not in targets or before_id == node.event_id):
                edges.setdefault((before_id or 0, node.id), 0)
    return edges


def _right_before(after: ChangeOrder, held: Iterable[ChangeOrder]) -> list[ChangeOrder]:
    for kind in BEFORE.get(after.kind, ()):
        found = [one for one in held if one.kind == kind and one.id != after.id]
        if found:
            return found
    return []


async def _nodes(looked: Looked, shown: list[ChangeOrder]) -> list[RecordNodeView]:
    read, context = looked.read, looked.context
    project = looked.scene.settings.currency
    contracts = await read.many(Contract, {one.contract_id or 0 for one in shown}, deleted=True)
    by_id = {one.id: one for one in contracts}
    views = []
    for node in shown:
        hidden = hidden_of(context, node)
        contract = by_id.get(node.contract_id or 0)
        company_id = node.company_id or (None if contract is None else contract.company_id)
        company = company_reference(context, company_id)
        told = _told(looked, node)
        own = contract.currency if told.of_contract and contract is not None else None
        tracks = [one for one in KIND[node.kind].tracks if f"{one}_state" not in hidden]
        views.append(
            RecordNodeView(
                id=node.uuid,
                kind=node.kind,
                number=node.number,
                name=node.name,
                states={track: state_of(node, track) or "" for track in tracks},
                amount=told.amount,
                currency=own or project,
                company=None if company is None else company.name,
                is_this=node.id == looked.document.id,
            )
        )
    return views


def _told(looked: Looked, node: ChangeOrder) -> Told:
    """What a node comes to on the first of its sides that comes to something; else 0, or None."""
    hidden = hidden_of(looked.context, node)
    is_known = node.id in looked.book.documents
    items = [looked.book.items[one] for one in looked.book.items_of.get(node.id, ())]
    found = Told(None, False)
    for track in KIND[node.kind].tracks:
        if is_known:
            told = side_amount(node, items, track, hidden)
        else:
            told = own_total(node, track, hidden)
        if told.amount:
            return told
        found = told if found.amount is None else found
    return found
