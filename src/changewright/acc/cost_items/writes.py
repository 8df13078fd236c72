"""Creating, editing and deleting cost items; putting them on change orders and taking them off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from changewright.core.book import AMOUNTS
from changewright.core.errors import NotFound, invalid
from changewright.core.records import ChangeOrder, CostItem, Record, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import ScheduleOfValue
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, read_fields, read_items
from changewright.edge.context import Answer, Context
from changewright.work import cost_items, memberships
from changewright.work.unit import Unit

from ..resource import render_record
from ..simple_writes import deletes, edits
from ..wire import array, encode
from ..writing import (
    Written,
    answer,
    at_index,
    require,
    resolved,
    settled,
    without_shown_defaults,
    write,
)
from .fields import COST_ITEM, SUB_COST_ITEM

BATCH_MAXIMUM = 200
PAIRS_MAXIMUM = 500

BATCH_BODY = Body(
    "Cost items (create)",
    COST_ITEM.creating,
    array=True,
    inside="data",
    items_minimum=1,
    items_maximum=BATCH_MAXIMUM,
)
PAIR_FIELDS = (
    Field(
        "changeOrderId",
        "document",
        bodies.reference(ChangeOrder),
        required=True,
        nullable=False,
    ),
    Field("costItemId", "item", bodies.reference(CostItem), required=True, nullable=False),
)
PAIRS_BODY = Body(
    "Cost items on change orders", PAIR_FIELDS, array=True, items_maximum=PAIRS_MAXIMUM
)

OTHER_SOURCES: dict[str, type[Record]] = {"contract": ScheduleOfValue, "budget": Budget}
"""Where details can be copied from besides the item's own amounts; their rows must be named."""
COPY_SOURCES = (*AMOUNTS, *OTHER_SOURCES)
COPY_FIELDS = (
    Field("from", "from", bodies.CHOICE, choices=COPY_SOURCES, required=True, nullable=False),
    Field("to", "to", bodies.CHOICE, choices=AMOUNTS, required=True, nullable=False),
    Field(
        "source",
        "source",
        bodies.object_of(Field("ids", "ids", bodies.UUID_LIST, maximum=PAIRS_MAXIMUM)),
    ),
)
COPY_BODY = Body("Copy sub cost items", COPY_FIELDS)

# lockedField's words and the columns they name.
LOCKED_COLUMNS = {"quantity": "quantity", "unitPrice": "unit_price", "value": "value"}


