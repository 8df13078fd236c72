"""How this door writes: one request is one unit of work, and its answer is part of it.

The answer is rendered by the shape that reads it, from what the unit holds before the commit, so
that a repeat under the same `Idempotency-Token` gets the very same bytes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from changewright.core.records import Record
from changewright.edge import writing
from changewright.edge.bodies import Field, object_of, read_fields
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.writing import Written, settled
from changewright.work.permission import require_write
from changewright.work.unit import Idempotency, Unit

from .fields import Rendering, Resource
from .part_rows import rows_on
from .place import Place, project_place
from .wire import INTEGER, MEDIA, absolute, as_read, enveloped, nothing, project_named

IDEMPOTENCY_HEADERS = ("idempotency-token", "idempotency-key")
REPEATABLE = ("POST", "PATCH")

Decide = Callable[[Unit], Awaitable[bytes]]

PROJECT_FIELD = Field("project_id", "project_id", INTEGER, required=True, nullable=False)


def contract_field(*, required: bool) -> Field:
    """The contract beside a wrapped record."""
    return Field("contract_id", "contract_id", INTEGER, required=required, nullable=not required)


def wrapped(wrapper: str, fields: tuple[Field, ...], *, partial: bool) -> Field:
    """The record in its wrapper, whose columns come as `values`."""
    return Field(
        wrapper, "values", object_of(*fields, partial=partial), required=True, nullable=False
    )


def body_of(
    wrapper: str, fields: tuple[Field, ...], *, partial: bool, contract_required: bool
) -> tuple[Field, ...]:
    """The fields of a classic body: the project, the contract, and the record in its wrapper."""
    return (
        PROJECT_FIELD,
        contract_field(required=contract_required),
        wrapped(wrapper, fields, partial=partial),
    )


async def read_wrapped(
    context: Context, fields: tuple[Field, ...], *, partial: bool = False
) -> dict[str, Any]:
    """A body by these fields: `project_id` and `contract_id` (where they are fields) and `values`.

    What the address says of the two need not be said again in the body. With `partial`, for a
    PATCH of v2.0 whose body has no wrapper, nothing is required.
    """
    body = await context.json()
    if isinstance(body, dict):
        named = {field.name for field in fields}
        for name in ("project_id", "contract_id"):
            said = context.path.get(name) or next(
                (value for key, value in context.query if key == name and value.strip()), None
            )
            if name in named and name not in body and said is not None and said.isdigit():
                body = {name: int(said), **body}
    return read_fields(body, fields, partial=partial)


async def read_placed(
    context: Context,
    fields: tuple[Field, ...],
    *,
    partial: bool = False,
    writes: type[Record] | None = None,
) -> tuple[Place, dict[str, Any]]:
    """The place of a write, and its body by these fields, as `read_wrapped` reads it.

    Who may not see the project, or not write records of `writes`, hears that and nothing of what is
    wrong with the body; only a body that does not say where it belongs is read before.
    """
    body = await context.json()
    said = body.get("project_id") if isinstance(body, dict) else None
    place, named = None, project_named(said)
    if named is not None or (said is None and "project_id" in context.path):
        place = await project_place(context, None if named is None else {"project_id": named})
        _require_write(place, writes)
    given = await read_wrapped(context, fields, partial=partial)
    if place is None:
        place = await project_place(context, given)
        _require_write(place, writes)
    return place, given


def _require_write(place: Place, noun: type[Record] | None) -> None:
    if noun is not None:
        require_write(place.actor, noun.TABLE)


async def write(context: Context, place: Place, decide: Decide) -> Reply:
    """Run one unit for this request and answer with what it rendered, in the envelope of the
    path's version."""
    status = context.endpoint.route.status

    async def run(unit: Unit) -> Written:
        body = absolute(await decide(unit), context.base_url) or nothing(status)
        return Written(enveloped(context.scope["path"], body))

    return await writing.write(
        context,
        run,
        container_id=place.container_id,
        actor=place.actor,
        repeatable=REPEATABLE,
        key_headers=IDEMPOTENCY_HEADERS,
        media=MEDIA,
    )


async def idempotency_of(context: Context) -> Idempotency | None:
    """The request's token, if its client sent one with a POST or PATCH (procore.md §4.2)."""
    return await writing.idempotency_of(context, REPEATABLE, IDEMPOTENCY_HEADERS)


async def render(unit: Unit, resource: Resource, record: Record, rendering: Rendering) -> bytes:
    """A record as JSON, as it will stand when the unit is committed."""
    (json,) = await render_many(unit, resource, [record], rendering)
    return json


async def render_many(
    unit: Unit, resource: Resource, records: Sequence[Record], rendering: Rendering
) -> list[bytes]:
    """Records of a resource as JSON, as they will stand when the unit is committed."""
    await settled(unit)
    newest = [unit.newest(record) for record in records]
    shape = resource.shape(rendering.settings)
    names = resource.renderer.columns
    found = [
        shape.render(tuple([as_read(getattr(each, name)) for name in names]), rendering)
        for each in newest
    ]
    for part in shape.parts.values():
        rows = await rows_on(unit.read, newest, part.path)
        for place, each in enumerate(newest):
            found[place] += part.render(rows[each.id], rendering)
    return [json + b"}" for json in found]
