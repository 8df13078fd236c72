"""Tracking budgets, their instances, and reporting on them."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.core.records_budgets import Budget, TrackingItemInstance
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import tracking
from changewright.work.unit import Unit

from ..simple_writes import creates, deletes, edits
from ..writing import Written, answer, require, resolved, write
from .fields import INSTANCE, TIME_SHEET, TRACKING_ITEM


async def create_item(context: Context) -> Answer:
    """POST performance-tracking-items `{budgetId}`."""
    values = read_fields(await context.json(), TRACKING_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        fields = await resolved(context, unit, values)
        budget = await unit.read.require_id(Budget, fields["budget_id"], "budgetId")
        item = await tracking.create_item(unit, budget)
        return await answer(context, unit, TRACKING_ITEM, item)

    return await write(context, decide)


delete_item = deletes(TRACKING_ITEM, "id", tracking.delete_item)

create_instance = creates(INSTANCE, tracking.create_instance)
edit_instance = edits(INSTANCE, "id", tracking.edit_instance)
delete_instance = deletes(INSTANCE, "id", tracking.delete_instance)


async def create_sheet(context: Context) -> Answer:
    """POST time-sheets: for an instance by its id, or by its budget's code and its number."""
    values = read_fields(await context.json(), TIME_SHEET.creating)

    async def decide(unit: Unit) -> Written:
        fields = await resolved(context, unit, values)
        instance = await _instance(unit, fields)
        if instance is None:
            raise invalid(
                "trackingItemInstanceId",
                "missing",
                "trackingItemInstanceId, or budgetCode and trackingItemInstanceNumber, are needed",
            )
        sheet = await tracking.create_sheet(unit, instance, fields)
        return await answer(context, unit, TIME_SHEET, sheet)

    return await write(context, decide)


async def edit_sheet(context: Context) -> Answer:
    """PATCH time-sheets/{id}."""
    values = read_fields(await context.json(), TIME_SHEET.patching, partial=True)

    async def decide(unit: Unit) -> Written:
        sheet = await require(context, unit, TIME_SHEET, "id")
        fields = await resolved(context, unit, values)
        instance = await _instance(unit, fields)
        sheet = await tracking.edit_sheet(unit, sheet, fields, instance)
        return await answer(context, unit, TIME_SHEET, sheet)

    return await write(context, decide)


delete_sheet = deletes(TIME_SHEET, "id", tracking.delete_sheet)


async def _instance(unit: Unit, fields: dict[str, Any]) -> TrackingItemInstance | None:
    """The instance that a body names, its names taken out of `fields`; None if it names none.

    Raises `Invalid` for one that is not there.
    """
    instance_id = fields.pop("tracking_item_instance_id", None)
    code, number = fields.pop("budget_code", None), fields.pop("instance_number", None)
    if instance_id is not None:
        return await unit.read.require_id(TrackingItemInstance, instance_id)
    if code is None and number is None:
        return None
    if code is None or number is None:
        missing = "budgetCode" if code is None else "trackingItemInstanceNumber"
        raise invalid(missing, "missing", "budgetCode and trackingItemInstanceNumber go together")
    found = await unit.read.where(TrackingItemInstance, limit=1, budget_code=code, number=number)
    if not found:
        detail = "trackingItemInstanceNumber names no instance of this budget"
        raise invalid("trackingItemInstanceNumber", "reference", detail)
    return found[0]
