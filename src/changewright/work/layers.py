"""Procore's layers of a contract: numbers within it, reserved ids, and orders with empty PCOs.

A request or order has a number among those of the contract it amends. A PCO's face is in an order
by `package_id`: reserved until an order is born with it, or naming an order that exists
(core-model.md §2 to §4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.book import is_active, state_of
from changewright.core.errors import Conflict, Problem
from changewright.core.faces import led_state
from changewright.core.kinds import KIND, Track
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.reviews import review_stamps

from .contract_numbers import Layer, check_typed, follow_typed, next_contract_number
from .unit import LedgerReader, Unit

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
    if "contract_number" in fields:
        return {}  # the caller gives the number
    if not column or (before is not None and column not in fields):
        return {}
    contract_id = fields.get(column)
    if contract_id is None and column == "main_contract_id":
        contract_id = unit.settings.default_main_contract_id
    if contract_id is None:
        return {"contract_number": None}
    number, _ = await next_contract_number(unit, layer_of(kind, contract_id))
    return {"contract_number": number}


def layer_of(kind: str, contract_id: int) -> Layer:
    """The layer of a contract that requests or orders of a kind are numbered in."""
    row = KIND[kind]
    return Layer(contract_id, row.tracks[0], LAYERS[row.tier], kind)


def contract_of_order(unit: Unit, document: ChangeOrder) -> int | None:
    """The contract that a request or order is about; the owner's without one have the default."""
    if amends(document.kind) == "contract_id":
        return document.contract_id
    return document.main_contract_id or unit.settings.default_main_contract_id


async def renumber(unit: Unit, document: ChangeOrder, number: str) -> ChangeOrder:
    """Give a request or order a number that somebody typed. Raises `Taken`."""
    contract_id = contract_of_order(unit, document)
    if number == document.contract_number or contract_id is None:
        return document
    layer = layer_of(document.kind, contract_id)
    await check_typed(unit, layer, number, document.id)
    await follow_typed(unit, layer, document.id, number)
    return unit.change(document, "numbered", contract_number=number)


# -- what a face is in ----------------------------------------------------------------------------


async def order_of_face(read: LedgerReader, face: Face) -> ChangeOrder | None:
    """The order that the face names, None where the id is only reserved."""
    return await read.get(ChangeOrder, face.package_id) if face.package_id else None


async def request_of_face(read: LedgerReader, face: Face) -> ChangeOrder | None:
    """The request that the face names, None where the id is only reserved."""
    return await read.get(ChangeOrder, face.request_id) if face.request_id else None


async def faces_of(read: LedgerReader, document: ChangeOrder) -> list[Face]:
    """The faces in an order or a request."""
    if KIND[document.kind].tier == 3:
        return await read.where(Face, package_id=document.id)
    return await read.where(Face, request_id=document.id)


async def requests_of(read: LedgerReader, order: ChangeOrder) -> list[ChangeOrder]:
    """The requests in an order."""
    return await read.where(ChangeOrder, package_id=order.id)


async def held_items(read: LedgerReader, document: ChangeOrder) -> list[CostItem]:
    """The items on a document."""
    held = await read.memberships_of_documents([document.id])
    return await read.many(CostItem, [one.cost_item_id for one in held])


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


async def release(unit: Unit, document: ChangeOrder) -> None:
    """Take PCOs, and requests, out of an order or a request that is deleted. Where the tiers hide
    its layer each has an id reserved anew."""
    tier = KIND[document.kind].tier
    if tier not in LAYERS:
        return
    for face in await faces_of(unit.read, document):
        await release_face(unit, face, tier)
    if tier == 3:
        for request in await requests_of(unit.read, document):
            unit.change(request, "released", package_id=None)


async def release_face(unit: Unit, face: Face, tier: int) -> Face:
    """Take a face out of its request (tier 2) or order (tier 3)."""
    column = "package_id" if tier == 3 else "request_id"
    hides = tiers_of(unit, face.side) < (2 if tier == 3 else 3)
    return await write_face(unit, face, "released", **{column: unit.new_id() if hides else None})


