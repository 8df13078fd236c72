"""Change events: a note of what may change, with lines of money that are estimates at first.

A line is a cost item on the event; the potential changes, orders and questions to suppliers that
come of it hold the same item, so that it is counted once (core-model.md §2). The items of a
potential change that is joined to an event are lines of it too. An event that only joins the faces
of one change has no type; whoever writes it makes it an event of its own (`type` is then a text).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from changewright.core.errors import InUse, Problem, Taken, invalid
from changewright.core.money import multiply
from changewright.core.numbering import container_sequence, contract_number
from changewright.core.propagation import retotal
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_events import EventLine
from changewright.core.settings import ProjectSettings
from changewright.core.wording import naming

from . import cost_items
from .change_orders import check_scope
from .edits import differing, filled, refuse_locked, stamped
from .memberships import attach_items
from .neighbourhood import keep, load_book
from .permission import require_write
from .unit import LedgerReader, Unit

AUTOMATIC, MANUAL = "automatic", "manual"
"""How an estimate comes about: quantity times unit cost, or as typed."""

SCOPE_OF_LINES = "tbd"
"""A line counts on no side until a change order takes it."""

OF_LINE = (
    frozenset(EventLine.__struct_fields__) - frozenset(Record.__struct_fields__) - {"cost_item_id"}
)
OF_ITEM = frozenset({"estimated", "budget_id"})


# -- events ---------------------------------------------------------------------------------------


async def find(
    read: LedgerReader, event_id: int | None, *, deleted: bool = False
) -> ChangeOrder | None:
    """The event with this integer, None where there is none."""
    found = None
    if event_id is not None:
        found = await read.get(ChangeOrder, event_id, deleted=deleted)
    return found if found is not None and found.kind == "event" else None


async def named(read: LedgerReader, event_id: int, field: str) -> ChangeOrder:
    """The event that a body names in `field`. Raises `Invalid` naming it."""
    event = await find(read, event_id)
    if event is None:
        raise invalid(field, "reference", f"There is no change event {event_id} here")
    return event


async def join(
    unit: Unit, document: ChangeOrder, event_id: int | None, field: str = "event_id"
) -> ChangeOrder:
    """Let a potential change or an rfq be of this event, or of none. Raises `Invalid`."""
    require_write(unit.actor, "change_order")
    if event_id is not None:
        await named(unit.read, event_id, field)
    return unit.change(unit.newest(document), "joined", event_id=event_id)


async def create(
    unit: Unit, fields: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] = ()
) -> ChangeOrder:
    """A new event with its lines. Raises `Taken` for a number or an origin in use."""
    require_write(unit.actor, "change_order")
    given = filled(ChangeOrder, fields)
    check_scope(given.get("scope", "tbd"))
    await _refuse_origin(unit, given)
    own_id = unit.new_id()
    values = {
        "scope": "tbd",
        **given,
        **await _numbered(unit, given.get("number")),
        "type": given.get("type") or "",
    }
    event = unit.new(ChangeOrder, id=own_id, kind="event", event_id=own_id, **values)
    for line in lines:
        await create_line(unit, event, line)
    return unit.newest(event)


async def edit(unit: Unit, event: ChangeOrder, fields: Mapping[str, Any]) -> ChangeOrder:
    """Change the fields that differ. Raises `Taken` for a number or an origin in use."""
    require_write(unit.actor, "change_order")
    event = unit.newest(event)
    changes = differing(event, fields)
    if "type" in changes:
        changes["type"] = changes["type"] or ""
    if not changes:
        return event
    refuse_locked(event, changes)
    check_scope(changes.get("scope", "tbd"))
    await _refuse_origin(unit, changes)
    if "number" in changes:
        changes |= await _numbered(unit, changes["number"])
    owned = {"event_id": event.id, "type": event.type or ""}
    return unit.change(event, "updated", **{**owned, **stamped(unit, changes, event)})


async def _numbered(unit: Unit, typed: str | None) -> dict[str, Any]:
    """The number typed by somebody, else the next automatic one; typed ones are stepped over."""
    if typed is not None:
        if await _is_taken(unit, typed):
            detail = f"there is a change event {typed} already"
            raise Taken(detail, Problem("number", "rule", detail))
        return {"number": typed, "number_value": None, "number_free": True}
    while True:
        value = await unit.next_number(container_sequence("event"))
        if not await _is_taken(unit, contract_number(value)):
            return {"number": contract_number(value), "number_value": value}


async def number_of_next(read: LedgerReader) -> str:
    """The number that the next event gets, as far as nobody else makes one before."""
    counted = [each.number_value or 0 for each in await read.where(ChangeOrder, kind="event")]
    return contract_number(max(counted, default=0) + 1)


async def _is_taken(unit: Unit, number: str) -> bool:
    return bool(await unit.read.where(ChangeOrder, limit=1, kind="event", number=number))


async def _refuse_origin(unit: Unit, fields: Mapping[str, Any]) -> None:
    origin_id = fields.get("origin_id")
    if origin_id is None:
        return
    if await unit.read.where(ChangeOrder, limit=1, kind="event", origin_id=origin_id):
        detail = f"origin_id {origin_id} is already that of another change event"
        raise Taken(detail, Problem("origin_id", "rule", detail))


async def delete(unit: Unit, event: ChangeOrder) -> None:
    """Delete an event with its lines. Raises `InUse` while a potential change or an rfq is of it,
    or a line of it is on anything else."""
    require_write(unit.actor, "change_order")
    event = unit.newest(event)
    refuse_locked(event, ("deleted_at",))
    for other in await unit.read.where(ChangeOrder, event_id=event.id):
        if other.id != event.id:
            raise naming(InUse, other, " is of this change event")
    items = await direct_items(unit.read, event)
    for item in items:
        await _refuse_used(unit, event, item)
    for item in items:
        await cost_items.delete(unit, item)
    unit.delete(unit.newest(event))


async def restore(unit: Unit, event: ChangeOrder) -> ChangeOrder:
    """Bring back a deleted event with the lines that went with it. A number that another has by
    now is replaced. Raises `Taken` for an origin in use."""
    require_write(unit.actor, "change_order")
    gone = event.deleted_at
    if gone is None:
        return event
    changes: dict[str, Any] = {"deleted_at": None}
    await _refuse_origin(unit, {"origin_id": event.origin_id})
    if await _is_taken(unit, event.number):
        changes |= await _numbered(unit, None) | {"number_free": False}
    event = unit.change(event, "restored", **changes)
    places = await unit.read.where(Membership, deleted=True, change_order_id=event.id)
    for place in [one for one in places if one.deleted_at == gone]:
        item = await unit.read.get(CostItem, place.cost_item_id, deleted=True)
        if item is None or item.deleted_at != gone:
            continue
        unit.change(item, "restored", deleted_at=None)
        unit.change(place, "restored", deleted_at=None)
        for row in await unit.read.where(EventLine, deleted=True, cost_item_id=item.id):
            if row.deleted_at == gone:
                unit.change(row, "restored", deleted_at=None)
    book = await load_book(unit, [event.id])
    retotal(book, [event.id])
    keep(unit, book)
    return unit.newest(event)


async def clone(unit: Unit, event: ChangeOrder) -> ChangeOrder:
    """A new event like this one, with copies of its lines; nothing that came of it goes along."""
    names = (
        *("name", "description", "scope", "type", "reason", "main_contract_id"),
        *("source_type", "source_ref", "revenue_source", "event_source"),
    )
    lines = [await _copied(unit, item) for item in await items_of(unit.read, event)]
    return await create(unit, {name: getattr(event, name) for name in names}, lines)


async def _copied(unit: Unit, item: CostItem) -> dict[str, Any]:
    row = await row_of(unit.read, item)
    own = {"description": item.name or None, "quantity": item.quantity, "unit": item.unit}
    if row is not None:
        own = {name: getattr(row, name) for name in OF_LINE}
    return {**own, "estimated": item.estimated, "budget_id": item.budget_id}


# -- lines ----------------------------------------------------------------------------------------


async def direct_items(read: LedgerReader, event: ChangeOrder) -> list[CostItem]:
    """The items that were put on the event itself, in their order."""
    places = await read.memberships_of_documents([event.id])
    place = {one.cost_item_id: (one.position, one.id) for one in places}
    found = await read.many(CostItem, place)
    return sorted(found, key=lambda item: place[item.id])


async def items_of(read: LedgerReader, event: ChangeOrder) -> list[CostItem]:
    """The event's lines: its own items, then those of the documents that are of it."""
    own = {item.id: item for item in await direct_items(read, event)}
    joined = await read.where(ChangeOrder, event_id=event.id)
    places = await read.memberships_of_documents([each.id for each in joined])
    others = await read.many(CostItem, dict.fromkeys(one.cost_item_id for one in places))
    return list((own | {item.id: item for item in sorted(others, key=_by_id)}).values())


