"""What happened under contracts: recorded, corrected, taken back, read from the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from changewright.core.calendar_days import day_of
from changewright.core.clocks import Today
from changewright.core.errors import invalid
from changewright.core.records import ChangeOrder
from changewright.core.records_clocks import ClockCalendar, ClockEvent
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_uuid
from changewright.work import clock_events
from changewright.work.clock_events import Subject
from changewright.work.clock_terms import HOLDERS, Holder, today_of
from changewright.work.clocks import SUBJECTS
from changewright.work.permission import require_write
from changewright.work.unit import Actor, LedgerReader, Unit

from ..reading import answer, answer_page, encode, query_text, reading, visible, window_of
from ..reading import require as require_one
from ..writing import Written, deletes, require, resolved, write, written
from .views import CaughtUpView, ClockEventView, RecordName, deadline_id, record_name

ORDER = ("occurred_on", "created_at", "id")
RECORD_PARAMETERS: dict[str, type[Subject]] = {
    "changeOrderId": ChangeOrder,
    "contractId": Contract,
    "mainContractId": MainContract,
}


async def list_events(context: Context) -> Answer:
    """GET what happened, oldest first, of a record where the query names one."""
    window = window_of(context)
    async with reading(context) as read:
        about = await records_asked(context, read)
        columns: dict[str, Any] = {}
        if about is not None:
            columns = {"record_kind": about.TABLE, "record_id": about.id}
        if context.role.audience == "full":
            page = window.limit, window.offset
            cut, total = await read.page(ClockEvent, ORDER, *page, **columns)
        else:
            found = await visible(context, read, await read.where(ClockEvent, ORDER, **columns))
            cut, total = found[window.offset : window.offset + window.limit], len(found)
        views = await event_views(context, read, cut)
    return answer_page(context, views, total)


async def show_event(context: Context) -> Answer:
    """GET one event."""
    async with reading(context) as read:
        event = await require_one(context, read, ClockEvent, "eventId")
        (view,) = await event_views(context, read, [event])
    return answer(context, view)


async def create_event(context: Context) -> Answer:
    """POST an event."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        fields = await resolved(context, unit, with_person(context, unit.actor, values))
        subject, holder, fields = await _subject(unit, fields)
        today = await today_in(context, unit.read, unit.now)
        event = await clock_events.record_event(unit, subject, fields, today=today, holder=holder)
        return written(context, unit, event, await event_view(context, unit.read, event))

    return await write(context, decide)


async def update_event(context: Context) -> Answer:
    """PATCH an event that somebody recorded."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        event = await require(context, unit, ClockEvent, "eventId")
        fields = with_person(context, unit.actor, values)
        today = await today_in(context, unit.read, unit.now)
        event = await clock_events.edit_event(unit, event, fields, today=today)
        return written(context, unit, event, await event_view(context, unit.read, event))

    return await write(context, decide)


delete_event = deletes(ClockEvent, "eventId", clock_events.delete_event)


async def catch_up(context: Context) -> Answer:
    """POST: record what the journal tells of a change order from before its contract had clocks."""

    async def decide(unit: Unit) -> Written:
        document = await require(context, unit, ChangeOrder, "changeOrderId")
        made = await clock_events.catch_up(unit, document)
        return Written(encode(CaughtUpView(recorded=made)))

    return await write(context, decide)


# -- shared with deadlines ------------------------------------------------------------------------


async def today_in(context: Context, read: LedgerReader, now: datetime) -> Today:
    """The present of the request's project."""
    found = await read.where(ClockCalendar, limit=1)
    return today_of(found[0] if found else None, context.project.time_zone, now)


