"""Potential change orders as one contract sees them: making, changing, placing and deleting.

At one tier a potential change comes with its package and the two are one change order; at two it
is put into packages, at three into requests (procore.md §1.2 to §1.4). What is written goes to the
face or to the PCO behind it, by whose column it is (core-model.md §2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from changewright.core.book import is_active
from changewright.core.errors import Locked, MoveNotAllowed, Problem, invalid
from changewright.core.faces import FACE_COLUMNS, items_on_face, state_on_face
from changewright.core.kinds import phase_of
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rules import BOOKKEEPING

from . import change_orders, moves, packages
from .contract_numbers import Layer, check_typed, follow_typed
from .edits import differing
from .layers import order_of_face, request_of_face, review_face, tiers_of, write_face
from .links import holders_of
from .memberships import attach_items
from .packages import about, side_of_contract
from .pairs import tell_package
from .permission import require_write
from .placing import is_led, put_face, side_track, take_face_out
from .removal import remove_potential
from .requests import package_named, request_named
from .unit import Unit

UNSET: Final = msgspec.UNSET
Given = int | None | msgspec.UnsetType
"""An id, null, or nothing said."""

REQUEST_FIELD = "change_order_request_id"
PACKAGE_FIELD = "batch_id"


async def create(
    unit: Unit, contract: Contract | MainContract, fields: Mapping[str, Any], state: str = "draft"
) -> Face:
    """A new potential change of `contract` in `state`; at one tier its package comes with it.

    `fields` are columns of Face (core.faces.FACE_COLUMNS) and of ChangeOrder; `number` is the
    number in the contract. Raises `Conflict` where the commitment must be approved first, `Taken`
    for a number in use.
    """
    side = side_of_contract(contract)
    of_document = {name: value for name, value in fields.items() if name not in FACE_COLUMNS}
    given = {name: value for name, value in fields.items() if name in FACE_COLUMNS}
    number = given.pop("number", None)
    document = await change_orders.create(
        unit,
        "pco",
        {**of_document, **about(contract), "single_face": True},
        face_number=number,
    )
    (face,) = await unit.read.where(Face, change_order_id=document.id)
    is_executed = bool(given.pop("executed_flag", False))
    face = await _edit_face(unit, face, document, given)
    if tiers_of(unit, side) == 1:
        order = await packages.create_of_face(unit, face, document, number)
        told = {"executed_flag": True} if is_executed else {}
        await packages.edit(unit, order, told, state)
    else:
        await _set_state(unit, face, document, state)
        await write_face(unit, face, "", executed_flag=is_executed)
    return unit.newest(face)


async def edit(
    unit: Unit,
    face: Face,
    fields: Mapping[str, Any],
    state: str | None = None,
    *,
    moves_package: bool = False,
) -> Face:
    """Change a potential change's fields, and its state where one is given.

    At one tier the state is its package's: it is dropped (procore.md §1.5), unless
    `moves_package` says that it is meant for the package. At more tiers it moves the face's own
    items only. Raises `Locked` naming frozen fields, `MoveNotAllowed`, `Taken`.
    """
    face = unit.newest(face)
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    if tiers_of(unit, face.side) == 1:
        return await _edit_at_one_tier(
            unit, face, document, fields, state if moves_package else None
        )
    if fields or state is None:  # who may only decide gives a state and no fields
        await _edit_plain(unit, face, document, fields)
    if state is not None:
        await _set_state(unit, face, unit.newest(document), state)
    return unit.newest(face)


async def _edit_at_one_tier(
    unit: Unit, face: Face, document: ChangeOrder, fields: Mapping[str, Any], state: str | None
) -> Face:
    order = await order_of_face(unit.read, face)
    if order is None and (state is not None or fields.get("executed_flag")):
        order = await packages.create_of_face(unit, face, document)
    track = side_track(face)
    shown = getattr(order, f"{track}_state", None)
    leaves = phase_of(shown) == "approved" and state is not None and phase_of(state) != "approved"
    if order is not None and leaves:
        order, state = await packages.edit(unit, order, {}, state), None
    plain = {name: value for name, value in fields.items() if name != "executed_flag"}
    if fields or state is None:
        await _edit_plain(unit, face, document, plain)
    if order is not None:
        told = {name: fields[name] for name in ("executed_flag",) if name in fields}
        await packages.edit(unit, order, told, state)
    return unit.newest(face)


async def _edit_plain(
    unit: Unit, face: Face, document: ChangeOrder, fields: Mapping[str, Any]
) -> None:
    """Write each field where it belongs: on the face, or on the PCO."""
    document = unit.newest(document)
    of_face = {name: value for name, value in fields.items() if name in FACE_COLUMNS}
    of_document = {name: value for name, value in fields.items() if name not in FACE_COLUMNS}
    await _edit_face(unit, face, document, of_face)
    await change_orders.edit(unit, document, of_document)


async def _edit_face(
    unit: Unit, face: Face, document: ChangeOrder, fields: Mapping[str, Any]
) -> Face:
    require_write(unit.actor, "change_order")
    before = unit.newest(face)
    changes = differing(before, fields)
    if not changes:
        return before
    await _refuse_frozen(unit, before, document, changes)
    number = changes.get("number")
    if number is not None:
        layer = Layer(face.contract_id, face.side, "pco", "pco")
        await check_typed(unit, layer, number, face.id)
        await follow_typed(unit, layer, face.id, number)
    after = await write_face(unit, before, "updated", **changes)
    await tell_package(unit, before, after, document)
    return unit.newest(after)


async def _refuse_frozen(
    unit: Unit, face: Face, document: ChangeOrder, changes: Mapping[str, Any]
) -> None:
    """Raise `Locked`, naming each column, where the face is approved or an integration locks it."""
    touched = sorted(frozenset(changes) - BOOKKEEPING)
    shown = state_on_face(face, document, await change_orders.items_of(unit, document))
    is_locked = document.integration_state == "locked"
    if touched and (is_locked or phase_of(shown) == "approved"):
        why = "is locked by the integrated system" if is_locked else "is approved"
        problems = (
            Problem(name, "rule", f"{name} cannot be changed: it {why}") for name in touched
        )
        raise Locked(f"the record {why}", *problems)


# -- states ---------------------------------------------------------------------------------------


async def _set_state(unit: Unit, face: Face, document: ChangeOrder, state: str) -> None:
    """Move the items of a face to `state`; without any, the PCO on the face's track."""
    track = side_track(face)
    held = [item for item in await change_orders.items_of(unit, document) if is_active(item, track)]
    items = items_on_face(face, document, held)
    shown = state_on_face(face, document, held)
    if shown == state:
        return
    holders = await holders_of(unit, face)
    if any(is_led(unit, holder) for holder in holders):
        raise MoveNotAllowed("its status is that of the change order it is in")
    if len(items) == len(held):
        await moves.act_to(unit, document, {track: state})
    elif items:
        await moves.act_on_items(unit, document, track, shown, state, items)
        await review_face(unit, face, shown, state)
    else:
        raise MoveNotAllowed("it has no line items here to carry a status of its own")


