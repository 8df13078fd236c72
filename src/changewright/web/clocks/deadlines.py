"""What is due when: the deadlines, one of them explained, answered, extended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from changewright.core.calendar_days import check_day, start_of
from changewright.core.clock_answers import RecordKey
from changewright.core.clock_rules import PARTIES
from changewright.core.clocks import STATES, Today, late_charge
from changewright.core.errors import NotFound, invalid
from changewright.core.money import parse_amount
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_clocks import ClockEvent, ClockExtension
from changewright.edge.context import Answer, Context
from changewright.edge.values import (
    echo,
    parse_day,
    parse_instant,
    parse_uuid,
    parse_whole_number,
)
from changewright.work import clocks
from changewright.work.clocks import Sees, Standing, company_of, require_standing, standing_page
from changewright.work.unit import LedgerReader, Unit

from ..reading import answer, answer_page, query_text, reading, sees, window_of
from ..writing import Written, deletes, write, written
from .events import event_views, records_asked, today_in, with_person
from .family_views import rule_view
from .views import (
    ClockDeadlineView,
    ClockExplanationView,
    ClockStepView,
    LateChargeView,
    deadline_view,
    extension_view,
)

AS_OF = "asOf"
"""This door's parameter for the past (`web.routes.DOOR`)."""


async def list_deadlines(context: Context) -> Answer:
    """GET the deadlines that the query asks for, by the instant they are due."""
    window = window_of(context)
    states = _words(context, "state", STATES)
    courts = _words(context, "court", PARTIES)
    before = _day(context, "dueBefore")
    rule_id = query_text(context, "ruleId")
    async with reading(context) as read:
        today = await today_asked(context, read)
        record = await records_asked(context, read)
        cut, total = await standing_page(
            read,
            today,
            (window.offset, window.limit),
            lambda deadline: (
                (not states or deadline.state in states)
                and (not courts or deadline.court in courts)
                and (before is None or deadline.due_on < before)
                and (rule_id is None or deadline.rule.id == rule_id)
            ),
            about={_key(record)} if isinstance(record, ChangeOrder) else None,
            under=None if isinstance(record, ChangeOrder) else record,
            sees=sees_of(context, read),
        )
        views = await deadline_views(context, read, cut)
    return answer_page(context, views, total)


async def show_deadline(context: Context) -> Answer:
    """GET one deadline with the rule, the events and the count that it comes from."""
    async with reading(context) as read:
        today = await today_asked(context, read)
        one = await _named(context, read, today)
        view = await explanation(context, read, one, today)
    return answer(context, view)


async def answer_deadline(context: Context) -> Answer:
    """POST the event that ends the period, or the notice that it was missed."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        today = await today_in(context, unit.read, unit.now)
        one = await _named(context, unit.read, today)
        fields = with_person(context, unit.actor, values)
        event = await clocks.answer(unit, one, fields, today=today)
        (view,) = await event_views(context, unit.read, [event])
        return written(context, unit, event, view)

    return await write(context, decide)


async def extend_deadline(context: Context) -> Answer:
    """POST that the parties agreed on a later day."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        today = await today_in(context, unit.read, unit.now)
        one = await _named(context, unit.read, today)
        extension = await clocks.extend(unit, one, values, today=today)
        return written(context, unit, extension, extension_view(extension))

    return await write(context, decide)


delete_extension = deletes(ClockExtension, "extensionId", clocks.delete_extension)


# -- views ----------------------------------------------------------------------------------------


async def deadline_views(
    context: Context, read: LedgerReader, found: Iterable[Standing]
) -> list[ClockDeadlineView]:
    """Deadlines, with the company in whose court each is where it may be told."""
    settings = await context.services.ledger.settings_of(context.container_id)
    views = []
    for one in found:
        company: UUID | None = None
        if one.deadline.court is not None:
            company_id = await company_of(
                read, one.holder, one.deadline.court, settings.default_main_contract_id
            )
            company = _company(context, company_id)
        view = deadline_view(one, company)
        if context.role.audience != "full":
            view.matter = ""
        views.append(view)
    return views


