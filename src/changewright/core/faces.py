"""Faces: a potential change as each of its contracts sees it (core-model.md §2). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .records import ChangeOrder, CostItem, Face

FaceKey = tuple[str, int]
"""(side, contract id)"""


def wanted_faces(
    document: ChangeOrder, items: Iterable[CostItem], default_main_contract_id: int | None
) -> list[FaceKey]:
    """The faces a PCO should have: one for its main contract, one per contract of an active item.

    A project without a main contract row has no budget face; there is nothing to put it on.
    """
    main_contract_id = document.main_contract_id or default_main_contract_id
    wanted: dict[FaceKey, None] = {}
    if main_contract_id is not None:
        wanted[("budget", main_contract_id)] = None
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
