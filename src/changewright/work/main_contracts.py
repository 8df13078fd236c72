"""What can be done with main contracts and their items (autodesk.md §5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.contract_states import with_execution
from changewright.core.errors import Conflict, InUse, Problem, invalid
from changewright.core.numbering import contract_number
from changewright.core.pricing import extended, extended_type_after, repriced
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.core.records_expenses import Expense

from .addressing import follow_company, follow_default
from .currency import checked_main_contract
from .edits import (
    differing,
    filled,
    refuse_locked,
    refuse_locked_record,
    refuse_origin_taken,
    refuse_taken,
    stamped,
)
from .order_forms import rescheduled
from .permission import require_write
from .unit import Unit
from .values import resum_main_contract

NUMBER_PREFIX = "PC-"

REFERRERS: tuple[tuple[type[Record], str], ...] = (
    (ChangeOrder, "change orders"),
    (CostItem, "cost items"),
    (Budget, "budgets"),
    (Contract, "contracts"),
    (Expense, "expenses"),
)


async def create(unit: Unit, fields: Mapping[str, Any]) -> MainContract:
    """A new main contract; one that is the default takes the place of the one that was."""
    require_write(unit.actor, "main_contract")
    values = filled(MainContract, with_execution("budget", False, fields))
    await refuse_taken(unit, MainContract, "code", values["code"])
    checked_main_contract(unit, values)
    await refuse_origin_taken(unit, MainContract, values)
    wants_default = values.pop("is_default", False)
    contract = unit.new(MainContract, **stamped(unit, values, None))
    return await _made_default(unit, contract) if wants_default else contract


async def edit(unit: Unit, contract: MainContract, fields: Mapping[str, Any]) -> MainContract:
    """Change the fields that differ. Raises `Conflict` when the project would lose its default."""
    require_write(unit.actor, "main_contract")
    changes = differing(contract, with_execution("budget", contract.executed_flag, fields))
    if not changes:
        return contract
    refuse_locked(contract, changes)
    checked_main_contract(unit, changes)
    if "code" in changes:
        await refuse_taken(unit, MainContract, "code", changes["code"], contract)
    await refuse_origin_taken(unit, MainContract, changes, contract)
    default = changes.pop("is_default", contract.is_default)
    if contract.is_default and not default:
        detail = "a project keeps a default main contract: make another one the default"
        raise Conflict(detail, Problem("is_default", "rule", detail))
    changes |= rescheduled(contract, "budget", changes)
    before = contract
    contract = unit.change(before, "updated", **stamped(unit, changes, before))
    await follow_company(unit, before, contract)
    if default and not contract.is_default:
        contract = await _made_default(unit, contract)
    return contract


async def next_code(unit: Unit) -> str:
    """The next automatic number of a main contract that no other has: PC-001."""
    while True:
        code = NUMBER_PREFIX + contract_number(await unit.next_number("number:main_contract"))
        if not await unit.read.where(MainContract, limit=1, code=code):
            return code


async def _made_default(unit: Unit, contract: MainContract) -> MainContract:
    others = await unit.read.where(MainContract, is_default=True)
    for other in others:
        unit.change(other, "followed", is_default=False)
    await follow_default(unit, others[0] if others else None, contract)
    unit.change_settings(default_main_contract_id=contract.id)
    return unit.change(contract, "updated", is_default=True)


async def delete(unit: Unit, contract: MainContract) -> None:
    """Delete a main contract with its items. Raises `InUse` for the default, or one referred to."""
    require_write(unit.actor, "main_contract")
    refuse_locked_record(contract, "a main contract is not deleted")
    if contract.is_default:
        raise InUse("the default main contract of a project is not deleted")
    for noun, what in REFERRERS:
        if await unit.read.where(noun, limit=1, main_contract_id=contract.id):
            raise InUse(f"main contract {contract.code} cannot be deleted: {what} belong to it")
    for item in await unit.read.where(MainContractItem, main_contract_id=contract.id):
        unit.delete(item)
    unit.delete(contract)


# -- items ----------------------------------------------------------------------------------------


async def create_item(
    unit: Unit, contract: MainContract, fields: Mapping[str, Any]
) -> MainContractItem:
    """A new item at the end of the contract, or of its parent item."""
    require_write(unit.actor, "main_contract_item")
    refuse_locked_record(contract, "no items are added")
    values = filled(MainContractItem, fields)
    parent_id = values.get("parent_id")
    if parent_id is not None:
        parent = await unit.read.require_id(MainContractItem, parent_id, "parentId")
        if parent.main_contract_id != contract.id:
            raise invalid("parentId", "rule", "parentId is an item of another main contract")
    siblings = await unit.read.where(
        MainContractItem, main_contract_id=contract.id, parent_id=parent_id
    )
    end = max((one.position for one in siblings), default=-1) + 1
    values = {"position": end, **values, "main_contract_id": contract.id}
    await refuse_origin_taken(unit, MainContractItem, values)
    work_out = extended if "extended_type" in values else repriced
    values |= work_out(None, values, places=unit.settings.money_places)
    item = unit.new(MainContractItem, **stamped(unit, values, None))
    await resum_main_contract(unit, contract)
    return item


async def edit_item(
    unit: Unit,
    contract: MainContract,
    item: MainContractItem,
    fields: Mapping[str, Any],
    *,
    locked: str | None = None,
) -> MainContractItem:
    """Change the fields that differ; `locked` names the column that must not follow."""
    require_write(unit.actor, "main_contract_item")
    changes = differing(item, fields)
    if not changes:
        return item
    refuse_locked(item, changes)
    refuse_locked(contract, changes)
    await refuse_origin_taken(unit, MainContractItem, changes, item)
    places = unit.settings.money_places
    if "extended_type" in fields:
        changes |= extended(item, changes, places=places)
    else:
        changes |= repriced(item, changes, locked=locked, places=places)
    item = unit.change(item, "updated", **stamped(unit, changes, item))
    item = unit.change(item, "updated", extended_type=extended_type_after(item, places))
    await resum_main_contract(unit, contract)
    return item


async def delete_item(unit: Unit, contract: MainContract, item: MainContractItem) -> None:
    """Delete an item with those under it."""
    require_write(unit.actor, "main_contract_item")
    refuse_locked_record(contract, "no items are deleted")
    level = [item]
    while level:
        for one in level:
            refuse_locked_record(one, "a main contract item is not deleted")
            unit.delete(one)
        level = await unit.read.where(MainContractItem, parent_id=[one.id for one in level])
    await resum_main_contract(unit, contract)
