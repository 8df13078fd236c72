"""Creating and changing change order packages (procore.md §2.2)."""

from __future__ import annotations

from changewright.core.book import state_of
from changewright.core.errors import NotFound
from changewright.core.records import ChangeOrder
from changewright.edge.bodies import Body
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import packages
from changewright.work.screening import named
from changewright.work.unit import Unit

from .. import change_bodies as fields
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..hanging import CUSTOM, hanging_of
from ..orders import contract_id_of, side_of
from ..reading import rendering_of
from ..words import CLASSIC_WORDS, target
from ..writing import body_of, read_placed, render, write
from .shapes import DETAILED, KINDS

FIELDS = (
    fields.status(CLASSIC_WORDS),
    fields.TITLE,
    fields.DESCRIPTION,
    fields.GRAND_TOTAL,
    fields.DAYS,
    fields.ORIGIN_CODE,
    fields.ORIGIN_DATA,
    fields.ORIGIN_ID,
    fields.PAID_DATE,
    fields.INVOICED_DATE,
    fields.DUE_DATE,
    fields.EXECUTED,
    fields.SIGNED,
    CUSTOM,
)
CREATE_FIELDS = body_of("change_order", FIELDS, partial=False, contract_required=True)
EDIT_FIELDS = body_of("change_order", FIELDS, partial=True, contract_required=False)
CREATE_BODY = Body("ChangeOrderPackageCreate", CREATE_FIELDS)
EDIT_BODY = Body("ChangeOrderPackageUpdate", EDIT_FIELDS)


async def create(context: Context) -> Answer:
    """POST change_order_packages: a package, with its potential change order at one tier."""
    place, given = await read_placed(context, CREATE_FIELDS)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    hung = hanging.taken(given["values"])
    values = fields.columns(given["values"])
    state = target("sco", None, values.pop("status", "draft"))

    async def decide(unit: Unit) -> bytes:
        contract = await packages.contract_of(unit.read, given["contract_id"])
        with as_sent(FIELDS):
            order = await packages.create(unit, contract, {"name": "", **values}, state or "draft")
            await hanging.apply(unit, order, hung)
        return await render(unit, DETAILED, order, rendering)

    return await write(context, place, decide)


async def edit(context: Context) -> Answer:
    """PATCH change_order_packages/{id}: the fields given, the status among them."""
    place, given = await read_placed(context, EDIT_FIELDS)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    hung = hanging.taken(given["values"])
    values = fields.columns(given["values"])
    word = values.pop("status", None)

    async def decide(unit: Unit) -> bytes:
        order = await _require(context, unit, rendering, given.get("contract_id"))
        side = side_of(order.kind)
        shown, tiers = state_of(order, side), rendering.tiers(side)
        state = None if word is None else target(order.kind, shown, word, tiers)
        with as_sent(FIELDS):
            order = await packages.edit(unit, order, values, state)
            await hanging.apply(unit, order, hung)
        return await render(unit, DETAILED, order, rendering)

    return await write(context, place, decide)


async def _require(
    context: Context, unit: Unit, rendering: Rendering, contract_id: int | None
) -> ChangeOrder:
    """The package that the path names. Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    order = await named(unit.read, ChangeOrder, record_id)
    own = None
    if order is not None and order.kind in KINDS:
        own = contract_id_of(rendering, order)
    if order is None or own is None or contract_id not in (None, own):
        raise NotFound("There is no change order package with this id here.")
    return order