async def records_asked(context: Context, read: LedgerReader) -> Subject | None:
    """The record that the query names, None where it names none. Raises `Invalid` for two, or for
    one that is not there for this caller."""
    named = {name: query_text(context, name) for name in RECORD_PARAMETERS}
    given = {name: text for name, text in named.items() if text is not None}
    if len(given) > 1:
        name = [*given][-1]
        raise invalid(name, "rule", f"ask by one of {', '.join(given)}, not by both")
    for name, text in given.items():
        uuid = parse_uuid(text)
        if uuid is None:
            raise invalid(name, "format", f"{name} is not a UUID: {echo(text)}")
        record: Subject | None = await read.by_uuid(RECORD_PARAMETERS[name], uuid)
        if record is None or not await visible(context, read, [record]):
            raise invalid(name, "reference", f"{name} names no record of this project")
        return record
    return None


async def event_view(context: Context, read: LedgerReader, event: ClockEvent) -> ClockEventView:
    """One event as its maker sees it."""
    (view,) = await event_views(context, read, [event])
    return view


async def event_views(
    context: Context, read: LedgerReader, events: Iterable[ClockEvent]
) -> list[ClockEventView]:
    """Events with the names of what they are about. Who sees from outside gets no note, no matter
    and no name of a person."""
    events = list(events)
    names = await _names(read, events)
    answered = {
        one.id: one
        for one in await read.many(ClockEvent, [e.answers_id for e in events if e.answers_id])
    }
    today = await today_in(context, read, context.now)
    inside = context.role.audience == "full"
    views = []
    for event in events:
        at = event.occurred_at
        person = event.person_id and context.services.directory.person(event.person_id)
        started = answered.get(event.answers_id or 0)
        views.append(
            ClockEventView(
                id=event.uuid,
                type=event.type,
                occurred_on=event.occurred_on if at is None else day_of(at, today.zone),
                occurred_at=at,
                record=names.get((event.record_kind, event.record_id)),
                contract=names.get((event.holder_kind, event.holder_id)),
                matter=event.matter if inside else "",
                grounds=list(event.grounds),
                party=event.party,
                person_id=person.uuid if person and inside else None,
                note=event.note if inside else None,
                answers_deadline_id=deadline_id(event.answers_rule, started)
                if started and event.answers_rule
                else None,
                automatic=event.automatic,
                created_at=event.created_at,
                updated_at=event.updated_at,
            )
        )
    return views


async def _names(
    read: LedgerReader, events: Iterable[ClockEvent]
) -> dict[tuple[str, int], RecordName]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.record_kind, set()).add(event.record_id)
        wanted.setdefault(event.holder_kind, set()).add(event.holder_id)
    return {
        (kind, record.id): record_name(record)
        for kind, ids in wanted.items()
        for record in await read.many(SUBJECTS[kind], ids)
    }


def with_person(context: Context, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """An event's values with the person's integer. Raises `Forbidden` for who writes no events,
    whomever they name, `Invalid` for somebody who is not of the project."""
    require_write(actor, ClockEvent.TABLE)
    if values.get("person_id") is None:
        return values
    directory = context.services.directory
    person = directory.person(values["person_id"])
    if person is None or directory.member(person.id, context.container_id) is None:
        raise invalid("person_id", "reference", "personId names nobody in this project")
    return {**values, "person_id": person.id}


async def _subject(
    unit: Unit, values: dict[str, Any]
) -> tuple[Subject, Holder | None, dict[str, Any]]:
    """What a new event is about, under which contract, and its other fields."""
    fields = dict(values)
    document_id = fields.pop("change_order_id", None)
    named = {name: fields.pop(f"{name}_id", None) for name in HOLDERS}
    given = [(HOLDERS[name], key) for name, key in named.items() if key is not None]
    if len(given) > 1:
        detail = "an event happens under one contract: contractId or mainContractId, not both"
        raise invalid("main_contract_id", "rule", detail)
    holder: Holder | None = None
    for noun, key in given:
        holder = await unit.read.require_id(noun, key)
    if document_id is not None:
        return await unit.read.require_id(ChangeOrder, document_id), holder, fields
    if holder is None:
        detail = "say what it is about: changeOrderId, contractId or mainContractId"
        raise invalid("change_order_id", "missing", detail)
    return holder, holder, fields
