"""Deadlines of a project as they stand: read, answered, extended."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from changewright.core.calendar_days import Moment, check_day, day_of
from changewright.core.clock_answers import Event, RecordKey
from changewright.core.clock_rules import Family, Party
from changewright.core.clocks import Deadline, Extension, Today, check_extension, deadlines
from changewright.core.errors import NotFound, invalid
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_clocks import ClockEvent, ClockExtension, ClockRule, ClockTerms
from changewright.core.records_contracts import MainContract

from .clock_events import Subject, record_event
from .clock_terms import HOLDERS, Holder, families_with
from .permission import require_write
from .unit import LedgerReader, Unit

SUBJECTS: Mapping[str, type[Subject]] = {ChangeOrder.TABLE: ChangeOrder, **HOLDERS}
AGREED_BY_LENGTH_MAXIMUM = 500
EVENTS_COUNTED_AT_ONCE = 2000
"""With more of them other requests get their turn meanwhile."""

Sees = Callable[[Record], Awaitable[bool]]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline with the records it is about. `event` is the one recorded that it goes back to,
    `answer` and `notice` those that ended it or told of its silence."""

    deadline: Deadline
    family: Family
    holder: Holder
    subject: Subject
    event: ClockEvent
    answer: ClockEvent | None
    notice: ClockEvent | None


class _Counted(msgspec.Struct, frozen=True):
    """A deadline worked out, before the record it is about is read."""

    deadline: Deadline
    family: Family
    holder: Holder
    event: ClockEvent
    answer: ClockEvent | None
    notice: ClockEvent | None


async def standing(
    read: LedgerReader,
    today: Today,
    *,
    about: Collection[RecordKey] | None = None,
    under: Holder | None = None,
    sees: Sees | None = None,
) -> list[Standing]:
    """Every deadline under the contracts that have clocks, by the instant it is due.

    `about`: only those about these records; `under`: only those under this contract. `sees`: the
    events about records that it refuses, and contracts that it refuses, are as if they were not
    there.
    """
    return await _with_subjects(read, await _counted(read, today, about, under, sees))


async def standing_page(
    read: LedgerReader,
    today: Today,
    window: tuple[int, int],
    keep: Callable[[Deadline], bool],
    *,
    about: Collection[RecordKey] | None = None,
    under: Holder | None = None,
    sees: Sees | None = None,
) -> tuple[list[Standing], int]:
    """Those of them that are kept, from an offset on at most so many, and how many there are: the
    records that the others are about are not read."""
    offset, limit = window
    found = [one for one in await _counted(read, today, about, under, sees) if keep(one.deadline)]
    return await _with_subjects(read, found[offset : offset + limit]), len(found)


async def _counted(
    read: LedgerReader,
    today: Today,
    about: Collection[RecordKey] | None,
    under: Holder | None,
    sees: Sees | None,
) -> list[_Counted]:
    terms = await read.where(ClockTerms)
    if under is not None:
        terms = [one for one in terms if (one.record_kind, one.record_id) == _key(under)]
    if not terms:
        return []
    here = families_with(await read.where(ClockRule))
    events = await _events(read, about)
    if sees is not None:
        events = await _seen(read, events, sees)
    holders = await _holders(read, terms, sees)
    by_holder = defaultdict[RecordKey, list[ClockEvent]](list)
    for event in events:
        by_holder[event.holder_kind, event.holder_id].append(event)
    agreed = await _extensions(read, events)
    found: list[_Counted] = []
    for term in terms:
        key = term.record_kind, term.record_id
        family = here.get(term.family)
        if family is None or key not in holders:
            continue
        known = {event.id: event for event in by_holder[key]}
        rows = core_events(known.values(), today)
        counted = (family.rules, rows, agreed, today, about)
        if len(rows) > EVENTS_COUNTED_AT_ONCE:
            worked_out = await asyncio.to_thread(deadlines, *counted)
        else:
            worked_out = deadlines(*counted)
        for one in worked_out:
            answer = _recorded(known, one.answered_by)
            notice = _recorded(known, one.noticed_by)
            event = known[one.event.id]
            found.append(_Counted(one, family, holders[key], event, answer, notice))
    return sorted(found, key=lambda one: (one.deadline.late_from, one.deadline.id))


