"""Procore's layers of a contract: numbers within it, reserved ids, and orders with empty PCOs.

A request or order has a number among those of the contract it amends. A PCO's face is in an order
by `package_id`: reserved until an order is born with it, or naming an order that exists
(core-model.md §2 to §4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.faces import led_state
from changewright.core.kinds import KIND, Track
from changewright.core.lifecycle import is_active, state_of
from changewright.core.numbering import contract_number, contract_sequence
from changewright.core.records import ChangeOrder, CostItem, Face

from .unit import Unit

LAYERS = {2: "request", 3: "package"}
"""What Procore calls the tiers whose documents are numbered within a contract."""


def tiers_of(unit: Unit, side: str) -> int:
    """How many layers of documents the project has on a side."""
    return unit.settings.tiers_budget if side == "budget" else unit.settings.tiers_cost


# -- numbers --------------------------------------------------------------------------------------


def amends(kind: str) -> str:
    """The column that names the contract which a request or order is about; "" for other kinds."""
    row = KIND[kind]
    if row.tier not in LAYERS:
        return ""
    return "contract_id" if row.tracks == ("cost",) else "main_contract_id"


async def numbered_in_contract(
    unit: Unit, kind: str, fields: Mapping[str, Any], before: ChangeOrder | None = None
) -> dict[str, Any]:
    """The number that a request or order gets with these fields: the next of its layer where its
    contract is new, None without a contract. Nothing where the contract stays."""
    column = amends(kind)
    if not column or (before is not None and column not in fields):
        return {}
    contract_id = fields.get(column)
    if contract_id is None and column == "main_contract_id":
        contract_id = unit.settings.default_main_contract_id
    if contract_id is None:
        return {"contract_number": None}
    side, layer = KIND[kind].tracks[0], LAYERS[KIND[kind].tier]
    value = await unit.next_number(contract_sequence(contract_id, side, layer))
    return {"contract_number": contract_number(value)}


# -- reserved ids ---------------------------------------------------------------------------------


async def reserved_id(
    unit: Unit, sources: Sequence[ChangeOrder], kind: str, contract_id: int | None
) -> dict[str, int]:
    """The id with which an order generated from `sources` is born, as a field: the one that their
    only face on this contract has reserved for its package at one tier. Else no field."""
    row = KIND[kind]
    if row.tier != 3 or len(sources) != 1 or sources[0].kind != "pco":
        return {}
    side = row.tracks[0]
    if side == "budget":
        contract_id = sources[0].main_contract_id or unit.settings.default_main_contract_id
    if contract_id is None or tiers_of(unit, side) != 1:
        return {}
    for face in await unit.read.where(
        Face, change_order_id=sources[0].id, side=side, contract_id=contract_id
    ):
        package_id = face.package_id
        if package_id and await unit.read.get(ChangeOrder, package_id, deleted=True) is None:
            unit.touch(unit.newest(sources[0]), "packaged")
            return {"id": package_id}
    return {}


async def release_faces(unit: Unit, order: ChangeOrder) -> None:
    """Take the PCOs out of an order that is deleted; at one tier each has an id reserved anew."""
    if KIND[order.kind].tier != 3:
        return
    side = KIND[order.kind].tracks[0]
    for face in await unit.read.where(Face, package_id=order.id):
        package_id = unit.new_id() if tiers_of(unit, side) == 1 else None
        unit.change(face, "released", package_id=package_id)
        document = await unit.read.get(ChangeOrder, face.change_order_id)
        if document is not None:
            unit.touch(document, "released")


# -- PCOs without items ---------------------------------------------------------------------------


async def follow_order(unit: Unit, before: ChangeOrder, order: ChangeOrder) -> None:
    """Let the PCOs in an order follow its move where they have no items to carry the state."""
    if KIND[order.kind].tier != 3:
        return
    track: Track = KIND[order.kind].tracks[0]
    for face in await unit.read.where(Face, package_id=order.id):
        document = await unit.read.get(ChangeOrder, face.change_order_id)
        if document is None or await _has_active_items(unit, document, track):
            continue
        led = led_state(
            document.kind,
            track,
            state_of(document, track),
            state_of(before, track),
            state_of(order, track) or "",
            is_mirror=unit.settings.status_cascade == "mirror",
        )
        if led is not None:
            unit.change(document, "followed", **{f"{track}_state": led})


async def _has_active_items(unit: Unit, document: ChangeOrder, track: Track) -> bool:
    held = await unit.read.memberships_of_documents([document.id])
    items = await unit.read.many(CostItem, [one.cost_item_id for one in held])
    return any(is_active(item, track) for item in items)