def _company(context: Context, company_id: int | None) -> UUID | None:
    """The company's id; for whom the project sees from outside, of his own alone."""
    if company_id is None or (context.role.audience != "full" and company_id != context.company_id):
        return None
    company = context.services.directory.company(company_id)
    return None if company is None else company.uuid


async def explanation(
    context: Context, read: LedgerReader, one: Standing, today: Today
) -> ClockExplanationView:
    """A deadline with all that it comes from."""
    (view,) = await deadline_views(context, read, [one])
    deadline, rule = one.deadline, one.deadline.rule
    ids = [extension.id for extension in deadline.extensions]
    inside = context.role.audience == "full"
    extensions = [extension_view(each) for each in await read.many(ClockExtension, ids)]
    shown = rule_view(rule)
    if not inside:
        shown.note = ""
        for extension in extensions:
            extension.note = None
    events = [one.event, *(each for each in (one.notice, one.answer) if each is not None)]
    return ClockExplanationView(
        today=today.day,
        zone=str(today.zone),
        deadline=view,
        rule=shown,
        steps=[ClockStepView(day=step.day, detail=step.detail) for step in deadline.steps],
        events=await event_views(context, read, events),
        extensions=extensions,
        follows=list(rule.follows),
        late_charge=_charge(context, one, today),
    )


def _charge(context: Context, one: Standing, today: Today) -> LateChargeView | None:
    """What the `amount` of the query bears by now, where the rule has a rate for it."""
    text = query_text(context, "amount")
    percent = one.deadline.rule.late_percent_per_month
    if text is None or percent is None:
        return None
    amount = parse_amount(text, "amount")
    if amount is None or amount < 0:
        raise invalid("amount", "range", "amount must not be below 0")
    answered = one.deadline.answered_by
    on = today.day if answered is None else answered.moment.on
    charge = late_charge(one.deadline.rule, amount, one.deadline.due_on, on)
    return LateChargeView(amount=amount, percent_per_month=percent, on=on, charge=charge)


def _key(record: Record) -> RecordKey:
    return record.TABLE, record.id


# -- what is asked --------------------------------------------------------------------------------


def sees_of(context: Context, read: LedgerReader) -> Sees | None:
    """Whether the caller sees a record; None for who sees all."""
    if context.role.audience == "full":
        return None

    async def seen(record: Record) -> bool:
        return await sees(context, read, record)

    return seen


async def _named(context: Context, read: LedgerReader, today: Today) -> Standing:
    """The deadline that the path names as `<rule>~<event>`. Raises `NotFound`."""
    rule_id, _, text = context.path["deadlineId"].rpartition("~")
    uuid = parse_uuid(text)
    event = None if uuid is None else await read.by_uuid(ClockEvent, uuid)
    if event is None:
        raise NotFound("There is no such deadline here.")
    try:
        return await require_standing(read, today, event, rule_id, sees_of(context, read))
    except NotFound:
        raise NotFound("There is no such deadline here.") from None


async def today_asked(context: Context, read: LedgerReader) -> Today:
    """Now, or the beginning of the day that the query names by `on`; asked for the past, then."""
    today = await today_in(context, read, await moment_asked(context, read))
    day = _day(context, "on")
    if day is None:
        return today
    now = start_of(check_day(day, "on"), today.zone)
    return Today(now, today.zone, today.calendar, today.due_soon_days)


async def moment_asked(context: Context, read: LedgerReader) -> datetime:
    """The instant that the query asks to look from: that of `asOf`, an instant or a revision."""
    text = query_text(context, AS_OF)
    if text is None:
        return context.now
    instant = parse_instant(text)
    if instant is not None:
        return instant
    entry = await read.journal.last_of(parse_whole_number(text) or 0)
    return context.now if entry is None else entry.at


def _day(context: Context, name: str) -> date | None:
    text = query_text(context, name)
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise invalid(name, "format", f"{name} is not a date (YYYY-MM-DD): {echo(text)}")
    return day


def _words(context: Context, name: str, known: Iterable[str]) -> frozenset[str]:
    """The words of a parameter, separated by commas."""
    words = frozenset((query_text(context, name) or "").split(",")) - {""}
    unknown = sorted(words - set(known))
    if unknown:
        detail = f"{name} must be of {', '.join(known)}; not {echo(unknown[0])}"
        raise invalid(name, "choice", detail)
    return words
