"""Changing a project's settings, with what a change means for records that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.kinds import KINDS
from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import MainContract
from changewright.core.settings import (
    TIER_SETTINGS,
    ProjectSettings,
    Side,
    check_settings,
    check_tiers,
)

from . import main_contracts
from .permission import require_configures
from .unit import Actor, Ledger, Unit

CHANGEABLE = tuple(name for name in ProjectSettings.__struct_fields__ if name != "born")
"""`born` says where the project was made, which does not change."""

KINDS_OF_SIDE: dict[Side, tuple[str, ...]] = {
    "budget": tuple(kind.name for kind in KINDS if kind.tier > 1 and kind.tracks == ("budget",)),
    "cost": tuple(kind.name for kind in KINDS if kind.tier > 1 and kind.tracks == ("cost",)),
}


async def change(
    ledger: Ledger,
    project_id: int,
    actor: Actor,
    fields: Mapping[str, Any],
    default_main_contract: str | None = None,
) -> ProjectSettings:
    """`change_settings` in a unit of its own; the default main contract is named by its code or
    integer id. Raises `Invalid` (default_main_contract) for one that is not there."""

    async def decide(unit: Unit) -> ProjectSettings:
        wanted = dict(fields)
        if default_main_contract is not None:
            contract = await _contract_called(unit, default_main_contract)
            wanted["default_main_contract_id"] = contract.id
        return await change_settings(unit, wanted)

    return await ledger.run(project_id, actor, decide)


async def _contract_called(unit: Unit, text: str) -> MainContract:
    found = await unit.read.where(MainContract, code=text)
    if not found and text.isdecimal():
        known = await unit.read.get(MainContract, int(text))
        found = [] if known is None else [known]
    if not found:
        detail = f"there is no main contract {text}"
        raise invalid("default_main_contract", "reference", detail)
    return found[0]


async def change_settings(unit: Unit, fields: Mapping[str, Any]) -> ProjectSettings:
    """Change the settings named in `fields`, each a name of CHANGEABLE.

    Raises `Forbidden`, `Invalid` naming a setting, `Conflict` for tiers that the side's change
    orders no longer allow.
    """
    require_configures(unit.actor)
    for name in fields:
        if name not in CHANGEABLE:
            raise invalid(name, "unknown", f"{name} is not a setting that can be changed")
    before = unit.settings
    after = check_settings(msgspec.structs.replace(before, **fields))
    for side, name in TIER_SETTINGS.items():
        if getattr(before, name) != getattr(after, name):
            if await has_change_orders(unit, side):
                check_tiers(before, after, side)
            await _show_tiers(unit, side, getattr(after, name))
    default_id = after.default_main_contract_id
    if default_id is None and before.default_main_contract_id is not None:
        detail = "a project keeps a default main contract"
        raise invalid("default_main_contract_id", "missing", detail)
    if default_id is not None and default_id != before.default_main_contract_id:
        contract = await unit.read.require_id(MainContract, default_id, "default_main_contract_id")
        await main_contracts.edit(unit, contract, {"is_default": True})
    return unit.change_settings(**fields)


async def has_change_orders(unit: Unit, side: Side) -> bool:
    """Whether the side has a request, an order, or a potential change that a contract of the side
    sees."""
    if await unit.read.where(Face, limit=1, side=side):
        return True
    kinds = list(KINDS_OF_SIDE[side])
    return bool(await unit.read.where(ChangeOrder, limit=1, kind=kinds))


async def _show_tiers(unit: Unit, side: Side, tiers: int) -> None:
    """Give up the ids that faces have reserved for tiers which are hidden no longer: from now on
    such an id names a record or is none."""
    for face in await unit.read.where(Face, side=side):
        shown = {"package_id": face.package_id} if tiers > 1 else {}
        if tiers > 2:  # requests are documents of their own
            shown["request_id"] = face.request_id
        empty: dict[str, None] = {}
        for column, record_id in shown.items():
            if record_id is not None and await unit.read.get(ChangeOrder, record_id) is None:
                empty[column] = None
        if empty:
            unit.change(face, "released", **empty)
            document = await unit.read.get(ChangeOrder, face.change_order_id)
            if document is not None:
                unit.touch(unit.newest(document), "released")
