"""Creating, editing and deleting rows of a schedule of values."""

from __future__ import annotations

from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import schedule_of_values
from changewright.work.unit import Unit

from ..pricing import take_locked_column
from ..writing import Written, answer, require, resolved, write
from .resources import SCHEDULE_OF_VALUE


async def create(context: Context) -> Answer:
    """POST schedule-of-values: one row of a contract."""
    values = read_fields(await context.json(), SCHEDULE_OF_VALUE.creating)

    async def decide(unit: Unit) -> Written:
        row = await schedule_of_values.create(unit, await resolved(context, unit, values))
        return await answer(context, unit, SCHEDULE_OF_VALUE, row)

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH schedule-of-values/{id}; `lockedField` says what must not follow."""
    values = read_fields(await context.json(), SCHEDULE_OF_VALUE.patching, partial=True)
    locked = take_locked_column(values)

    async def decide(unit: Unit) -> Written:
        row = await require(context, unit, SCHEDULE_OF_VALUE, "id")
        fields = await resolved(context, unit, values)
        row = await schedule_of_values.edit(unit, row, fields, locked=locked)
        return await answer(context, unit, SCHEDULE_OF_VALUE, row)

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE schedule-of-values/{id}, with the rows under it."""

    async def decide(unit: Unit) -> Written:
        row = await require(context, unit, SCHEDULE_OF_VALUE, "id")
        await schedule_of_values.delete(unit, row)
        return Written()

    return await write(context, decide)
