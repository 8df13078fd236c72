"""What can be done with performance tracking: tracked budgets, instances of them, time sheets.

Field applications say how much was spent (input) and how much was built (output); a budget that is
tracked, the places it is tracked in and the sheets reported show one another's codes and sums
(autodesk.md §5.10). Each shows a copy of what it takes from above, kept in the same unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from changewright.core.errors import InUse, Problem, Taken, invalid
from changewright.core.money import PRICE_LIMIT, Decimal, divide, multiply, sum_amounts
from changewright.core.records_budgets import Budget, TimeSheet, TrackingItem, TrackingItemInstance

from .edits import differing, filled, refuse_taken
from .permission import require_write
from .unit import Unit

# What a tracking item shows of its budget.
SHOWN_OF_BUDGET = (
    *("code", "name", "description", "quantity", "unit", "unit_price", "original_amount"),
    *("planned_start_date", "planned_end_date", "locations", "location_paths"),
)
SHOWN_OF_INSTANCE = ("input_unit", "output_unit", "budget_code")
RATIO_PLACES = 4
PRODUCT_PLACES = 8


async def create_item(unit: Unit, budget: Budget) -> TrackingItem:
    """Track a budget. Raises `Taken` where it is tracked already."""
    require_write(unit.actor, "tracking_item")
    await refuse_taken(unit, TrackingItem, "budget_id", budget.id)
    return unit.new(TrackingItem, budget_id=budget.id, **_shown_of_budget(budget))


async def delete_item(unit: Unit, item: TrackingItem) -> None:
    """Stop tracking a budget. Raises `InUse` while it has instances."""
    require_write(unit.actor, "tracking_item")
    if await unit.read.where(TrackingItemInstance, limit=1, budget_id=item.budget_id):
        raise InUse(f"budget {item.code} is tracked in instances; delete them first")
    unit.delete(item)


async def follow_budget(unit: Unit, budget: Budget) -> None:
    """Carry a change of a budget to what shows it."""
    for item in await unit.read.where(TrackingItem, budget_id=budget.id):
        unit.change(item, "followed", **_shown_of_budget(budget))
    for instance in await unit.read.where(TrackingItemInstance, budget_id=budget.id):
        if instance.budget_code != budget.code:
            instance = unit.change(instance, "followed", budget_code=budget.code)
            await _follow_instance(unit, instance)


def _shown_of_budget(budget: Budget) -> dict[str, Any]:
    return {column: getattr(budget, column) for column in SHOWN_OF_BUDGET}


# -- instances ------------------------------------------------------------------------------------


async def create_instance(unit: Unit, fields: Mapping[str, Any]) -> TrackingItemInstance:
    """A new instance of a budget, which is tracked from now on if it was not."""
    require_write(unit.actor, "tracking_item_instance")
    budget = await unit.read.require_id(Budget, fields["budget_id"], "budgetId")
    values = filled(TrackingItemInstance, fields)
    await _refuse_number_taken(unit, budget.id, values["number"])
    if not await unit.read.where(TrackingItem, limit=1, budget_id=budget.id):
        unit.new(TrackingItem, budget_id=budget.id, **_shown_of_budget(budget))
    instance = unit.new(TrackingItemInstance, **values, budget_code=budget.code)
    return unit.change(instance, "created", performance_ratio=performance_ratio(instance))


async def edit_instance(
    unit: Unit, instance: TrackingItemInstance, fields: Mapping[str, Any]
) -> TrackingItemInstance:
    """Change the fields that differ. Raises `Invalid` for a tracked quantity that is typed while
    time sheets add up to it."""
    require_write(unit.actor, "tracking_item_instance")
    changes = differing(instance, fields)
    if not changes:
        return instance
    if "number" in changes:
        await _refuse_number_taken(unit, instance.budget_id, changes["number"])
    for column, field in TYPED_TRACKED:
        if column in changes and await _sheets(unit, instance):
            raise invalid(field, "rule", f"{field} is the sum of the instance's time sheets")
    instance = unit.change(instance, "updated", **changes)
    instance = unit.change(instance, "updated", performance_ratio=performance_ratio(instance))
    await _follow_instance(unit, instance)
    return instance


TYPED_TRACKED = (
    ("tracked_input_quantity", "trackedInputQuantity"),
    ("tracked_output_quantity", "trackedOutputQuantity"),
)


async def delete_instance(unit: Unit, instance: TrackingItemInstance) -> None:
    """Delete an instance with its time sheets."""
    require_write(unit.actor, "tracking_item_instance")
    for sheet in await _sheets(unit, instance):
        unit.delete(sheet)
    unit.delete(instance)


async def _refuse_number_taken(unit: Unit, budget_id: int, number: str) -> None:
    if await unit.read.where(TrackingItemInstance, limit=1, budget_id=budget_id, number=number):
        detail = f"the budget already has an instance {number}"
        raise Taken(detail, Problem("number", "rule", detail))


async def _follow_instance(unit: Unit, instance: TrackingItemInstance) -> None:
    for sheet in await _sheets(unit, instance):
        unit.change(sheet, "followed", **_shown_of_instance(instance))


def _shown_of_instance(instance: TrackingItemInstance) -> dict[str, Any]:
    return {column: getattr(instance, column) for column in SHOWN_OF_INSTANCE}


def performance_ratio(instance: TrackingItemInstance) -> Decimal | None:
    """What the reported output should have taken, over what it took: above 1 is better than
    planned. None while one of the four quantities is missing or 0."""
    planned_input, spent = instance.input_quantity, instance.tracked_input_quantity
    planned_output, built = instance.output_quantity, instance.tracked_output_quantity
    if not planned_input or not planned_output or not spent or built is None:
        return None
    earned = multiply(planned_input, built, PRODUCT_PLACES)
    allowed = multiply(planned_output, spent, PRODUCT_PLACES)
    if not allowed:
        return None
    ratio = divide(earned, allowed, RATIO_PLACES)
    return ratio if abs(ratio) < PRICE_LIMIT else None


# -- time sheets ----------------------------------------------------------------------------------


async def create_sheet(
    unit: Unit, instance: TrackingItemInstance, fields: Mapping[str, Any]
) -> TimeSheet:
    """A new time sheet of an instance, whose tracked quantities follow."""
    require_write(unit.actor, "time_sheet")
    _check_dates(fields["start_date"], fields["end_date"])
    sheet = unit.new(
        TimeSheet,
        **fields,
        tracking_item_instance_id=instance.id,
        **_shown_of_instance(instance),
    )
    await _resum(unit, instance)
    return sheet


async def edit_sheet(
    unit: Unit,
    sheet: TimeSheet,
    fields: Mapping[str, Any],
    instance: TrackingItemInstance | None = None,
) -> TimeSheet:
    """Change the fields that differ; `instance` moves the sheet to another one."""
    require_write(unit.actor, "time_sheet")
    before = await unit.read.require_id(TrackingItemInstance, sheet.tracking_item_instance_id)
    changes = differing(sheet, fields)
    if instance is not None and instance.id != before.id:
        changes |= {"tracking_item_instance_id": instance.id, **_shown_of_instance(instance)}
    if not changes:
        return sheet
    _check_dates(
        changes.get("start_date", sheet.start_date), changes.get("end_date", sheet.end_date)
    )
    sheet = unit.change(sheet, "updated", **changes)
    await _resum(unit, before)
    if instance is not None:
        await _resum(unit, instance)
    return sheet


async def delete_sheet(unit: Unit, sheet: TimeSheet) -> None:
    """Delete a time sheet; the tracked quantities of its instance follow."""
    require_write(unit.actor, "time_sheet")
    instance = await unit.read.require_id(TrackingItemInstance, sheet.tracking_item_instance_id)
    unit.delete(sheet)
    await _resum(unit, instance)


def _check_dates(start: Any, end: Any) -> None:
    if end < start:
        raise invalid("endDate", "rule", "endDate lies before startDate")


async def _sheets(unit: Unit, instance: TrackingItemInstance) -> list[TimeSheet]:
    return await unit.read.where(TimeSheet, tracking_item_instance_id=instance.id)


async def _resum(unit: Unit, instance: TrackingItemInstance) -> None:
    """The tracked quantities of an instance are the sums of its sheets. Raises `Invalid` where a
    sum would be too large to keep."""
    sheets = await _sheets(unit, instance)
    sums: dict[str, Decimal] = {}
    for column, quantity in SUMMED:
        sums[column] = sum_amounts(quantity(sheet) for sheet in sheets)
        if abs(sums[column]) >= PRICE_LIMIT:
            raise invalid(column, "range", f"the time sheets add up beyond ±{PRICE_LIMIT:f}")
    changed = unit.change(instance, "followed", **sums)
    unit.change(changed, "followed", performance_ratio=performance_ratio(changed))


SUMMED: tuple[tuple[str, Callable[[TimeSheet], Decimal | None]], ...] = (
    ("tracked_input_quantity", lambda sheet: sheet.input_quantity),
    ("tracked_output_quantity", lambda sheet: sheet.output_quantity),
)
