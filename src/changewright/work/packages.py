"""What Procore calls a change order package: an order of a contract, with its PCO at one tier.

At one tier a package creates its PCO with it and the two are one change order; at two it holds
PCOs, at three requests (procore.md §1.2 to §1.4, core-model.md §3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.book import state_of
from changewright.core.errors import NotFound, Problem, invalid
from changewright.core.faces import items_on_face
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rules import check_edit

from . import change_orders, moves
from .edits import refuse_taken
from .layers import contract_of_order, faces_of, renumber, requests_of, tiers_of
from .links import pair_of, side_of
from .memberships import attach_items
from .pairs import ON_FACE, SHARED, join_pair, tell_pair
from .permission import require_write
from .placing import (
    check_same_contract,
    put_face,
    put_request,
    side_track,
    take_face_out,
    take_request_out,
)
from .removal import LOCKED_PHASES, remove_potential
from .screening import many_named, named
from .unit import LedgerReader, Unit

KINDS: dict[Track, str] = {"budget": "oco", "cost": "sco"}
"""The kind of package on each side."""

SCOPES: dict[Track, str] = {"budget": "budgetOnly", "cost": "in"}
"""The scope of what is born on one side alone."""

TYPED = ("contract_number", "executed_flag")
"""Columns of a package that are more than a value: a number that others follow, and a move."""


async def contract_of(
    read: LedgerReader, contract_id: int, field: str = "contract_id"
) -> Contract | MainContract:
    """A contract of either side by its integer. Raises `NotFound` naming `field`."""
    commitment = await named(read, Contract, contract_id)
    if commitment is not None:
        return commitment
    prime = await named(read, MainContract, contract_id)
    if prime is None:
        detail = f"There is no contract {contract_id} here."
        raise NotFound(detail, Problem(field, "reference", detail))
    return prime


def side_of_contract(contract: Contract | MainContract) -> Track:
    """The side that a contract is on."""
    return "cost" if isinstance(contract, Contract) else "budget"


def about(contract: Contract | MainContract) -> dict[str, Any]:
    """What says that a document is of a contract and of its side alone, as fields."""
    side = side_of_contract(contract)
    column = "contract_id" if side == "cost" else "main_contract_id"
    return {column: contract.id, "scope": SCOPES[side]}


async def create(
    unit: Unit, contract: Contract | MainContract, fields: Mapping[str, Any], state: str = "draft"
) -> ChangeOrder:
    """A new package of `contract` in `state`, with its PCO where its side has one tier.

    `fields` are columns of ChangeOrder; `contract_number` is its number in the contract. Raises
    `Conflict` where the commitment must be approved first, `Taken` for a number in use.
    """
    side = side_of_contract(contract)
    order = await create_numbered(unit, KINDS[side], {**fields, **about(contract)})
    if tiers_of(unit, side) == 1:
        shared = {name: getattr(order, name) for name in SHARED}
        potential = await change_orders.create(
            unit, "pco", {**shared, **about(contract), "single_face": True}
        )
        (face,) = await unit.read.where(Face, change_order_id=potential.id)
        await join_pair(unit, face, potential, order)
    return await moves.act_to(unit, order, {side: state})


async def create_numbered(unit: Unit, kind: str, fields: Mapping[str, Any]) -> ChangeOrder:
    """A new order or request, with the number in its contract that `fields` give, else the next.
    Raises `Taken` for a number or an origin in use."""
    number = fields.get("contract_number")
    plain = {name: value for name, value in fields.items() if name != "contract_number"}
    await refuse_origin(unit, kind, plain)
    if number is None:
        return await change_orders.create(unit, kind, plain)
    document = await change_orders.create(unit, kind, {**plain, "contract_number": None})
    return await renumber(unit, document, number)


async def refuse_origin(
    unit: Unit, kind: str, fields: Mapping[str, Any], own: ChangeOrder | None = None
) -> None:
    """Raise `Taken` where another package, or another request, of either side has the origin id
    that `fields` give (core-model.md §7)."""
    origin_id = fields.get("origin_id")
    if origin_id is not None and (own is None or own.origin_id != origin_id):
        layer = [name for name, row in KIND.items() if row.tier == KIND[kind].tier]
        await refuse_taken(unit, ChangeOrder, "origin_id", origin_id, own, kind=layer)


async def create_of_face(
    unit: Unit, face: Face, potential: ChangeOrder, number: str | None = None
) -> ChangeOrder:
    """The package of a potential change at one tier, born with the id reserved for it: a draft
    that holds what the potential change holds. `number` is its own in the contract, if typed."""
    face, side = unit.newest(face), side_track(face)
    column = "contract_id" if side == "cost" else "main_contract_id"
    fields = {name: getattr(potential, name) for name in SHARED}
    fields |= {wide: getattr(face, name) for name, wide in ON_FACE.items() if name != "number"}
    fields |= {column: face.contract_id, "scope": SCOPES[side], "id": face.package_id}
    order = await create_numbered(unit, KINDS[side], {**fields, "contract_number": number})
    if potential.single_face:
        await join_pair(unit, face, potential, order)
    held = await change_orders.items_of(unit, potential)
    items = items_on_face(face, potential, held)
    await attach_items(unit, [(order, unit.newest(item)) for item in items])
    return unit.newest(order)


async def edit(
    unit: Unit, order: ChangeOrder, fields: Mapping[str, Any], state: str | None = None
) -> ChangeOrder:
    """Change a package's fields, and its state where one is given; its one-tier PCO follows.

    A move out of approved comes before the fields, which it frees, any other after them. Setting
    `executed_flag` on an approved order is the move to executed, clearing it the move back
    (core-model.md §6). Who may only decide gives a state and no fields.
    """
    (track,) = KIND[order.kind].tracks
    await refuse_origin(unit, order.kind, fields, order)
    order, moves_only = unit.newest(order), state is not None and not fields
    leaves = state is not None and phase_of(state_of(order, track)) == "approved"
    if state is not None and leaves and phase_of(state) != "approved":
        order = await moves.act_to(unit, order, {track: state})
        state = None
    plain = {name: value for name, value in fields.items() if name not in TYPED}
    if fields.get("contract_number") is not None:
        order = await _renumber(unit, order, fields["contract_number"])
    if not moves_only:
        order = await change_orders.edit(unit, order, plain)
    if state is not None:
        order = await moves.act_to(unit, order, {track: state})
    if "executed_flag" in fields:
        order = await _set_executed(unit, order, track, bool(fields["executed_flag"]))
    return unit.newest(order)


async def _renumber(unit: Unit, order: ChangeOrder, number: str) -> ChangeOrder:
    if number == order.contract_number:
        return order
    check_edit(order, {"number": number})
    before = order
    order = await renumber(unit, order, number)
    await tell_pair(unit, before, order)
    return order


async def _set_executed(
    unit: Unit, order: ChangeOrder, track: Track, is_executed: bool
) -> ChangeOrder:
    if phase_of(state_of(order, track)) != "approved":
        return await change_orders.edit(unit, order, {"executed_flag": is_executed})
    return await moves.act_to(unit, order, {track: "executed" if is_executed else "approved"})


async def delete(unit: Unit, order: ChangeOrder) -> None:
    """Delete a package that is not approved. At one tier its PCO goes with it, at more what was in
    it is in no package. Raises `Locked` or `InUse`."""
    pair = await pair_of(unit, order)
    await change_orders.delete(unit, order, locked_phases=LOCKED_PHASES)
    if pair is not None:
        face, potential = pair
        await remove_potential(unit, unit.newest(face), unit.newest(potential))


async def hold(
    unit: Unit,
    order: ChangeOrder,
    *,
    face_ids: Sequence[int] | None = None,
    request_ids: Sequence[int] | None = None,
    fields: tuple[str, str] = ("change_order_ids", "legacy_request_ids"),
) -> ChangeOrder:
    """Let a package hold exactly these potential changes (two tiers) or requests (three tiers);
    what else was in it leaves. None leaves as it is.

    Raises `Invalid` naming the field for what is not there, of another contract, or of tiers that
    have no such thing; `Locked` and `Conflict` as `placing.put_face`.
    """
    require_write(unit.actor, "change_order")
    for ids, tiers, field in ((face_ids, 2, fields[0]), (request_ids, 3, fields[1])):
        if ids is None:
            continue
        _check_tiers(unit, order, tiers, ids, field)
        if tiers == 2:
            await _hold_faces(unit, order, ids, field)
        else:
            await _hold_requests(unit, order, ids, field)
    return unit.newest(order)


def _check_tiers(
    unit: Unit, order: ChangeOrder, tiers: int, ids: Sequence[int], field: str
) -> None:
    has = tiers_of(unit, side_of(order))
    if has != tiers and ids:
        detail = f"{field} is for contracts of {tiers} change order tiers; here there are {has}"
        raise invalid(field, "rule", detail)


async def _hold_faces(unit: Unit, order: ChangeOrder, ids: Sequence[int], field: str) -> None:
    wanted = dict.fromkeys(ids)
    found = {face.id: face for face in await many_named(unit.read, Face, wanted)}
    for face_id in wanted:
        if face_id not in found:
            raise invalid(field, "reference", f"There is no change order {face_id} here.")
        face = found[face_id]
        check_same_contract(unit, order, face.side, face.contract_id, field)
    for face in await faces_of(unit.read, order):
        if face.id not in wanted and tiers_of(unit, face.side) == 2:
            await take_face_out(unit, face, 3, field)
    for face in found.values():
        await put_face(unit, face, unit.newest(order), field)


async def _hold_requests(unit: Unit, order: ChangeOrder, ids: Sequence[int], field: str) -> None:
    wanted = dict.fromkeys(ids)
    found = {
        request.id: request
        for request in await many_named(unit.read, ChangeOrder, wanted)
        if KIND[request.kind].tier == 2
    }
    for request_id in wanted:
        if request_id not in found:
            detail = f"There is no change order request {request_id} here."
            raise invalid(field, "reference", detail)
        request = found[request_id]
        contract_id = contract_of_order(unit, request)
        check_same_contract(unit, order, side_of(request), contract_id, field)
    for request in await requests_of(unit.read, order):
        if request.id not in wanted:
            await take_request_out(unit, request, field)
    for request in found.values():
        await put_request(unit, request, unit.newest(order), field)
