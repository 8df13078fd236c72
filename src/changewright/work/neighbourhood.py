"""Loading and keeping the neighbourhood of a change: the `Book` the core works on."""

from __future__ import annotations

from collections.abc import Iterable

from changewright.core.book import Book, is_closed
from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.rules import Situation

from .scene import Scene
from .unit import Unit


async def load_book(unit: Scene, document_ids: Iterable[int], item_ids: Iterable[int] = ()) -> Book:
    """The documents, their items, every document those items are on, and all items of those.

    Closed under the two steps `core.propagation` may take, so totals and shown states are exact.
    Of closed documents among them it also knows where else their items are, for they come back
    only if none has moved on.
    """
    read = unit.read
    named = set(document_ids)
    own = await read.memberships_of_documents(named)
    touched = {membership.cost_item_id for membership in own} | set(item_ids)
    around = await read.memberships_of_items(touched) if touched else []
    reached = named | {membership.change_order_id for membership in around}
    further = reached - named
    memberships = own + (await read.memberships_of_documents(further) if further else [])
    everything = touched | {membership.cost_item_id for membership in memberships}
    documents = await read.many(ChangeOrder, reached)
    left = {one.id for one in documents if KIND[one.kind].gathers and is_closed(one)}
    if left:
        theirs = {one.cost_item_id for one in memberships if one.change_order_id in left}
        elsewhere = await read.memberships_of_items(theirs)
        beyond = [one for one in elsewhere if one.change_order_id not in reached]
        memberships += beyond
        documents += await read.many(ChangeOrder, {one.change_order_id for one in beyond})
    items = await read.many(CostItem, everything) if everything else []
    alive = {document.id for document in documents}
    held = {item.id for item in items}
    return Book(
        documents,
        items,
        [m for m in memberships if m.change_order_id in alive and m.cost_item_id in held],
        revision=unit.revision,
        mirror=unit.settings.status_cascade == "mirror",
    )


def keep(
    unit: Unit,
    book: Book,
    moved: int | None = None,
    action: str = "",
    edited: int | None = None,
) -> None:
    """Register what the core changed.

    The document `moved` carries `action`, the item `edited` was updated, the rest follow.
    """
    documents, items = book.changed()
    for document in documents:
        unit.put(document, action if document.id == moved else "followed")
    for item in items:
        unit.put(item, "updated" if item.id == edited else "followed")
    shown = {document_id for item in items for document_id in book.documents_of[item.id]}
    for document_id in sorted(shown - {document.id for document in documents}):
        # A face of it shows another state or sum, though all of the items come to the same.
        document = unit.newest(book.documents[document_id])
        if document.kind == "pco":
            unit.touch(document, "followed")


def situation(
    book: Book,
    document: ChangeOrder,
    *,
    contract_approved: bool | None = None,
    highest_sequence: int | None = None,
) -> Situation:
    """What the predicates of `core.rules` may look at for this document."""
    item_ids = book.items_of[document.id]
    near = {other for item_id in item_ids for other in book.documents_of[item_id]}
    return Situation(
        document=document,
        items=tuple(book.items[item_id] for item_id in item_ids),
        neighbours=tuple(
            book.documents[other]
            for other in sorted(near - {document.id})
            if not is_closed(book.documents[other])
        ),
        contract_approved=contract_approved,
        highest_sequence=highest_sequence,
    )
