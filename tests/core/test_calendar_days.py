"""Counting days: each convention, boundary days, clocks put forward and back, and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changewright.core.calendar_days import (
    FIRST_DAY,
    LAST_DAY,
    UNIT_MAXIMUM,
    Calendar,
    Convention,
    Count,
    Moment,
    MonthEnd,
    Period,
    Unit,
    check_calendar,
    check_day,
    count,
    months_after,
    next_working,
    shifted,
    start_of,
    whole_months_between,
    working_days_after,
)
from changewright.core.errors import Invalid

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
PLAIN = Calendar()
EASTER = Calendar(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))

DAYS = st.dates(FIRST_DAY, LAST_DAY)
CALENDARS = st.builds(
    Calendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40),
)
NEAR_DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def counted(
    day: date, number: int, unit: Unit, calendar: Calendar = PLAIN, **convention: Any
) -> date:
    return whole(day, number, unit, calendar, **convention).due_on


def whole(
    day: date, number: int, unit: Unit, calendar: Calendar = PLAIN, **convention: Any
) -> Count:
    return count(Moment(day), Period(number, unit), Convention(**convention), calendar, LONDON)


# -- days and weeks -------------------------------------------------------------------------------


def test_the_day_of_the_event_counts_or_does_not() -> None:
    monday = date(2026, 3, 2)
    assert counted(monday, 1, "days") == date(2026, 3, 3)
    assert counted(monday, 1, "days", counts_event_day=True) == monday
    assert counted(monday, 8, "weeks") == date(2026, 4, 27)
    assert counted(monday, 8, "weeks", counts_event_day=True) == date(2026, 4, 26)


def test_working_days_pass_over_weekends_and_holidays() -> None:
    maundy_thursday = date(2026, 4, 2)
    assert counted(maundy_thursday, 1, "days", EASTER, days="working") == date(2026, 4, 7)
    assert counted(maundy_thursday, 1, "days", PLAIN, days="working") == date(2026, 4, 3)
    assert counted(maundy_thursday, 1, "days", EASTER, days="working", counts_event_day=True) == (
        maundy_thursday
    )
    saturday = date(2026, 4, 4)
    assert counted(saturday, 1, "days", EASTER, days="working", counts_event_day=True) == (
        date(2026, 4, 7)
    )


def test_all_days_but_holidays_count_weekends() -> None:
    assert counted(date(2026, 4, 2), 3, "days", EASTER, days="without_holidays") == (
        date(2026, 4, 7)
    )
    assert counted(date(2026, 4, 2), 3, "days", PLAIN, days="without_holidays") == date(2026, 4, 5)


def test_a_weekend_is_the_project_s() -> None:
    gulf = Calendar(weekend=frozenset({4, 5}))
    thursday = date(2026, 3, 5)
    assert counted(thursday, 1, "days", gulf, days="working") == date(2026, 3, 8)


@pytest.mark.parametrize(
    ("roll", "due"),
    [("none", date(2026, 4, 4)), ("next", date(2026, 4, 7)), ("previous", date(2026, 4, 2))],
)
def test_a_last_day_without_work_rolls(roll: str, due: date) -> None:
    assert counted(date(2026, 3, 28), 1, "weeks", EASTER, roll=roll) == due


def test_a_day_never_rolls_before_the_event() -> None:
    assert counted(date(2026, 4, 4), 1, "days", EASTER, roll="previous") == date(2026, 4, 4)


# -- months ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "month_end", "expected"),
    [
        (date(2026, 1, 31), 1, "last_day", date(2026, 2, 28)),
        (date(2024, 1, 31), 1, "last_day", date(2024, 2, 29)),
        (date(2026, 1, 31), 1, "next_first", date(2026, 3, 1)),
        (date(2024, 1, 30), 1, "next_first", date(2024, 3, 1)),
        (date(2026, 2, 28), 1, "last_day", date(2026, 3, 28)),
        (date(2026, 2, 28), 1, "stays_last_day", date(2026, 3, 31)),
        (date(2024, 2, 28), 1, "stays_last_day", date(2024, 3, 28)),
        (date(2026, 12, 31), 2, "stays_last_day", date(2027, 2, 28)),
        (date(2026, 11, 30), 13, "last_day", date(2027, 12, 30)),
    ],
)
def test_a_month_that_lacks_the_day(
    day: date, months: int, month_end: MonthEnd, expected: date
) -> None:
    assert months_after(day, months, month_end) == expected


def test_a_year_from_a_leap_day() -> None:
    assert counted(date(2024, 2, 29), 1, "years") == date(2025, 2, 28)
    assert counted(date(2024, 2, 29), 1, "years", month_end="next_first") == date(2025, 3, 1)
    assert counted(date(2024, 2, 29), 4, "years") == date(2028, 2, 29)


def test_months_that_begin_with_the_event() -> None:
    """They end the day before the corresponding one; where the month lacks it, on its last."""
    with_event: dict[str, Any] = {"counts_event_day": True}
    assert counted(date(2026, 3, 1), 1, "months", **with_event) == date(2026, 3, 31)
    assert counted(date(2026, 1, 31), 1, "months", **with_event) == date(2026, 2, 28)
    assert counted(date(2026, 1, 31), 1, "months", month_end="next_first", **with_event) == (
        date(2026, 2, 28)
    )


@given(DAYS, st.integers(1, UNIT_MAXIMUM["months"]))
def test_whole_months_are_those_that_were_added(day: date, months: int) -> None:
    after = months_after(day, months)
    assert whole_months_between(day, after) == months
    assert whole_months_between(day, after - timedelta(days=1)) == months - 1
    assert whole_months_between(after, day) == 0


# -- instants -------------------------------------------------------------------------------------


def test_too_late_begins_with_the_next_day_of_the_zone() -> None:
    winter, summer = (
        whole(date(2026, 3, 27), 1, "days").late_from,
        whole(date(2026, 3, 28), 1, "days").late_from,
    )
    assert winter == datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert summer == datetime(2026, 3, 29, 23, tzinfo=UTC)


def test_a_day_that_begins_at_one_o_clock() -> None:
    """In Santiago clocks go forward over midnight: the day's first instant is 01:00."""
    santiago = ZoneInfo("America/Santiago")
    begins = start_of(date(2026, 9, 6), santiago)
    assert begins.astimezone(santiago).hour == 1
    before = begins - timedelta(milliseconds=1)
    assert before.astimezone(santiago).date() == date(2026, 9, 5)


