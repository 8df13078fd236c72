"""The engine over the grid: which moves a document offers, and what a move does.

Pure: it works on a `Book`, the neighbourhood of one change (documents, items and who sits on
what), and returns the records that changed. core-model.md §5 and §6 are its law:

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

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from .errors import MoveNotAllowed
from .exchange import counts_in_project, in_contract_currency, in_project_currency
from .kinds import (
    ITEM_STATES,
    KIND,
    MOVES_OF,
    SCOPES,
    STANDS_FOR,
    STATE,
    TARGET_NEEDS,
    TRACKS,
    Duty,
    Move,
    Phase,
    Track,
    phase_of,
    rank_of,
    states_on,
)
from .money import Decimal
from .records import ChangeOrder, CostItem, Membership

AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")

# The stage amount of each side, first set value wins (core-model.md §5).
STAGE: dict[Track, tuple[str, ...]] = {
    "budget": ("approved", "submitted", "estimated"),
    "cost": ("committed", "proposed", "estimated"),
}
FILLED: dict[Track, tuple[str, str]] = {
    "budget": ("approved", "approved_filled"),
    "cost": ("committed", "committed_filled"),
}


class Book:
    """The records one change can touch, and their newest states while it is worked out.

    `documents` and `items` are replaced in place by the functions below; `changed()` names what
    differs from what was loaded. Closed under two steps: the items of the document moved, every
    live document of those items, and the states of all items of those documents.
    """

    def __init__(
        self,
        documents: Iterable[ChangeOrder],
        items: Iterable[CostItem],
        memberships: Iterable[Membership],
        revision: int,
        mirror: bool = False,
    ) -> None:
        self.documents = {document.id: document for document in documents}
        self.items = {item.id: item for item in items}
        self.revision = revision
        self.mirror = mirror
        self._loaded_documents = dict(self.documents)
        self._loaded_items = dict(self.items)
        self.items_of: dict[int, list[int]] = defaultdict(list)
        self.documents_of: dict[int, list[int]] = defaultdict(list)
        for membership in memberships:
            self.join(membership.change_order_id, membership.cost_item_id)

    def join(self, document_id: int, item_id: int) -> None:
        self.items_of[document_id].append(item_id)
        self.documents_of[item_id].append(document_id)

    def part(self, document_id: int, item_id: int) -> None:
        self.items_of[document_id].remove(item_id)
        self.documents_of[item_id].remove(document_id)

    def changed(self) -> tuple[list[ChangeOrder], list[CostItem]]:
        """Documents and items that differ from what was loaded, new ones included."""
        documents = [d for i, d in self.documents.items() if self._loaded_documents.get(i) != d]
        items = [item for i, item in self.items.items() if self._loaded_items.get(i) != item]
        return documents, items


# -- reading states -----------------------------------------------------------------------------


def state_of(record: ChangeOrder | CostItem, track: Track) -> str | None:
    return record.budget_state if track == "budget" else record.cost_state


def is_active(item: CostItem, track: Track) -> bool:
    return item.active_budget if track == "budget" else item.active_cost


def is_closed(document: ChangeOrder) -> bool:
    """Closed on every track it has: its items are a record and move no more with it."""
    phases = [phase_of(state_of(document, track)) for track in KIND[document.kind].tracks]
    return bool(phases) and all(phase == "closed" for phase in phases)


def sides_of(document: ChangeOrder) -> tuple[Track, ...]:
    """The sides of which a document is its items' only one of its kind.

    Those of its scope for a pco, so that an owner's and a supplier's pco can share items; a pco
    whose scope touches neither side yet has both.
    """
    tracks = KIND[document.kind].tracks
    if len(tracks) == 1:
        return tracks
    touched = zip(TRACKS, SCOPES[document.scope], strict=True)
    return tuple(track for track, is_touched in touched if is_touched) or tracks


def is_rival(document: ChangeOrder, other: ChangeOrder) -> bool:
    """Whether `other` is live and of a kind and side of which an item has one document only."""
    return (
        other.kind == document.kind
        and other.id != document.id
        and KIND[other.kind].single
        and not is_closed(other)
        and any(side in sides_of(document) for side in sides_of(other))
    )


def rivals(book: Book, document: ChangeOrder, item_id: int) -> list[ChangeOrder]:
    """The live documents that keep the item from being on `document` too."""
    others = (book.documents.get(other_id) for other_id in book.documents_of[item_id])
    return [other for other in others if other is not None and is_rival(document, other)]


def membership_locked(document: ChangeOrder) -> bool:
    """Whether items can no longer be added or removed (autodesk.md §2.4)."""
    for track in KIND[document.kind].tracks:
        state = state_of(document, track)
        if state is not None and STATE[state].locks_membership:
            return True
    return is_closed(document)


def stage_amount(item: CostItem, track: Track) -> Decimal | None:
    """The one amount Procore shows: the most mature of the track's amounts that is set, in the
    currency of the contract on that side."""
    for name in STAGE[track]:
        value: Decimal | None = getattr(item, name)
        if value is not None:
            return value if track == "budget" else in_contract_currency(item, name, value)
    return None


# -- which moves --------------------------------------------------------------------------------


def fits(move: Move, document: ChangeOrder) -> bool:
    """Whether the states of `document` let `move` run; needs and duties are asked elsewhere."""
    moved = False
    for track in TRACKS:
        step = move.step(track)
        if step is None:
            continue
        if state_of(document, track) in step.sources:
            moved = moved or step.target is not None
        elif not step.optional:
            return False
    return moved


def moves(document: ChangeOrder, duties: frozenset[Duty]) -> list[Move]:
    """The moves with an action that the states allow to someone with `duties`, in table order."""
    return [
        move for move in MOVES_OF[document.kind] if move.duty in duties and fits(move, document)
    ]


def find_move(document: ChangeOrder, action: str) -> Move:
    """The row for `action` from here. Raises `MoveNotAllowed`, naming what could be done."""
    for move in MOVES_OF[document.kind]:
        if move.action == action and fits(move, document):
            return move
    offered = [move.action for move in MOVES_OF[document.kind] if fits(move, document)]
    raise MoveNotAllowed(
        f"{action} is not possible on this {document.kind} now; possible: "
        + (", ".join(dict.fromkeys(offered)) or "nothing")
    )


def targets(move: Move, document: ChangeOrder) -> dict[Track, str]:
    """The state each track enters by `move`; a track that does not move is left out."""
    entered: dict[Track, str] = {}
    for track in TRACKS:
        step = move.step(track)
        if step is None or step.target is None:
            continue
        if state_of(document, track) in step.sources:
            entered[track] = step.target
    return entered


def target_needs(document: ChangeOrder, track: Track, target: str) -> tuple[str, ...]:
    """What a direct change of state needs. Raises `MoveNotAllowed` for a state the kind lacks."""
    if target not in states_on(document.kind, track):
        raise MoveNotAllowed(f"a {document.kind} cannot be {target} on its {track} side")
    left, entered = phase_of(state_of(document, track)), phase_of(target)
    return tuple(
        need
        for _, leaves, enters, needs in TARGET_NEEDS
        if _is_phase(left, leaves, enters) and _is_phase(entered, enters, leaves)
        for need in needs
    )


def _is_phase(found: Phase | None, named: Phase | None, other: Phase | None) -> bool:
    """Whether a row of TARGET_NEEDS means the phase found: None is any but the row's other one."""
    return found != other if named is None else found == named


# -- what a move does ---------------------------------------------------------------------------


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
    if _is_forward(before, state):
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


def _is_forward(before: str | None, after: str) -> bool:
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


def totals(items: Iterable[CostItem], kind: str) -> dict[str, Decimal | None]:
    """The five sums over the items of a document of `kind`, in the currency it is counted in; None
    where no item has a value (a new document is empty)."""
    converts = counts_in_project(kind)
    sums: dict[str, Decimal | None] = dict.fromkeys(AMOUNTS)
    for item in items:
        for name in AMOUNTS:
            value: Decimal | None = getattr(item, name)
            if value is not None:
                held = sums[name]
                counted = in_project_currency(item, name, value) if converts else value
                sums[name] = counted if held is None else held + counted
    return sums


def _documents_of_items(book: Book, item_ids: Iterable[int]) -> set[int]:
    return {document_id for item_id in item_ids for document_id in book.documents_of[item_id]}
