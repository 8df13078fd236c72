"""Saved views of the log: the ready-made, the shared and one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from changewright.core.errors import Forbidden, Invalid, Problem, invalid
from changewright.core.log_views import (
    READY_VIEW,
    READY_VIEWS,
    ROW_HEIGHTS,
    SHARING,
    LogDefinition,
    ViewColumn,
)
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.work import views as work
from changewright.work.unit import Unit
from changewright.work.views import Views

from ..log.grammar import Q_LENGTH_MAXIMUM, Reading, query_of
from ..log.known import Known, known_of
from ..reading import answer, answer_page, encode, reading
from ..writing import Written, require_version, write
from .showing import is_for, nothing, ready_view, saved_view, view_of, words_of

DEFINITION = bodies.object_of(
    Field(
        "columns",
        "columns",
        bodies.objects_of(
            Field("name", "name", bodies.TEXT, required=True, maximum=80),
            Field("width", "width", bodies.INTEGER, minimum=20, maximum=2000),
        ),
        nullable=False,
        maximum=200,
    ),
    Field("filter", "filter", bodies.TEXT, nullable=False, maximum=4000),
    Field("q", "q", bodies.TEXT, nullable=False, maximum=Q_LENGTH_MAXIMUM),
    Field("sort", "sort", bodies.TEXT, nullable=False, maximum=1000),
    Field("group", "group", bodies.TEXT, nullable=False, maximum=500),
    Field("rowHeight", "row_height", bodies.CHOICE, nullable=False, choices=ROW_HEIGHTS),
)
VIEW_FIELDS = (
    Field(
        "name",
        "name",
        bodies.TEXT,
        required=True,
        maximum=work.NAME_LENGTH_MAXIMUM,
    ),
    Field("sharing", "sharing", bodies.CHOICE, nullable=False, choices=SHARING),
    Field("locked", "locked", bodies.BOOLEAN, nullable=False),
    Field(
        "definition",
        "definition",
        DEFINITION,
        description="Of somebody else's view it makes a copy for yourself; null drops that.",
    ),
    Field("isDefault", "is_default", bodies.BOOLEAN, nullable=False),
)
UPDATE_FIELDS = (
    *VIEW_FIELDS,
    Field(
        "overwrite",
        "overwrite",
        bodies.BOOLEAN,
        nullable=False,
        description="Change a shared view itself, not your copy of it.",
    ),
)


async def list_views(context: Context) -> Answer:
    """GET the views that the caller has: ready-made, shared, his own."""
    async with reading(context) as read:
        known = await known_of(context, read)
        views = await work.views_of(read, context.person.id, context.role.name)
    found = [ready_view(known, views, one) for one in READY_VIEWS if is_for(known, one)]
    found += [saved_view(context, known, views, one) for one in (*views.shared, *views.mine)]
    return answer_page(context, found)


async def show_view(context: Context) -> Answer:
    """GET one view."""
    async with reading(context) as read:
        known = await known_of(context, read)
        views = await work.views_of(read, context.person.id, context.role.name)
    return answer(context, view_of(context, known, views, context.uuid("viewId")))


async def create_view(context: Context) -> Answer:
    """POST a view of one's own."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        known = await known_of(context, unit.read)
        fields = _fields(context, known, values)
        is_default = fields.pop("is_default", False)
        view = await work.create_view(unit, fields)
        if is_default:
            await work.choose(unit, view.uuid)
        return await _written(context, unit, known, view.uuid)

    return await write(context, decide)


async def update_view(context: Context) -> Answer:
    """PATCH a view: itself where it is one's own, else one's copy of it."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        known = await known_of(context, unit.read)
        fields = _fields(context, known, values)
        uuid = context.uuid("viewId")
        views = await work.views_of(unit.read, context.person.id, context.role.name)
        name = view_of(context, known, views, uuid).name
        if "is_default" in fields:
            is_default = fields.pop("is_default")
            if is_default or views.default == uuid:
                await work.choose(unit, uuid if is_default else None)
        await _change(context, unit, views, name, fields)
        return await _written(context, unit, known, uuid)

    return await write(context, decide)


async def _change(
    context: Context, unit: Unit, views: Views, name: str, fields: dict[str, Any]
) -> None:
    uuid = context.uuid("viewId")
    view = views.find(uuid)
    overwrite = fields.pop("overwrite", False)
    is_own = view is not None and view.person_id == context.person.id
    if view is not None and (is_own or overwrite):
        require_version(context, view.TABLE, view.version)
        if fields.get("definition", ...) is None:
            raise invalid("definition", "missing", "definition must have a value")
        await work.edit_view(unit, view, fields)
        await work.drop_copy(unit, uuid)
        return
    if fields.keys() - {"definition"}:
        raise Forbidden("the view is not yours: you may change a copy of it, and begin with it")
    if "definition" in fields:
        if fields["definition"] is None:
            await work.drop_copy(unit, uuid)
        else:
            await work.keep_copy(unit, uuid, name, fields["definition"])


async def delete_view(context: Context) -> Answer:
    """DELETE a view with the copies that others made of it."""

    async def decide(unit: Unit) -> Written:
        uuid = context.uuid("viewId")
        views = await work.views_of(unit.read, context.person.id, context.role.name)
        view = views.find(uuid)
        if view is None:
            if uuid in READY_VIEW:
                raise Forbidden("a ready-made view stays")
            raise nothing(uuid)
        require_version(context, view.TABLE, view.version)
        await work.delete_view(unit, view)
        return Written()

    return await write(context, decide)


# -- bodies ---------------------------------------------------------------------------------------


def _fields(context: Context, known: Known, values: Mapping[str, Any]) -> dict[str, Any]:
    """The body with its definition checked: what it asks for can be asked by the caller."""
    fields = dict(values)
    if fields.get("definition") is None:
        return fields
    given = dict(fields["definition"])
    columns = tuple(
        ViewColumn(each["name"], each.get("width")) for each in given.pop("columns", ())
    )
    definition = LogDefinition(columns, **given)
    try:
        query_of(Reading(context, known), words_of(definition), (), 0, 1)
    except Invalid as refusal:
        problems = (
            Problem(f"definition.{one.field}", one.code, one.detail) for one in refusal.problems
        )
        raise Invalid(refusal.detail, *problems) from None
    fields["definition"] = definition
    return fields


async def _written(context: Context, unit: Unit, known: Known, uuid: UUID) -> Written:
    """The view as this unit leaves it."""
    views = await work.views_of(unit.read, context.person.id, context.role.name)
    return Written(encode(view_of(context, known, views, uuid)))
