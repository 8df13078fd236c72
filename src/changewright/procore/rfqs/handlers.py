"""What the operations on rfqs and their responses run (procore.md §2.8).

Every one names the commitment; an rfq of another one, or one that was not sent, is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, tzinfo
from typing import Any

from changewright.core.errors import NotFound, Problem, invalid
from changewright.core.query import Condition
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_clocks import ClockCalendar
from changewright.core.records_codes import CostCode
from changewright.core.records_contracts import Contract
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work import questions
from changewright.work.clock_terms import zone_of
from changewright.work.screening import named
from changewright.work.unit import LedgerReader, Unit

from ..fields import Rendering, Resource
from ..grammar import one_id
from ..operations import Handlers
from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of, rendering_of
from ..writing import read_placed, render, write
from . import words
from .brief import day_of, end_of
from .fields import CREATE_FIELDS, EDIT_FIELDS
from .shapes import CREATED, KIND, LISTED

# -- rfqs -----------------------------------------------------------------------------------------


async def list_rfqs(context: Context) -> Answer:
    """GET rfqs of a commitment."""
    listing = listing_of(context, LISTED)
    contract_id = _contract_id(context)
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        await _contract(read, contract_id)
    which = (
        Condition("kind", "any", (KIND,)),
        Condition("contract_id", "any", (contract_id,)),
        Condition("cost_state", "any", words.LISTED),
    )
    return await list_array(context, place, listing, which)


async def get_rfq(context: Context) -> Answer:
    """GET rfqs/{id}."""
    place = await looked_up(context, "id")
    return await get_one(context, place, LISTED, kinds=(KIND,))


async def create_rfq(context: Context) -> Answer:
    """POST rfqs: a question to the supplier of the commitment."""
    place, given = await read_placed(context, CREATE_FIELDS)
    rendering = rendering_of(context, place)
    values = _columns(given["values"])
    word = values.pop("status", "out_for_pricing")

    async def decide(unit: Unit) -> bytes:
        contract = await _contract(unit.read, given["contract_id"])
        await _check(unit.read, rendering, place, values)
        columns = _due(values, None, await _zone(unit.read, place))
        rfq = await questions.create(unit, contract, columns, words.ENTERED[word])
        return await render(unit, CREATED, rfq, rendering)

    return await write(context, place, decide)


async def edit_rfq(context: Context) -> Answer:
    """PATCH rfqs/{id}: the fields given, the status among them."""
    place, given = await read_placed(context, EDIT_FIELDS)
    rendering = rendering_of(context, place)
    values = _columns(given["values"])
    word = values.pop("status", None)

    async def decide(unit: Unit) -> bytes:
        rfq = await rfq_named(unit.read, given["contract_id"], context.path["id"])
        await _check(unit.read, rendering, place, values)
        state = None if word is None else words.target(rfq.cost_state, word)
        columns = _due(values, rfq, await _zone(unit.read, place))
        rfq = await questions.edit(unit, rfq, columns, state)
        return await render(unit, LISTED, rfq, rendering)

    return await write(context, place, decide)


async def delete_rfq(context: Context) -> Answer:
    """DELETE rfqs/{id}."""
    contract_id = _contract_id(context)
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        await questions.delete(unit, await rfq_named(unit.read, contract_id, context.path["id"]))
        return b""

    return await write(context, place, decide)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """A body's values: no number is not to be changed."""
    columns = filed(values)
    if not (columns.get("number") or "").strip():
        columns.pop("number", None)
    return columns


async def _zone(read: LedgerReader, place: Place) -> tzinfo:
    """Where the project's days are counted: by its clocks' calendar, as everywhere."""
    calendars = await read.where(ClockCalendar, limit=1)
    return zone_of(calendars[0].time_zone if calendars else None, place.project.time_zone)


def _due(values: dict[str, Any], before: ChangeOrder | None, zone: tzinfo) -> dict[str, Any]:
    """With the day of the answer as the instant that the ledger keeps, where that day ends in the
    project; a day that was shown leaves its instant as it is."""
    if "due_date" not in values:
        return values
    rest = {name: value for name, value in values.items() if name != "due_date"}
    day: date | None = values["due_date"]
    if before is not None:
        due = before.response_due
        if day == (before.due_date if due is None else day_of(due, zone)):
            return rest
    ends = None if day is None else end_of(day, zone)
    return {**rest, "due_date": None, "response_due": ends}


def filed(values: dict[str, Any]) -> dict[str, Any]:
    """A body's values: no files are none."""
    return {**values, "file_ids": ()} if values.get("file_ids", ()) is None else dict(values)