async def create(context: Context) -> Answer:
    """POST cost-items: one item, on a change order when one is named."""
    values = read_fields(await context.json(), COST_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        return await answer(context, unit, COST_ITEM, await _create(context, unit, values))

    return await write(context, decide)


async def create_many(context: Context) -> Answer:
    """POST cost-items:batch-create `{data: […]}`: all or none, answered with a bare array."""
    given = bodies.read_body_items(await context.json(), BATCH_BODY)

    async def decide(unit: Unit) -> Written:
        made = []
        for index, values in enumerate(given):
            with at_index(index, "data."):
                made.append(await _create(context, unit, values))
        await settled(unit)
        rendered = [
            await render_record(unit.read, COST_ITEM, unit.newest(item), context) for item in made
        ]
        return Written(array(rendered))

    return await write(context, decide)


async def _create(context: Context, unit: Unit, values: dict[str, Any]) -> CostItem:
    fields = await resolved(context, unit, values)
    document_id = fields.pop("change_order_id", None)
    document = None
    if document_id is not None:
        document = await unit.read.require_id(ChangeOrder, document_id, "changeOrderId")
    return await cost_items.create(unit, fields, document)


async def _edit(unit: Unit, item: CostItem, fields: dict[str, Any]) -> CostItem:
    changes = without_shown_defaults(COST_ITEM, item, fields, decided_by="contract_id")
    return await cost_items.edit(unit, item, changes)


edit = edits(COST_ITEM, "costItemId", _edit)
delete = deletes(COST_ITEM, "costItemId", cost_items.delete)


async def attach(context: Context) -> Answer:
    """POST cost-items:attach: all pairs or none; answered with the pairs as sent."""
    return await _move_pairs(context, memberships.attach_items)


async def detach(context: Context) -> Answer:
    """POST cost-items:detach: all pairs or none; answered with the pairs as sent."""
    return await _move_pairs(context, memberships.detach_items)


async def _move_pairs(context: Context, move: Any) -> Answer:
    """A lone object counts as an array of one and is answered with one object, since the public
    generated client sends it so."""
    given = await context.json()
    is_single = isinstance(given, dict)
    elements = [given] if is_single else given
    named = read_items(elements, PAIR_FIELDS, maximum=PAIRS_MAXIMUM)

    async def decide(unit: Unit) -> Written:
        pairs = []
        for values in named:
            ids = await resolved(context, unit, values)
            document = await unit.read.require_id(ChangeOrder, ids["document"], "changeOrderId")
            pairs.append((document, await unit.read.require_id(CostItem, ids["item"])))
        await move(unit, pairs, are_sent=True)
        echo = [
            {"changeOrderId": str(document.uuid), "costItemId": str(item.uuid)}
            for document, item in pairs
        ]
        return Written(encode(echo[0] if is_single else echo))

    return await write(context, decide)


# -- sub cost items -------------------------------------------------------------------------------


async def _item(context: Context, unit: Unit) -> CostItem:
    return await unit.read.require(CostItem, context.uuid("costItemId"), "costItemId")


async def _detail(context: Context, unit: Unit, item: CostItem) -> SubCostItem:
    detail: SubCostItem = await require(context, unit, SUB_COST_ITEM, "subCostItemsId")
    if detail.cost_item_id != item.id:
        raise NotFound(f"There is no sub cost item {detail.uuid} on this cost item.")
    return detail


async def create_detail(context: Context) -> Answer:
    """POST cost-items/{id}/sub-cost-items."""
    values = read_fields(await context.json(), SUB_COST_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        item = await _item(context, unit)
        detail = await cost_items.create_detail(unit, item, await resolved(context, unit, values))
        return await answer(context, unit, SUB_COST_ITEM, detail)

    return await write(context, decide)


async def edit_detail(context: Context) -> Answer:
    """PATCH cost-items/{id}/sub-cost-items/{subId}, with `lockedField`."""
    values = read_fields(await context.json(), SUB_COST_ITEM.patching, partial=True)
    locked = LOCKED_COLUMNS.get(values.pop("locked_field", None) or "")

    async def decide(unit: Unit) -> Written:
        item = await _item(context, unit)
        detail = await _detail(context, unit, item)
        fields = await resolved(context, unit, values)
        changed = await cost_items.edit_detail(unit, item, detail, fields, locked)
        return await answer(context, unit, SUB_COST_ITEM, changed)

    return await write(context, decide)


async def delete_detail(context: Context) -> Answer:
    """DELETE cost-items/{id}/sub-cost-items/{subId}, with the rows below it."""

    async def decide(unit: Unit) -> Written:
        item = await _item(context, unit)
        await cost_items.delete_detail(unit, item, await _detail(context, unit, item))
        return Written()

    return await write(context, decide)


async def copy_details(context: Context) -> Answer:
    """POST cost-items/{id}/sub-cost-items:copy: the detail of one amount becomes another's."""
    values = read_fields(await context.json(), COPY_FIELDS)

    async def decide(unit: Unit) -> Written:
        item = await _item(context, unit)
        sources = await _sources(unit, item, values)
        copies = await cost_items.copy_details(unit, item, sources, values["to"])
        await settled(unit)
        rendered = [
            await render_record(unit.read, SUB_COST_ITEM, unit.newest(one), context)
            for one in copies
        ]
        return Written(array(rendered))

    return await write(context, decide)


async def _sources(unit: Unit, item: CostItem, values: dict[str, Any]) -> Sequence[Record]:
    """The rows to copy: those named, else all of the item's own under `from`."""
    named = (values.get("source") or {}).get("ids") or ()
    noun = OTHER_SOURCES.get(values["from"])
    if noun is not None and not named:
        raise invalid("source.ids", "missing", f"source.ids must name rows of the {values['from']}")
    if named:
        found: Sequence[Record] = await unit.read.by_uuids(noun or SubCostItem, named)
        if len(found) < len(set(named)):
            raise invalid("source.ids", "reference", "source.ids names a row that is not here")
        return found
    if values["from"] == values["to"]:
        # They would be made anew under other ids, and whoever keeps the ids would lose them.
        raise invalid("to", "rule", f"the detail of {values['to']} is not copied onto itself")
    return await unit.read.where(
        SubCostItem, ("position", "id"), cost_item_id=item.id, type=values["from"]
    )