# -- where it is ----------------------------------------------------------------------------------


async def attach(
    unit: Unit,
    face: Face,
    *,
    request_id: Given = UNSET,
    package_id: Given = UNSET,
    field: str = "",
) -> Face:
    """Put a potential change into a request (three tiers) or a package (two tiers) of its
    contract, or out of the one it is in (None). Naming what it is in already changes nothing.

    Raises `Invalid` for what is not there, of another contract, or of other tiers, `Locked` for
    what takes no more, `Conflict` for an approved one where nothing mirrors; each naming `field`.
    """
    require_write(unit.actor, "change_order")
    if request_id is not UNSET:
        field_named = field or REQUEST_FIELD
        face = await _place(unit, face, request_id, 2, field_named)
    if package_id is not UNSET:
        field_named = field or PACKAGE_FIELD
        face = await _place(unit, face, package_id, 3, field_named)
    return unit.newest(face)


async def _place(unit: Unit, face: Face, wanted: Given, tier: int, field: str) -> Face:
    face = unit.newest(face)
    if wanted == (face.request_id if tier == 2 else face.package_id):
        return face
    read = unit.read
    held = await (request_of_face(read, face) if tier == 2 else order_of_face(read, face))
    if wanted is None and held is None:
        return face
    tiers = tiers_of(unit, face.side)
    if tiers != (3 if tier == 2 else 2):
        what = "a request" if tier == 2 else "a package"
        tail = "; here a request is" if tiers == 3 else ""
        detail = f"at {tiers} change order tiers a potential change is not put into {what}{tail}"
        raise invalid(field, "rule", detail)
    if not isinstance(wanted, int):
        return await take_face_out(unit, face, tier, field)
    into = await (request_named if tier == 2 else package_named)(unit, wanted, field)
    return await put_face(unit, face, into, field)


async def hold_all(unit: Unit, face: Face, items: Sequence[CostItem]) -> None:
    """Put cost items on a potential change, and on the request and the order that it is in.

    Raises `Locked` where one of them takes no more, `Taken` where it is on another.
    """
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    holders = [document, *await holders_of(unit, unit.newest(face))]
    await attach_items(unit, [(holder, unit.newest(one)) for one in items for holder in holders])


# -- deleting -------------------------------------------------------------------------------------


async def delete(unit: Unit, face: Face) -> None:
    """Delete a potential change; at one tier its package goes with it.

    Raises `Locked` once approved, `InUse` while it is in a request or a package, or where it is a
    change of several contracts.
    """
    require_write(unit.actor, "change_order")
    face = unit.newest(face)
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    order = await order_of_face(unit.read, face)
    if order is not None and document.single_face and tiers_of(unit, face.side) == 1:
        await packages.delete(unit, order)
    else:
        await remove_potential(unit, face, document)
