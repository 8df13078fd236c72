"""One tier: a potential change and its package are one change order, told twice.

Whatever is written on one is written on the other, through whichever door (procore.md §1.3: title,
number, status and dates of the hidden potential change mirror the package).
"""

from __future__ import annotations

from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder, Face

from .contract_numbers import Layer, is_taken
from .layers import order_of_face, tiers_of
from .links import pair_of
from .unit import Unit

SHARED = (
    *("name", "description", "schedule_change", "reason", "proposed_revised_completion_date"),
    *("location_id", "received_from_id", "enable_ssov"),
)
"""Columns that the potential change and its package both have."""

ON_FACE: dict[str, str] = {
    "number": "contract_number",
    **{
        name: name
        for name in (
            *("issue_number", "due_date", "paid_date", "invoiced_date", "paid_flag", "private"),
            *("field_change", "signature_required", "signed_at", "reviewer_id", "reviewed_at"),
            *("reviewed_by", "review_notes"),
        )
    },
}
"""The face's own columns, and those of the package that say the same."""


async def package_of_pair(unit: Unit, face: Face, document: ChangeOrder) -> ChangeOrder | None:
    """The package that is one change order with this potential change, None where none is."""
    if tiers_of(unit, face.side) != 1 or not document.single_face:
        return None
    return await order_of_face(unit.read, face)


async def tell_pair(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> None:
    """Bring what was edited on a package or a potential change to the other of the two."""
    if after.kind == "pco":
        if after.single_face:
            for face in await unit.read.where(Face, change_order_id=after.id):
                order = await package_of_pair(unit, face, after)
                told = {name: getattr(after, name) for name in _differing(before, after, SHARED)}
                if order is not None and told:
                    unit.change(order, "followed", **told)
    elif KIND[after.kind].tier == 3:
        pair = await pair_of(unit, after)
        if pair is not None:
            await _tell_potential(unit, before, after, *pair)


async def _tell_potential(
    unit: Unit, before: ChangeOrder, after: ChangeOrder, face: Face, potential: ChangeOrder
) -> None:
    told = {name: getattr(after, name) for name in _differing(before, after, SHARED)}
    unit.change(potential, "followed", **told)
    on_face = {
        name: getattr(after, column)
        for name, column in ON_FACE.items()
        if getattr(before, column) != getattr(after, column)
    }
    if await _is_number_free(unit, face, on_face.get("number")):
        changed = unit.change(face, "followed", **on_face)
        if changed is not face:
            unit.touch(unit.newest(potential), "followed")


async def tell_package(unit: Unit, before: Face, after: Face, document: ChangeOrder) -> None:
    """Bring what was edited on the face of a potential change to its package."""
    order = await package_of_pair(unit, after, document)
    if order is None:
        return
    told = {
        column: getattr(after, name)
        for name, column in ON_FACE.items()
        if getattr(before, name) != getattr(after, name)
    }
    unit.change(order, "followed", **told)


async def join_pair(unit: Unit, face: Face, potential: ChangeOrder, order: ChangeOrder) -> Face:
    """Make a new potential change and a new package one: the package's words count."""
    on_face = {name: getattr(order, column) for name, column in ON_FACE.items()}
    if not await _is_number_free(unit, face, on_face["number"]):
        del on_face["number"]
    face = unit.change(face, "packaged", package_id=order.id, **on_face)
    unit.touch(unit.newest(potential), "packaged")
    return face


async def _is_number_free(unit: Unit, face: Face, number: str | None) -> bool:
    if number is None or number == face.number:
        return True
    layer = Layer(face.contract_id, face.side, "pco", "pco")
    return not await is_taken(unit, layer, number, face.id)


def _differing(before: ChangeOrder, after: ChangeOrder, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(before, name) != getattr(after, name)]