def at_hour(day: date, hour: time) -> datetime:
    """The last instant that is in time, on the day after, in New York."""
    convention = Convention(due_time=hour)
    found = count(Moment(day), Period(1, "days"), convention, PLAIN, NEW_YORK)
    return found.late_from - timedelta(milliseconds=1)


def test_an_hour_of_the_last_day() -> None:
    assert at_hour(date(2026, 3, 6), time(17)) == datetime(2026, 3, 7, 22, tzinfo=UTC)
    assert at_hour(date(2026, 3, 7), time(17)) == datetime(2026, 3, 8, 21, tzinfo=UTC)


def test_an_hour_that_a_day_lacks_or_has_twice() -> None:
    assert at_hour(date(2026, 3, 7), time(2, 30)) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert at_hour(date(2026, 10, 31), time(1, 30)) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_hours_are_hours_also_when_clocks_change() -> None:
    begun = datetime(2026, 3, 7, 15, tzinfo=UTC)  # 10:00 in New York, a day before the change
    found = count(
        Moment(date(2026, 3, 7), begun), Period(48, "hours"), Convention(), PLAIN, NEW_YORK
    )
    assert found.late_from == begun + timedelta(hours=48, milliseconds=1)
    assert found.due_on == date(2026, 3, 9)
    assert found.steps[-1].detail == "48 hours later it is 2026-03-09 11:00"


def test_hours_from_a_day_without_an_hour_run_from_its_beginning() -> None:
    found = count(Moment(date(2026, 3, 7)), Period(24, "hours"), Convention(), PLAIN, NEW_YORK)
    assert found.late_from == datetime(2026, 3, 8, 5, 0, 0, 1000, tzinfo=UTC)


