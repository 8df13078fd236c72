"""Creating and changing change order packages (procore.md §2.2)."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound
from changewright.core.kinds import KIND
from changewright.core.lifecycle import state_of
from changewright.core.records import ChangeOrder
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import packages
from changewright.work.unit import Unit

from ..fields import Rendering
from ..place import project_place
from ..reading import rendering_of
from ..words import CLASSIC_WORDS, target
from ..writing import body_of, read_wrapped, render, write
from .shapes import DETAILED, KINDS, contract_of

DAYS_MAXIMUM = 100_000

# Title and description are as long as the other door lets them be.
FIELDS = (
    Field("status", "status", bodies.CHOICE, choices=CLASSIC_WORDS, nullable=False),
    Field("title", "name", bodies.TEXT, maximum=1024),
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field(
        "grand_total",
        "grand_total",
        bodies.AMOUNT,
        ignored=True,
        description="Accepted and dropped: a total is the sum of its lines.",
    ),
    Field(
        "schedule_impact_amount",
        "schedule_change",
        bodies.INTEGER,
        minimum=-DAYS_MAXIMUM,
        maximum=DAYS_MAXIMUM,
    ),
    Field("origin_code", "origin_code", bodies.TEXT, maximum=255),
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
    Field("origin_id", "origin_id", bodies.TEXT, maximum=255),
    Field("paid_date", "paid_date", bodies.DAY),
    Field("invoiced_date", "invoiced_date", bodies.DAY),
    Field("due_date", "due_date", bodies.DAY),
    Field("executed", "executed_flag", bodies.BOOLEAN, nullable=False),
    Field("signed_change_order_received_date", "signed_at", bodies.DAY),
)
CREATE_FIELDS = body_of("change_order", FIELDS, partial=False, contract_required=True)
EDIT_FIELDS = body_of("change_order", FIELDS, partial=True, contract_required=False)
CREATE_BODY = Body("ChangeOrderPackageCreate", CREATE_FIELDS)
EDIT_BODY = Body("ChangeOrderPackageUpdate", EDIT_FIELDS)


async def create(context: Context) -> Answer:
    """POST change_order_packages: a package, with its potential change order at one tier."""
    given = await read_wrapped(context, CREATE_FIELDS)
    place = await project_place(context, given)
    rendering = rendering_of(context, place)
    values = _columns(given["values"])
    word = values.pop("status", "draft")

    async def decide(unit: Unit) -> bytes:
        contract = await packages.contract_of(unit.read, given["contract_id"])
        state = _entered("sco", None, word)
        order = await packages.create(unit, contract, {"name": "", **values}, state)
        return await render(unit, DETAILED, order, rendering)

    return await write(context, place, decide)


async def edit(context: Context) -> Answer:
    """PATCH change_order_packages/{id}: the fields given, the status among them."""
    given = await read_wrapped(context, EDIT_FIELDS)
    place = await project_place(context, given)
    rendering = rendering_of(context, place)
    values = _columns(given["values"])
    word = values.pop("status", None)

    async def decide(unit: Unit) -> bytes:
        order = await _require(context, unit, rendering, given.get("contract_id"))
        shown = state_of(order, KIND[order.kind].tracks[0])
        state = None if word is None else target(order.kind, shown, word)
        order = await packages.edit(unit, order, values, state)
        return await render(unit, DETAILED, order, rendering)

    return await write(context, place, decide)


def _entered(kind: str, shown: str | None, word: str) -> str:
    state = target(kind, shown, word)
    assert state is not None, f"every word enters a state of a new {kind}"
    return state


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a body; a title is never null in the ledger."""
    if "name" in values and values["name"] is None:
        return {**values, "name": ""}
    return values


async def _require(
    context: Context, unit: Unit, rendering: Rendering, contract_id: int | None
) -> ChangeOrder:
    """The package that the path names. Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    order = None if record_id is None else await unit.read.get(ChangeOrder, record_id)
    own = None
    if order is not None and order.kind in KINDS:
        own = contract_of(rendering, order.kind, order.contract_id, order.main_contract_id)
    if order is None or own is None or contract_id not in (None, own):
        raise NotFound("There is no change order package with this id here.")
    return order
