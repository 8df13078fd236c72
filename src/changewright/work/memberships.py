"""Cost items on documents: attaching, detaching, and making the next document from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from changewright.core.book import Book, is_active, is_closed, membership_locked, rivals, state_of
from changewright.core.errors import Conflict, Locked, Taken, invalid
from changewright.core.kinds import KIND, Track, phase_of, rank_of
from changewright.core.propagation import attach, detach, join, settle
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.rules import check_edit
from changewright.core.wording import article, document_name, mention, naming

from .change_orders import create
from .faces import sync_faces, sync_faces_of_items
from .layers import reserved_id
from .links import companions_of_parting, follow_join, follow_part
from .neighbourhood import keep, load_book
from .permission import require_write
from .unit import Unit

Pair = tuple[ChangeOrder, CostItem]

# What the ends of a pair are called where a client sends it.
DOCUMENT, ITEM = "changeOrderId", "costItemId"

# What a generated document takes over from its source.
INHERITED = ("description", "scope", "scope_of_work", "note", "reason", "source_type", "source_ref")


async def attach_items(unit: Unit, pairs: Sequence[Pair], *, are_sent: bool = False) -> None:
    """Put items on documents, all or none, each pair decided on what its predecessors left.

    A pair that stands already changes nothing; what belongs together joins together. Raises
    `Locked`, `Taken` or `Conflict`, naming the pair's field where a client sent the pairs.
    """
    require_write(unit.actor, "membership")
    documents = {document.id: document for document, _ in pairs}
    items = {item.id: item for _, item in pairs}
    book = await load_book(unit, documents, items)
    places = await _last_places(unit, documents)
    joined, adopting = [], []
    # Items that are on nothing else join all at once: what a thousand show is worked out once.
    at_once = len(items) > 1 and not any(book.documents_of[item_id] for item_id in items)
    for place, (document_id, item_id) in enumerate((one.id, item.id) for one, item in pairs):
        if item_id in book.items_of[document_id]:
            continue
        sent = place if are_sent else None
        check_attachable(book, book.documents[document_id], book.items[item_id], sent)
        if _adopt_contract(book, document_id, item_id):
            adopting.append(item_id)
        (join if at_once else attach)(book, document_id, item_id)
        joined.append((document_id, item_id))
    if at_once:
        settle(book, (document_id for document_id, _ in joined))
    keep(unit, book)
    for document_id, item_id in joined:
        places[document_id] += 1
        unit.new(
            Membership,
            change_order_id=document_id,
            cost_item_id=item_id,
            kind=book.documents[document_id].kind,
            position=places[document_id],
        )
    for document_id in dict.fromkeys(document_id for document_id, _ in joined):
        document = unit.touch(unit.newest(book.documents[document_id]), "attached")
        if document.kind == "pco":
            held = [book.items[item_id] for item_id in book.items_of[document_id]]
            await sync_faces(unit, document, held)
    await sync_faces_of_items(unit, [book.items[item_id] for item_id in adopting])
    companions = await follow_join(unit, book, joined)
    if companions:
        await attach_items(unit, companions)


async def _last_places(unit: Unit, document_ids: Iterable[int]) -> dict[int, int]:
    """The position of the last item on each document, 0 where there is none."""
    places = dict.fromkeys(document_ids, 0)
    for membership in await unit.read.memberships_of_documents(places):
        before = places[membership.change_order_id]
        places[membership.change_order_id] = max(before, membership.position)
    return places


async def detach_items(unit: Unit, pairs: Sequence[Pair], *, are_sent: bool = False) -> None:
    """Take items off documents, all or none. Raises `Locked`, or `Invalid` where it is not on,
    naming the pair's field where a client sent the pairs."""
    require_write(unit.actor, "membership")
    book = await load_book(unit, {document.id for document, _ in pairs})
    gone = set()
    for place, (document, item) in enumerate(pairs):
        sent = place if are_sent else None
        if item.id not in book.items_of[document.id]:
            where = mention(document).text
            detail = f"cost item {item.number} is not on {where}"
            raise invalid(_field(sent, ITEM) or ITEM, "reference", detail)
        refuse_if_locked(book.documents[document.id], sent)
        detach(book, document.id, item.id)
        gone.add((document.id, item.id))
    keep(unit, book)
    for membership in await unit.read.memberships_of_documents({one for one, _ in gone}):
        if (membership.change_order_id, membership.cost_item_id) in gone:
            unit.delete(membership)
    for document_id in sorted({document_id for document_id, _ in gone}):
        unit.touch(unit.newest(book.documents[document_id]), "detached")
    companions = await companions_of_parting(unit, book, sorted(gone))
    if companions:
        await detach_items(unit, companions)
    for document_id in sorted({document_id for document_id, _ in gone}):
        await follow_part(unit, unit.newest(book.documents[document_id]))


def _field(place: int | None, name: str) -> str:
    """The field of the pair that a client sent at this place; "" where none sent it."""
    return "" if place is None else f"{place}.{name}"


def refuse_if_locked(document: ChangeOrder, place: int | None = None) -> None:
    """Raise `Locked` when items can no longer be added to or taken off the document."""
    field = _field(place, DOCUMENT)
    if document.integration_state == "locked":
        raise naming(Locked, document, " is locked by the integrated system", field=field)
    if membership_locked(document):
        raise naming(Locked, document, " no longer takes or gives up cost items", field=field)


