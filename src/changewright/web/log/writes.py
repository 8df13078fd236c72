"""Doing something to many rows of the log: each is a unit of work of its own, with its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import NotFound, Refusal, Stale, invalid
from changewright.core.records import ChangeOrder
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.writing import Decide, Written, write_each
from changewright.work import attributes, change_orders, moves
from changewright.work.attributes import Assignment
from changewright.work.log import rows_of
from changewright.work.permission import require_write
from changewright.work.unit import Unit

from ..reading import encode, query_text, reading, sees
from ..writing import resolved
from .cells import Typed, problem_of, read_cells
from .grammar import columns_of
from .known import Known, known_of
from .rows import row_view
from .views import LogOutcome, LogOutcomesView, LogRow

ROWS_MAXIMUM = 1000
DELETE = "delete"
CREATED_KIND = "pco"
"""The only kind that is typed into the log; all others are made from it."""

IDS = Field("ids", "ids", bodies.UUID_LIST, nullable=False, minimum=1, maximum=ROWS_MAXIMUM)
ACTION_FIELDS = (
    Field(
        "action",
        "action",
        bodies.TEXT,
        required=True,
        maximum=60,
        description="A move's name, or `delete`.",
    ),
    msgspec.structs.replace(IDS, required=True),
)
EDIT_FIELDS = (
    IDS,
    Field(
        "values",
        "values",
        bodies.JSON_OBJECT,
        nullable=False,
        description="Cells by the columns' names, the same for all rows of `ids`.",
    ),
    Field(
        "rows",
        "rows",
        bodies.objects_of(
            Field("id", "id", bodies.UUID_TEXT),
            Field("kind", "kind", bodies.CHOICE, choices=(CREATED_KIND,)),
            Field("version", "version", bodies.INTEGER, minimum=1),
            Field("values", "values", bodies.JSON_OBJECT, required=True),
        ),
        nullable=False,
        minimum=1,
        maximum=ROWS_MAXIMUM,
        description="Rows with cells of their own; one without an id is a new potential change.",
    ),
)


class _Done(msgspec.Struct, frozen=True):
    """What a row's unit leaves: kept under its idempotency key."""

    id: UUID
    record_id: int
    version: int
    outcome: str


class _Row(msgspec.Struct, frozen=True):
    """A row to be edited: an existing one, or a new one of a kind."""

    id: UUID | None
    version: int | None
    cells: object


async def act_on_rows(context: Context) -> Answer:
    """POST an action on many rows."""
    values = await context.values()
    action = values["action"]

    def deciding(uuid: UUID) -> Decide:
        async def decide(unit: Unit) -> Written:
            document = await _require(context, unit, uuid)
            if action == DELETE:
                await change_orders.delete(unit, document)
            else:
                document = await moves.act(unit, document, action)
            return _written(unit, document, "done")

        return decide

    ids = tuple(dict.fromkeys(values["ids"]))
    return await _each(context, ids, [deciding(uuid) for uuid in ids])


async def edit_rows(context: Context) -> Answer:
    """POST cells of many rows: the same for all, or each its own."""
    rows = _rows(await context.values())
    async with reading(context) as read:
        known = await known_of(context, read)

    def deciding(row: _Row) -> Decide:
        async def decide(unit: Unit) -> Written:
            document = None if row.id is None else await _require(context, unit, row.id)
            # Before anything that a cell names is looked for: who may not write learns no names.
            require_write(unit.actor, ChangeOrder.TABLE)
            typed = read_cells(context, known, row.cells)
            fields = await resolved(context, unit, typed.fields)
            if document is None:
                document = await change_orders.create(unit, CREATED_KIND, fields)
                await _assign(unit, known, document, typed)
                return _written(unit, document, "done")
            if row.version is not None and row.version != document.version:
                raise Stale(f"somebody has changed it since: it is version {document.version} now")
            after = await change_orders.edit(unit, document, fields) if fields else document
            await _assign(unit, known, after, typed)
            is_changed = unit.newest(after).version != document.version
            return _written(unit, after, "done" if is_changed else "unchanged")

        return decide

    return await _each(context, [row.id for row in rows], [deciding(row) for row in rows])


