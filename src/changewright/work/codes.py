"""Cost codes, and the budget codes that lines of money name (core-model.md §7).

A budget row is a budget code: a cost code with a cost type, or with none. Autodesk's clients name
the row; Procore's name the row or the pair it is made of, and get the row made where it is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.budget_codes import split_code
from changewright.core.errors import Conflict, Invalid, invalid
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode

from .budget_rules import refuse_standing, template_segments
from .edits import (
    differing,
    filled,
    refuse_locked,
    refuse_origin_taken,
    refuse_taken,
    stamped,
)
from .permission import require_write
from .tracking import follow_budget as follow_in_tracking
from .unit import Unit

PATH_DELIMITER = "-"
"""Between the codes of a full code: 01-500."""
TYPE_DELIMITER = "."
"""Between a full code and the cost type's abbreviation: 01-500.L."""
LEVELS_MAXIMUM = 20


async def budget_of_line(
    unit: Unit,
    *,
    wbs_code_id: int | None = None,
    cost_code_id: int | None = None,
    cost_type_id: int | None = None,
    cost_type_code: str = "",
) -> Budget | None:
    """The budget code that a line names; None where it names nothing.

    `wbs_code_id` is the budget row's id and wins. A pair of cost code and cost type that has no row
    yet gets one, without money. `cost_type_code` is the cost type's abbreviation: whoever names a
    type has looked it up in the company's list. Raises `Invalid` naming the id that is not there.
    """
    if wbs_code_id is not None:
        budget = await unit.read.get(Budget, wbs_code_id)
        if budget is None:
            raise invalid("wbs_code_id", "reference", f"There is no budget code {wbs_code_id} here")
        return budget
    if cost_code_id is None:
        if cost_type_id is not None:
            raise invalid("cost_code_id", "missing", "a line item type needs a cost code with it")
        return None
    cost_code = await unit.read.get(CostCode, cost_code_id)
    if cost_code is None:
        raise invalid("cost_code_id", "reference", f"There is no cost code {cost_code_id} here")
    return await _budget_of_pair(unit, cost_code, cost_type_id, cost_type_code)


async def _budget_of_pair(
    unit: Unit, cost_code: CostCode, cost_type_id: int | None, cost_type_code: str
) -> Budget:
    held = await unit.read.where(
        Budget, limit=1, cost_code_id=cost_code.id, cost_type_id=cost_type_id
    )
    if held:
        return held[0]
    code = cost_code.full_code
    if cost_type_id is not None:
        code += TYPE_DELIMITER + (cost_type_code or str(cost_type_id))
    pair = {"cost_code_id": cost_code.id, "cost_type_id": cost_type_id}
    named = await unit.read.where(Budget, limit=1, code=code)
    if named:
        return unit.change(named[0], "coded", **pair)
    own_id = unit.new_id()
    return unit.new(
        Budget,
        id=own_id,
        root_id=own_id,
        code=code,
        name=cost_code.name,
        code_segment_values=await _segment_values(unit, code),
        **pair,
    )


async def _segment_values(unit: Unit, code: str) -> dict[str, str]:
    """The code's parts, if the project's template builds such codes."""
    try:
        return split_code(await template_segments(unit), code)
    except Conflict:
        return {}


async def budget_after(
    unit: Unit,
    budget_id: int | None,
    given: Mapping[str, Any],
    *,
    cost_type_code: str = "",
) -> Budget | None:
    """The budget code of a line whose code was `budget_id`, once `given` is applied: any of
    wbs_code_id, cost_code_id and cost_type_id, of which those left out stay as they were."""
    if given.get("wbs_code_id") is not None:
        return await budget_of_line(unit, wbs_code_id=given["wbs_code_id"])
    before = None if budget_id is None else await unit.read.get(Budget, budget_id, deleted=True)
    if not given.keys() & {"wbs_code_id", "cost_code_id", "cost_type_id"}:
        return before
    if "wbs_code_id" in given:
        before = None
    if before is not None and before.cost_code_id is None:
        before = await with_cost_code(unit, before)
    pair = {
        name: given.get(name, None if before is None else getattr(before, name))
        for name in ("cost_code_id", "cost_type_id")
    }
    if before is not None and all(getattr(before, name) == id for name, id in pair.items()):
        return before
    return await budget_of_line(unit, **pair, cost_type_code=cost_type_code)


async def with_cost_code(unit: Unit, budget: Budget) -> Budget:
    """The budget with the cost code of its code, which is made where it is missing."""
    if budget.cost_code_id is not None:
        return budget
    cost_code = await cost_code_of(unit, budget.code, budget.name)
    return unit.change(budget, "coded", cost_code_id=cost_code.id)


async def cost_code_of(unit: Unit, full_code: str, name: str) -> CostCode:
    """The cost code of a budget code without a cost type; made where it is missing."""
    held = await unit.read.where(CostCode, limit=1, full_code=full_code)
    return held[0] if held else unit.new(CostCode, code=full_code, full_code=full_code, name=name)