def _by_id(item: CostItem) -> int:
    return item.id


async def row_of(read: LedgerReader, item: CostItem) -> EventLine | None:
    found = await read.where(EventLine, limit=1, cost_item_id=item.id)
    return found[0] if found else None


async def create_line(unit: Unit, event: ChangeOrder, fields: Mapping[str, Any]) -> CostItem:
    """A new line at the event's end: an item that counts on no side yet. `fields` are columns of
    EventLine, `estimated` and `budget_id`."""
    require_write(unit.actor, "cost_item")
    given = filled(EventLine, {name: fields[name] for name in fields if name in OF_LINE})
    item = await cost_items.create(
        unit,
        {
            "name": given.get("description") or "",
            "scope": SCOPE_OF_LINES,
            "quantity": given.get("quantity"),
            "unit": given.get("unit"),
            **{name: fields[name] for name in fields if name in OF_ITEM},
            **_estimated(unit.settings, None, fields),
        },
        unit.newest(event),
    )
    unit.new(EventLine, cost_item_id=item.id, **given, **_revenue(unit.settings, None, fields))
    return unit.newest(item)


async def edit_line(
    unit: Unit, event: ChangeOrder, item: CostItem, fields: Mapping[str, Any]
) -> CostItem:
    """Change a line. Raises `Locked` where an approval has frozen the estimate or the code."""
    require_write(unit.actor, "cost_item")
    row = await row_of(unit.read, item)
    if row is None:
        row = unit.new(EventLine, cost_item_id=item.id, quantity=item.quantity, unit=item.unit)
    changes = differing(row, {name: fields[name] for name in fields if name in OF_LINE})
    of_item = {name: fields[name] for name in fields if name in OF_ITEM}
    of_item |= _estimated(unit.settings, row, fields)
    if "description" in changes and await _is_alone(unit, item, event):
        of_item["name"] = changes["description"] or ""
    changes |= _revenue(unit.settings, row, fields)
    unit.change(row, "updated", **changes)
    after = await cost_items.edit(unit, item, of_item)
    unit.touch(unit.newest(event), "line")
    return after