def _rows(values: dict[str, Any]) -> list[_Row]:
    """The rows that a body names. Raises `Invalid` naming what is missing or too much."""
    if ("rows" in values) == ("ids" in values):
        raise invalid("rows", "choice", "name either ids with values, or rows with their own")
    if "ids" in values:
        if "values" not in values:
            raise invalid("values", "missing", "Missing required property: values")
        ids = dict.fromkeys(values["ids"])
        return [_Row(uuid, None, values["values"]) for uuid in ids]
    rows = []
    for place, each in enumerate(values["rows"]):
        if each.get("id") is None and each.get("kind") is None:
            name = f"rows.{place}.id"
            raise invalid(name, "missing", f"{name}: a row has an id, or the kind of a new one")
        rows.append(_Row(each.get("id"), each.get("version"), each["values"]))
    return rows


async def _require(context: Context, unit: Unit, uuid: UUID) -> ChangeOrder:
    """The row, in the same words whether it is not there or not for this caller."""
    document = await unit.read.by_uuid(ChangeOrder, uuid)
    if document is None or not await sees(context, unit.read, document):
        raise NotFound(f"There is no change order {uuid} here.")
    return document


async def _assign(unit: Unit, known: Known, document: ChangeOrder, typed: Typed) -> None:
    assignments = []
    for name, (column, value) in typed.attributes.items():
        if document.kind not in column.kinds:
            raise invalid(name, "rule", f"{column.title} is no attribute of this kind")
        definition = known.definitions[column.definition_id or 0]
        assignments.append(Assignment(unit.newest(document), definition, value, name))
    if assignments:
        await attributes.assign(unit, assignments)


def _written(unit: Unit, document: ChangeOrder, outcome: str) -> Written:
    newest = unit.newest(document)
    return Written(encode(_Done(newest.uuid, newest.id, newest.version, outcome)))


_read_done = msgspec.json.Decoder(_Done).decode


async def _each(context: Context, ids: Sequence[UUID | None], decides: Sequence[Decide]) -> Answer:
    """Run the rows' units and tell what became of each."""
    columns = await _columns(context)
    found = await write_each(
        context, decides, container_id=context.container_id, actor=context.actor()
    )
    done = {place: _read_done(each) for place, each in enumerate(found) if isinstance(each, bytes)}
    show = await columns([one.record_id for one in done.values()])
    outcomes = []
    for place, each in enumerate(found):
        if isinstance(each, Refusal):
            outcomes.append(LogOutcome(id=ids[place], outcome="refused", problem=problem_of(each)))
        else:
            one = done[place]
            outcomes.append(
                LogOutcome(
                    id=one.id,
                    outcome=one.outcome,
                    version=one.version,
                    row=show.get(one.record_id),
                )
            )
    refused = sum(one.outcome == "refused" for one in outcomes)
    return encode(LogOutcomesView(results=outcomes, done=len(outcomes) - refused, refused=refused))


async def _columns(context: Context) -> Callable[[Sequence[int]], Any]:
    """What shows rows by the columns that the query asks for. Raises `Invalid` before anything is
    written for one that is not there."""
    text = query_text(context, "columns")
    if text is not None:
        async with reading(context) as read:
            columns_of(await known_of(context, read), text)

    async def show(ids: Sequence[int]) -> dict[int, LogRow]:
        if text is None:
            return {}
        async with reading(context) as read:
            known = await known_of(context, read)
            shown = columns_of(known, text)
            records = await rows_of(read, known.viewer, shown, known.scope, ids)
        return {record.id: row_view(context, shown, record) for record in records}

    return show
