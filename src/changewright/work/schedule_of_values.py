"""What can be done with rows of a schedule of values (autodesk.md §5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.errors import InUse, Locked, Problem, invalid
from changewright.core.exchange import check_rates
from changewright.core.pricing import extended, extended_type_after, repriced
from changewright.core.records_budgets import BudgetContract
from changewright.core.records_contracts import Contract, ScheduleOfValue

from .contract_locks import refuse_settled_rows, refuse_settled_schedule
from .edits import differing, filled, refuse_origin_taken
from .permission import require_write
from .unit import Unit
from .values import resum


async def create(unit: Unit, fields: Mapping[str, Any]) -> ScheduleOfValue:
    """A new row at the end of its contract, or of its parent row.

    Raises `Locked` under a contract that the integrated system has locked, `Invalid` for a parent
    of another contract.
    """
    require_write(unit.actor, "schedule_of_value")
    contract = await _unlocked_contract(unit, fields["contract_id"])
    refuse_settled_schedule(unit, contract, "no row is added")
    values = filled(ScheduleOfValue, fields)
    check_rates(values, ("exchange_rate",))
    parent_id = values.get("parent_id")
    if parent_id is not None:
        parent = await unit.read.require_id(ScheduleOfValue, parent_id, "parentId")
        if parent.contract_id != contract.id:
            raise invalid("parentId", "rule", "parentId is a row of another contract")
        _refuse_generated(parent, ("parentId",))
    siblings = await unit.read.where(
        ScheduleOfValue, contract_id=contract.id, parent_id=parent_id, association_id=None
    )
    end = max((one.position for one in siblings), default=-1) + 1
    values = {"position": end, **values}
    values["has_budget_linked"] = values.get("budget_id") is not None
    await refuse_origin_taken(unit, ScheduleOfValue, values)
    work_out = extended if "extended_type" in values else repriced
    values |= work_out(None, values, places=unit.settings.money_places)
    row = unit.new(ScheduleOfValue, **values)
    await resum(unit, contract.id)
    return row


async def edit(
    unit: Unit, row: ScheduleOfValue, fields: Mapping[str, Any], *, locked: str | None = None
) -> ScheduleOfValue:
    """Change the fields that differ; `locked` names the column that must not follow."""
    require_write(unit.actor, "schedule_of_value")
    changes = differing(row, fields)
    if not changes:
        return row
    check_rates(changes, ("exchange_rate",))
    if not changes.keys() <= ERP_COLUMNS:
        contract = await _unlocked_contract(unit, row.contract_id, changes)
        _refuse_generated(row, changes)
        refuse_settled_rows(unit, contract, changes)
    await refuse_origin_taken(unit, ScheduleOfValue, changes, row)
    places = unit.settings.money_places
    if "budget_id" in changes:
        changes["has_budget_linked"] = changes["budget_id"] is not None
    if "extended_type" in fields:
        changes |= extended(row, changes, places=places)
    else:
        changes |= repriced(row, changes, locked=locked, places=places)
    row = unit.change(row, "updated", **changes)
    row = unit.change(row, "updated", extended_type=extended_type_after(row, places))
    await resum(unit, row.contract_id)
    return unit.newest(row)


async def delete(unit: Unit, row: ScheduleOfValue) -> None:
    """Delete a row with the rows under it. Raises `InUse` for the row of an allocated budget."""
    require_write(unit.actor, "schedule_of_value")
    contract = await _unlocked_contract(unit, row.contract_id)
    refuse_settled_schedule(unit, contract, "no row is deleted")
    _refuse_generated(row)
    if await unit.read.where(BudgetContract, limit=1, schedule_of_value_id=row.id):
        raise InUse(f"row {row.name} stands for an allocated budget; unlink the budget instead")
    level = [row]
    while level:
        parents = [one.id for one in level]
        for one in level:
            unit.delete(one)
        level = await unit.read.where(ScheduleOfValue, parent_id=parents)
    await resum(unit, row.contract_id)


ERP_COLUMNS = frozenset(
    {
        *("external_id", "external_system", "external_message", "last_sync_time"),
        *("origin_id", "origin_data", "origin_code"),
    }
)


async def _unlocked_contract(unit: Unit, contract_id: int, fields: Iterable[str] = ()) -> Contract:
    contract = await unit.read.require_id(Contract, contract_id, "contractId")
    if contract.integration_state == "locked":
        raise _locked(f"contract {contract.code} is locked by the integrated system", fields)
    return contract


def _refuse_generated(row: ScheduleOfValue, fields: Iterable[str] = ()) -> None:
    if row.association_id is not None:
        raise _locked("the row stands for a change order, which alone changes it", fields)


def _locked(detail: str, fields: Iterable[str]) -> Locked:
    return Locked(detail, *(Problem(field, "rule", detail) for field in sorted(fields)))
