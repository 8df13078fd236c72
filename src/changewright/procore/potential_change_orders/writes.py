"""Creating, changing and syncing potential change orders (procore.md §2.3, §4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.core.faces import state_on_face
from changewright.core.records import ChangeOrder, Face, Record
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import change_orders, packages, potentials
from changewright.work.edits import refuse_taken
from changewright.work.screening import named, seen
from changewright.work.unit import Unit

from .. import change_bodies as fields
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..hanging import CUSTOM, Hanging, hanging_of
from ..orders import PACKAGES
from ..reading import rendering_of
from ..sync import OfContract, Sync, sync_in_contract
from ..wire import INTEGER
from ..words import CLASSIC_WORDS, target
from ..writing import body_of, read_placed, render, write
from .shapes import DETAILED

WRAPPER = "change_order"
REQUEST = Field(
    "change_order_request_id",
    "request_id",
    INTEGER,
    description="At three tiers: the request it is in.",
)
IN_PACKAGE = Field("change_order_package_id", "package_id", INTEGER)
PACKAGE = Field(
    "change_order_request",
    "request",
    bodies.object_of(IN_PACKAGE, partial=True),
    nullable=False,
    description="At two tiers, by its change_order_package_id: the package it is in.",
)
PACKAGE_FIELD = f"{PACKAGE.name}.{IN_PACKAGE.name}"
EVENTS = {"budget": "prime_change_event_id", "cost": "commitment_change_event_id"}
"""By side, the field that names the change event it came from."""

_SHARED = (
    fields.status(CLASSIC_WORDS),
    fields.TITLE,
    fields.DESCRIPTION,
    fields.GRAND_TOTAL,
    fields.NUMBER,
    fields.DAYS,
    fields.DUE_DATE,
    fields.INVOICED_DATE,
    fields.PAID_DATE,
    fields.ORIGIN_DATA,
    fields.ORIGIN_ID,
    *(Field(name, name, INTEGER) for name in EVENTS.values()),
    Field("currency_exchange_rate", "exchange_rate", bodies.PRICE),
    CUSTOM,
)
EDIT = (*_SHARED, REQUEST, PACKAGE)
CREATE_FIELDS = body_of(WRAPPER, _SHARED, partial=False, contract_required=True)
EDIT_FIELDS = body_of(WRAPPER, EDIT, partial=True, contract_required=True)
CREATE_BODY = Body("PotentialChangeOrderCreate", CREATE_FIELDS)
EDIT_BODY = Body("PotentialChangeOrderUpdate", EDIT_FIELDS)


async def create(context: Context) -> Answer:
    """POST potential_change_orders: at one tier its package comes with it."""
    place, given = await read_placed(context, CREATE_FIELDS)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)

    async def decide(unit: Unit) -> bytes:
        face = await _made(unit, hanging, rendering, given["contract_id"], given["values"])
        return await render(unit, DETAILED, face, rendering)

    return await write(context, place, decide)


async def edit(context: Context) -> Answer:
    """PATCH potential_change_orders/{id}: the fields given, and what it is in."""
    place, given = await read_placed(context, EDIT_FIELDS)
    rendering = rendering_of(context, place)
    record_id = parse_whole_number(context.path["id"])
    hanging = await hanging_of(context, place)

    async def decide(unit: Unit) -> bytes:
        face = await _found(unit, given["contract_id"], record_id)
        if face is None:
            raise NotFound("There is no potential change order with this id here.")
        face = await _changed(unit, hanging, rendering, face, given["values"])
        return await render(unit, DETAILED, face, rendering)

    return await write(context, place, decide)


async def sync_potential(context: Context) -> Answer:
    """PATCH potential_change_orders/sync: those of one contract, by id or origin."""
    return await sync_in_contract(context, _synced)


def _synced(of: OfContract) -> Sync:
    async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> Record | None:
        if record_id is not None:
            return await _found(unit, of.contract_id, record_id)
        there = await unit.read.where(Face, contract_id=of.contract_id, origin_id=origin_id)
        return next(iter(seen(unit.read, there)), None)

    async def make(unit: Unit, values: dict[str, Any]) -> Record:
        return await _made(unit, of.hanging, of.rendering, of.contract_id, values)

    async def change(unit: Unit, record: Record, values: dict[str, Any]) -> Record:
        assert isinstance(record, Face)
        return await _changed(unit, of.hanging, of.rendering, record, values)

    return Sync(
        resource=DETAILED,
        fields=EDIT,
        find=find,
        create=make,
        update=change,
        writes=ChangeOrder.TABLE,
    )


# -- what is done ---------------------------------------------------------------------------------


async def _made(
    unit: Unit,
    hanging: Hanging,
    rendering: Rendering,
    contract_id: int,
    given: Mapping[str, Any],
) -> Face:
    values = fields.columns(given, number="number")
    hung = hanging.taken(values)
    placed = _taken_out(values)
    contract = await packages.contract_of(unit.read, contract_id)
    side = packages.side_of_contract(contract)
    kind = PACKAGES[side] if rendering.tiers(side) == 1 else "pco"
    state = target(kind, None, values.pop("status", "draft")) or "draft"
    await _name_event(unit, side, values)
    await _refuse_origin_taken(unit, values, None)
    with as_sent(_names(side)):
        face = await potentials.create(unit, contract, {"name": "", **values}, state)
        await hanging.apply(unit, face, hung)
        return await _put(unit, face, placed)


async def _changed(
    unit: Unit, hanging: Hanging, rendering: Rendering, face: Face, given: Mapping[str, Any]
) -> Face:
    """Out of what it is in first, into another last: there it takes that one's status (§1.6)."""
    values = fields.columns(given, number="number")
    hung = hanging.taken(values)
    placed, word = _taken_out(values), values.pop("status", None)
    await _name_event(unit, face.side, values)
    await _refuse_joint(unit, face, values)
    await _refuse_origin_taken(unit, values, face)
    with as_sent(_names(face.side)):
        face = await _put(unit, face, {name: None for name, id in placed.items() if id is None})
        state = None
        if word is not None:
            document = await unit.read.require_id(ChangeOrder, face.change_order_id)
            held = await change_orders.items_of(unit, document)
            shown, tiers = state_on_face(face, document, held), rendering.tiers(face.side)
            state = target("pco", shown, word, tiers, in_package=face.package_id is not None)
        face = await potentials.edit(unit, face, values, state)
        await hanging.apply(unit, face, hung)
        return await _put(unit, face, {name: id for name, id in placed.items() if id is not None})


