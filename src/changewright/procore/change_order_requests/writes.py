"""Creating, changing and syncing change order requests (procore.md §2.4, §4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.book import state_of
from changewright.core.errors import NotFound
from changewright.core.records import ChangeOrder, Record
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import packages, requests
from changewright.work.screening import named, seen
from changewright.work.unit import Unit

from .. import change_bodies as fields
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..hanging import EDIT_FIELDS as HUNG
from ..hanging import Hanging, hanging_of
from ..orders import contract_id_of, side_of
from ..reading import rendering_of
from ..sync import OfContract, Sync, sync_in_contract
from ..wire import INTEGER
from ..words import CLASSIC_WORDS, target
from ..writing import body_of, read_placed, render, write
from .shapes import DETAILED, KINDS

PACKAGE = Field("change_order_package_id", "package_id", INTEGER)

FIELDS = (
    fields.status(CLASSIC_WORDS),
    fields.TITLE,
    fields.DESCRIPTION,
    fields.NUMBER,
    fields.REVISION,
    fields.GRAND_TOTAL,
    fields.DAYS,
    fields.ORIGIN_DATA,
    fields.ORIGIN_ID,
    fields.PAID_DATE,
    fields.INVOICED_DATE,
    fields.DUE_DATE,
    PACKAGE,
    *HUNG,
)
CREATE_FIELDS = body_of("change_order", FIELDS, partial=False, contract_required=True)
EDIT_FIELDS = body_of("change_order", FIELDS, partial=True, contract_required=True)
CREATE_BODY = Body("ChangeOrderRequestCreate", CREATE_FIELDS)
EDIT_BODY = Body("ChangeOrderRequestUpdate", EDIT_FIELDS)


async def create(context: Context) -> Answer:
    """POST change_order_requests: a request, maybe in a package already."""
    place, given = await read_placed(context, CREATE_FIELDS)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)

    async def decide(unit: Unit) -> bytes:
        request = await _made(unit, hanging, given["contract_id"], given["values"])
        return await render(unit, DETAILED, request, rendering)

    return await write(context, place, decide)


async def edit(context: Context) -> Answer:
    """PATCH change_order_requests/{id}: the fields given, status and package among them."""
    place, given = await read_placed(context, EDIT_FIELDS)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    record_id = parse_whole_number(context.path["id"])

    async def decide(unit: Unit) -> bytes:
        request = await _found(unit, rendering, given["contract_id"], record_id)
        if request is None:
            raise NotFound("There is no change order request with this id here.")
        request = await _changed(unit, hanging, request, given["values"])
        return await render(unit, DETAILED, request, rendering)

    return await write(context, place, decide)


async def sync_requests(context: Context) -> Answer:
    """PATCH change_order_requests/sync: requests of one contract, by id or origin."""
    return await sync_in_contract(context, _synced)


def _synced(of: OfContract) -> Sync:
    async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> Record | None:
        if record_id is not None:
            return await _found(unit, of.rendering, of.contract_id, record_id)
        there = await unit.read.where(ChangeOrder, kind=list(KINDS), origin_id=origin_id)
        own = (
            one
            for one in seen(unit.read, there)
            if contract_id_of(of.rendering, one) == of.contract_id
        )
        return next(own, None)

    async def make(unit: Unit, values: dict[str, Any]) -> Record:
        return await _made(unit, of.hanging, of.contract_id, values)

    async def change(unit: Unit, record: Record, values: dict[str, Any]) -> Record:
        assert isinstance(record, ChangeOrder)
        return await _changed(unit, of.hanging, record, values)

    return Sync(
        resource=DETAILED,
        fields=FIELDS,
        find=find,
        create=make,
        update=change,
        writes=ChangeOrder.TABLE,
    )


async def _made(
    unit: Unit, hanging: Hanging, contract_id: int, given: Mapping[str, Any]
) -> ChangeOrder:
    values = fields.columns(given)
    hung = hanging.taken(values)
    state = target("rco", None, values.pop("status", "draft")) or "draft"
    package_id = values.pop("package_id", None)
    contract = await packages.contract_of(unit.read, contract_id)
    with as_sent(FIELDS):
        request = await requests.create(unit, contract, {"name": "", **values}, state)
        if package_id is not None:
            request = await requests.attach(unit, request, package_id)
        await hanging.apply(unit, request, hung)
    return request


async def _changed(
    unit: Unit, hanging: Hanging, request: ChangeOrder, given: Mapping[str, Any]
) -> ChangeOrder:
    """Out of its package first, into one last: there it takes that one's status (§1.6)."""
    values = fields.columns(given)
    hung = hanging.taken(values)
    word = values.pop("status", None)
    is_placed = "package_id" in values
    package_id = values.pop("package_id", None)
    with as_sent(FIELDS):
        if is_placed and package_id is None:
            request = await requests.attach(unit, request, None)
        shown = state_of(request, side_of(request.kind))
        in_package = request.package_id is not None
        state = None if word is None else target(request.kind, shown, word, in_package=in_package)
        request = await requests.edit(unit, request, values, state)
        if package_id is not None:
            request = await requests.attach(unit, request, package_id)
        await hanging.apply(unit, request, hung)
    return unit.newest(request)


async def _found(
    unit: Unit, rendering: Rendering, contract_id: int, record_id: int | None
) -> ChangeOrder | None:
    """The request with this id, if it is one of the contract."""
    found = await named(unit.read, ChangeOrder, record_id)
    if found is None or found.kind not in KINDS:
        return None
    return found if contract_id_of(rendering, found) == contract_id else None
