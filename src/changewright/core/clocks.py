"""Deadlines: what is due when, what has been met, and what silence has done, on a given day.

Pure: rules, events, extensions and the present are values. The same rules and events give the same
deadlines on every machine, and asking as of another day is asking with another `Today`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Literal

import msgspec

from .calendar_days import (
    ONE_DAY,
    Calendar,
    Count,
    CountStep,
    Moment,
    count,
    day_of,
    late_from,
    whole_months_between,
)
from .clock_answers import Event, Events, RecordKey, place, precedes
from .clock_rules import MISSED, NOTICED, SILENT, Party, Rule, Silence
from .errors import Conflict, Problem, invalid
from .money import Decimal, divide, multiply, parse_price

State = Literal[
    "running",
    "due_soon",
    "met",
    "met_late",
    "missed",
    "silence_running",
    "silence_in_effect",
]
STATES: dict[State, str] = {
    "running": "there is time left",
    "due_soon": "there is little time left",
    "met": "answered in time",
    "met_late": "answered late, before silence had an effect",
    "missed": "the time is over and nothing has followed yet",
    "silence_running": "told that it is late; silence takes effect after a further period",
    "silence_in_effect": "silence has had its effect",
}
OPEN_STATES: frozenset[State] = frozenset({"running", "due_soon", "missed", "silence_running"})
"""Those at which somebody can still do something."""

DUE_SOON_DAYS = 7


class Today(msgspec.Struct, frozen=True):
    """The present as the project sees it. `due_soon_days`: how many days are few."""

    now: datetime
    zone: tzinfo
    calendar: Calendar = Calendar()
    due_soon_days: int = DUE_SOON_DAYS

    @property
    def day(self) -> date:
        return day_of(self.now, self.zone)


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """The parties agreed on a day that the period which `event_id` started shall end on `until`."""

    id: int
    rule_id: str
    event_id: int
    until: date
    agreed_on: date


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """What is due by an event under a rule, and how it stands.

    `first_due_on` is the day before any extension. `days_left` are calendar days, below 0 once it
    is over. `court` is the party who can do something now, None where nothing is left to be done.
    `silence` is what silence means here (a ground may take its meaning away); it takes effect at
    the beginning of `silence_on`, which is None as long as no day is certain.
    """

    rule: Rule
    event: Event
    due_on: date
    late_from: datetime
    first_due_on: date
    state: State
    days_left: int
    court: Party | None
    silence: Silence
    silence_on: date | None
    answered_by: Event | None
    noticed_by: Event | None
    extensions: tuple[Extension, ...]
    steps: tuple[CountStep, ...]

    @property
    def id(self) -> str:
        return f"{self.rule.id}~{self.event.id}"


# -- all deadlines of a contract ------------------------------------------------------------------


def deadlines(
    rules: Iterable[Rule],
    events: Iterable[Event],
    extensions: Iterable[Extension],
    today: Today,
    about: Collection[RecordKey] | None = None,
) -> list[Deadline]:
    """The deadlines of one contract, by the day they are due; only those about some records, where
    `about` names them. An event whose day has not come yet starts and ends nothing.
    """
    day = today.day
    happened = [event for event in events if event.moment.on <= day]
    wanted = happened
    if about is not None:
        wanted = [event for event in happened if event.record in about]
        happened = _near(happened, wanted)
    seen, counted = Events(happened), _Counts(today)
    agreed = defaultdict[tuple[str, int], list[Extension]](list)
    for extension in sorted(extensions, key=lambda one: (one.agreed_on, one.id)):
        agreed[extension.rule_id, extension.event_id].append(extension)
    started = defaultdict[str, list[Rule]](list)
    for rule in rules:
        for name in rule.trigger:
            started[name].append(rule)
    found: dict[tuple[str, int], Deadline] = {}
    waiting = list(_starts(started, wanted))
    while waiting:
        rule, event = waiting.pop()
        key = rule.id, event.id
        if key in found or not rule.runs_for(event.grounds):
            continue
        deadline = found[key] = _deadline(rule, event, seen, agreed.get(key, ()), counted)
        for ended in _ended(deadline, today):
            waiting += [(after, ended) for after in started.get(ended.type, ())]
    return sorted(found.values(), key=lambda one: (one.due_on, one.late_from, one.id))


def _near(events: Iterable[Event], wanted: Iterable[Event]) -> list[Event]:
    """The events that can answer those wanted: about a record or a change that one is about."""
    records, covered = set(), set[int]()
    for event in wanted:
        records.add(event.record)
        covered |= event.covers
    return [one for one in events if one.record in records or not covered.isdisjoint(one.covers)]


def _starts(
    started: dict[str, list[Rule]], events: Sequence[Event]
) -> Iterator[tuple[Rule, Event]]:
    """Each rule with each event that starts it. Where one period runs from the latest or earliest
    of several, the deadline bears the id of the first, so that it stays the same deadline."""
    groups: dict[tuple[str, RecordKey, str], list[Event]] = {}
    chosen: dict[str, Rule] = {}
    for event in events:
        for rule in started.get(event.type, ()):
            if rule.start == "each":
                yield rule, event
            else:
                chosen[rule.id] = rule
                groups.setdefault((rule.id, event.record, event.matter), []).append(event)
    for (rule_id, _, _), group in groups.items():
        rule = chosen[rule_id]
        group.sort(key=place)
        by = group[-1] if rule.start == "latest" else group[0]
        named = min(group, key=lambda event: event.order)
        grounds = frozenset[str]().union(*(event.grounds for event in group))
        yield rule, msgspec.structs.replace(by, id=named.id, grounds=grounds)


def _ended(deadline: Deadline, today: Today) -> Iterator[Event]:
    """What the end of a period is to rules that begin with it."""
    rule, event = deadline.rule, deadline.event
    on_time = deadline.state == "met"
    if not on_time and today.now >= deadline.late_from:
        yield _made(event, f"{MISSED}{rule.id}", deadline.due_on)
    if deadline.state == "silence_in_effect" and deadline.silence_on is not None:
        yield _made(event, f"{SILENT}{rule.id}", deadline.silence_on - ONE_DAY)


def _made(event: Event, name: str, day: date) -> Event:
    return msgspec.structs.replace(event, type=name, moment=Moment(day), order=event.order)


# -- one deadline ---------------------------------------------------------------------------------


class _Counts:
    """Counts by one calendar; days on which much happened are counted from once."""

    def __init__(self, today: Today) -> None:
        self.today = today
        self._known: dict[tuple[str, date], Count] = {}

    def of(self, rule: Rule, moment: Moment) -> Count:
        if moment.at is not None and (rule.unit == "hours" or rule.next_day_after is not None):
            return self._counted(rule, moment)
        key = rule.id, moment.on
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._counted(rule, Moment(moment.on))
        return known

    def _counted(self, rule: Rule, moment: Moment) -> Count:
        calendar, zone = self.today.calendar, self.today.zone
        return count(moment, rule.length, rule.convention, calendar, zone)


def _deadline(
    rule: Rule, event: Event, seen: Events, agreed: Sequence[Extension], counts: _Counts
) -> Deadline:
    today = counts.today
    counted = counts.of(rule, event.moment)
    due = _extended(rule, counted, agreed, today)
    silence: Silence = rule.silence
    if event.grounds & frozenset(rule.silence_not_for):
        silence = "nothing"
    answer = seen.answer(rule, event)
    notice = None
    if silence == NOTICED and today.now >= due.late_from:
        notice = seen.notice(rule, event, due.due_on)
    if notice and answer and precedes(answer, notice):
        notice = None
    silence_on, further = _silence(rule, silence, due, notice, today)
    state = _state(rule, silence, due, answer, silence_on, today)
    return Deadline(
        rule=rule,
        event=event,
        due_on=due.due_on,
        late_from=due.late_from,
        first_due_on=counted.due_on,
        state=state,
        days_left=(due.due_on - today.day).days,
        court=_court(rule, state, silence),
        silence=silence,
        silence_on=silence_on if state not in ("met", "met_late") else None,
        answered_by=answer,
        noticed_by=notice,
        extensions=tuple(agreed),
        steps=(*due.steps, *further),
    )


def _extended(rule: Rule, counted: Count, agreed: Sequence[Extension], today: Today) -> Count:
    if not agreed:
        return counted
    until = agreed[-1].until
    steps = tuple(
        CountStep(one.until, f"extended to this day as agreed on {one.agreed_on}") for one in agreed
    )
    late = late_from(until, rule.due_time, today.zone)
    return Count(until, late, counted.steps + steps)


def _silence(
    rule: Rule, silence: Silence, due: Count, notice: Event | None, today: Today
) -> tuple[date | None, tuple[CountStep, ...]]:
    """The day on which silence takes effect, None if no day is certain, and how it was counted."""
    if silence == "nothing":
        return None, ()
    if silence != NOTICED:
        return day_of(due.late_from, today.zone), ()
    further = rule.further_length
    if notice is None or further is None:
        return None, ()
    counted = count(notice.moment, further, rule.convention, today.calendar, today.zone)
    on = day_of(counted.late_from, today.zone)
    return on, (*counted.steps, CountStep(on, "silence takes effect"))


def _state(
    rule: Rule,
    silence: Silence,
    due: Count,
    answer: Event | None,
    silence_on: date | None,
    today: Today,
) -> State:
    if answer is not None and not _is_late(answer, due, rule):
        return "met"
    if answer is None and today.now < due.late_from:
        few = (due.due_on - today.day).days <= today.due_soon_days
        return "due_soon" if few else "running"
    if silence_on is None:
        return "missed" if answer is None else "met_late"
    if answer is not None and silence == NOTICED and answer.moment.on < silence_on:
        return "met_late"
    return "silence_in_effect" if today.day >= silence_on else "silence_running"


def _is_late(answer: Event, due: Count, rule: Rule) -> bool:
    """By the instant where the rule asks for one and the answer has one, else by the day."""
    by_instant = rule.unit == "hours" or rule.due_time is not None
    if by_instant and answer.moment.at is not None:
        return answer.moment.at >= due.late_from
    return answer.moment.on > due.due_on


def _court(rule: Rule, state: State, silence: Silence) -> Party | None:
    if state in ("met", "met_late", "silence_in_effect"):
        return None
    if state == "missed" and silence == NOTICED:
        return rule.silence_notice_by
    return rule.actor


# -- what a project may do with a deadline --------------------------------------------------------


def check_extension(deadline: Deadline, until: date, agreed_on: date, today: Today) -> None:
    """Raise `Conflict` or `Invalid` unless the parties may end this period on another day: the rule
    allows it, they agreed before it was over, and the new day is later than the old one."""
    rule = deadline.rule
    if rule.extension == "none":
        detail = f"clause {rule.clause} does not let its period be extended"
        raise Conflict(detail, Problem("until", "rule", detail))
    if agreed_on > today.day:
        raise invalid("agreed_on", "range", "agreed_on lies in the future")
    if agreed_on < deadline.event.moment.on:
        raise invalid("agreed_on", "range", "agreed_on lies before the event")
    if agreed_on > deadline.due_on:
        detail = f"the period ended on {deadline.due_on}; it can be extended only before that"
        raise Conflict(detail, Problem("agreed_on", "rule", detail))
    if deadline.state in ("met", "met_late", "silence_in_effect"):
        detail = f"the period is over: {STATES[deadline.state]}"
        raise Conflict(detail, Problem("until", "rule", detail))
    if until <= deadline.due_on:
        detail = f"until must be later than {deadline.due_on}, the day it is due now"
        raise invalid("until", "range", detail)


def late_charge(rule: Rule, amount: Decimal, due_on: date, on: date, places: int = 2) -> Decimal:
    """The simple charge by the rule's percent on an amount for each whole month since a day."""
    percent = parse_price(rule.late_percent_per_month, "late_percent_per_month") or Decimal(0)
    months = Decimal(whole_months_between(due_on, on))
    return divide(multiply(amount, percent * months, 8), Decimal(100), places)
