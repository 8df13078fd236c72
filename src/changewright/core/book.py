"""The neighbourhood of one change, and what its records say of themselves: states and sides, which
other documents a document excludes, the amounts of items.

Pure. core-model.md §2 and §5 are its law.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .exchange import counts_in_project, in_contract_currency, in_project_currency
from .kinds import KIND, SCOPES, STATE, TRACKS, Track, phase_of
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

    `documents` and `items` are replaced in place by `propagation`; `changed()` names what
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


# -- amounts --------------------------------------------------------------------------------------


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
