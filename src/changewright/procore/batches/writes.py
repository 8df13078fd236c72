"""Creating, changing and deleting batches (procore.md §2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.book import state_of
from changewright.core.errors import NotFound
from changewright.core.kinds import Track, phase_of
from changewright.core.records import ChangeOrder
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work import packages
from changewright.work.screening import named
from changewright.work.unit import Unit

from .. import change_bodies as fields
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..hanging import EDIT_FIELDS as HUNG
from ..hanging import hanging_of
from ..orders import PACKAGES, contract_id_of, side_of
from ..place import project_place
from ..reading import rendering_of
from ..wire import INTEGER, INTEGER_LIST
from ..words import NEWER_WORDS, asked
from ..writing import read_placed, render, wrapped, write
from .shapes import DETAILED

HELD_MAXIMUM = 1000
"""Change orders named in one request."""

CHANGE_ORDERS = Field(
    "change_order_ids",
    "face_ids",
    INTEGER_LIST,
    maximum=HELD_MAXIMUM,
    description="At two tiers: exactly these potential change orders are in it.",
)
REQUESTS = Field(
    "legacy_request_ids",
    "request_ids",
    INTEGER_LIST,
    maximum=HELD_MAXIMUM,
    description="At three tiers: exactly these change order requests are in it.",
)
CONTRACT = Field("contract_id", "contract_id", INTEGER, required=True, nullable=False)

FIELDS = (
    CONTRACT,
    fields.status(NEWER_WORDS),
    fields.TITLE,
    fields.DESCRIPTION,
    fields.NUMBER,
    fields.REVISION,
    fields.DUE_DATE,
    fields.PAID_DATE,
    fields.INVOICED_DATE,
    fields.SIGNED,
    fields.COMPLETION,
    fields.DAYS,
    fields.EXECUTED,
    fields.PRIVATE,
    fields.SIGNATURE,
    fields.REVIEWER,
    CHANGE_ORDERS,
    REQUESTS,
    *HUNG,
)
WRAPPER = "change_order_batch"
CREATE_FIELDS = (wrapped(WRAPPER, FIELDS, partial=False),)
EDIT_FIELDS = (wrapped(WRAPPER, FIELDS, partial=True),)


def creating(side: Track) -> Handler:
    """POST …_change_order_batches: a package, holding what is named."""

    async def create(context: Context) -> Answer:
        place, given = await read_placed(context, CREATE_FIELDS)
        rendering = rendering_of(context, place)
        hanging = await hanging_of(context, place)
        hung = hanging.taken(given["values"])
        values = fields.columns(given["values"])
        contract_id, word = values.pop("contract_id"), values.pop("status", "draft")
        held = _held(values)

        async def decide(unit: Unit) -> bytes:
            contract = await fields.contract_on(unit.read, side, contract_id)
            fields.check_people(rendering, place, values)
            state = asked(PACKAGES[side], None, word, rendering.tiers(side)) or "draft"
            with as_sent(FIELDS):
                # What it is to hold joins a draft; its status then goes down to it.
                first = "draft" if any(held.values()) else state
                batch = await packages.create(unit, contract, {"name": "", **values}, first)
                batch = await packages.hold(unit, batch, **held)
                batch = await packages.edit(unit, batch, {}, state)
                await hanging.apply(unit, batch, hung)
            return await render(unit, DETAILED, batch, rendering)

        return await write(context, place, decide)

    return create


def updating(side: Track) -> Handler:
    """PATCH …_change_order_batches/{id}: the fields given, the status among them."""

    async def update(context: Context) -> Answer:
        place, given = await read_placed(context, EDIT_FIELDS)
        rendering = rendering_of(context, place)
        hanging = await hanging_of(context, place)
        hung = hanging.taken(given["values"])
        values = fields.columns(given["values"])
        contract_id, word = values.pop("contract_id", None), values.pop("status", None)
        held = _held(values)

        async def decide(unit: Unit) -> bytes:
            batch = await _require(context, unit, rendering, side)
            fields.check_stays(contract_id, contract_id_of(rendering, batch))
            fields.check_people(rendering, place, values)
            shown = state_of(batch, side)
            state = None
            if word is not None:
                state = asked(PACKAGES[side], shown, word, rendering.tiers(side))
            with as_sent(FIELDS):
                batch = await _changed(unit, batch, values, state, held)
                await hanging.apply(unit, batch, hung)
            return await render(unit, DETAILED, batch, rendering)

        return await write(context, place, decide)

    return update


async def _changed(
    unit: Unit,
    batch: ChangeOrder,
    values: Mapping[str, Any],
    state: str | None,
    held: Mapping[str, Any],
) -> ChangeOrder:
    """Out of approved first, then what it holds, into another status last: so one request can do
    whatever two can."""
    if not any(ids is not None for ids in held.values()):
        return await packages.edit(unit, batch, values, state)
    was = state_of(batch, side_of(batch.kind))
    if state is not None and phase_of(was) == "approved" != phase_of(state):
        batch = await packages.edit(unit, batch, values, state)
        return await packages.hold(unit, batch, **held)
    batch = await packages.hold(unit, batch, **held)
    return await packages.edit(unit, batch, values, state)


def deleting(side: Track) -> Handler:
    """DELETE …_change_order_batches/{id}: at one tier with its change order, else what was in it
    is in none."""

    async def delete(context: Context) -> Answer:
        place = await project_place(context)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            await packages.delete(unit, await _require(context, unit, rendering, side))
            return b""

        return await write(context, place, decide)

    return delete


def _held(values: dict[str, Any]) -> dict[str, Any]:
    """What it is to hold, taken out of the values; None: as it is."""
    return {name: values.pop(name, None) for name in ("face_ids", "request_ids")}


async def _require(context: Context, unit: Unit, rendering: Rendering, side: Track) -> ChangeOrder:
    """The batch that the path names. Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    found = await named(unit.read, ChangeOrder, record_id)
    if found is None or found.kind != PACKAGES[side] or contract_id_of(rendering, found) is None:
        raise NotFound("There is no change order batch with this id here.")
    return found


def body(name: str, *, partial: bool) -> Body:
    return Body(name, EDIT_FIELDS if partial else CREATE_FIELDS)