async def delete_line(unit: Unit, event: ChangeOrder, item: CostItem) -> None:
    """Take a line off an event for good. Raises `InUse` where a change order or an rfq has it."""
    require_write(unit.actor, "cost_item")
    await _refuse_used(unit, event, item)
    await cost_items.delete(unit, item)


async def _refuse_used(unit: Unit, event: ChangeOrder, item: CostItem) -> None:
    for document in await cost_items.documents_of(unit, item):
        if document.id != event.id:
            told = f"line item {item.id} is on "
            raise naming(InUse, told, document, "; remove it there first")


async def _is_alone(unit: Unit, item: CostItem, event: ChangeOrder) -> bool:
    documents = await cost_items.documents_of(unit, item)
    return all(document.id == event.id for document in documents)


def _estimated(
    settings: ProjectSettings, row: EventLine | None, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The estimate of a line that is worked out: quantity times unit cost, whatever was typed."""
    return _product(settings, row, fields, ("quantity", "unit_cost", "calculation"), "estimated")


def _revenue(
    settings: ProjectSettings, row: EventLine | None, fields: Mapping[str, Any]
) -> dict[str, Any]:
    names = ("revenue_quantity", "revenue_unit_cost", "revenue_calculation")
    return _product(settings, row, fields, names, "revenue_amount")


def _product(
    settings: ProjectSettings,
    row: EventLine | None,
    fields: Mapping[str, Any],
    names: tuple[str, str, str],
    amount: str,
) -> dict[str, Any]:
    quantity, price, calculation = (fields.get(name, getattr(row, name, None)) for name in names)
    if calculation != AUTOMATIC or not fields.keys() & {*names, amount}:
        return {}
    if quantity is None or price is None:
        return {}
    return {amount: multiply(quantity, price, settings.money_places)}


async def hold(
    unit: Unit, event: ChangeOrder, document: ChangeOrder, items: Iterable[CostItem]
) -> None:
    """Put lines of an event on another document, such as an rfq."""
    pairs = [(unit.newest(document), unit.newest(item)) for item in items]
    if pairs:
        await attach_items(unit, pairs)
        unit.touch(unit.newest(event), "line")