def test_what_comes_after_hours_counts_as_of_the_next_day() -> None:
    convention = Convention(next_day_after=time(17))
    for minute, due in ((0, date(2026, 3, 3)), (1, date(2026, 3, 4))):
        moment = Moment(date(2026, 3, 2), datetime(2026, 3, 2, 17, minute, tzinfo=LONDON))
        assert count(moment, Period(1, "days"), convention, PLAIN, LONDON).due_on == due
    assert count(
        Moment(date(2026, 3, 2)), Period(1, "days"), convention, PLAIN, LONDON
    ).due_on == date(2026, 3, 3)


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, -1, -30])
@pytest.mark.parametrize("unit", UNIT_MAXIMUM)
def test_no_period_is_below_one(number: int, unit: Unit) -> None:
    with pytest.raises(Invalid) as refused:
        counted(date(2026, 3, 2), number, unit)
    assert refused.value.problems[0].field == "period"


@pytest.mark.parametrize("unit", UNIT_MAXIMUM)
def test_the_longest_period_ends_and_a_longer_one_is_refused(unit: Unit) -> None:
    longest = UNIT_MAXIMUM[unit]
    assert counted(LAST_DAY, longest, unit) > LAST_DAY
    with pytest.raises(Invalid):
        counted(date(2026, 3, 2), longest + 1, unit)


@pytest.mark.parametrize(
    ("unit", "convention", "field"),
    [
        ("weeks", {"days": "working"}, "days"),
        ("months", {"days": "without_holidays"}, "days"),
        ("hours", {"days": "working"}, "days"),
        ("hours", {"counts_event_day": True}, "counts_event_day"),
        ("hours", {"roll": "next"}, "roll"),
        ("hours", {"due_time": time(17)}, "due_time"),
        ("hours", {"next_day_after": time(17)}, "next_day_after"),
    ],
)
def test_conventions_that_mean_nothing(unit: Unit, convention: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        counted(date(2026, 3, 2), 1, unit, **convention)
    assert refused.value.problems[0].field == field


def test_a_week_of_weekends_and_a_day_beyond_the_calendar() -> None:
    with pytest.raises(Invalid):
        check_calendar(Calendar(weekend=frozenset(range(7))))
    for day in (date(1899, 12, 31), date(2201, 1, 1)):
        with pytest.raises(Invalid) as refused:
            check_day(day, "occurredOn")
        assert refused.value.problems[0].field == "occurredOn"
    with pytest.raises(Invalid):
        shifted(date(9999, 12, 1), 60)


# -- properties -----------------------------------------------------------------------------------


@given(NEAR_DAYS, st.integers(1, 60), CALENDARS)
def test_working_days_never_land_on_a_day_without_work(
    day: date, number: int, calendar: Calendar
) -> None:
    due = counted(day, number, "days", calendar, days="working")
    assert calendar.is_working(due)
    between = (day + timedelta(days=n) for n in range(1, (due - day).days + 1))
    assert sum(calendar.is_working(each) for each in between) == number


@given(NEAR_DAYS, st.integers(0, 30), st.integers(0, 30), CALENDARS)
def test_working_days_add_up(day: date, first: int, second: int, calendar: Calendar) -> None:
    through = working_days_after(day, first, calendar)
    assert working_days_after(through, second, calendar) == working_days_after(
        day, first + second, calendar
    )


@given(
    NEAR_DAYS,
    st.integers(1, 60),
    CALENDARS,
    st.sampled_from(["none", "next", "previous"]),
    st.booleans(),
)
def test_no_deadline_comes_before_its_event(
    day: date, number: int, calendar: Calendar, roll: str, with_event: bool
) -> None:
    found = whole(day, number, "days", calendar, roll=roll, counts_event_day=with_event)
    assert found.due_on >= day
    assert found.late_from == start_of(found.due_on + timedelta(days=1), LONDON)
    assert found.steps[-1].day == found.due_on
    if roll == "next":
        assert next_working(found.due_on, calendar) == found.due_on


@given(DAYS, st.integers(-100_000, 100_000))
def test_a_shift_can_be_undone(day: date, days: int) -> None:
    assert shifted(shifted(day, days), -days) == day


@given(NEAR_DAYS, st.integers(1, 365))
def test_longer_is_later(day: date, number: int) -> None:
    assert counted(day, number, "days") < counted(day, number + 1, "days")
    months = number % 119 + 1
    assert counted(day, months, "months") < counted(day, months + 1, "months")
