"""What a move does: how states travel from documents to items, and from items to documents.

Pure: it works on a `Book` and puts the new states of its records into it. core-model.md §5 and §6
are its law:

* sums and documents read each item's own state; a move copies its state to the document's active
  items on that track, and items carry it to the potential changes and requests that hold them;
* `advance` (Autodesk's way): a forward move never lowers an item, a backward or closing move sets
  it; `mirror` (Procore's way): every state is copied;
* entering approved fills an empty amount from the stage amount; leaving empties what was filled;
* only an order brings items into approved or out of it again;
* states travel from the later document to its items and from the items to the earlier documents:
  a potential change shows its items, a request is lifted by its order alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from .book import FILLED, Book, is_active, is_closed, rivals, stage_amount, state_of, totals
from .kinds import ITEM_STATES, KIND, STANDS_FOR, TRACKS, Track, phase_of, rank_of, states_on
from .records import ChangeOrder, CostItem


def enter(book: Book, document_id: int, entered: Mapping[Track, str]) -> None:
    """Put the document in the states of `entered`, then its items, then who holds them."""
    for track, state in entered.items():
        document = book.documents[document_id]
        before = state_of(document, track)
        leader = book.documents[document_id] = _with_state(document, track, state)
        touched = _push(book, leader, track, before, state)
        reflect(book, touched | {document_id}, track, leader)
    retotal(book, _documents_of_items(book, book.items_of[document_id]) | {document_id})


def enter_items(
    book: Book, document_id: int, track: Track, before: str, state: str, item_ids: Iterable[int]
) -> None:
    """Move some of a document's items as if it went from `before` to `state` with them alone: what
    one face of a potential change does. The document shows what all of its items come to."""
    document = book.documents[document_id]
    touched = _push(book, document, track, before, state, item_ids)
    reflect(book, touched | {document_id}, track, document)
    retotal(book, _documents_of_items(book, book.items_of[document_id]) | {document_id})


def _push(
    book: Book,
    document: ChangeOrder,
    track: Track,
    before: str | None,
    state: str,
    item_ids: Iterable[int] | None = None,
) -> set[int]:
    """Bring the document's active items, or those of `item_ids`, to `state` as far as the cascade
    goes; documents met."""
    met: set[int] = set()
    for item_id in book.items_of[document.id] if item_ids is None else item_ids:
        item = book.items[item_id]
        given = _given(book, document, item, track, before, state)
        if given is not None:
            book.items[item_id] = item_in_state(item, track, given, book.revision)
            met.update(book.documents_of[item_id])
    return met


def _given(
    book: Book,
    document: ChangeOrder,
    item: CostItem,
    track: Track,
    before: str | None,
    state: str,
) -> str | None:
    """The state that an item takes when its document goes from `before` to `state`.

    None leaves it alone: it is not active or contracted, it has moved on from a closed document
    to another, an order has approved it, or a forward move would lower it. Questions to suppliers
    are beside the chain: they lower no item but one that stands where the question stood.
    """
    held = state_of(item, track)
    if not is_active(item, track) or held == "contracted" or rivals(book, document, item.id):
        return None
    kind = KIND[document.kind]
    if kind.tier < 3 and phase_of(held) == "approved":
        return None
    given = state
    if is_forward(before, state):
        if _ranks_above(held, state) and not (book.mirror and kind.tier > 0):
            return None
    elif kind.tier == 0 and held == before:
        given = _left_asked(book, document, item, state)
    elif kind.tier == 0 and not _ranks_above(state, held or state):
        return None
    return given if given in ITEM_STATES[track] else None


def _left_asked(book: Book, question: ChangeOrder, item: CostItem, state: str) -> str:
    """Where a question that steps back leaves its item: not behind other suppliers' questions."""
    best = state
    for other_id in book.documents_of[item.id]:
        other = book.documents.get(other_id)
        if other is None or other.kind != question.kind or other.id == question.id:
            continue
        asked = other.cost_state
        if asked is None or phase_of(asked) in ("draft", "closed"):
            continue
        if phase_of(best) == "closed" or _ranks_above(asked, best):
            best = asked
    return best


