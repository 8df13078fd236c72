"""Handlers of writes with nothing special about them, made from a function of `work`.

Each reads a body by the resource's rows, resolves its references, runs the function in one unit
and answers with the record. What needs more is written out where the resource is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from changewright.core.records import Record
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.work.unit import Unit

from .resource import Resource
from .writing import Written, answer, require, resolved, write


def creates(
    resource: Resource, make: Callable[[Unit, dict[str, Any]], Awaitable[Record]]
) -> Handler:
    """POST: `make` gets the unit and the body's fields, and answers the new record."""

    async def handle(context: Context) -> Answer:
        values = read_fields(await context.json(), resource.creating)

        async def decide(unit: Unit) -> Written:
            record = await make(unit, await resolved(context, unit, values))
            return await answer(context, unit, resource, record)

        return await write(context, decide)

    return handle


def edits(
    resource: Resource,
    parameter: str,
    change: Callable[[Unit, Any, dict[str, Any]], Awaitable[Record]],
) -> Handler:
    """PATCH: `change` gets the unit, the record and the fields given, and answers the record."""

    async def handle(context: Context) -> Answer:
        values = read_fields(await context.json(), resource.patching, partial=True)

        async def decide(unit: Unit) -> Written:
            record = await require(context, unit, resource, parameter)
            record = await change(unit, record, await resolved(context, unit, values, record))
            return await answer(context, unit, resource, record)

        return await write(context, decide)

    return handle


def deletes(
    resource: Resource, parameter: str, drop: Callable[[Unit, Any], Awaitable[None]]
) -> Handler:
    """DELETE: `drop` gets the unit and the record; the answer is empty."""

    async def handle(context: Context) -> Answer:
        async def decide(unit: Unit) -> Written:
            await drop(unit, await require(context, unit, resource, parameter))
            return Written()

        return await write(context, decide)

    return handle
