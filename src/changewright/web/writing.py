"""How this door writes: one request is one unit of work, and its answer is part of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from changewright.core.errors import Invalid, Problem, Stale
from changewright.core.people import DirectoryNoun
from changewright.core.records import Record
from changewright.edge import writing
from changewright.edge.bodies import Reference, references_in
from changewright.edge.conditional import content_version, record_tag, with_tag
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.routes import Handler
from changewright.edge.writing import Decide, Written
from changewright.work.directory_changes import Check
from changewright.work.unit import Unit

from . import reading
from .reading import encode

__all__ = [
    "Decide",
    "Written",
    "as_read",
    "changes",
    "creates",
    "deletes",
    "require",
    "require_version",
    "resolved",
    "row_tag",
    "said",
    "told_with_tag",
    "write",
    "written",
]

R = TypeVar("R", bound=Record)


async def write(context: Context, decide: Decide) -> Reply:
    """Run one unit for this request and answer with what it rendered, under the row's status.

    With an `Idempotency-Key` on a POST a repeat gets the first answer. Raises what `decide` raises.
    """
    return await writing.write(
        context, decide, container_id=context.container_id, actor=context.actor()
    )


def written(context: Context, unit: Unit, record: Record, view: Any) -> Written:
    """The view of a record that this unit has made or changed, with its ETag. `view` is made of
    `unit.newest(record)`."""
    newest = unit.newest(record)
    tag = record_tag(record.TABLE, newest.version, context.role.audience)
    return Written(encode(view), tag)


def said(context: Context, unit: Unit, record: Record, view: Any) -> Written:
    """The same of what is said once (`reading.answer_said`)."""
    tag = reading.said_tag(context, type(record), unit.newest(record))
    return Written(encode(view), tag)


async def require(context: Context, unit: Unit, noun: type[R], parameter: str) -> R:
    """The record that the path names, as the version `If-Match` asks for.

    Raises `NotFound` where it is not there or not for this caller, `Stale`.
    """
    record = await reading.require(context, unit.read, noun, parameter)
    require_version(context, record.TABLE, record.version)
    return record


def require_version(context: Context, table: str, version: int) -> None:
    """Raise `Stale` unless this is the version that `If-Match` asks for, if it is sent."""
    precondition = context.precondition()
    if precondition is not None:
        precondition.require(table, version, context.role.audience)


# -- the handlers that every resource has ---------------------------------------------------------


def creates(
    make: Callable[[Unit, dict[str, Any]], Awaitable[R]], view: Callable[[R], Any]
) -> Handler:
    """The handler of a POST: `make` puts a record of the body's values. Raises what it raises."""

    async def handle(context: Context) -> Answer:
        values = await context.values()

        async def decide(unit: Unit) -> Written:
            record = await make(unit, values)
            return written(context, unit, record, view(unit.newest(record)))

        return await write(context, decide)

    return handle


def changes(
    noun: type[R],
    parameter: str,
    edit: Callable[[Unit, R, dict[str, Any]], Awaitable[R]],
    view: Callable[[R], Any],
) -> Handler:
    """The handler of a PATCH: `edit` changes the record that the path names. Raises `NotFound`,
    `Stale`, what it raises."""

    async def handle(context: Context) -> Answer:
        values = await context.values()

        async def decide(unit: Unit) -> Written:
            record = await require(context, unit, noun, parameter)
            after = await edit(unit, record, values)
            return written(context, unit, after, view(unit.newest(after)))

        return await write(context, decide)

    return handle


def deletes(
    noun: type[R], parameter: str, delete: Callable[[Unit, R], Awaitable[object]]
) -> Handler:
    """The handler of a DELETE: `delete` takes away the record that the path names. Raises
    `NotFound`, `Stale`, what it raises."""

    async def handle(context: Context) -> Answer:
        async def decide(unit: Unit) -> Written:
            await delete(unit, await require(context, unit, noun, parameter))
            return Written()

        return await write(context, decide)

    return handle


# -- what a body names ----------------------------------------------------------------------------


async def resolved(context: Context, unit: Unit, values: Mapping[str, Any]) -> dict[str, Any]:
    """A body's values with each `Reference`, alone or in a tuple, replaced by its integer.

    Raises one `Invalid` naming every field that points at nothing, or at what the caller does not
    see.
    """
    references = list(references_in(values))
    known: dict[tuple[type[Record], UUID], int] = {}
    for noun in dict.fromkeys(each.noun for each in references):
        uuids = [each.uuid for each in references if each.noun is noun]
        found = await reading.seen(context, unit.read, await unit.read.by_uuids(noun, uuids))
        known |= {(noun, record.uuid): record.id for record in found}
    problems: list[Problem] = []
    ids: dict[Reference, int] = {}
    for reference in references:
        named = known.get((reference.noun, reference.uuid))
        if named is None:
            what = reference.noun.TABLE.replace("_", " ")
            detail = f"{reference.field} names no {what} of this project"
            problems.append(Problem(reference.field, "reference", detail))
        else:
            ids[reference] = named
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return {column: _replaced(value, ids) for column, value in values.items()}


# -- rows of the directory ------------------------------------------------------------------------


def row_tag(context: Context, row: DirectoryNoun) -> bytes:
    """The tag of a row of the directory, which serves `If-Match`."""
    return record_tag(row.TABLE, content_version(row), context.role.audience)


def told_with_tag(context: Context, row: DirectoryNoun, view: Any) -> Reply:
    """The view of a row of the directory that was written, with its tag."""
    return with_tag(encode(view), row_tag(context, row))


def as_read(context: Context) -> Check:
    """What a change of the directory asks of the row as it stands: that it is what `If-Match` saw.
    It raises `Stale`."""
    precondition = context.precondition()

    def check(row: DirectoryNoun) -> None:
        if precondition is None:
            return
        try:
            precondition.require(row.TABLE, content_version(row), context.role.audience)
        except Stale:
            raise Stale("Somebody else has changed this since you read it.") from None

    return check


def _replaced(value: Any, ids: Mapping[Reference, int]) -> Any:
    if isinstance(value, Reference):
        return ids[value]
    if isinstance(value, dict):
        return {column: _replaced(each, ids) for column, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(each, ids) for each in value)
    return value