async def _with_subjects(read: LedgerReader, found: Collection[_Counted]) -> list[Standing]:
    """The deadlines with the records they are about; what is about a deleted one went with it."""
    subjects = await _subjects(read, [one.event for one in found])
    return [
        Standing(
            deadline=one.deadline,
            family=one.family,
            holder=one.holder,
            subject=subjects[key],
            event=one.event,
            answer=one.answer,
            notice=one.notice,
        )
        for one in found
        if (key := (one.event.record_kind, one.event.record_id)) in subjects
    ]


def _key(record: Record) -> RecordKey:
    return record.TABLE, record.id


def _recorded(known: Mapping[int, ClockEvent], event: Event | None) -> ClockEvent | None:
    return None if event is None else known[event.id]


async def require_standing(
    read: LedgerReader, today: Today, event: ClockEvent, rule_id: str, sees: Sees | None = None
) -> Standing:
    """The deadline that an event started under a rule. Raises `NotFound`."""
    about = {(event.record_kind, event.record_id)}
    for one in await standing(read, today, about=about, sees=sees):
        if one.event.id == event.id and one.deadline.rule.id == rule_id:
            return one
    raise NotFound(f"There is no deadline of the rule {rule_id} here.")


def core_events(events: Iterable[ClockEvent], today: Today) -> list[Event]:
    """Records as the core counts with them; their order in a day is that of their recording."""
    ordered = sorted(events, key=lambda event: (event.created_at, event.id))
    return [
        Event(
            id=event.id,
            type=event.type,
            moment=Moment(
                event.occurred_on
                if event.occurred_at is None
                else day_of(event.occurred_at, today.zone),
                event.occurred_at,
            ),
            order=order,
            record=(event.record_kind, event.record_id),
            covers=frozenset(event.covers),
            matter=event.matter,
            grounds=frozenset(event.grounds),
            answers=event.answers_id,
            answers_rule=event.answers_rule,
        )
        for order, event in enumerate(ordered)
    ]


async def _events(read: LedgerReader, about: Collection[RecordKey] | None) -> list[ClockEvent]:
    """All events, or, under the contracts under which something about the records happened, those
    that can bear on it: about the same changes, about several, or about the contract."""
    if about is None:
        return await read.where(ClockEvent)
    events: dict[int, ClockEvent] = {}
    for kind, record_id in about:
        for event in await read.where(ClockEvent, record_kind=kind, record_id=record_id):
            events[event.id] = event
    changes = {change for event in events.values() for change in event.covers}
    for kind, holder_id in sorted({(one.holder_kind, one.holder_id) for one in events.values()}):
        near = await read.where(
            ClockEvent, holder_kind=kind, holder_id=holder_id, change_id=[*sorted(changes), None]
        )
        events |= {event.id: event for event in near}
    return [*events.values()]


async def _subjects(read: LedgerReader, events: Iterable[ClockEvent]) -> dict[RecordKey, Subject]:
    """The records that events are about."""
    wanted = defaultdict[str, set[int]](set)
    for event in events:
        wanted[event.record_kind].add(event.record_id)
    return {
        (kind, record.id): record
        for kind, ids in wanted.items()
        for record in await read.many(SUBJECTS[kind], sorted(ids))
    }


async def _seen(read: LedgerReader, events: list[ClockEvent], sees: Sees) -> list[ClockEvent]:
    """The events about records that may be seen."""
    subjects = await _subjects(read, events)
    shown = {key for key, record in subjects.items() if await sees(record)}
    return [event for event in events if (event.record_kind, event.record_id) in shown]


