"""Creating, changing, deleting, cloning and restoring change events (procore.md §2.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.choices import CHANGE_EVENT_STATUS, CHANGE_REASON, CHANGE_TYPE
from changewright.core.errors import NotFound, invalid
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import events
from changewright.work.screening import named
from changewright.work.unit import LedgerReader, Unit

from ..budget_codes import take_budget
from ..fields import Rendering, Resource
from ..hanging import hanging_of
from ..place import project_place
from ..reading import rendering_of
from ..writing import read_wrapped, render, write
from . import words
from .fields import (
    CREATE_FIELDS,
    EDIT_FIELDS,
    NEWER_CREATE_FIELDS,
    NEWER_EDIT_FIELDS,
    code_of,
    flattened,
)
from .newer import LISTED as NEWER
from .shapes import LISTED

Line = dict[str, Any]


# -- what a body says -----------------------------------------------------------------------------


def _columns(rendering: Rendering, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a body, its lines left aside. Raises `Invalid` for an entry that no list of
    the company has."""
    columns = {name: value for name, value in values.items() if name not in _TRANSLATED}
    if not (columns.get("number") or "").strip():
        columns.pop("number", None)
    if "name" in columns:
        columns["name"] = columns["name"] or ""
    if "scope" in values:
        columns["scope"] = words.SCOPES[values["scope"]]
    if values.get("status_id") is not None:
        columns["event_status"] = words.name_of(
            rendering, CHANGE_EVENT_STATUS, values["status_id"], "change_event_status_id"
        )
    elif "status" in values:
        columns["event_status"] = words.name_of_word(
            rendering, CHANGE_EVENT_STATUS, values["status"], "status"
        )
    if "reason_id" in values:
        columns["reason"] = words.name_of(
            rendering, CHANGE_REASON, values["reason_id"], "change_order_change_reason_id"
        )
    return columns | _type(rendering, values) | _origin(values)


_TRANSLATED = frozenset(
    {
        *("lines", "scope", "status", "status_id", "reason_id", "type_id", "type_word"),
        *("rfi_id", "origin_ref", "source_type", "origin", "external"),
    }
)


def _type(rendering: Rendering, values: Mapping[str, Any]) -> dict[str, Any]:
    if "type_id" in values:
        name = words.name_of(rendering, CHANGE_TYPE, values["type_id"], "change_type")
        return {"type": name}
    if "type_word" not in values:
        return {}
    word = values["type_word"]
    if word is None:
        return {"type": None}
    return {"type": words.name_of_word(rendering, CHANGE_TYPE, word, "event_type")}


def _origin(values: Mapping[str, Any]) -> dict[str, Any]:
    """Where the event comes from, however it is said: an RFI is an origin like others."""
    told: dict[str, Any] = dict(values.get("external") or {})
    if "external" in values and values["external"] is None:
        told = {"origin_id": None, "origin_data": None}
    given = dict(values)
    if "origin" in values:
        given |= values["origin"] or {"origin_ref": None, "source_type": None}
    if "rfi_id" in values:
        has_rfi = values["rfi_id"] is not None
        given |= {"origin_ref": values["rfi_id"], "source_type": words.RFI if has_rfi else None}
    if "origin_ref" in given:
        ref = given["origin_ref"]
        told["source_ref"] = None if ref is None else str(ref)
    if "source_type" in given:
        told["source_type"] = given["source_type"]
    return told


def _kept(event: ChangeOrder, values: Mapping[str, Any], columns: dict[str, Any]) -> dict[str, Any]:
    """Without what says only what is shown already: it keeps the ledger's finer word."""
    if "scope" in values and words.SCOPE[event.scope] == values["scope"]:
        columns.pop("scope")
    return columns


async def _check_contract(read: LedgerReader, columns: Mapping[str, Any]) -> None:
    contract_id = columns.get("main_contract_id")
    if contract_id is not None and await named(read, MainContract, contract_id) is None:
        field = "prime_contract_for_estimates"
        raise invalid(field, "reference", f"There is no prime contract {contract_id} here")


async def _line(
    unit: Unit, rendering: Rendering, values: Line, budget_id: int | None = None
) -> dict[str, Any]:
    """The columns of a line. Raises `Invalid` for what is not there."""
    line = {name: value for name, value in code_of(values).items() if name not in _NAMING}
    for name, noun, field in _REFERENCES:
        record_id = line.get(name)
        if record_id is not None and await named(unit.read, noun, record_id) is None:
            what = noun.TABLE.replace("_", " ")
            raise invalid(field, "reference", f"There is no {what} {record_id} here")
    company_id = line.get("proposed_company_id")
    if company_id is not None:
        company = rendering.directory.companies.get(company_id)
        if company is None or company.account_id != rendering.account_id:
            detail = f"There is no vendor {company_id} in this company"
            raise invalid("proposed_vendor_id", "reference", detail)
    return await take_budget(unit, rendering.directory, rendering.account_id, line, budget_id)


