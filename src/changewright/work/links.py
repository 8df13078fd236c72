"""What follows when cost items join or leave documents, whichever door they came through.

A face, and a request, name the order that holds their items (core-model.md §3). The items of a
potential change of one contract go along with it into the request and the order it is in, and at
one tier into the potential change of their order: those two are one change order there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from changewright.core.book import Book, is_active, is_closed, is_rival
from changewright.core.faces import is_on_face, items_on_face
from changewright.core.kinds import KIND, Track
from changewright.core.records import ChangeOrder, CostItem, Face

from .layers import (
    contract_of_order,
    faces_of,
    held_items,
    order_of_face,
    release_face,
    request_of_face,
    requests_of,
    tiers_of,
    write_face,
)
from .unit import Unit

Pair = tuple[ChangeOrder, CostItem]
Joined = Sequence[tuple[int, int]]
"""(document id, item id)"""


# -- joining --------------------------------------------------------------------------------------


async def follow_join(unit: Unit, book: Book, joined: Joined) -> list[Pair]:
    """Let faces and requests name the orders that their items are on now. Answers what has to join
    as well."""
    faces = await _faces_around(unit, book, joined)
    for document_id, item_id in joined:
        for order in _to_name(book, document_id, item_id):
            await _name(unit, book, faces, order, item_id)
    wanted: dict[tuple[int, int], Pair] = {}
    pairs = {
        each: await pair_of(unit, book.documents[each])
        for each in dict.fromkeys(document_id for document_id, _ in joined)
        if KIND[book.documents[each].kind].tier == 3
    }
    holders = _Holders(unit)
    for document_id, item_id in joined:
        found = await _companions(holders, book, faces, pairs, document_id, item_id)
        for other in found:
            if item_id not in book.items_of[other.id]:
                wanted[other.id, item_id] = (other, unit.newest(book.items[item_id]))
    return list(wanted.values())


async def _faces_around(unit: Unit, book: Book, joined: Joined) -> list[Face]:
    """The faces of the PCOs that hold the items, where any can be concerned."""
    concerned = {
        document_id
        for document_id, item_id in joined
        for document_id in (document_id, *book.documents_of[item_id])
        if _is_concerned(unit, book, document_id, item_id)
    }
    if not concerned:
        return []
    return await unit.read.where(Face, change_order_id=concerned)


def _to_name(book: Book, document_id: int, item_id: int) -> list[ChangeOrder]:
    """The requests and orders that faces have to name where an item has joined a document: that
    document, or those that hold the item already where a PCO is drawn over it later."""
    document = book.documents[document_id]
    ids = book.documents_of[item_id] if document.kind == "pco" else (document_id,)
    found = (book.documents[each] for each in sorted(ids) if each in book.documents)
    return [each for each in found if KIND[each.kind].tier in (2, 3) and not is_closed(each)]


def _is_concerned(unit: Unit, book: Book, document_id: int, item_id: int) -> bool:
    document = book.documents.get(document_id)
    if document is None or document.kind != "pco":
        return False
    return (
        document.single_face
        or _has_supplier_requests(unit)
        or any(
            KIND[book.documents[other].kind].tier in (2, 3)
            for other in book.documents_of[item_id]
            if other in book.documents
        )
    )


async def _name(
    unit: Unit, book: Book, faces: Iterable[Face], order: ChangeOrder, item_id: int
) -> None:
    """Let the faces, and the requests, that have the item name the document it is on now."""
    row = KIND[order.kind]
    (track,) = row.tracks
    item = book.items[item_id]
    if not is_active(item, track) or (row.tier == 2 and tiers_of(unit, track) < 3):
        return
    column = "package_id" if row.tier == 3 else "request_id"
    for face in (unit.newest(face) for face in faces if face.side == track):
        pco = book.documents.get(face.change_order_id)
        if pco is None or contract_of_order(unit, order) != face.contract_id:
            continue
        if not is_on_face(face.side, face.contract_id, pco.contract_id, item):
            continue
        if _holds(book, getattr(face, column), (item_id,)):
            continue  # it is on what the face names already
        own = [each.id for each in items_on_face(face, pco, _items(book, pco))]
        if item_id in own and not _holds(book, getattr(face, column), own):
            await write_face(unit, face, "linked", **{column: order.id})
    if row.tier == 3:
        for other_id in book.documents_of[item_id]:
            request = book.documents[other_id]
            is_request = KIND[request.kind].tier == 2 and KIND[request.kind].tracks == (track,)
            if is_request and not is_closed(request):
                own = book.items_of[other_id]
                if not _holds(book, unit.newest(request).package_id, own):
                    unit.change(request, "linked", package_id=order.id)


def _items(book: Book, document: ChangeOrder) -> list[CostItem]:
    return [book.items[item_id] for item_id in book.items_of[document.id]]


def _holds(book: Book, document_id: int | None, item_ids: Iterable[int]) -> bool:
    """Whether a document that lives holds any of the items."""
    document = book.documents.get(document_id) if document_id is not None else None
    if document is None or is_closed(document):
        return False
    return any(item_id in book.items_of[document.id] for item_id in item_ids)


class _Holders:
    """What the items of faces go along into, looked up once for all that join."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._known: dict[int, list[ChangeOrder]] = {}

    async def of(self, document: ChangeOrder, face: Face) -> list[ChangeOrder]:
        if face.id not in self._known:
            self._known[face.id] = await _holders_to_follow(self.unit, document, face)
        return self._known[face.id]


