"""Counting days as contracts do: what counts, from when, and where a period ends.

Every convention is said, none assumed: which days count, whether the day of the event is one of
them, what a month is, and what becomes of a last day on which nobody works. Days are those of the
project's zone. Weekends and holidays are a list of the project's own: a contract says which days
it excepts, and a list that came with a library would move deadlines whenever it was brought up to
date.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

import msgspec

from .errors import Problem, invalid

Unit = Literal["hours", "days", "weeks", "months", "years"]
DayKind = Literal["calendar", "working", "without_holidays"]
Roll = Literal["none", "next", "previous"]
MonthEnd = Literal["last_day", "stays_last_day", "next_first"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY_AND_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)
TICK = timedelta(milliseconds=1)
"""Instants are whole milliseconds here, so this is the least by which one can be too late."""

UNIT_MAXIMUM: dict[Unit, int] = {
    "hours": 10_000,
    "days": 3_660,
    "weeks": 520,
    "months": 120,
    "years": 10,
}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Between these a day can be counted from; with the longest period nothing overflows."""


class Calendar(msgspec.Struct, frozen=True):
    """The days of a project on which nobody works: weekdays (0 is Monday) and holidays."""

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


class Period(msgspec.Struct, frozen=True):
    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit[:-1] if self.count == 1 else self.unit}"


class Convention(msgspec.Struct, frozen=True):
    """How a period is counted.

    `days`: which days count, all of them, working days, or all but holidays. `counts_event_day`:
    the day of the event is the first of them. `month_end`: where a month ends that lacks the day it
    would end on: on its last day; the same, and from a last day always to a last day; or on the
    first of the next. `roll`: where a last day goes on which nobody works. `due_time`: the hour of
    the last day at which it is too late, else the end of it. `next_day_after`: what happens later
    in a day counts as of the next.
    """

    days: DayKind = "calendar"
    counts_event_day: bool = False
    month_end: MonthEnd = "last_day"
    roll: Roll = "none"
    due_time: time | None = None
    next_day_after: time | None = None


class Moment(msgspec.Struct, frozen=True):
    """When something happened: its day in the project's zone, and the instant where it is known."""

    on: date
    at: datetime | None = None


class CountStep(msgspec.Struct, frozen=True):
    """One step of a count: the day reached, and why."""

    day: date
    detail: str


class Count(msgspec.Struct, frozen=True):
    """`due_on`: the last day. `late_from`: the first instant that is too late."""

    due_on: date
    late_from: datetime
    steps: tuple[CountStep, ...]


# -- checks ---------------------------------------------------------------------------------------


def faults_of(period: Period, convention: Convention) -> Iterator[Problem]:
    """What makes a period or its convention mean nothing, by the fields of a rule's row."""
    most = UNIT_MAXIMUM[period.unit]
    if not 1 <= period.count <= most:
        yield Problem("period", "range", f"period must lie between 1 and {most} {period.unit}")
    if convention.days != "calendar" and period.unit != "days":
        detail = f"days is {convention.days!r}, which only a period in days can be counted in"
        yield Problem("days", "rule", detail)
    if period.unit != "hours":
        return
    if convention.counts_event_day:
        yield Problem("counts_event_day", "rule", "a period in hours runs from the very instant")
    if convention.roll != "none":
        yield Problem("roll", "rule", "a period in hours ends at an instant, which does not roll")
    if convention.due_time is not None:
        yield Problem("due_time", "rule", "a period in hours ends at an instant of its own")
    if convention.next_day_after is not None:
        detail = "a period in hours runs from the very instant"
        yield Problem("next_day_after", "rule", detail)


