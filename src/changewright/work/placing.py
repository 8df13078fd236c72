"""Putting potential changes into requests and packages, requests into packages, and out again.

Only what belongs to the same contract and side goes together (procore.md §1.4). The items go
along; where the project mirrors, they take the state of what they are put in (§1.6).
"""

from __future__ import annotations

from typing import Any

from changewright.core.book import is_active, is_closed, membership_locked, state_of
from changewright.core.errors import Conflict, Locked, Problem, invalid
from changewright.core.faces import items_on_face, state_on_face
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.records import ChangeOrder, CostItem, Face

from .change_orders import items_of
from .layers import (
    contract_of_order,
    faces_of,
    join_state,
    order_of_face,
    release_face,
    request_of_face,
    write_face,
)
from .links import holders_of, side_of
from .memberships import attach_items, detach_items
from .unit import Unit

TITLES = {2: "request", 3: "package"}


# -- potential changes ----------------------------------------------------------------------------


async def put_face(unit: Unit, face: Face, into: ChangeOrder, field: str) -> Face:
    """Put a potential change into a request or a package, out of the one it was in.

    Raises `Invalid` for one of another contract, `Locked` for one that takes no more, `Conflict`
    for an approved potential change where nothing mirrors; each naming `field`.
    """
    face, tier = unit.newest(face), KIND[into.kind].tier
    document = await _document_of(unit, face)
    _refuse_integrated(document, field)
    check_same_contract(unit, into, face.side, face.contract_id, field)
    column = "package_id" if tier == 3 else "request_id"
    if getattr(face, column) == into.id:
        return face
    items = items_on_face(face, document, await items_of(unit, document))
    _check_joining(unit, into, state_on_face(face, document, items), field)
    face = await take_face_out(unit, face, tier, field)
    named: dict[str, Any] = {column: into.id}
    if tier == 2:
        named["package_id"] = into.package_id
    face = await write_face(unit, face, "linked", **named)
    holders = await holders_of(unit, face)
    await attach_items(unit, [(holder, unit.newest(item)) for holder in holders for item in items])
    for holder in holders:
        await join_state(unit, document, unit.newest(holder))
        unit.touch(unit.newest(holder), "linked")
    return unit.newest(face)


async def take_face_out(unit: Unit, face: Face, tier: int, field: str) -> Face:
    """Take a potential change out of its package (tier 3), or of its request (tier 2) and with
    that of the request's package. Changes no state. Raises `Locked` naming `field`."""
    face = unit.newest(face)
    request = await request_of_face(unit.read, face) if tier == 2 else None
    left = [each for each in (request, await order_of_face(unit.read, face)) if each is not None]
    if tier == 2 and request is None:
        return face
    document = await _document_of(unit, face)
    if left:
        _refuse_integrated(document, field)
    items = items_on_face(face, document, await items_of(unit, document))
    for each in left:
        check_open(each, field)
    for each in left:
        await _take_items_off(unit, each, items)
        face = await release_face(unit, unit.newest(face), KIND[each.kind].tier)
        unit.touch(unit.newest(each), "unlinked")
    return unit.newest(face)


# -- requests -------------------------------------------------------------------------------------


async def put_request(
    unit: Unit, request: ChangeOrder, order: ChangeOrder, field: str
) -> ChangeOrder:
    """Put a request, and the potential changes in it, into a package. Raises as `put_face`."""
    request = unit.newest(request)
    contract_id = contract_of_order(unit, request)
    check_same_contract(unit, order, side_of(request), contract_id, field)
    if request.package_id == order.id:
        return request
    _refuse_integrated(request, field)
    track = side_of(request)
    _check_joining(unit, order, state_of(request, track) or "draft", field)
    request = await take_request_out(unit, request, field)
    request = unit.change(request, "linked", package_id=order.id)
    faces = await faces_of(unit.read, request)
    for face in faces:
        await write_face(unit, face, "linked", package_id=order.id)
    items = [item for item in await items_of(unit, request) if is_active(item, track)]
    await attach_items(unit, [(order, unit.newest(item)) for item in items])
    order = unit.touch(unit.newest(order), "linked")
    await join_state(unit, request, order)
    for face in faces:
        await join_state(unit, await _document_of(unit, face), order)
    return unit.newest(request)


async def take_request_out(unit: Unit, request: ChangeOrder, field: str) -> ChangeOrder:
    """Take a request out of its package. Raises `Locked` naming `field`."""
    request = unit.newest(request)
    order = await unit.read.get(ChangeOrder, request.package_id) if request.package_id else None
    if order is None:
        return request
    _refuse_integrated(request, field)
    check_open(order, field)
    await _take_items_off(unit, order, await items_of(unit, request))
    for face in await faces_of(unit.read, request):
        if face.package_id == order.id:
            await release_face(unit, face, 3)
    unit.touch(unit.newest(order), "unlinked")
    return unit.change(unit.newest(request), "unlinked", package_id=None)


# -- rules ----------------------------------------------------------------------------------------


def check_same_contract(
    unit: Unit, into: ChangeOrder, side: str, contract_id: int | None, field: str
) -> None:
    """Raise `Invalid` unless a request or package is of this side and contract."""
    if side_of(into) == side and contract_of_order(unit, into) == contract_id:
        return
    what = TITLES[KIND[into.kind].tier]
    raise invalid(field, "reference", f"{what} {into.id} belongs to another contract")


def check_open(document: ChangeOrder, field: str) -> None:
    """Raise `Locked` where a request or package no longer takes or gives up anything."""
    if document.integration_state == "locked" or membership_locked(document):
        shown = state_of(document, side_of(document))
        what = TITLES[KIND[document.kind].tier]
        why = "locked" if document.integration_state == "locked" else shown
        detail = f"{what} {document.contract_number} is {why}; it takes and gives up nothing"
        raise Locked(detail, Problem(field, "rule", detail))


def _refuse_integrated(document: ChangeOrder, field: str) -> None:
    """An integrated system that locks a record locks its links."""
    if document.integration_state == "locked":
        detail = "the record is locked by the integrated system"
        raise Locked(detail, Problem(field, "rule", detail))


def _check_joining(unit: Unit, into: ChangeOrder, state: str, field: str) -> None:
    """procore.md §1.6: where nothing mirrors, what is approved is not put into anything."""
    check_open(into, field)
    detail = "it is approved; change its status first"
    if phase_of(state) == "approved":
        raise Locked(detail, Problem(field, "rule", detail))
    if state == "accepted" and unit.settings.status_cascade != "mirror":
        raise Conflict(detail, Problem(field, "rule", detail))


async def _take_items_off(unit: Unit, document: ChangeOrder, items: list[CostItem]) -> None:
    held = {one.cost_item_id for one in await unit.read.memberships_of_documents([document.id])}
    leaving = [item for item in items if item.id in held]
    if leaving:
        await detach_items(unit, [(document, unit.newest(item)) for item in leaving])


async def _document_of(unit: Unit, face: Face) -> ChangeOrder:
    return await unit.read.require_id(ChangeOrder, face.change_order_id)


def is_led(unit: Unit, document: ChangeOrder | None) -> bool:
    """Whether what is in this request or package has the state of it, and none of its own."""
    mirrors = unit.settings.status_cascade == "mirror"
    return mirrors and document is not None and not is_closed(document)


def side_track(face: Face) -> Track:
    """The face's side as a track."""
    return "budget" if face.side == "budget" else "cost"
