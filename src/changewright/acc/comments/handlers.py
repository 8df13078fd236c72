"""Listing, writing and deleting comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.records_attached import Comment
from changewright.edge.bodies import read_fields, read_items
from changewright.edge.context import Answer, Context
from changewright.work import comments
from changewright.work.unit import Unit

from ..associations import associated, association_kind
from ..reading import list_array
from ..resource import render_record
from ..wire import array
from ..writing import Written, answer, at_index, require, write
from .fields import BATCH_MAXIMUM, COMMENT, CREATE_FIELDS


async def list_comments(context: Context) -> Answer:
    """GET comments: a bare array, oldest first; `associationId` and `associationType` narrow it."""
    return await list_array(context, COMMENT)


async def create(context: Context) -> Answer:
    """POST comments."""
    values = read_fields(await context.json(), CREATE_FIELDS)

    async def decide(unit: Unit) -> Written:
        return await answer(context, unit, COMMENT, await _create(context, unit, values))

    return await write(context, decide)


async def create_many(context: Context) -> Answer:
    """POST comments:batch-create: all or none, in the order given."""
    items = read_items(await context.json(), CREATE_FIELDS, minimum=1, maximum=BATCH_MAXIMUM)

    async def decide(unit: Unit) -> Written:
        made = []
        for index, values in enumerate(items):
            with at_index(index):
                made.append(await _create(context, unit, values))
        rendered = [await render_record(unit.read, COMMENT, each, context) for each in made]
        return Written(array(rendered))

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE comments/{id}: one's own, or any as an administrator."""

    async def decide(unit: Unit) -> Written:
        await comments.delete(unit, await require(context, unit, COMMENT, "commentId"))
        return Written()

    return await write(context, decide)


async def _create(context: Context, unit: Unit, values: Mapping[str, Any]) -> Comment:
    word = values["association_type"]
    record = await associated(context, unit.read, word, values["association_id"])
    kind = association_kind(record)
    return await comments.create(unit, record, word, kind, values["content"])