def check_day(day: date, field: str) -> date:
    """The day, or `Invalid` naming `field` for one that nobody counts from."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise invalid(field, "range", f"{field} must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


def check_calendar(calendar: Calendar) -> Calendar:
    """The calendar, or `Invalid` where no day of the week is left to work on."""
    if len(calendar.weekend) >= len(WEEKDAYS):
        raise invalid("weekend", "rule", "a week must have at least one day that is no weekend")
    return calendar


# -- days -----------------------------------------------------------------------------------------


def shifted(day: date, days: int) -> date:
    """The day so many calendar days later, or earlier: what a change of a contract's time does."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise invalid("days", "range", f"{days} days from {day} is no date") from error


def next_working(day: date, calendar: Calendar, step: timedelta = ONE_DAY) -> date:
    """The day itself if it is a working day, else the next one in the direction of `step`."""
    while not calendar.is_working(day):
        day += step
    return day


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The `count`th working day after a day, which itself does not count; with 0 the day itself."""
    return _days_after(day, count, calendar.is_working)[0]


def months_after(day: date, months: int, month_end: MonthEnd = "last_day") -> date:
    """The same day of a later month, by the convention where that month lacks it."""
    return _months_after(day, months, month_end)[0]


def whole_months_between(earlier: date, later: date) -> int:
    """How many whole months have passed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    while months > 0 and months_after(earlier, months) > later:
        months -= 1
    return max(months, 0)


def _days_after(
    day: date, count: int, counts: Callable[[date], bool]
) -> tuple[date, tuple[date, ...]]:
    """The `count`th day after a day among those that count, and what was passed over."""
    skipped = []
    while count > 0:
        day += ONE_DAY
        if counts(day):
            count -= 1
        else:
            skipped.append(day)
    return day, tuple(skipped)


