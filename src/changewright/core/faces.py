"""Faces: a potential change as each of its contracts sees it (core-model.md §2). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .kinds import STANDS_FOR, Track, rank_of, states_on
from .records import ChangeOrder, CostItem, Face

FaceKey = tuple[str, int]
"""(side, contract id)"""

FACE_COLUMNS = frozenset(
    {
        *("number", "due_date", "paid_date", "invoiced_date", "paid_flag", "issue_number"),
        *("private", "field_change", "signature_required", "executed_flag", "signed_at"),
        *("reviewer_id", "reviewed_at", "reviewed_by", "review_notes"),
        *("origin_id", "origin_data"),
    }
)
"""What a face has of its own; the rest of a potential change is the PCO's (core-model.md §2)."""


def is_on_face(side: str, contract_id: int, own_contract_id: int | None, item: CostItem) -> bool:
    """Whether an item of a PCO is one of this face: active on its side, and of its contract. An
    item that names no contract is of the PCO's own."""
    if side == "budget":
        return item.active_budget
    return item.active_cost and (item.contract_id or own_contract_id) == contract_id


def items_on_face(face: Face, document: ChangeOrder, items: Iterable[CostItem]) -> list[CostItem]:
    """Those of the PCO's items that the face's contract sees."""
    own = document.contract_id
    return [item for item in items if is_on_face(face.side, face.contract_id, own, item)]


def state_on_face(face: Face, document: ChangeOrder, items: Iterable[CostItem]) -> str:
    """What the face shows: the lowest of its items, without any what is stored on the PCO."""
    seen = items_on_face(face, document, items)
    if face.side == "budget":
        shown = shown_state((i.budget_state, i.budget_state_revision, i.id) for i in seen)
        return shown or document.budget_state or "draft"
    shown = shown_state((i.cost_state, i.cost_state_revision, i.id) for i in seen)
    return shown or document.cost_state or "draft"


def wanted_faces(
    document: ChangeOrder, items: Iterable[CostItem], default_main_contract_id: int | None
) -> list[FaceKey]:
    """The faces a PCO should have: one for its main contract, one per contract of an active item.

    A project without a main contract row has no budget face; there is nothing to put it on. A PCO
    of a single face has the one of its contract, whatever its items say.
    """
    main_contract_id = document.main_contract_id or default_main_contract_id
    if document.single_face and document.contract_id is not None:
        return [("cost", document.contract_id)]
    wanted: dict[FaceKey, None] = {}
    if main_contract_id is not None:
        wanted[("budget", main_contract_id)] = None
    if document.single_face:
        return list(wanted)
    if document.contract_id is not None:
        wanted[("cost", document.contract_id)] = None
    for item in items:
        if item.active_cost and item.contract_id is not None:
            wanted[("cost", item.contract_id)] = None
    return list(wanted)


def missing_faces(wanted: Iterable[FaceKey], faces: Iterable[Face]) -> list[FaceKey]:
    """Faces to make. A face lives as long as its PCO, so none is ever taken away."""
    present = {(face.side, face.contract_id) for face in faces}
    return [key for key in wanted if key not in present]


def needs_event(face_count: int, document: ChangeOrder) -> bool:
    """A PCO with more than one face is joined by a change event."""
    return face_count > 1 and document.event_id is None


def shown_state(states: Iterable[tuple[str, int, int]]) -> str | None:
    """The state a face shows, from the (state, revision it was reached at, id) of each of its
    active items: the lowest rank, within it the one reached last. Closed items count only when all
    are closed. None without items: then it is the PCO's own.
    """
    lowest = min(states, key=_shows_first, default=None)
    return None if lowest is None else lowest[0]


def _shows_first(item: tuple[str, int, int]) -> tuple[bool, int, int, int]:
    state, revision, item_id = item
    rank = rank_of(state)
    return (rank is None, rank or 0, -revision, -item_id)


def led_state(
    kind: str, track: Track, held: str | None, before: str | None, state: str, *, is_mirror: bool
) -> str | None:
    """The state of a PCO without items when the order it is in goes from `before` to `state`; None
    leaves it as it is. A mirror copies; else a forward move lowers nothing."""
    possible = states_on(kind, track)
    named = (state, *STANDS_FOR.get(state, ()))
    led = next((name for name in named if name in possible), None)
    if led is None or held is None or led == held:
        return None
    left, entered, own = (rank_of(each) if each else None for each in (before, led, held))
    is_forward = left is not None and entered is not None and entered >= left
    if not is_mirror and is_forward and own is not None and entered is not None and own > entered:
        return None
    return led
