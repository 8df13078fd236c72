"""Making the faces a potential change needs, in the unit that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from changewright.core.faces import missing_faces, needs_event, wanted_faces
from changewright.core.numbering import container_sequence, contract_number
from changewright.core.records import ChangeOrder, CostItem, Face

from .contract_numbers import Layer, next_contract_number, typed_contract_number
from .layers import tiers_of
from .unit import Unit


async def sync_faces(
    unit: Unit,
    document: ChangeOrder,
    items: Iterable[CostItem],
    *,
    is_new: bool = False,
    number: str | None = None,
) -> ChangeOrder:
    """Give `document` (a pco) each face it lacks, and an event once it has more than one.

    `number` is that of the new faces in their contracts; None: the next automatic one.
    """
    present = [] if is_new else await unit.read.where(Face, change_order_id=document.id)
    if document.single_face and present:
        return unit.newest(document)  # it has its one, whatever its items say
    wanted = wanted_faces(document, items, unit.settings.default_main_contract_id)
    missing = missing_faces(wanted, present)
    for side, contract_id in missing:
        await _make_face(unit, document, side, contract_id, number)
    if missing and needs_event(len(present) + len(missing), document):
        document = await _join_by_event(unit, document)
    elif missing and not is_new:
        document = unit.touch(unit.newest(document), "faces")
    return document


async def sync_faces_of_items(unit: Unit, items: Sequence[CostItem]) -> None:
    """The faces of every potential change that holds one of `items`, whose contract is new."""
    if not items:
        return
    holding = await unit.read.memberships_of_items([item.id for item in items])
    ids = {one.change_order_id: None for one in holding if one.kind == "pco"}
    for document in await unit.read.many(ChangeOrder, ids):
        memberships = await unit.read.memberships_of_documents([document.id])
        held = await unit.read.many(CostItem, [one.cost_item_id for one in memberships])
        await sync_faces(unit, document, held)


async def _make_face(
    unit: Unit, document: ChangeOrder, side: str, contract_id: int, typed: str | None
) -> Face:
    """A face with its number in the contract and the ids reserved for the tiers that are hidden."""
    tiers = tiers_of(unit, side)
    layer, face_id = Layer(contract_id, side, "pco", "pco"), unit.new_id()
    if typed is None:
        number, position = await next_contract_number(unit, layer)
    else:
        number, position = await typed_contract_number(unit, layer, face_id, typed)
    return unit.new(
        Face,
        id=face_id,
        change_order_id=document.id,
        side=side,
        contract_id=contract_id,
        number=number,
        position=position,
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