def _months_after(day: date, months: int, month_end: MonthEnd) -> tuple[date, bool]:
    """The day, and whether the month had it. What month it lacks ends on its last day, or, by
    `next_first`, with the day before the first of the next, so that the first corresponds."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if month_end == "stays_last_day" and day.day == monthrange(day.year, day.month)[1]:
        return date(year, month + 1, last), day.day <= last
    if day.day <= last:
        return date(year, month + 1, day.day), True
    if month_end == "next_first":
        return date(year, month + 1, last) + ONE_DAY, True
    return date(year, month + 1, last), False


# -- instants -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def day_of(instant: datetime, zone: tzinfo) -> date:
    """The day it is in the zone."""
    return instant.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day, also where clocks are put forward over midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _latest(day: date, hour: time, zone: tzinfo) -> datetime:
    """The instant a clock in the zone shows the hour; the second if it does so twice, and as much
    later as the clock was put forward if it never does."""
    shown = datetime.combine(day, hour, zone)
    return max(shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def late_from(due_on: date, due_time: time | None, zone: tzinfo) -> datetime:
    """The first instant at which something due on a day is too late; at its hour it is not yet."""
    if due_time is None:
        return start_of(due_on + ONE_DAY, zone)
    return _latest(due_on, due_time, zone) + TICK


# -- the count ------------------------------------------------------------------------------------


def count(
    moment: Moment, period: Period, convention: Convention, calendar: Calendar, zone: tzinfo
) -> Count:
    """Where a period ends that begins with an event. Raises `Invalid` naming a field of a rule's
    row that cannot be counted with, such as a period below 1."""
    for problem in faults_of(period, convention):
        raise invalid(problem.field, problem.code, problem.detail)
    if period.unit == "hours":
        return _count_hours(moment, period, zone)
    first = _first_day(moment, convention, zone)
    steps = [CountStep(moment.on, "the event")]
    if first != moment.on:
        steps.append(CountStep(first, f"it came after {convention.next_day_after:%H:%M}"))
    included = "is the first that counts" if convention.counts_event_day else "does not count"
    steps.append(CountStep(first, f"this day {included}"))
    last, details = _ENDS[period.unit](first, period, convention, calendar)
    steps += [CountStep(last, detail) for detail in details]
    due_on = _rolled(last, convention.roll, calendar)
    if due_on != last:
        due_on = max(due_on, first)
        why = f"{last} is no working day, so the {convention.roll} one"
        steps.append(CountStep(due_on, why))
    late = late_from(due_on, convention.due_time, zone)
    hour = f"{convention.due_time:%H:%M}" if convention.due_time else "the end of the day"
    steps.append(CountStep(due_on, f"due by {hour} in the project's zone"))
    return Count(due_on, late, tuple(steps))


def _first_day(moment: Moment, convention: Convention, zone: tzinfo) -> date:
    if convention.next_day_after is None or moment.at is None:
        return moment.on
    is_late = moment.at.astimezone(zone).time() > convention.next_day_after
    return moment.on + ONE_DAY if is_late else moment.on


def _count_hours(moment: Moment, period: Period, zone: tzinfo) -> Count:
    """Hours are hours, whatever clocks are put to in between."""
    begun = moment.at or start_of(moment.on, zone)
    ended = begun.astimezone(UTC) + timedelta(hours=period.count)
    from_when = "the instant of the event" if moment.at else "no hour is known: from its first"
    local = begun.astimezone(zone), ended.astimezone(zone)
    steps = (
        CountStep(moment.on, f"{from_when}, {local[0]:%Y-%m-%d %H:%M}"),
        CountStep(local[1].date(), f"{period} later it is {local[1]:%Y-%m-%d %H:%M}"),
    )
    return Count(local[1].date(), ended + TICK, steps)


End = Callable[[date, Period, Convention, Calendar], tuple[date, list[str]]]


def _end_of_days(
    first: date, period: Period, convention: Convention, calendar: Calendar
) -> tuple[date, list[str]]:
    counts = _COUNTS[convention.days]
    before = first - ONE_DAY if convention.counts_event_day else first
    last, skipped = _days_after(before, period.count, lambda day: counts(day, calendar))
    kind = "" if convention.days == "calendar" else f" ({convention.days.replace('_', ' ')})"
    return last, [f"{period}{kind} end", *_passed_over(skipped, calendar)]


def _passed_over(skipped: tuple[date, ...], calendar: Calendar) -> Iterator[str]:
    holidays = [str(day) for day in skipped if day in calendar.holidays]
    if len(skipped) > len(holidays):
        yield f"{len(skipped) - len(holidays)} days of weekends were passed over"
    if holidays:
        yield f"holidays passed over: {', '.join(holidays)}"


def _end_of_weeks(
    first: date, period: Period, convention: Convention, calendar: Calendar
) -> tuple[date, list[str]]:
    before = first - ONE_DAY if convention.counts_event_day else first
    return before + timedelta(weeks=period.count), [f"{period} end"]


def _end_of_months(
    first: date, period: Period, convention: Convention, calendar: Calendar
) -> tuple[date, list[str]]:
    months = period.count * (12 if period.unit == "years" else 1)
    last, has_day = _months_after(first, months, convention.month_end)
    details = [f"{period} end"]
    if not has_day:
        details.append("the month has no such day, so its last")
    elif convention.counts_event_day:
        last -= ONE_DAY
        details = [f"{period} end the day before the corresponding one"]
    return last, details


_ENDS: dict[Unit, End] = {
    "days": _end_of_days,
    "weeks": _end_of_weeks,
    "months": _end_of_months,
    "years": _end_of_months,
}

_COUNTS: dict[DayKind, Callable[[date, Calendar], bool]] = {
    "calendar": lambda day, calendar: True,
    "working": lambda day, calendar: calendar.is_working(day),
    "without_holidays": lambda day, calendar: day not in calendar.holidays,
}

_DIRECTIONS: dict[Roll, timedelta] = {"next": ONE_DAY, "previous": -ONE_DAY}


def _rolled(day: date, roll: Roll, calendar: Calendar) -> date:
    return next_working(day, calendar, _DIRECTIONS[roll]) if roll in _DIRECTIONS else day