_NAMING = ("id", "deleted")
_REFERENCES = (
    ("proposed_contract_id", Contract, "proposed_contract_id"),
    ("contract_line_id", ScheduleOfValue, "commitment_contract_line_item_id"),
)


async def _write_lines(
    unit: Unit, rendering: Rendering, event: ChangeOrder, lines: Sequence[Line]
) -> None:
    """Make, change and delete the lines of a body, in its order."""
    for values in lines:
        if values.get("id") is None:
            if not values.get("deleted"):
                await events.create_line(unit, event, await _line(unit, rendering, values))
            continue
        held = {item.id: item for item in await events.items_of(unit.read, event)}
        item = held.get(values["id"])
        if item is None:
            detail = f"The change event has no line item {values['id']}"
            raise invalid("id", "reference", detail)
        if values.get("deleted"):
            await events.delete_line(unit, event, item)
            continue
        fields = await _line(unit, rendering, values, item.budget_id)
        await events.edit_line(unit, event, item, fields)


# -- operations -----------------------------------------------------------------------------------


async def create(context: Context) -> Answer:
    """POST v1.0 change_events."""
    given = await read_wrapped(context, CREATE_FIELDS)
    return await _create(context, given, LISTED)


async def create_newer(context: Context) -> Answer:
    """POST v1.1 change_events."""
    given = await read_wrapped(context, NEWER_CREATE_FIELDS)
    return await _create(context, _newer(given), NEWER)


async def edit(context: Context) -> Answer:
    """PATCH v1.0 change_events/{id}: the fields given; lines with an id are changed."""
    given = await read_wrapped(context, EDIT_FIELDS)
    return await _edit(context, given, LISTED)


async def edit_newer(context: Context) -> Answer:
    """PATCH v1.1 change_events/{id}."""
    given = await read_wrapped(context, NEWER_EDIT_FIELDS)
    return await _edit(context, _newer(given), NEWER)


def _newer(given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given["values"])
    if values.get("lines"):
        values["lines"] = [flattened(line) for line in values["lines"]]
    return {**given, "values": values}


async def _create(context: Context, given: dict[str, Any], resource: Resource) -> Answer:
    place = await project_place(context, given)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    values = given["values"]
    hung = hanging.taken(values)
    columns = {"name": "", **_columns(rendering, values)}

    async def decide(unit: Unit) -> bytes:
        await _check_contract(unit.read, columns)
        event = await events.create(unit, columns)
        await _write_lines(unit, rendering, event, values.get("lines") or ())
        await hanging.apply(unit, event, hung)
        return await render(unit, resource, event, rendering)

    return await write(context, place, decide)


async def _edit(context: Context, given: dict[str, Any], resource: Resource) -> Answer:
    place = await project_place(context, given)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    values = given["values"]
    hung = hanging.taken(values)
    columns = _columns(rendering, values)

    async def decide(unit: Unit) -> bytes:
        event = await _require(context, unit)
        await _check_contract(unit.read, columns)
        await events.edit(unit, event, _kept(event, values, dict(columns)))
        await _write_lines(unit, rendering, event, values.get("lines") or ())
        await hanging.apply(unit, event, hung)
        return await render(unit, resource, event, rendering)

    return await write(context, place, decide)


async def delete(context: Context) -> Answer:
    """DELETE v1.1 change_events/{id}, with its lines."""
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        await events.delete(unit, await _require(context, unit))
        return b""

    return await write(context, place, decide)


async def clone(context: Context) -> Answer:
    """POST v1.1 change_events/{id}/clone: a new event like it."""
    place = await project_place(context)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        event = await events.clone(unit, await _require(context, unit))
        return await render(unit, NEWER, event, rendering)

    return await write(context, place, decide)


async def restore(context: Context) -> Answer:
    """PUT v1.1 change_events/{id}/restore: a deleted event is there again."""
    place = await project_place(context)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        event = await events.restore(unit, await _require(context, unit, deleted=True))
        return await render(unit, NEWER, event, rendering)

    return await write(context, place, decide)


async def _require(context: Context, unit: Unit, *, deleted: bool = False) -> ChangeOrder:
    """The event that the path names. Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    event = await events.find(unit.read, record_id, deleted=deleted)
    if event is None:
        raise NotFound("There is no change event with this id here.")
    return event