async def _check(
    read: LedgerReader, rendering: Rendering, place: Place, values: dict[str, Any]
) -> None:
    """Raise `Invalid` for a person or a cost code that is not there."""
    person_id = values.get("contact_id")
    if person_id is not None and rendering.directory.member(person_id, place.project.id) is None:
        raise invalid("assigned_id", "reference", f"There is no user {person_id} in this project")
    code_id = values.get("cost_code_id")
    if code_id is not None and await read.get(CostCode, code_id) is None:
        raise invalid("cost_code_id", "reference", f"There is no cost code {code_id} here")


# -- responses -----------------------------------------------------------------------------------

Values = dict[str, Any]


def listing(resource: Resource) -> Handler:
    """GET rfqs/{rfq_id}/responses."""

    async def list_them(context: Context) -> Answer:
        listing = listing_of(context, resource)
        place = await looked_up(context, "rfq_id")
        rfq_id = parse_whole_number(context.path["rfq_id"])
        return await list_array(context, place, listing, (Condition("rfq_id", "any", (rfq_id,)),))

    return list_them


def showing(resource: Resource) -> Handler:
    """GET rfqs/{rfq_id}/responses/{id}."""

    async def show(context: Context) -> Answer:
        place = await project_place(context)
        async with context.services.ledger.reader(place.container_id) as read:
            rfq = await rfq_named(read, _contract_id(context), context.path["rfq_id"])
            await _below(read, resource.noun, rfq, context.path["id"])
        return await get_one(context, place, resource)

    return show


def creating(
    resource: Resource,
    fields: tuple[Field, ...],
    make: Callable[[Unit, ChangeOrder, Values], Awaitable[Record]],
) -> Handler:
    """POST rfqs/{rfq_id}/responses."""

    async def create(context: Context) -> Answer:
        place, given = await read_placed(context, fields)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            rfq = await rfq_named(unit.read, given["contract_id"], context.path["rfq_id"])
            record = await make(unit, rfq, filed(given["values"]))
            return await render(unit, resource, record, rendering)

        return await write(context, place, decide)

    return create


def updating(
    resource: Resource,
    fields: tuple[Field, ...],
    change: Callable[[Unit, ChangeOrder, Any, Values], Awaitable[Record]],
) -> Handler:
    """PATCH rfqs/{rfq_id}/responses/{id}."""

    async def update(context: Context) -> Answer:
        place, given = await read_placed(context, fields)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            rfq = await rfq_named(unit.read, given["contract_id"], context.path["rfq_id"])
            record = await _below(unit.read, resource.noun, rfq, context.path["id"])
            record = await change(unit, rfq, record, filed(given["values"]))
            return await render(unit, resource, record, rendering)

        return await write(context, place, decide)

    return update


def below(
    resource: Resource,
    *,
    create: tuple[tuple[Field, ...], Callable[[Unit, ChangeOrder, Values], Awaitable[Record]]],
    update: tuple[tuple[Field, ...], Callable[[Unit, ChangeOrder, Any, Values], Awaitable[Record]]],
) -> Handlers:
    """What the operations on responses run."""
    return Handlers(
        list=listing(resource),
        show=showing(resource),
        create=creating(resource, *create),
        update=updating(resource, *update),
    )


# -- which ----------------------------------------------------------------------------------------


async def looked_up(context: Context, parameter: str) -> Place:
    """The place of a request about an rfq that is there."""
    contract_id = _contract_id(context)
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        await rfq_named(read, contract_id, context.path[parameter])
    return place


def _contract_id(context: Context) -> int:
    contract_id = one_id(context.query, "contract_id", required=True)
    assert contract_id is not None
    return contract_id


async def _contract(read: LedgerReader, contract_id: int) -> Contract:
    contract = await named(read, Contract, contract_id)
    if contract is None:
        detail = f"There is no commitment {contract_id} here."
        raise NotFound(detail, Problem("contract_id", "reference", detail))
    return contract


async def rfq_named(read: LedgerReader, contract_id: int, text: str) -> ChangeOrder:
    """The rfq that the path names, of this commitment, unless it is a draft."""
    await _contract(read, contract_id)
    record_id = parse_whole_number(text)
    rfq = await named(read, ChangeOrder, record_id)
    is_sent = rfq is not None and rfq.kind == KIND and rfq.cost_state in words.LISTED
    if rfq is None or not is_sent or rfq.contract_id != contract_id:
        raise NotFound("There is no rfq with this id on this commitment.")
    return rfq


async def _below(read: LedgerReader, noun: type[Any], rfq: ChangeOrder, text: str) -> Any:
    """What hangs on the rfq. Raises `NotFound`."""
    record_id = parse_whole_number(text)
    record: Record | None = await named(read, noun, record_id)
    if record is None or getattr(record, "rfq_id", None) != rfq.id:
        raise NotFound(f"There is no {noun.TABLE.replace('_', ' ')} with this id on this rfq.")
    return record
