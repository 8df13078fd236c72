"""What can be done with budgets: create, edit, delete, import (autodesk.md §5.1).

A budget is a budget code with its money. What it was planned to cost is quantity × unit price;
what changes do to it is rolled up from cost items and is no column here. Each has the cost code of
its code (`work.codes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.budget_codes import join_codes, split_code
from changewright.core.errors import InUse, invalid
from changewright.core.pricing import repriced
from changewright.core.records import CostItem, Record
from changewright.core.records_budgets import (
    Budget,
    BudgetContract,
    TrackingItem,
    TrackingItemInstance,
)
from changewright.core.records_contracts import MainContractItem, ScheduleOfValue
from changewright.core.records_expenses import ExpenseItem

from .budget_rules import STANDING, refuse_standing, template_segments
from .codes import cost_code_of, keep_cost_code
from .edits import differing, filled, refuse_locked, refuse_locked_record, refuse_taken, stamped
from .permission import require_write
from .tracking import follow_budget
from .unit import Unit
from .values import resum

AMOUNT = "original_amount"
IMPORT_MAXIMUM = 50

# Who refers to a budget, and what to call them when that keeps it from being deleted.
REFERRERS: tuple[tuple[type[Record], str, str], ...] = (
    (Budget, "parent_id", "it has sub-items"),
    (BudgetContract, "budget_id", "it is linked to a contract; unlink it first"),
    (CostItem, "budget_id", "cost items are charged to it"),
    (ScheduleOfValue, "budget_id", "rows of a schedule of values belong to it"),
    (MainContractItem, "budget_id", "items of a main contract belong to it"),
    (ExpenseItem, "budget_id", "expenses are charged to it"),
    (TrackingItem, "budget_id", "it is tracked"),
    (TrackingItemInstance, "budget_id", "it is tracked"),
)


async def create(
    unit: Unit,
    fields: Mapping[str, Any],
    *,
    codes: Mapping[str, str] | None = None,
    force: bool = False,
) -> Budget:
    """A new budget. `codes` maps segment ids to parts of the code and wins over `code`.

    Raises `Invalid` without a code, `Taken` for one in use, `Conflict` for one that the template
    does not build, `Locked` while the project's budget is locked and `force` is not given.
    """
    require_write(unit.actor, "budget")
    refuse_standing(unit, STANDING, force)
    values = filled(Budget, fields)
    values |= await _coded(unit, values, codes, None)
    await refuse_taken(unit, Budget, "code", values["code"])
    values |= await _placed(unit, values)
    values |= repriced(None, values, amount=AMOUNT, places=unit.settings.money_places)
    cost_code = await cost_code_of(unit, values["code"], values["name"])
    values["cost_code_id"] = cost_code.id
    return unit.new(Budget, **stamped(unit, values, None))


async def edit(
    unit: Unit,
    budget: Budget,
    fields: Mapping[str, Any],
    *,
    codes: Mapping[str, str] | None = None,
    locked: str | None = None,
    force: bool = False,
) -> Budget:
    """Change the fields that differ; `locked` names the column that must not follow."""
    require_write(unit.actor, "budget")
    changes = differing(budget, fields)
    if "code" in changes or codes is not None:
        coded = await _coded(unit, changes, codes, budget)
        changes = differing(budget, {**changes, **coded})
    if not changes:
        return budget
    refuse_locked(budget, changes)
    refuse_standing(unit, changes, force)
    if "code" in changes:
        await refuse_taken(unit, Budget, "code", changes["code"], budget)
    places = unit.settings.money_places
    changes |= repriced(budget, changes, amount=AMOUNT, locked=locked, places=places)
    before = budget
    budget = unit.change(budget, "updated", **stamped(unit, changes, budget))
    await keep_cost_code(unit, before, budget)
    await follow_budget(unit, budget)
    if AMOUNT in changes:
        for link in await unit.read.where(BudgetContract, budget_id=budget.id):
            await resum(unit, link.contract_id)
    return unit.newest(budget)


async def delete(unit: Unit, budget: Budget, *, force: bool = False) -> None:
    """Delete a budget that nothing refers to. Raises `Locked` or `InUse`."""
    require_write(unit.actor, "budget")
    refuse_locked_record(budget, "a budget is not deleted")
    refuse_standing(unit, STANDING, force)
    for noun, column, why in REFERRERS:
        referring: dict[str, Any] = {column: budget.id}
        if await unit.read.where(noun, limit=1, **referring):
            raise InUse(f"budget {budget.code} cannot be deleted: {why}")
    unit.delete(budget)


async def create_many(
    unit: Unit, rows: Sequence[tuple[Mapping[str, Any], Mapping[str, str] | None]], *, force: bool
) -> list[Budget]:
    """Budgets in the order given, all or none; each row is its fields and its codes by segment."""
    return [await create(unit, fields, codes=codes, force=force) for fields, codes in rows]


async def _coded(
    unit: Unit, values: Mapping[str, Any], codes: Mapping[str, str] | None, before: Budget | None
) -> dict[str, Any]:
    """The code and its parts. The template is that of top budgets; a sub-item's code is free."""
    segments = await template_segments(unit)
    if codes:
        joined = join_codes(segments, codes, "segmentCodeMap")
        return {"code": joined, "code_segment_values": split_code(segments, joined)}
    code = values.get("code")
    if not code or not code.strip():
        raise invalid("code", "missing", "Missing required property: code")
    is_top = (before.parent_id if before is not None else values.get("parent_id")) is None
    return {"code": code, "code_segment_values": split_code(segments, code) if is_top else {}}


async def _placed(unit: Unit, values: Mapping[str, Any]) -> dict[str, Any]:
    """Where a new budget stands in its tree; `root_id` of a top budget is its own id, so that a
    filter by root finds the whole tree."""
    own_id = unit.new_id()
    parent_id = values.get("parent_id")
    if parent_id is None:
        return {"id": own_id, "root_id": own_id}
    parent = await unit.read.require_id(Budget, parent_id, "parentId")
    refuse_locked_record(parent, "no sub-items are added")
    return {"id": own_id, "root_id": parent.root_id or parent.id}
