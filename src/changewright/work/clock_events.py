"""What happened under a contract, recorded by people and by the ledger's own moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from changewright.core.book import state_of
from changewright.core.calendar_days import check_day, day_of
from changewright.core.clock_rules import EVENT_TYPES, PARTIES, WORD, Family, automatic_events
from changewright.core.clocks import Today
from changewright.core.errors import Conflict, Invalid, Problem, invalid
from changewright.core.kinds import KIND, TRACKS, Track
from changewright.core.records import ChangeOrder
from changewright.core.records_clocks import ClockCalendar, ClockEvent, ClockRule, ClockTerms
from changewright.core.records_contracts import Contract, MainContract

from .clock_terms import Holder, families_with, terms_of, today_of
from .history import state_changes
from .permission import require_write
from .unit import LedgerReader, Unit

Subject: TypeAlias = ChangeOrder | Contract | MainContract
"""What an event can be about."""

TEXT_LENGTH_MAXIMUM = 2000
MATTER_LENGTH_MAXIMUM = 200
GROUNDS_MAXIMUM = 20
FOLLOWED = "followed"
"""The action of an entry that another document's move made."""


# -- by hand --------------------------------------------------------------------------------------


async def record_event(
    unit: Unit,
    subject: Subject,
    fields: Mapping[str, Any],
    *,
    today: Today,
    holder: Holder | None = None,
) -> ClockEvent:
    """Record that something happened about `subject`, under `holder` or the contract it amends.

    `fields`: `type`, `occurred_on` or `occurred_at`, and what else the noun has. Raises
    `Forbidden`, and `Invalid` naming the field, also for a day that has not come.
    """
    require_write(unit.actor, ClockEvent.TABLE)
    name = str(fields.get("type"))
    known = types_known(families_with(await unit.definitions(ClockRule)).values())
    if name not in known:
        detail = f"no family here knows an event of the type {name!r}"
        raise invalid("type", "choice", detail)
    values = _checked({**fields, "type": name}, today)
    under = holder or await holder_of(unit.read, subject, unit.settings.default_main_contract_id)
    if under is None:
        detail = "the record belongs to no contract; say under which one it happened"
        raise invalid("contract_id", "missing", detail)
    return unit.new(
        ClockEvent,
        record_kind=subject.TABLE,
        record_id=subject.id,
        holder_kind=under.TABLE,
        holder_id=under.id,
        **covering(await covered_by(unit.read, subject)),
        **values,
    )


async def edit_event(
    unit: Unit, event: ClockEvent, fields: Mapping[str, Any], *, today: Today
) -> ClockEvent:
    """Correct what somebody recorded. What the ledger recorded itself stays: raises `Conflict`."""
    require_write(unit.actor, ClockEvent.TABLE)
    if event.automatic:
        detail = "the ledger recorded this event of its own move; delete it if it is none"
        raise Conflict(detail, *(Problem(name, "rule", detail) for name in sorted(fields)))
    kept = {name: getattr(event, name) for name in ("occurred_on", "occurred_at")}
    if "occurred_at" in fields:
        kept = {}
    elif "occurred_on" in fields:
        kept = {"occurred_at": None}
    values = _checked({**kept, **fields}, today)
    return unit.change(event, "updated", **values)


async def delete_event(unit: Unit, event: ClockEvent) -> None:
    """Take an event back, and the extensions of the periods that it started with it."""
    require_write(unit.actor, ClockEvent.TABLE)
    unit.delete(event)


def types_known(here: Iterable[Family]) -> frozenset[str]:
    """Every type of event that some family knows."""
    return frozenset(EVENT_TYPES).union(*(family.event_types() for family in here))


def _checked(fields: Mapping[str, Any], today: Today) -> dict[str, Any]:
    """The fields with the day that belongs to the instant."""
    values = dict(fields)
    on, at = values.get("occurred_on"), values.get("occurred_at")
    if at is not None:
        day = day_of(at, today.zone)
        if on not in (None, day):
            detail = f"occurred_at is on {day} in the project's zone, not on {on}"
            raise invalid("occurred_on", "rule", detail)
        values["occurred_on"] = on = day
    if on is None:
        raise invalid("occurred_on", "missing", "occurred_on or occurred_at must say when it was")
    check_day(on, "occurred_on")
    if on > today.day or (at is not None and at > today.now):
        field = "occurred_on" if at is None else "occurred_at"
        raise invalid(field, "range", "what is recorded has happened: this day has not come yet")
    _check_words(values)
    return values


