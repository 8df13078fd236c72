"""Changing a project's settings, by whatever names it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import invalid
from changewright.core.records_contracts import MainContract
from changewright.core.settings import ProjectSettings

from . import main_contracts, tiers
from .currency import checked_project
from .ledger import Ledger
from .unit import Actor, Unit

DEFAULT = "default_main_contract_id"
CHANGEABLE = tuple(name for name in ProjectSettings.__struct_fields__ if name != "born")
"""`born` says where the project was made, which does not change."""


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
            wanted[DEFAULT] = (await _contract_called(unit, default_main_contract)).id
        return await change_settings(unit, wanted)

    return await ledger.run(project_id, actor, decide)


async def change_settings(unit: Unit, fields: Mapping[str, Any]) -> ProjectSettings:
    """Change the settings named in `fields`, each a name of CHANGEABLE.

    Raises `Forbidden`, `Invalid` naming a setting, `Conflict` naming tiers that the side's change
    orders keep.
    """
    for name in fields:
        if name not in CHANGEABLE:
            raise invalid(name, "unknown", f"{name} is not a setting that can be changed")
    others = {name: value for name, value in fields.items() if name != DEFAULT}
    if "currency" in others:
        await checked_project(unit, others["currency"])
    await tiers.change(unit, **others)
    default_id = fields.get(DEFAULT, unit.settings.default_main_contract_id)
    if default_id != unit.settings.default_main_contract_id:
        if default_id is None:
            raise invalid(DEFAULT, "missing", "a project keeps a default main contract")
        contract = await unit.read.require_id(MainContract, default_id, DEFAULT)
        await main_contracts.edit(unit, contract, {"is_default": True})
    return unit.settings


async def _contract_called(unit: Unit, text: str) -> MainContract:
    found = await unit.read.where(MainContract, code=text)
    if not found and text.isascii() and text.isdecimal():
        known = await unit.read.get(MainContract, int(text))
        found = [] if known is None else [known]
    if not found:
        detail = f"there is no main contract {text}"
        raise invalid("default_main_contract", "reference", detail)
    return found[0]
