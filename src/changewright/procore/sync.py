"""`PATCH …/sync`: many records created and changed in one request (procore.md §4.5).

The answer is always 200, with the records as `entities` and the refused updates as `errors`. An
update is decided on what its predecessors left; a refused one leaves nothing behind and stops no
other. `id` finds a record and must; `origin_id` finds one or names a new one; with both, `id` finds
and the origin is changed; with neither, a record is made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from changewright.core.errors import Forbidden, Invalid, Problem, Refusal, TooLarge, invalid
from changewright.core.records import Record
from changewright.core.roles import may_write
from changewright.edge import body_values
from changewright.edge.bodies import Field, read_fields
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.work import packages
from changewright.work.unit import Unit

from .errors import SENT, element_errors
from .fields import Rendering, Resource
from .grammar import one_id
from .hanging import Hanging, hanging_of
from .operations import SYNC_MAXIMUM
from .place import Place, project_place
from .reading import rendering_of
from .wire import INTEGER, LABEL, encode
from .writing import render_many, write

ID = Field("id", "id", INTEGER)
ORIGIN = Field("origin_id", "origin_id", LABEL, maximum=255)
ID_UNKNOWN = "Entity with this ID not found"

IDS_PER_UPDATE = 8
"""How many records one update makes at most: a package brings the layers below it."""

Fields = tuple[Field, ...]


class Sync(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a sync does for a resource.

    `fields` are those of an update, without `id`; of a new record all that are required must be
    there. `find` gives the record of this id or of this origin, if it is one of the request's
    (its contract, its kind), else None. `create` and `update` get the columns and answer the
    record. What they leave for later, so that it is done once for many, `settle` does: in the end,
    and before an update that gives an `origin_id`. `writes` is the table that the caller's role
    must be allowed to write.
    """

    resource: Resource
    fields: Fields
    find: Callable[[Unit, int | None, str | None], Awaitable[Record | None]]
    create: Callable[[Unit, dict[str, Any]], Awaitable[Record]]
    update: Callable[[Unit, Record, dict[str, Any]], Awaitable[Record]]
    settle: Callable[[Unit, str | None], Awaitable[None]] | None = None
    writes: str = ""


class OfContract(msgspec.Struct, frozen=True):
    """What a sync of one contract's records works with."""

    contract_id: int
    rendering: Rendering
    hanging: Hanging


async def sync_in_contract(context: Context, how: Callable[[OfContract], Sync]) -> Reply:
    """`sync` for the records of the contract that the query names. Raises `NotFound` where it is
    not there, `Invalid` where none is named."""
    contract_id = one_id(context.query, "contract_id", required=True)
    assert contract_id is not None
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        await packages.contract_of(read, contract_id)
    hanging = await hanging_of(context, place)
    of = OfContract(contract_id, rendering_of(context, place), hanging)
    return await sync(context, place, how(of))


async def sync(context: Context, place: Place, how: Sync) -> Reply:
    """Run the updates of this request, one after another, in one unit."""
    updates = read_updates(await context.json())
    if not may_write(place.role.name, how.writes or how.resource.noun.TABLE):
        raise Forbidden("Your role may not change these records.")
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        await unit.reserve(IDS_PER_UPDATE * len(updates))
        records: list[Record] = []
        errors: list[dict[str, Any]] = []
        for number, update in enumerate(updates):
            await _settle(unit, how, update)
            try:
                with unit.attempt():
                    records.append(await _one(unit, how, update, number))
            except Refusal as refusal:
                errors.append(_refused(update, refusal))
        await _settle(unit, how)
        shown = await render_many(unit, how.resource, records, rendering)
        return b'{"entities":[%b],"errors":%b}' % (b",".join(shown), encode(errors))

    return await write(context, place, decide)


def read_updates(body: object) -> list[Any]:
    """The elements of `updates`, each to be read by itself. Raises `Invalid` where there are none,
    `TooLarge` where there are more than may be."""
    if not isinstance(body, dict):
        raise invalid("updates", "type", "The body must be an object that holds updates")
    updates = body.get("updates")
    if updates is None:
        raise invalid("updates", "missing", "updates is required")
    if not isinstance(updates, list):
        raise invalid("updates", "type", "updates must be an array")
    if len(updates) > SYNC_MAXIMUM:
        detail = f"updates holds {len(updates)} elements, at most {SYNC_MAXIMUM} go"
        raise TooLarge(detail, Problem("updates", "range", detail))
    return updates


async def _settle(unit: Unit, how: Sync, update: object = None) -> None:
    """Do what earlier updates left, as far as this one may look for it; without one all of it.
    This is no part of the update's attempt, whose refusal would undo it."""
    if how.settle is None:
        return
    origin_id = update.get(ORIGIN.name) if isinstance(update, dict) else None
    if update is None or isinstance(origin_id, str):
        await how.settle(unit, origin_id)


async def _one(unit: Unit, how: Sync, update: object, number: int) -> Record:
    if not isinstance(update, dict):
        raise invalid("base", "type", f"updates.{number} must be an object")
    named = read_fields(update, (ID, ORIGIN), partial=True)
    record_id, origin_id = named.get("id"), named.get("origin_id")
    found = None
    if record_id is not None:
        found = await how.find(unit, record_id, None)
        if found is None:
            raise Invalid(ID_UNKNOWN, Problem("id", "reference", ID_UNKNOWN))
    elif origin_id is not None:
        found = await how.find(unit, None, origin_id)
    try:
        values = read_fields(update, how.fields, partial=found is not None)
    except Invalid as refusal:
        refusal.problems = tuple(
            msgspec.structs.replace(problem, field=SENT + problem.field)
            for problem in refusal.problems
        )
        raise
    if found is None:
        return await how.create(unit, values)
    return await how.update(unit, found, values)


def _refused(update: object, refusal: Refusal) -> dict[str, Any]:
    """What was sent, and why it was refused."""
    sent = body_values.plain(update)
    return {**(sent if isinstance(sent, dict) else {}), "errors": element_errors(refusal)}