def is_forward(before: str | None, after: str) -> bool:
    """Closing and stepping back are not forward; leaving closed is a fresh start, so not either."""
    left = rank_of(before) if before is not None else None
    entered = rank_of(after)
    return left is not None and entered is not None and entered >= left


def _ranks_above(held: str | None, offered: str) -> bool:
    held_rank = rank_of(held) if held is not None else None
    offered_rank = rank_of(offered)
    return held_rank is not None and offered_rank is not None and held_rank > offered_rank


def item_in_state(item: CostItem, track: Track, state: str, revision: int) -> CostItem:
    """`item` in `state`, its amount filled on entering approved and emptied on leaving."""
    before = state_of(item, track)
    if before == state:
        return item
    changes: dict[str, object] = {
        f"{track}_state": state,
        f"{track}_state_revision": revision,
    }
    amount, mark = FILLED[track]
    was, now = phase_of(before) == "approved", phase_of(state) == "approved"
    if now and not was and getattr(item, amount) is None:
        stage = stage_amount(item, track)
        if stage is not None:
            changes |= {amount: stage, mark: True}
    elif was and not now and getattr(item, mark):
        changes |= {amount: None, mark: False}
    return msgspec.structs.replace(item, **changes)


def reflect(
    book: Book, document_ids: Iterable[int], track: Track, leader: ChangeOrder | None = None
) -> None:
    """Let gathering documents show the lowest rank of their own active items on `track`.

    A potential change always shows it, on both its tracks, since one that comes back from closed
    may have been left behind on the other. A request leads its items: it is lifted only by an
    order, and otherwise follows only where an item steps back. A closed one of whose items one
    has moved on to another stays as it is. `leader` is the document that moved.
    """
    for document_id in sorted(document_ids):
        document = book.documents.get(document_id)
        if document is None or not KIND[document.kind].gathers:
            continue
        if track not in KIND[document.kind].tracks or _is_left_behind(book, document):
            continue
        for each in TRACKS if KIND[document.kind].tier == 1 else (track,):
            shown = shown_state(book, document, each)
            if shown is not None and _follows(document, each, shown, leader):
                document = book.documents[document_id] = _with_state(document, each, shown)


def _is_left_behind(book: Book, document: ChangeOrder) -> bool:
    return is_closed(document) and any(
        rivals(book, document, item_id) for item_id in book.items_of[document.id]
    )


def _follows(document: ChangeOrder, track: Track, shown: str, leader: ChangeOrder | None) -> bool:
    kind, held = KIND[document.kind], state_of(document, track) or ""
    if shown == held:
        return False
    if kind.tier == 1 or (leader is not None and KIND[leader.kind].tier > kind.tier):
        return True
    if phase_of(held) == "closed":
        # One that closes itself stays open as far as an order has approved its items.
        return leader is not None and leader.id == document.id
    return phase_of(shown) == "closed" or _ranks_above(held, shown)


def shown_state(book: Book, document: ChangeOrder, track: Track) -> str | None:
    """The lowest rank among the active items; within it the state reached last. None: no items.

    Closed items count only when all are closed. A state the kind cannot show is passed over.
    """
    lowest: tuple[CostItem, str] | None = None
    for item_id in book.items_of[document.id]:
        item = book.items[item_id]
        state = _shown_as(document.kind, track, state_of(item, track) or "")
        if state is None or not is_active(item, track):
            continue
        if lowest is None or _shows_before(item, lowest[0], track):
            lowest = item, state
    return None if lowest is None else lowest[1]


def _shown_as(kind: str, track: Track, state: str) -> str | None:
    """The item's state in the words of the kind: itself, or what stands for it."""
    possible = states_on(kind, track)
    named = (state, *STANDS_FOR.get(state, ()))
    return next((name for name in named if name in possible), None)


def _shows_before(item: CostItem, other: CostItem, track: Track) -> bool:
    rank, other_rank = rank_of(state_of(item, track) or ""), rank_of(state_of(other, track) or "")
    if rank is None or other_rank is None:
        if (rank is None) != (other_rank is None):
            return rank is not None
    elif rank != other_rank:
        return rank < other_rank
    return _reached(item, track) > _reached(other, track)


