"""How this door writes: one request is one unit of work, and its answer is part of it.

The answer is rendered from what the unit holds before the commit, so a repeat under the same
idempotency key gets the very same bytes, even after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.errors import NotFound, Problem, Refusal
from changewright.core.records import Record
from changewright.edge import writing
from changewright.edge.conditional import record_tag
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.writing import Decide, Written, settled
from changewright.work.unit import Unit
from changewright.work.visibility import sees

from .resolve import resolve
from .resource import Resource, render_record

__all__ = [
    "Decide",
    "Written",
    "answer",
    "at_index",
    "require",
    "require_visible",
    "resolved",
    "settled",
    "without_shown_defaults",
    "write",
]


class at_index:
    """Puts the place of a batch's element before the fields that its refusal names: `0.name`, or
    with a prefix `data.0.name`."""

    def __init__(self, index: int, prefix: str = "") -> None:
        self._place = f"{prefix}{index}."

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, Refusal) and not isinstance(error, NotFound):
            error.problems = tuple(self._placed(problem) for problem in error.problems)

    def _placed(self, problem: Problem) -> Problem:
        """A reference remembers its whole place from when the body was read; others do not."""
        if problem.field.startswith(self._place):
            return problem
        return msgspec.structs.replace(problem, field=f"{self._place}{problem.field}")


async def write(context: Context, decide: Decide) -> Reply:
    """Run one unit for this request and answer with what it rendered.

    With an idempotency key a repeat gets the first answer. Raises what `decide` raises.
    """
    return await writing.write(
        context, decide, container_id=context.container_id, actor=context.actor()
    )


async def resolved(
    context: Context, unit: Unit, values: Mapping[str, Any], held: Record | None = None
) -> dict[str, Any]:
    """A body's values with references and names replaced by integers of this container; `held` is
    the record they edit."""
    return await resolve(unit.read, context.services.directory, context.project, values, held)


def without_shown_defaults(
    resource: Resource, record: Record, fields: Mapping[str, Any], *, decided_by: str
) -> dict[str, Any]:
    """The fields of an edit without the defaults that stand for no value (`Wire.empty`), so that a
    record which is sent back as it was read stays as it is, also where the field is locked. They
    count as typed where `decided_by` changes, which gives the field another default."""
    changes = dict(fields)
    if changes.get(decided_by, getattr(record, decided_by)) != getattr(record, decided_by):
        return changes
    for row in resource.rows:
        is_shown = row.empty is not None and changes.get(row.column) == row.empty
        if is_shown and getattr(record, row.column) is None:
            del changes[row.column]
    return changes


async def require(context: Context, unit: Unit, resource: Resource, parameter: str) -> Any:
    """The record that the path names, as the version `If-Match` asks for.

    Raises `NotFound` where it is not there, is of another kind, or not for this caller to see.
    """
    record = await unit.read.require(resource.noun, context.uuid(parameter), parameter)
    if resource.kind is not None and getattr(record, "kind", None) != resource.kind:
        raise NotFound(f"There is no {resource.spoken} {record.uuid} here.")
    if resource.view_for(context.role).rows != "all":
        await require_visible(context, unit, resource, record)
    precondition = context.precondition()
    if precondition is not None:
        precondition.require(resource.noun.TABLE, record.version, context.role.audience)
    return record


async def require_visible(context: Context, unit: Unit, resource: Resource, record: Record) -> None:
    """Raise `NotFound` for a row that the caller's audience does not see."""
    if not await sees(unit.read, context.role.name, context.company_id, record):
        raise NotFound(f"There is no {resource.spoken} {record.uuid} here.")


async def answer(
    context: Context,
    unit: Unit,
    resource: Resource,
    record: Record,
    more: Mapping[str, Any] | None = None,
) -> Written:
    """One record, as it will stand when the unit is committed."""
    await settled(unit)
    newest = unit.newest(record)
    body = await render_record(unit.read, resource, newest, context, more)
    tag = record_tag(resource.noun.TABLE, newest.version, context.role.audience)
    return Written(body, tag)
