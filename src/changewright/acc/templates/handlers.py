"""Reading templates, and keeping their segments and values."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound
from changewright.core.query import Condition
from changewright.core.records_files import Segment, SegmentValue, Template
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import templates
from changewright.work.unit import Unit

from ..parents import require_parent
from ..query_text import one_boolean
from ..reading import get_one, list_array, list_cursor_page, list_page
from ..resource import render_record
from ..wire import array
from ..writing import Written, answer, require, resolved, write
from .fields import IMPORT_READ, SEGMENT, SEGMENT_VALUE, TEMPLATE


async def list_templates(context: Context) -> Answer:
    """GET templates: a bare array."""
    return await list_array(context, TEMPLATE)


async def list_segments(context: Context) -> Answer:
    """GET templates/{id}/segments, in the order of the code."""
    template = await require_parent(context, TEMPLATE, "templateId")
    return await list_page(context, SEGMENT, (Condition("template_id", "any", (template.id,)),))


async def get_segment(context: Context) -> Answer:
    """GET templates/{id}/segments/{segmentId}."""
    template = await require_parent(context, TEMPLATE, "templateId")
    await require_parent(context, SEGMENT, "segmentId", template_id=template.id)
    return await get_one(context, SEGMENT, "segmentId")


async def create_segment(context: Context) -> Answer:
    """POST templates/{id}/segments."""
    values = read_fields(await context.json(), SEGMENT.creating)

    async def decide(unit: Unit) -> Written:
        template = await unit.read.require(Template, context.uuid("templateId"), "templateId")
        fields = await resolved(context, unit, values)
        made = await templates.create_segment(unit, template, fields)
        return await answer(context, unit, SEGMENT, made)

    return await write(context, decide)


async def edit_segment(context: Context) -> Answer:
    """PATCH templates/{id}/segments/{segmentId}; `force` overrides a lock."""
    values = read_fields(await context.json(), SEGMENT.patching, partial=True)
    force = one_boolean(context.query, "force")

    async def decide(unit: Unit) -> Written:
        segment = await _segment(context, unit)
        fields = await resolved(context, unit, values)
        changed = await templates.edit_segment(unit, segment, fields, force=force)
        return await answer(context, unit, SEGMENT, changed)

    return await write(context, decide)


async def delete_segment(context: Context) -> Answer:
    """DELETE templates/{id}/segments/{segmentId}, with its values."""
    force = one_boolean(context.query, "force")

    async def decide(unit: Unit) -> Written:
        await templates.delete_segment(unit, await _segment(context, unit), force=force)
        return Written()

    return await write(context, decide)


async def _segment(context: Context, unit: Unit) -> Segment:
    """The segment of the path, of the template of the path."""
    template = await unit.read.require(Template, context.uuid("templateId"), "templateId")
    segment: Segment = await require(context, unit, SEGMENT, "segmentId")
    if segment.template_id != template.id:
        raise NotFound(f"There is no segment {segment.uuid} here.")
    return segment


async def list_values(context: Context) -> Answer:
    """GET segments/{id}/values."""
    segment = await require_parent(context, SEGMENT, "segmentId")
    condition = Condition("segment_id", "any", (segment.id,))
    return await list_page(context, SEGMENT_VALUE, (condition,))


async def list_all_values(context: Context) -> Answer:
    """GET segment-values: of all segments, by a cursor."""
    return await list_cursor_page(context, SEGMENT_VALUE)


async def get_value(context: Context) -> Answer:
    """GET segments/{id}/values/{valueId}."""
    segment = await require_parent(context, SEGMENT, "segmentId")
    await require_parent(context, SEGMENT_VALUE, "valueId", segment_id=segment.id)
    return await get_one(context, SEGMENT_VALUE, "valueId")


async def create_value(context: Context) -> Answer:
    """POST segments/{id}/values."""
    values = read_fields(await context.json(), SEGMENT_VALUE.creating)

    async def decide(unit: Unit) -> Written:
        segment = await unit.read.require(Segment, context.uuid("segmentId"), "segmentId")
        fields = await resolved(context, unit, values)
        made = await templates.create_value(unit, segment, fields)
        return await answer(context, unit, SEGMENT_VALUE, made)

    return await write(context, decide)


async def edit_value(context: Context) -> Answer:
    """PATCH segments/{id}/values/{valueId}."""
    values = read_fields(await context.json(), SEGMENT_VALUE.patching, partial=True)

    async def decide(unit: Unit) -> Written:
        segment, value = await _value(context, unit)
        fields = await resolved(context, unit, values)
        changed = await templates.edit_value(unit, segment, value, fields)
        return await answer(context, unit, SEGMENT_VALUE, changed)

    return await write(context, decide)


async def delete_value(context: Context) -> Answer:
    """DELETE segments/{id}/values/{valueId}."""

    async def decide(unit: Unit) -> Written:
        _, value = await _value(context, unit)
        await templates.delete_value(unit, value)
        return Written()

    return await write(context, decide)


async def _value(context: Context, unit: Unit) -> tuple[Segment, SegmentValue]:
    segment = await unit.read.require(Segment, context.uuid("segmentId"), "segmentId")
    value: SegmentValue = await require(context, unit, SEGMENT_VALUE, "valueId")
    if value.segment_id != segment.id:
        raise NotFound(f"There is no segment value {value.uuid} here.")
    return segment, value


async def import_values(context: Context) -> Answer:
    """POST segments/{id}/values:import `{append, data}`: all or none, a bare array back."""
    given: dict[str, Any] = read_fields(await context.json(), IMPORT_READ)

    async def decide(unit: Unit) -> Written:
        segment = await unit.read.require(Segment, context.uuid("segmentId"), "segmentId")
        append = bool(given.get("append"))
        values = await templates.import_values(unit, segment, given["rows"], append=append)
        rendered = [
            await render_record(unit.read, SEGMENT_VALUE, unit.newest(each), context)
            for each in values
        ]
        return Written(array(rendered))

    return await write(context, decide)