async def check_contract_of_faces(
    unit: Unit, document: ChangeOrder, changes: Mapping[str, Any]
) -> None:
    """What is of one contract for good keeps it, and so does what holds it. Others leave an order
    or a request that goes to another contract. Raises `Conflict`."""
    after = msgspec.structs.replace(document, **changes)
    if document.kind == "pco":
        faces = await unit.read.where(Face, change_order_id=document.id)
        for face in faces if document.single_face else ():
            if _contract_on(unit, after, face.side) != face.contract_id:
                column = "contract_id" if face.side == "cost" else "main_contract_id"
                detail = "a change that was drawn on one contract stays on it"
                raise Conflict(detail, Problem(column, "rule", detail))
        return
    if KIND[document.kind].tier not in LAYERS:
        return
    contract_id = contract_of_order(unit, after)
    if contract_id == contract_of_order(unit, document):
        return
    for face in await faces_of(unit.read, document):
        potential = await unit.read.get(ChangeOrder, face.change_order_id)
        if potential is not None and potential.single_face:
            detail = f"it holds {potential.number}, a change of the contract it has"
            raise Conflict(detail, Problem(amends(document.kind), "rule", detail))
        await release_face(unit, face, KIND[document.kind].tier)
    for request in await requests_of(unit.read, document):
        unit.change(request, "released", package_id=None)


def _contract_on(unit: Unit, document: ChangeOrder, side: str) -> int | None:
    if side == "cost":
        return document.contract_id
    return document.main_contract_id or unit.settings.default_main_contract_id


async def write_face(unit: Unit, face: Face, action: str, **fields: Any) -> Face:
    """Change columns of a face. The PCO behind it is written too, for its time is the face's."""
    before = unit.newest(face)
    after = unit.change(before, action, **fields)
    if after is not before:
        document = await unit.read.get(ChangeOrder, face.change_order_id)
        if document is not None:
            unit.touch(document, action)
    return after


async def review_face(unit: Unit, face: Face, was: str | None, state: str | None) -> None:
    """Stamp the review that a status says of a potential change, as one contract sees it."""
    face = unit.newest(face)
    stamps = review_stamps(
        was,
        state,
        reviewer_id=face.reviewer_id,
        person_id=unit.actor.person_id,
        at=unit.now,
    )
    await write_face(unit, face, "reviewed", **stamps)


# -- documents without items ----------------------------------------------------------------------


async def follow_leader(unit: Unit, before: ChangeOrder, leader: ChangeOrder) -> None:
    """Let what is in an order or a request follow its move where it has no items to carry the
    state: PCOs, and requests with their PCOs."""
    row = KIND[leader.kind]
    if row.tier not in LAYERS:
        return
    (track,) = row.tracks
    left, entered = state_of(before, track), state_of(leader, track) or ""
    if row.tier == 3:
        for request in await requests_of(unit.read, leader):
            await _follow(unit, request, track, left, entered)
    for face in await faces_of(unit.read, leader):
        document = await unit.read.get(ChangeOrder, face.change_order_id)
        if document is not None:
            await _follow(unit, document, track, left, entered)


async def join_state(unit: Unit, document: ChangeOrder, leader: ChangeOrder) -> None:
    """Let a PCO or a request without items take the state of what it is put in, where that ranks
    higher, or in a mirror always."""
    (track,) = KIND[leader.kind].tracks
    await _follow(unit, document, track, "draft", state_of(leader, track) or "")


async def _follow(
    unit: Unit, document: ChangeOrder, track: Track, left: str | None, entered: str
) -> None:
    document = unit.newest(document)
    if await has_active_items(unit, document, track):
        return
    held = state_of(document, track)
    is_mirror = unit.settings.status_cascade == "mirror"
    led = led_state(document.kind, track, held, left, entered, is_mirror=is_mirror)
    if led is not None:
        unit.change(document, "followed", **{f"{track}_state": led})


async def has_active_items(unit: Unit, document: ChangeOrder, track: Track) -> bool:
    items = await held_items(unit.read, document)
    return any(is_active(item, track) for item in items)