async def _holders(
    read: LedgerReader, terms: Iterable[ClockTerms], sees: Sees | None
) -> dict[RecordKey, Holder]:
    """The contracts with clocks, those that may be seen."""
    wanted = defaultdict[str, list[int]](list)
    for term in terms:
        wanted[term.record_kind].append(term.record_id)
    holders: dict[RecordKey, Holder] = {}
    for kind, ids in wanted.items():
        for record in await read.many(HOLDERS[kind], ids):
            if sees is None or await sees(record):
                holders[kind, record.id] = record
    return holders


async def _extensions(read: LedgerReader, events: Iterable[ClockEvent]) -> list[Extension]:
    ids = [event.id for event in events]
    found = await read.where(ClockExtension, event_id=ids) if ids else []
    return [
        Extension(
            id=one.id,
            rule_id=one.rule_id,
            event_id=one.event_id,
            until=one.until,
            agreed_on=one.agreed_on,
        )
        for one in found
    ]


# -- whose court ----------------------------------------------------------------------------------


async def company_of(
    read: LedgerReader, holder: Holder, party: Party, default_main_contract_id: int | None
) -> int | None:
    """The company that is a party of a contract, where the contract names it. Who gives a
    commitment is the contractor of the contract above it."""
    if isinstance(holder, MainContract):
        companies: Mapping[Party, int | None] = {
            "contractor": holder.contractor_company_id,
            "owner": holder.owner_company_id,
            "administrator": holder.architect_company_id,
        }
        return companies[party]
    if party != "owner":
        return holder.company_id if party == "contractor" else None
    above = holder.main_contract_id or default_main_contract_id
    main = None if above is None else await read.get(MainContract, above)
    return None if main is None else main.contractor_company_id


# -- answering and extending ----------------------------------------------------------------------


async def answer(
    unit: Unit, one: Standing, fields: Mapping[str, Any], *, today: Today
) -> ClockEvent:
    """Record the event that ends a period, or the notice that it was missed.

    `type` may be left out where only one event answers the rule. Raises `Invalid` for an event that
    neither answers it nor tells of its silence.
    """
    rule = one.deadline.rule
    allowed = [*rule.answers, *([rule.silence_notice] if rule.silence_notice else [])]
    name = fields.get("type") or (rule.answers[0] if len(allowed) == 1 else None)
    if name is None:
        raise invalid("type", "missing", f"type must be one of {', '.join(allowed)}")
    if name not in allowed:
        detail = f"{name} does not answer this rule; it is answered by {', '.join(allowed)}"
        raise invalid("type", "choice", detail)
    values = {
        **fields,
        "type": name,
        "matter": one.event.matter,
        "answers_id": one.event.id,
        "answers_rule": rule.id,
    }
    return await record_event(unit, one.subject, values, today=today, holder=one.holder)


async def extend(
    unit: Unit, one: Standing, fields: Mapping[str, Any], *, today: Today
) -> ClockExtension:
    """Record that the parties agreed on a later day, before the period was over.

    The agreement counts by its own day, `agreed_on` (today if nobody says), not by the day it is
    recorded; the journal keeps both. Raises `Forbidden`, `Conflict`, `Invalid` naming the field.
    """
    require_write(unit.actor, ClockExtension.TABLE)
    until: date = check_day(fields["until"], "until")
    agreed_on: date = check_day(fields.get("agreed_on") or today.day, "agreed_on")
    if len(fields["agreed_by"]) > AGREED_BY_LENGTH_MAXIMUM:
        detail = f"agreed_by has at most {AGREED_BY_LENGTH_MAXIMUM} characters"
        raise invalid("agreed_by", "length", detail)
    check_extension(one.deadline, until, agreed_on, today)
    return unit.new(
        ClockExtension,
        event_id=one.event.id,
        rule_id=one.deadline.rule.id,
        until=until,
        agreed_on=agreed_on,
        agreed_by=fields["agreed_by"],
        note=fields.get("note"),
    )


async def delete_extension(unit: Unit, extension: ClockExtension) -> None:
    """Take back an extension that was recorded by mistake."""
    require_write(unit.actor, ClockExtension.TABLE)
    unit.delete(extension)