async def _companions(
    holders: _Holders,
    book: Book,
    faces: Iterable[Face],
    pairs: Mapping[int, tuple[Face, ChangeOrder] | None],
    document_id: int,
    item_id: int,
) -> list[ChangeOrder]:
    """The further documents an item belongs on, having joined this one."""
    unit = holders.unit
    document, item = book.documents[document_id], book.items[item_id]
    found: list[ChangeOrder] = []
    if document.kind == "pco" and (document.single_face or _has_supplier_requests(unit)):
        for face in (unit.newest(face) for face in faces):
            is_its = face.change_order_id == document_id and is_on_face(
                face.side, face.contract_id, document.contract_id, item
            )
            if is_its:
                found += await holders.of(document, face)
    elif KIND[document.kind].tier == 3:
        potential = pairs[document_id]
        if potential is not None and _is_free(book, potential[1], item):
            found.append(potential[1])
    return found


def _has_supplier_requests(unit: Unit) -> bool:
    return unit.settings.tiers_cost == 3


async def _holders_to_follow(unit: Unit, document: ChangeOrder, face: Face) -> list[ChangeOrder]:
    """What the items of a potential change go along into: all that it is in, if it was drawn on
    one contract. Of others the supplier's request alone, which Autodesk's clients do not see, so
    nobody else puts their items there."""
    holders = await holders_of(unit, face)
    return holders if document.single_face else [each for each in holders if each.kind == "scr"]


async def holders_of(unit: Unit, face: Face) -> list[ChangeOrder]:
    """The request and the order that a face is in, those that are rows."""
    found = (await request_of_face(unit.read, face), await order_of_face(unit.read, face))
    return [document for document in found if document is not None]


async def pair_of(unit: Unit, order: ChangeOrder) -> tuple[Face, ChangeOrder] | None:
    """The face and the potential change that are one change order with an order at one tier."""
    (side,) = KIND[order.kind].tracks
    if tiers_of(unit, side) != 1:
        return None
    for face in await unit.read.where(Face, package_id=order.id):
        document = await unit.read.get(ChangeOrder, face.change_order_id)
        if document is not None and document.single_face:
            return face, document
    return None


def _is_free(book: Book, potential: ChangeOrder, item: CostItem) -> bool:
    """Whether the item is on no other potential change that keeps it from this one."""
    held = (book.documents.get(other) for other in book.documents_of[item.id])
    return not any(other is not None and is_rival(potential, other) for other in held)


# -- leaving --------------------------------------------------------------------------------------


async def companions_of_parting(unit: Unit, book: Book, gone: Joined) -> list[Pair]:
    """What the items leave as well, leaving these documents."""
    wanted: dict[tuple[int, int], Pair] = {}
    for document_id, item_id in gone:
        document = book.documents[document_id]
        others: list[ChangeOrder] = []
        if document.kind == "pco" and (document.single_face or _has_supplier_requests(unit)):
            for face in await unit.read.where(Face, change_order_id=document_id):
                others += await _holders_to_follow(unit, document, face)
        elif KIND[document.kind].tier == 3:
            potential = await pair_of(unit, document)
            others += [] if potential is None else [potential[1]]
        for other in others:
            if other.id in book.documents and item_id in book.items_of[other.id]:
                wanted[other.id, item_id] = (other, unit.newest(book.items[item_id]))
    return list(wanted.values())


async def follow_part(unit: Unit, document: ChangeOrder) -> None:
    """Let faces and requests name an order or a request no more that holds none of their items.
    Those without any item stay where they are."""
    tier = KIND[document.kind].tier
    if tier not in (2, 3):
        return
    held = {one.cost_item_id for one in await unit.read.memberships_of_documents([document.id])}
    for face in await faces_of(unit.read, document):
        potential = await unit.read.get(ChangeOrder, face.change_order_id)
        if potential is None:
            continue
        own = items_on_face(face, potential, await held_items(unit.read, potential))
        if own and not any(item.id in held for item in own):
            await release_face(unit, face, tier)
    for request in await requests_of(unit.read, document) if tier == 3 else ():
        of_request = await held_items(unit.read, request)
        if of_request and not any(item.id in held for item in of_request):
            unit.change(request, "released", package_id=None)


def side_of(document: ChangeOrder) -> Track:
    """The one side of a request or an order."""
    (side,) = KIND[document.kind].tracks
    return side
