"""Creating, editing, deleting change orders, and making the next stage from them."""

from __future__ import annotations

from changewright.core.errors import invalid
from changewright.core.records import ChangeOrder
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, read_fields, read_items
from changewright.edge.context import Answer, Context
from changewright.work import change_orders, memberships
from changewright.work.unit import Unit

from ..resource import render_record
from ..wire import array
from ..writing import Written, answer, at_index, require, resolved, settled, write
from .resources import RESOURCES, resource_of_path

BATCH_MAXIMUM = 100

GENERATE_FIELDS = (
    Field(
        "sourceIds",
        "sources",
        bodies.references(ChangeOrder),
        required=True,
        minimum=1,
        maximum=BATCH_MAXIMUM,
        description="The documents to go on from.",
    ),
    Field("sourceType", "source_type", bodies.TEXT, maximum=255, ignored=True),
)
GENERATE_BODY = Body("Generate change orders", GENERATE_FIELDS)

ID_FIELDS = (
    Field("id", "uuid", bodies.reference(ChangeOrder), required=True, nullable=False, always=True),
)


async def create(context: Context) -> Answer:
    """POST change-orders/{type}: one new document in draft."""
    resource = resource_of_path(context)
    values = read_fields(await context.json(), resource.creating)
    kind = resource.kind or ""

    async def decide(unit: Unit) -> Written:
        fields = await resolved(context, unit, values)
        document = await change_orders.create(unit, kind, fields)
        return await answer(context, unit, resource, document)

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH change-orders/{type}/{id}: the fields given; statuses move by actions only."""
    resource = resource_of_path(context)
    values = read_fields(await context.json(), resource.patching, partial=True)

    async def decide(unit: Unit) -> Written:
        document = await require(context, unit, resource, "id")
        fields = await resolved(context, unit, values, document)
        document = await change_orders.edit(unit, document, fields)
        return await answer(context, unit, resource, document)

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE change-orders/{type}/{id}: 204, or 409 where something depends on it."""
    resource = resource_of_path(context)

    async def decide(unit: Unit) -> Written:
        await change_orders.delete(unit, await require(context, unit, resource, "id"))
        return Written()

    return await write(context, decide)


async def generate(context: Context) -> Answer:
    """POST change-orders:generate/{type}: the next stage of one or more documents (§1.2 [gen])."""
    resource = resource_of_path(context)
    values = read_fields(await context.json(), GENERATE_FIELDS)

    async def decide(unit: Unit) -> Written:
        ids = (await resolved(context, unit, values))["sources"]
        sources = await unit.read.many(ChangeOrder, ids)
        made = await memberships.generate(unit, sources, resource.kind or "")
        return await _many(context, unit, made)

    return await write(context, decide)


async def create_many(context: Context) -> Answer:
    """POST change-orders/{type}:batch-create: all or none, in the order given (§1.2 [gen])."""
    resource = resource_of_path(context)
    bodies_given = read_items(
        await context.json(), resource.creating, minimum=1, maximum=BATCH_MAXIMUM
    )

    async def decide(unit: Unit) -> Written:
        made = []
        for index, values in enumerate(bodies_given):
            with at_index(index):
                fields = await resolved(context, unit, values)
                made.append(await change_orders.create(unit, resource.kind or "", fields))
        return await _many(context, unit, made)

    return await write(context, decide)


async def edit_many(context: Context) -> Answer:
    """POST change-orders:batch-update: documents of any kind, named by `id`, all or none."""
    items = await context.json()
    ids = read_items(items, ID_FIELDS, minimum=1, maximum=BATCH_MAXIMUM)

    async def decide(unit: Unit) -> Written:
        edited = []
        for index, named in enumerate(ids):
            with at_index(index):
                (document_id,) = (await resolved(context, unit, named)).values()
                document = await unit.read.require_id(ChangeOrder, document_id)
                resource = RESOURCES.get(document.kind)
                if resource is None:
                    raise invalid("id", "reference", "id names no change order of this door")
                place = f"{index}."
                values = read_fields(items[index], resource.patching, partial=True, place=place)
                fields = await resolved(context, unit, values, document)
                edited.append(await change_orders.edit(unit, document, fields))
        return await _many(context, unit, edited)

    return await write(context, decide)


async def _many(context: Context, unit: Unit, documents: list[ChangeOrder]) -> Written:
    """A bare array of documents of any kind, as they stand at the end of the unit."""
    await settled(unit)
    rendered = [
        await render_record(unit.read, RESOURCES[one.kind], unit.newest(one), context)
        for one in documents
    ]
    return Written(array(rendered))
