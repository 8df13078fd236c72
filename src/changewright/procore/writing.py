"""How this door writes: one request is one unit of work, and its answer is part of it.

The answer is rendered by the shape that reads it, from what the unit holds before the commit, so
that a repeat under the same `Idempotency-Token` gets the very same bytes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from changewright.core.errors import invalid
from changewright.core.records import Record
from changewright.edge.bodies import INTEGER, Field, object_of, read_fields
from changewright.edge.context import Context
from changewright.edge.fragments import Hop, Path, Value
from changewright.edge.reply import Reply
from changewright.work.unit import Idempotency, LedgerReader, Unit

from .fields import Rendering, Resource
from .place import Place
from .wire import MEDIA, as_read, enveloped

IDEMPOTENCY_HEADERS = ("idempotency-token", "idempotency-key")
IDEMPOTENCY_TOKEN_MAXIMUM = 255
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


async def write(context: Context, place: Place, decide: Decide) -> Reply:
    """Run one unit for this request and answer with what it rendered, in the envelope of the
    path's version."""
    status = context.endpoint.route.status

    async def run(unit: Unit) -> Any:
        body = enveloped(context.scope["path"], await decide(unit))
        return unit.outcome(status, {}, body)

    outcome = await context.services.ledger.run(
        place.container_id, place.actor, run, idempotency=await idempotency_of(context)
    )
    return Reply(outcome.body, outcome.status, (), MEDIA)


async def idempotency_of(context: Context) -> Idempotency | None:
    """The request's token, if its client sent one with a POST or PATCH (procore.md §4.2)."""
    if context.method not in REPEATABLE:
        return None
    for name in IDEMPOTENCY_HEADERS:
        key = context.header(name)
        if key is not None:
            if not 0 < len(key) <= IDEMPOTENCY_TOKEN_MAXIMUM:
                raise invalid(name, "length", f"{name} must have 1 to 255 characters")
            return Idempotency(key, await context.body_digest())
    return None


async def render(unit: Unit, resource: Resource, record: Record, rendering: Rendering) -> bytes:
    """A record as JSON, as it will stand when the unit is committed."""
    newest = unit.newest(record)
    row = [as_read(getattr(newest, column)) for column in resource.renderer.columns]
    json = resource.renderer.render(row, rendering)
    for each in resource.parts.values():
        json += each.render(await rows_on(unit.read, newest, each.path), rendering)
    return json + b"}"


Chain = tuple[Record | None, ...]
"""The record, and the row that each hop leads to."""


async def rows_on(read: LedgerReader, record: Record, path: Path) -> list[tuple[Any, ...]]:
    """The rows of a part, hop by hop, as `store.read_parts` reads them from the database."""
    chains: list[Chain] = [(record,)]
    for number, hop in enumerate(path.hops, 1):
        start = path.before(number)
        ends = (chain[start] for chain in chains)
        keys = {key for end in ends if (key := getattr(end, hop.here, None)) is not None}
        wanted: Mapping[str, Any] = {hop.there: list(keys), **dict(hop.where)}
        found: list[Record] = []
        if keys:
            found = await read.where(hop.noun, deleted=hop.even_deleted, **wanted)
        chains = [longer for chain in chains for longer in _continued(chain, start, hop, found)]
    shown = [chain for chain in chains if None not in chain[: path.depth + 1]]
    for hop_number, column in reversed(path.order):
        shown.sort(key=lambda chain: _sort_key(chain, hop_number, column))
    return [tuple([await _value(read, chain, each) for each in path.values]) for chain in shown]


def _continued(chain: Chain, start: int, hop: Hop, found: Sequence[Record]) -> list[Chain]:
    own = getattr(chain[start], hop.here, None)
    next_rows = [row for row in found if own is not None and getattr(row, hop.there) == own]
    return [(*chain, row) for row in next_rows] or [(*chain, None)]


def _sort_key(chain: Chain, hop: int, column: str) -> tuple[bool, Any]:
    value = getattr(chain[hop], column, None)
    return (value is None, value or 0)


async def _value(read: LedgerReader, chain: Chain, value: Value) -> Any:
    own = getattr(chain[value.of], value.column, None)
    if value.through is None or own is None:
        return as_read(own)
    referred = await read.get(value.through, own, deleted=True)
    return None if referred is None else as_read(getattr(referred, value.wanted))
