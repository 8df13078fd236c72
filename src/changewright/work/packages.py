"""What Procore calls a change order package: an order of a contract, with its PCO at one tier.

At one tier a package creates its PCO with it and the two mirror each other; at more, a package is
born empty (procore.md §1.3, core-model.md §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound, Problem
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.lifecycle import state_of
from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import Contract, MainContract

from . import change_orders
from .layers import tiers_of
from .unit import LedgerReader, Unit

KINDS: dict[Track, str] = {"budget": "oco", "cost": "sco"}
"""The kind of package on each side."""

SCOPES: dict[Track, str] = {"budget": "budgetOnly", "cost": "in"}
"""The scope of what is born on one side alone."""

MIRRORED = ("name", "description", "schedule_change")
"""What the PCO of a one-tier package has from it."""
MIRRORED_ON_FACE = ("due_date", "paid_date", "invoiced_date")


async def contract_of(
    read: LedgerReader, contract_id: int, field: str = "contract_id"
) -> Contract | MainContract:
    """A contract of either side by its integer. Raises `NotFound` naming `field`."""
    commitment = await read.get(Contract, contract_id)
    if commitment is not None:
        return commitment
    prime = await read.get(MainContract, contract_id)
    if prime is None:
        detail = f"There is no contract {contract_id} here."
        raise NotFound(detail, Problem(field, "reference", detail))
    return prime


async def create(
    unit: Unit, contract: Contract | MainContract, fields: Mapping[str, Any], state: str = "draft"
) -> ChangeOrder:
    """A new package of `contract` in `state`, with its PCO where its side has one tier.

    Raises `Conflict` where the commitment must be approved first.
    """
    side: Track = "cost" if isinstance(contract, Contract) else "budget"
    column = "contract_id" if side == "cost" else "main_contract_id"
    about = {column: contract.id, "scope": SCOPES[side]}
    order = await change_orders.create(unit, KINDS[side], {**fields, **about})
    if tiers_of(unit, side) == 1:
        shared = {name: fields[name] for name in MIRRORED if name in fields}
        potential = await change_orders.create(
            unit, "pco", {**shared, **about, "single_face": True}
        )
        (face,) = await unit.read.where(Face, change_order_id=potential.id)
        dates = {name: fields[name] for name in MIRRORED_ON_FACE if name in fields}
        unit.change(face, "packaged", package_id=order.id, **dates)
    return await change_orders.act_to(unit, order, {side: state})


async def edit(
    unit: Unit, order: ChangeOrder, fields: Mapping[str, Any], state: str | None = None
) -> ChangeOrder:
    """Change a package's fields, and its state where one is given; its one-tier PCO follows.

    A move out of approved comes before the fields, which it frees, any other after them. Setting
    `executed_flag` on an approved order is the move to executed, clearing it the move back
    (core-model.md §6).
    """
    (track,) = KIND[order.kind].tracks
    leaves = state is not None and phase_of(state_of(order, track)) == "approved"
    if state is not None and leaves and phase_of(state) != "approved":
        order = await change_orders.act_to(unit, order, {track: state})
        state = None
    plain = {name: value for name, value in fields.items() if name != "executed_flag"}
    order = await change_orders.edit(unit, order, plain)
    await _mirror(unit, order, plain)
    if state is not None:
        order = await change_orders.act_to(unit, order, {track: state})
    if "executed_flag" in fields:
        order = await _set_executed(unit, order, track, bool(fields["executed_flag"]))
    return unit.newest(order)


async def _set_executed(
    unit: Unit, order: ChangeOrder, track: Track, is_executed: bool
) -> ChangeOrder:
    if phase_of(state_of(order, track)) != "approved":
        return await change_orders.edit(unit, order, {"executed_flag": is_executed})
    return await change_orders.act_to(
        unit, order, {track: "executed" if is_executed else "approved"}
    )


async def _mirror(unit: Unit, order: ChangeOrder, fields: Mapping[str, Any]) -> None:
    """Bring the fields to the PCO of a one-tier package."""
    (side,) = KIND[order.kind].tracks
    shared = {name: fields[name] for name in MIRRORED if name in fields}
    dates = {name: fields[name] for name in MIRRORED_ON_FACE if name in fields}
    if not (shared or dates) or tiers_of(unit, side) != 1:
        return
    for face in await unit.read.where(Face, package_id=order.id):
        potential = await unit.read.get(ChangeOrder, face.change_order_id)
        if potential is None or not potential.single_face:
            continue
        await change_orders.edit(unit, potential, shared)
        if any(getattr(face, name) != value for name, value in dates.items()):
            unit.change(face, "followed", **dates)
            unit.touch(unit.newest(potential), "followed")