def check_attachable(
    book: Book, document: ChangeOrder, item: CostItem, place: int | None = None
) -> None:
    """The rules of membership (core-model.md §2, §6), `place` that of the pair that was sent.
    Raises `Locked`, `Taken` or `Conflict`."""
    refuse_if_locked(document, place)
    field = _field(place, ITEM)
    for other in rivals(book, document, item.id):
        raise naming(Taken, f"cost item {item.number} is already on ", other, field=field)
    tracks = KIND[document.kind].tracks
    if tracks and all(phase_of(state_of(item, track)) == "approved" for track in tracks):
        what = document_name(document.kind)
        told = f"cost item {item.number} is approved; it joins no other {what}"
        raise naming(Locked, told, field=field)
    amends = document.contract_id if document.kind in ("scr", "sco") else None
    if amends is not None and item.contract_id not in (None, amends):
        told = f"cost item {item.number} belongs to another contract than "
        raise naming(Conflict, told, document, field=field)


def _adopt_contract(book: Book, document_id: int, item_id: int) -> bool:
    """Whether the item had no contract and took that of the SCO it is put on."""
    document, item = book.documents[document_id], book.items[item_id]
    if document.kind != "sco" or item.contract_id is not None or document.contract_id is None:
        return False
    check_edit(item, {"contract_id": document.contract_id})
    book.items[item_id] = msgspec.structs.replace(item, contract_id=document.contract_id)
    return True


# -- the next document ----------------------------------------------------------------------------


async def generate(unit: Unit, sources: Sequence[ChangeOrder], kind: str) -> list[ChangeOrder]:
    """Make the next document from others: draft, with `source_id`, holding their free items.

    Requests and owner orders gather all items into one document; RFQs and SCOs are one per
    contract. Only items active on the kind's side go along, and those not yet on a live document
    of that kind. Raises `Conflict` when nothing is left to take along, or the kind does not follow,
    or a source is not that far yet.
    """
    if kind not in KIND or not KIND[kind].sources:
        raise Conflict(f"{kind} is not generated from another document")
    book = await load_book(unit, [source.id for source in sources])
    made = []
    for contract_id, items in would_generate(book, sources, kind):
        fields = _inherited(sources, kind, contract_id)
        fields |= await reserved_id(unit, sources, kind, contract_id)
        document = await create(unit, kind, fields)
        await attach_items(unit, [(document, unit.newest(item)) for item in items])
        made.append(unit.newest(document))
    return made


def would_generate(
    book: Book, sources: Sequence[ChangeOrder], kind: str
) -> list[tuple[int | None, list[CostItem]]]:
    """The documents that `generate` would make now, as contract and items. Raises as it does."""
    for source in sources:
        _check_source(source, kind)
    groups = _groups(book, sources, kind)
    if not groups:
        raise Conflict(f"no cost item of the source is free for a new {kind}")
    return groups


def _check_source(source: ChangeOrder, kind: str) -> None:
    """autodesk.md §2.4 [doc]: from open on, requests once they are accepted."""
    new = article(document_name(kind))
    if source.kind not in KIND[kind].sources:
        raise Conflict(f"{new} is not generated from {article(document_name(source.kind))}")
    row, (wanted,) = KIND[source.kind], KIND[kind].tracks
    state = state_of(source, wanted if wanted in row.tracks else row.tracks[0]) or ""
    rank = rank_of(state)
    if rank is None or rank < row.yields_from:
        awaited = "accepted" if row.yields_from > 1 else "open"
        told = f" is {state}; {new} is generated from it once it is {awaited}"
        raise naming(Conflict, source, told)


def _groups(
    book: Book, sources: Sequence[ChangeOrder], kind: str
) -> list[tuple[int | None, list[CostItem]]]:
    """The free items of the sources, by contract where the kind is one per contract."""
    track: Track = KIND[kind].tracks[0]
    groups: dict[int | None, dict[int, CostItem]] = defaultdict(dict)
    for source in sources:
        for item_id in book.items_of[source.id]:
            item = book.items[item_id]
            if is_active(item, track) and not _is_taken(book, item, kind, track):
                key = item.contract_id or source.contract_id if track == "cost" else None
                groups[key][item_id] = item
    return [(contract_id, list(items.values())) for contract_id, items in groups.items()]


def _is_taken(book: Book, item: CostItem, kind: str, track: Track) -> bool:
    """Whether the item is past another document of this kind, or on one already."""
    if phase_of(state_of(item, track)) == "approved":
        return True
    return KIND[kind].single and any(
        book.documents[other].kind == kind and not is_closed(book.documents[other])
        for other in book.documents_of[item.id]
    )


def _inherited(
    sources: Sequence[ChangeOrder], kind: str, contract_id: int | None
) -> dict[str, object]:
    """The new document's fields: of the first source, with the days of all of them."""
    first = sources[0]
    fields: dict[str, object] = {name: getattr(first, name) for name in INHERITED}
    days = [source.schedule_change for source in sources if source.schedule_change is not None]
    fields |= {
        "name": first.name,
        "source_id": first.id,
        "schedule_change": sum(days) if days else None,
    }
    if KIND[kind].tracks == ("budget",):
        fields["main_contract_id"] = first.main_contract_id
        fields["company_id"] = first.company_id if first.kind in ("rco", "oco") else None
    else:
        fields["contract_id"] = contract_id
    return fields