def _check_words(values: dict[str, Any]) -> None:
    problems = []
    grounds = tuple(values.get("grounds") or ())
    if len(grounds) > GROUNDS_MAXIMUM or not all(WORD.match(ground) for ground in grounds):
        detail = f"grounds are at most {GROUNDS_MAXIMUM} words such as weather or late_access"
        problems.append(Problem("grounds", "format", detail))
    if values.get("party") not in (None, *PARTIES):
        detail = f"party must be one of {', '.join(PARTIES)}"
        problems.append(Problem("party", "choice", detail))
    for field, most in (("matter", MATTER_LENGTH_MAXIMUM), ("note", TEXT_LENGTH_MAXIMUM)):
        if len(values.get(field) or "") > most:
            problems.append(Problem(field, "length", f"{field} has at most {most} characters"))
    if problems:
        raise Invalid(problems[0].detail, *problems)
    if "grounds" in values:
        values["grounds"] = grounds
    if "matter" in values:
        values["matter"] = (values["matter"] or "").strip()


# -- what an event belongs to ---------------------------------------------------------------------


async def holder_of(
    read: LedgerReader, subject: Subject, default_main_contract_id: int | None
) -> Holder | None:
    """The contract under which something about a record happens, if nobody says: the one that the
    record amends or asks about, for a potential change the one with the owner."""
    if not isinstance(subject, ChangeOrder):
        return subject
    tracks = KIND[subject.kind].tracks
    side: Track = "cost" if tracks == ("cost",) else "budget"
    key = _holder_key(subject, side, default_main_contract_id)
    if key[1] is None:
        return None
    if key[0] == Contract.TABLE:
        return await read.get(Contract, key[1])
    return await read.get(MainContract, key[1])


def _holder_key(
    document: ChangeOrder, side: Track, default_main_contract_id: int | None
) -> tuple[str, int | None]:
    if side == "cost":
        return Contract.TABLE, document.contract_id
    return MainContract.TABLE, document.main_contract_id or default_main_contract_id


async def covered_by(read: LedgerReader, subject: Subject) -> tuple[int, ...]:
    """The potential changes that an event about a record is about: itself, those of a change event,
    or those whose items a document holds; none for a contract."""
    if not isinstance(subject, ChangeOrder):
        return ()
    if subject.kind == "pco":
        return (subject.id,)
    if subject.kind == "event":
        found = [one.id for one in await read.where(ChangeOrder, kind="pco", event_id=subject.id)]
    else:
        held = await read.memberships_of_documents([subject.id])
        around = await read.memberships_of_items({one.cost_item_id for one in held})
        found = [one.change_order_id for one in around if one.kind == "pco"]
    return tuple(sorted(set(found))) or (subject.id,)


def covering(changes: tuple[int, ...]) -> dict[str, Any]:
    """The columns of an event about these potential changes."""
    return {"covers": changes, "change_id": changes[0] if len(changes) == 1 else None}


# -- by the ledger's own moves --------------------------------------------------------------------


async def note_move(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> None:
    """Record the events that a document's own move certainly is, under a contract with clocks."""
    terms = await unit.definitions(ClockTerms)
    if not terms:
        return
    for track in TRACKS:
        was, now = state_of(before, track), state_of(after, track)
        if was is None or now is None:
            continue
        for name in automatic_events(after.kind, track, was, now):
            await _note(unit, terms, after, track, name, unit.now)


async def catch_up(unit: Unit, document: ChangeOrder) -> int:
    """Record what the journal says a document did before its contract had clocks; answers how
    many events it was. Those recorded already are left as they are."""
    require_write(unit.actor, ClockEvent.TABLE)
    terms = await unit.definitions(ClockTerms)
    there = await unit.read.where(ClockEvent, record_kind=document.TABLE, record_id=document.id)
    known = {(event.type, event.occurred_at) for event in there}
    made = 0
    for change in state_changes(await unit.read.journal.of_record(document)):
        if change.action == FOLLOWED:
            continue
        for name in automatic_events(document.kind, change.track, change.before, change.after):
            if (name, change.at) not in known:
                made += await _note(unit, terms, document, change.track, name, change.at)
    return made


async def _note(
    unit: Unit,
    terms: Iterable[ClockTerms],
    document: ChangeOrder,
    track: Track,
    name: str,
    at: datetime,
) -> int:
    kind, contract_id = _holder_key(document, track, unit.settings.default_main_contract_id)
    if contract_id is None or terms_of(terms, kind, contract_id) is None:
        return 0
    unit.new(
        ClockEvent,
        type=name,
        occurred_on=day_of(at, await _zone(unit)),
        occurred_at=at,
        record_kind=document.TABLE,
        record_id=document.id,
        holder_kind=kind,
        holder_id=contract_id,
        **covering(await covered_by(unit.read, document)),
        person_id=unit.actor.person_id,
        automatic=True,
    )
    return 1


async def _zone(unit: Unit) -> tzinfo:
    calendars = await unit.definitions(ClockCalendar)
    return today_of(calendars[0] if calendars else None, None, unit.now).zone
