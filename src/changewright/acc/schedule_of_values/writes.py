"""Creating, editing and deleting rows of a schedule of values."""

from __future__ import annotations

from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import schedule_of_values
from changewright.work.unit import Unit

from ..pricing import take_locked_column
from ..simple_writes import creates, deletes
from ..writing import Written, answer, require, resolved, write
from .resources import SCHEDULE_OF_VALUE

create = creates(SCHEDULE_OF_VALUE, schedule_of_values.create)
delete = deletes(SCHEDULE_OF_VALUE, "id", schedule_of_values.delete)


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