def _taken_out(values: dict[str, Any]) -> dict[str, int | None]:
    """What a body says it is put into: taken out of its values."""
    placed: dict[str, int | None] = dict(values.pop("request", {}))
    if "request_id" in values:
        placed["request_id"] = values.pop("request_id")
    return placed


async def _put(unit: Unit, face: Face, placed: Mapping[str, int | None]) -> Face:
    if "request_id" in placed:
        face = await potentials.attach(
            unit, face, request_id=placed["request_id"], field=REQUEST.name
        )
    if "package_id" in placed:
        face = await potentials.attach(
            unit, face, package_id=placed["package_id"], field=PACKAGE_FIELD
        )
    return face


async def _name_event(unit: Unit, side: str, values: dict[str, Any]) -> None:
    """Put the change event that a body names into its column. Raises `Invalid` for none that is
    there, and for the field of the other side."""
    for of_side, name in EVENTS.items():
        if name not in values:
            continue
        event_id = values.pop(name)
        if of_side != side:
            if event_id is not None:
                raise invalid(name, "rule", f"{name} is for change orders of the other side")
            continue
        if event_id is not None:
            event = await named(unit.read, ChangeOrder, event_id)
            if event is None or event.kind != "event":
                raise invalid(name, "reference", f"There is no change event {event_id} here")
        values["event_id"] = event_id


async def _refuse_joint(unit: Unit, face: Face, values: Mapping[str, Any]) -> None:
    """A change that several contracts see is joined by an event (core-model.md §2)."""
    if values.get("event_id", face) is None:
        faces = await unit.read.where(Face, limit=2, change_order_id=face.change_order_id)
        if len(faces) > 1:
            detail = "a change order of several contracts is always of a change event"
            raise invalid(EVENTS[face.side], "rule", detail)


def _names(side: str) -> tuple[Field, ...]:
    """The fields by which refusals from below are told."""
    return (*EDIT, Field(EVENTS[side], "event_id", INTEGER))


async def _refuse_origin_taken(unit: Unit, values: Mapping[str, Any], own: Face | None) -> None:
    origin_id = values.get("origin_id")
    if origin_id is not None:
        await refuse_taken(unit, Face, "origin_id", origin_id, own)


async def _found(unit: Unit, contract_id: int, record_id: int | None) -> Face | None:
    """The potential change with this id, if it is one of the contract."""
    face = await named(unit.read, Face, record_id)
    return face if face is not None and face.contract_id == contract_id else None
