"""What the operations on cost codes run. Sub jobs are not kept: of one there are no codes."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound
from changewright.core.records_codes import CostCode
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import codes
from changewright.work.screening import named
from changewright.work.unit import Unit

from ..contract_bodies import as_sent
from ..grammar import one_id
from ..orders import NOTHING
from ..place import project_place
from ..reading import get_one, list_array, listing_of, rendering_of
from ..sync import Sync, sync
from ..wire import INTEGER, LABEL
from ..writing import PROJECT_FIELD, read_placed, render, wrapped, write
from .shapes import DETAILED, LISTED

POSITION_MAXIMUM = 1_000_000_000

FIELDS = (
    Field("code", "code", bodies.TEXT, maximum=100, nullable=False, required=True),
    Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True),
    Field("parent_id", "parent_id", INTEGER),
    Field("position", "position", INTEGER, minimum=0, maximum=POSITION_MAXIMUM),
    Field("standard_cost_code_id", "standard_cost_code_id", INTEGER),
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
    Field("origin_id", "origin_id", LABEL, maximum=255),
)
# The code that another has is named as the code that was sent.
NAMED = (*FIELDS, Field("code", "full_code", bodies.TEXT))
CREATE_FIELDS = (PROJECT_FIELD, wrapped("cost_code", FIELDS, partial=False))
EDIT_FIELDS = (PROJECT_FIELD, wrapped("cost_code", FIELDS, partial=True))
CREATE_BODY = Body("CostCodeCreate", CREATE_FIELDS)
EDIT_BODY = Body("CostCodeUpdate", EDIT_FIELDS)


async def list_codes(context: Context) -> Answer:
    """GET cost_codes; none of a sub job."""
    listing = listing_of(context, LISTED)
    of_sub_job = one_id(context.query, "sub_job_id") is not None
    place = await project_place(context)
    return await list_array(context, place, listing, (NOTHING,) if of_sub_job else ())


async def get_code(context: Context) -> Answer:
    """GET cost_codes/{id}."""
    return await get_one(context, await project_place(context), DETAILED)


async def create(context: Context) -> Answer:
    """POST cost_codes."""
    place, given = await read_placed(context, CREATE_FIELDS, writes=CostCode)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        made = await _made(unit, given["values"])
        return await render(unit, DETAILED, made, rendering)

    return await write(context, place, decide)


async def update(context: Context) -> Answer:
    """PATCH cost_codes/{id}; the codes below it follow, and the budget codes made of them."""
    place, given = await read_placed(context, EDIT_FIELDS, writes=CostCode)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        record_id = parse_whole_number(context.path["id"])
        found = await named(unit.read, CostCode, record_id)
        if found is None:
            raise NotFound("There is no cost code with this id here.")
        changed = await _changed(unit, found, given["values"])
        return await render(unit, DETAILED, changed, rendering)

    return await write(context, place, decide)


async def sync_codes(context: Context) -> Answer:
    """PATCH cost_codes/sync."""
    place = await project_place(context)

    async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> CostCode | None:
        if record_id is not None:
            return await unit.read.get(CostCode, record_id)
        rows = await unit.read.where(CostCode, limit=1, origin_id=origin_id)
        return rows[0] if rows else None

    how = Sync(
        resource=LISTED,
        fields=FIELDS,
        find=find,
        create=_made,
        update=_changed,
        writes=CostCode.TABLE,
    )
    return await sync(context, place, how)


async def _made(unit: Unit, values: dict[str, Any]) -> CostCode:
    with as_sent(NAMED):
        return await codes.create(unit, _usual(values))


async def _changed(unit: Unit, record: Any, values: dict[str, Any]) -> CostCode:
    with as_sent(NAMED):
        return await codes.edit(unit, record, _usual(values))


def _usual(values: dict[str, Any]) -> dict[str, Any]:
    """A position of null is none that was given."""
    return {name: value for name, value in values.items() if (name, value) != ("position", None)}
