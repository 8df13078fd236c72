"""Change order requests: the middle layer of a contract's changes, at three tiers only.

A request gathers potential changes of one contract, and is put into a package (procore.md §1.2).
On the budget side it is Autodesk's RCO; a supplier's request has no word there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.book import state_of
from changewright.core.errors import Conflict, MoveNotAllowed, Problem, invalid
from changewright.core.kinds import KIND, Track
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rules import check_edit

from . import change_orders, moves
from .layers import renumber, tiers_of
from .links import side_of
from .packages import about, create_numbered, refuse_origin, side_of_contract
from .permission import require_write
from .placing import is_led, put_request, take_request_out
from .removal import LOCKED_PHASES
from .screening import named
from .unit import Unit

KINDS: dict[Track, str] = {"budget": "rco", "cost": "scr"}
"""The kind of request on each side."""

PACKAGE_FIELD = "change_order_package_id"


async def create(
    unit: Unit, contract: Contract | MainContract, fields: Mapping[str, Any], state: str = "draft"
) -> ChangeOrder:
    """A new request of `contract` in `state`. `fields` are columns of ChangeOrder.

    Raises `Conflict` where its side has fewer than three tiers or the commitment must be approved
    first, `Taken` for a number in use.
    """
    side = side_of_contract(contract)
    tiers = tiers_of(unit, side)
    if tiers < 3:
        detail = f"change order requests need three change order tiers; here there are {tiers}"
        raise Conflict(detail, Problem("contract_id", "rule", detail))
    request = await create_numbered(unit, KINDS[side], {**fields, **about(contract)})
    return await moves.act_to(unit, request, {side: state})


async def edit(
    unit: Unit, request: ChangeOrder, fields: Mapping[str, Any], state: str | None = None
) -> ChangeOrder:
    """Change a request's fields, then its state; its potential changes follow.

    Raises `Locked` naming frozen fields, `MoveNotAllowed` where its package leads it, `Taken` for
    a number or an origin in use.
    """
    await refuse_origin(unit, request.kind, fields, request)
    request = unit.newest(request)
    plain = {name: value for name, value in fields.items() if name != "contract_number"}
    number = fields.get("contract_number")
    if number is not None and number != request.contract_number:
        check_edit(request, {"number": number})
        request = await renumber(unit, request, number)
    if fields or state is None:  # who may only decide gives a state and no fields
        request = await change_orders.edit(unit, request, plain)
    track = side_of(request)
    if state is None or state == state_of(request, track):
        return request
    order = await unit.read.get(ChangeOrder, request.package_id) if request.package_id else None
    if is_led(unit, order):
        raise MoveNotAllowed("its status is that of the package it is in")
    return await moves.act_to(unit, request, {track: state})


async def attach(
    unit: Unit, request: ChangeOrder, package_id: int | None, field: str = PACKAGE_FIELD
) -> ChangeOrder:
    """Put a request into a package of its contract, or out of the one it is in (None).

    Raises `Invalid`, `Locked` or `Conflict`, each naming `field`.
    """
    require_write(unit.actor, "change_order")
    if package_id is None:
        return await take_request_out(unit, request, field)
    order = await package_named(unit, package_id, field)
    return await put_request(unit, request, order, field)


async def delete(unit: Unit, request: ChangeOrder) -> None:
    """Delete a request that is not approved and in no package; what was in it is in none.
    Raises `Locked` or `InUse`."""
    await change_orders.delete(unit, request, locked_phases=LOCKED_PHASES)


async def package_named(unit: Unit, package_id: int, field: str) -> ChangeOrder:
    """The package with this id. Raises `Invalid` naming `field`."""
    return await _named(unit, package_id, 3, field, "package")


async def request_named(unit: Unit, request_id: int, field: str) -> ChangeOrder:
    """The request with this id. Raises `Invalid` naming `field`."""
    return await _named(unit, request_id, 2, field, "request")


async def _named(unit: Unit, record_id: int, tier: int, field: str, what: str) -> ChangeOrder:
    document = await named(unit.read, ChangeOrder, record_id)
    if document is None or KIND[document.kind].tier != tier:
        raise invalid(field, "reference", f"There is no change order {what} {record_id} here.")
    return document