async def keep_cost_code(unit: Unit, before: Budget, budget: Budget) -> Budget:
    """Bring a budget's new code or name to its cost code, if that is the budget's alone; else the
    budget gets the cost code of its new code."""
    if budget.cost_code_id is None or (before.code, before.name) == (budget.code, budget.name):
        return budget
    cost_code = await unit.read.get(CostCode, budget.cost_code_id)
    if cost_code is None or cost_code.full_code != before.code or budget.cost_type_id is not None:
        return budget
    sharing = await unit.read.where(Budget, limit=2, cost_code_id=cost_code.id)
    below = await unit.read.where(CostCode, limit=1, parent_id=cost_code.id)
    if len(sharing) > 1 or below or cost_code.parent_id is not None:
        if before.code == budget.code:
            return budget
        return await with_cost_code(unit, unit.change(budget, "coded", cost_code_id=None))
    if before.code != budget.code:
        held = await unit.read.where(CostCode, limit=1, full_code=budget.code)
        if held:
            return unit.change(budget, "coded", cost_code_id=held[0].id)
    unit.change(cost_code, "followed", code=budget.code, full_code=budget.code, name=budget.name)
    return budget


# -- cost codes themselves ------------------------------------------------------------------------


async def create(unit: Unit, fields: Mapping[str, Any]) -> CostCode:
    """A new cost code, under its parent if it names one. Raises `Invalid` for a parent that is not
    there, `Taken` where the full code is in use."""
    require_write(unit.actor, "cost_code")
    values = filled(CostCode, fields)
    parent = await _parent(unit, values.get("parent_id"), None)
    values["full_code"] = _full_code(parent, values["code"])
    await refuse_taken(unit, CostCode, "full_code", values["full_code"])
    await refuse_origin_taken(unit, CostCode, values)
    if "position" not in fields:
        siblings = await unit.read.where(CostCode, parent_id=values.get("parent_id"))
        values["position"] = max((one.position for one in siblings), default=0) + 1
    return unit.new(CostCode, **stamped(unit, values, None))


async def edit(unit: Unit, cost_code: CostCode, fields: Mapping[str, Any]) -> CostCode:
    """Change the fields that differ; the codes below it and the budget codes made of them follow.

    Raises `Locked` where the project's budget is locked and a budget code would change.
    """
    require_write(unit.actor, "cost_code")
    changes = differing(cost_code, fields)
    if not changes:
        return cost_code
    refuse_locked(cost_code, changes)
    await refuse_origin_taken(unit, CostCode, changes, cost_code)
    parent_id = changes.get("parent_id", cost_code.parent_id)
    parent = await _parent(unit, parent_id, cost_code)
    full_code = _full_code(parent, changes.get("code", cost_code.code))
    before = cost_code
    cost_code = unit.change(cost_code, "updated", **stamped(unit, changes, cost_code))
    if full_code != before.full_code:
        await _recode(unit, cost_code, full_code, LEVELS_MAXIMUM)
    return unit.newest(cost_code)


async def _parent(unit: Unit, parent_id: int | None, own: CostCode | None) -> CostCode | None:
    """The parent, which must not lie below the cost code itself."""
    if parent_id is None:
        return None
    parent = await unit.read.get(CostCode, parent_id)
    if parent is None:
        raise invalid("parent_id", "reference", f"There is no cost code {parent_id} here")
    level: CostCode | None = parent
    for _ in range(LEVELS_MAXIMUM):
        if level is None:
            return parent
        if own is not None and level.id == own.id:
            raise invalid("parent_id", "rule", "a cost code cannot lie below itself")
        level = None if level.parent_id is None else await unit.read.get(CostCode, level.parent_id)
    raise _too_deep()


def _too_deep() -> Invalid:
    return invalid("parent_id", "rule", f"cost codes go {LEVELS_MAXIMUM} levels deep")


def _full_code(parent: CostCode | None, code: str) -> str:
    return code if parent is None else parent.full_code + PATH_DELIMITER + code


async def _recode(unit: Unit, cost_code: CostCode, full_code: str, levels: int) -> None:
    """Give a cost code its new full code, with all that is made of it."""
    if levels == 0:
        raise _too_deep()
    was = cost_code.full_code
    await refuse_taken(unit, CostCode, "full_code", full_code, cost_code)
    unit.change(cost_code, "updated", full_code=full_code)
    for budget in await unit.read.where(Budget, cost_code_id=cost_code.id):
        if budget.code.startswith(was):
            code = full_code + budget.code.removeprefix(was)
            refuse_standing(unit, {"code": code}, force=False)
            await refuse_taken(unit, Budget, "code", code, budget)
            segments = await _segment_values(unit, code)
            budget = unit.change(budget, "recoded", code=code, code_segment_values=segments)
            await follow_in_tracking(unit, budget)
    for child in await unit.read.where(CostCode, parent_id=cost_code.id):
        await _recode(unit, child, full_code + PATH_DELIMITER + child.code, levels - 1)
