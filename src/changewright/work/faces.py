"""Making the faces a potential change needs, in the unit that needs them."""

from __future__ import annotations

from collections.abc import Iterable

from changewright.core.faces import missing_faces, needs_event, wanted_faces
from changewright.core.numbering import container_sequence, contract_number, contract_sequence
from changewright.core.records import ChangeOrder, CostItem, Face

from .unit import Unit


async def sync_faces(
    unit: Unit, document: ChangeOrder, items: Iterable[CostItem], *, is_new: bool = False
) -> ChangeOrder:
    """Give `document` (a pco) each face it lacks, and an event once it has more than one."""
    wanted = wanted_faces(document, items, unit.settings.default_main_contract_id)
    present = [] if is_new else await unit.read.where(Face, change_order_id=document.id)
    missing = missing_faces(wanted, present)
    for side, contract_id in missing:
        await _make_face(unit, document, side, contract_id)
    if missing and needs_event(len(present) + len(missing), document):
        document = await _join_by_event(unit, document)
    return document


async def _make_face(unit: Unit, document: ChangeOrder, side: str, contract_id: int) -> Face:
    """A face with its number in the contract and the ids reserved for the tiers that are hidden."""
    tiers = unit.settings.tiers_budget if side == "budget" else unit.settings.tiers_cost
    value = await unit.next_number(contract_sequence(contract_id, side, "pco"))
    return unit.new(
        Face,
        change_order_id=document.id,
        side=side,
        contract_id=contract_id,
        number=contract_number(value),
        position=value,
        request_id=unit.new_id() if tiers < 3 else None,
        package_id=unit.new_id() if tiers == 1 else None,
    )


async def _join_by_event(unit: Unit, document: ChangeOrder) -> ChangeOrder:
    """The change event that joins a PCO's faces: same title, scope and reason."""
    value = await unit.next_number(container_sequence("event"))
    event = unit.new(
        ChangeOrder,
        kind="event",
        number=contract_number(value),
        number_value=value,
        name=document.name,
        scope=document.scope,
        reason=document.reason,
    )
    return unit.change(document, event_id=event.id)
