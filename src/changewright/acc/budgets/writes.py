"""Creating, editing, deleting and importing budgets."""

from __future__ import annotations

from typing import Any

from changewright.edge.bodies import Body, read_body_items, read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter
from changewright.work import budgets
from changewright.work.unit import Unit

from ..pricing import take_locked_column
from ..query_text import one_boolean
from ..resource import render_record
from ..wire import array
from ..writing import Written, answer, at_index, require, resolved, settled, write
from .resources import BUDGET

FORCE = Parameter(
    "force",
    "boolean",
    "true: an administrator changes the budget although the project's budget is locked.",
    default=False,
)
IMPORT_BODY = Body(
    "Budgets (import)",
    BUDGET.creating,
    array=True,
    inside="data",
    items_minimum=1,
    items_maximum=budgets.IMPORT_MAXIMUM,
)


def _force(context: Context) -> bool:
    return one_boolean(context.query, "force")


async def create(context: Context) -> Answer:
    """POST budgets: one budget, by its code or by the parts of it."""
    values = read_fields(await context.json(), BUDGET.creating)
    force = _force(context)

    async def decide(unit: Unit) -> Written:
        return await answer(
            context, unit, BUDGET, await _create(context, unit, values, force=force)
        )

    return await write(context, decide)


async def import_many(context: Context) -> Answer:
    """POST budgets:import `{data: […]}`: up to 50, all or none, answered with a bare array."""
    given = read_body_items(await context.json(), IMPORT_BODY)
    force = _force(context)

    async def decide(unit: Unit) -> Written:
        made = []
        for index, values in enumerate(given):
            with at_index(index, "data."):
                made.append(await _create(context, unit, values, force=force))
        await settled(unit)
        rendered = [
            await render_record(unit.read, BUDGET, unit.newest(one), context) for one in made
        ]
        return Written(array(rendered))

    return await write(context, decide)


async def _create(context: Context, unit: Unit, values: dict[str, Any], *, force: bool) -> Any:
    fields = await resolved(context, unit, values)
    codes = fields.pop("segment_codes", None)
    return await budgets.create(unit, fields, codes=codes, force=force)


async def edit(context: Context) -> Answer:
    """PATCH budgets/{id}: the fields given; `lockedField` says what must not follow."""
    values = read_fields(await context.json(), BUDGET.patching, partial=True)
    locked = take_locked_column(values)
    force = _force(context)

    async def decide(unit: Unit) -> Written:
        budget = await require(context, unit, BUDGET, "budgetId")
        fields = await resolved(context, unit, values)
        codes = fields.pop("segment_codes", None)
        budget = await budgets.edit(unit, budget, fields, codes=codes, locked=locked, force=force)
        return await answer(context, unit, BUDGET, budget)

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE budgets/{id}: 204, or 409 where something refers to it."""
    force = _force(context)

    async def decide(unit: Unit) -> Written:
        budget = await require(context, unit, BUDGET, "budgetId")
        await budgets.delete(unit, budget, force=force)
        return Written()

    return await write(context, decide)