def _reached(item: CostItem, track: Track) -> tuple[int, int]:
    since = item.budget_state_revision if track == "budget" else item.cost_state_revision
    return since, item.id


def _with_state(document: ChangeOrder, track: Track, state: str) -> ChangeOrder:
    return msgspec.structs.replace(document, **{f"{track}_state": state})


# -- membership ---------------------------------------------------------------------------------


def attach(book: Book, document_id: int, item_id: int) -> None:
    """Put an item on a document: it takes the document's state where that ranks higher."""
    join(book, document_id, item_id)
    document = book.documents[document_id]
    for track in KIND[document.kind].tracks:
        reflect(book, book.documents_of[item_id], track, document)
    retotal(book, {document_id, *book.documents_of[item_id]})


def join(book: Book, document_id: int, item_id: int) -> None:
    """The item's part of `attach`. What the documents show of it `settle` tells, once for many."""
    book.join(document_id, item_id)
    document = book.documents[document_id]
    for track in KIND[document.kind].tracks:
        _take(book, document, item_id, track)


def settle(book: Book, document_ids: Iterable[int]) -> None:
    """Let documents that new items have joined, and have no others of, show and add them up."""
    around = sorted(set(document_ids))
    for document_id in around:
        for track in KIND[book.documents[document_id].kind].tracks:
            reflect(book, around, track, book.documents[document_id])
    retotal(book, around)


def revise_item(book: Book, item_id: int, changes: Mapping[str, object]) -> None:
    """Change columns of an item other than its states; what its documents show and add up follows.

    On a track where it becomes active it joins its documents anew.
    """
    before = book.items[item_id]
    after = book.items[item_id] = msgspec.structs.replace(before, **changes)
    for track in TRACKS:
        if is_active(after, track) and not is_active(before, track):
            for document_id in book.documents_of[item_id]:
                document = book.documents[document_id]
                if track in KIND[document.kind].tracks:
                    _take(book, document, item_id, track)
        reflect(book, book.documents_of[item_id], track)
    retotal(book, book.documents_of[item_id])


def _take(book: Book, document: ChangeOrder, item_id: int, track: Track) -> None:
    """Give a joining item the document's state: where that ranks higher, or in a mirror always.

    A closed item starts anew. Only an order approves an item, and what it has approved stays so;
    a question to a supplier lowers nothing.
    """
    item, state = book.items[item_id], state_of(document, track)
    held = state_of(item, track)
    if state not in ITEM_STATES[track] or phase_of(state) == "closed":
        return
    if not is_active(item, track) or held == "contracted":
        return
    tier = KIND[document.kind].tier
    if phase_of(state) == "approved" and tier < 3:
        return
    if phase_of(held) == "approved" and phase_of(state) != "approved":
        return
    copies = book.mirror and tier > 0
    if copies or phase_of(held) == "closed" or _ranks_above(state, held or state):
        book.items[item_id] = item_in_state(item, track, state, book.revision)


def detach(book: Book, document_id: int, item_id: int) -> None:
    """Take an item off a document. No state of the item changes; a pco shows those left on it."""
    book.part(document_id, item_id)
    for track in KIND[book.documents[document_id].kind].tracks:
        reflect(book, {document_id}, track)
    retotal(book, {document_id})


def retotal(book: Book, document_ids: Iterable[int]) -> None:
    """Recompute the five totals of documents whose items are all in the book."""
    for document_id in document_ids:
        document = book.documents.get(document_id)
        if document is None:
            continue
        items = [book.items[item_id] for item_id in book.items_of[document_id]]
        sums = totals(items, document.kind)
        if any(getattr(document, name) != value for name, value in sums.items()):
            book.documents[document_id] = msgspec.structs.replace(document, **sums)


def _documents_of_items(book: Book, item_ids: Iterable[int]) -> set[int]:
    return {document_id for item_id in item_ids for document_id in book.documents_of[item_id]}
