"""Working days and office hours: when the steps of the demo happen, and who does them.

All chance comes from one seeded generator and only whole numbers are drawn, so one seed gives the
same diary on every machine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from .steps import Deed, Step

WEEKS = 52
# Days nobody works on this site, as (month, day).
HOLIDAYS = frozenset({(1, 1), (6, 19), (7, 4), (11, 11), (12, 24), (12, 25), (12, 31)})
# Office hours in Ohio, in minutes of a UTC day.
OPENS_MINUTE = 12 * 60
CLOSES_MINUTE = 21 * 60 + 30


class Diary:
    """Collects steps. `first_day` is the Monday of the first of `WEEKS` weeks, `end` the last
    moment: what would come after it has not happened yet."""

    def __init__(self, seed: int, last_day: date) -> None:
        self.random = Random(seed)
        monday = last_day - timedelta(days=last_day.weekday())
        self.first_day = monday - timedelta(weeks=WEEKS - 1)
        self.end = datetime(last_day.year, last_day.month, last_day.day, 23, 59, tzinfo=UTC)
        self._steps: list[Step] = []

    def write(self, when: datetime, actor: str, *deeds: Deed) -> datetime:
        self._steps.append(Step(when, actor, deeds))
        return when

    def steps(self) -> list[Step]:
        """All that happened by the end, in order of time; what was written first comes first."""
        return sorted((step for step in self._steps if step.when <= self.end), key=_when)

    def week(self, number: int) -> datetime:
        """Some hour of the first four days of a week."""
        day = self.first_day + timedelta(weeks=number, days=self.random.randint(0, 3))
        return self._hour_of(_working(day), OPENS_MINUTE)

    def first_day_of(self, number: int) -> datetime:
        """Nine in the morning of a week's first working day; no chance is in it."""
        day = _working(self.first_day + timedelta(weeks=number))
        return datetime(day.year, day.month, day.day, 13, tzinfo=UTC)

    def later(self, after: datetime, least: int, most: int) -> datetime:
        """Some office hour `least` to `most` working days after a moment, never before it."""
        day = after.date()
        for _ in range(self.random.randint(least, most)):
            day = _working(day + timedelta(days=1))
        if day == after.date():
            return self.soon(after)
        return self._hour_of(day, OPENS_MINUTE)

    def soon(self, after: datetime) -> datetime:
        """Half an hour to two hours later, or the next morning when the office closes first."""
        when = after + timedelta(minutes=self.random.randint(25, 110), seconds=self._seconds())
        if when.date() == after.date() and when.hour * 60 + when.minute <= CLOSES_MINUTE:
            return when
        return self._hour_of(_working(after.date() + timedelta(days=1)), OPENS_MINUTE)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def _hour_of(self, day: date, least_minute: int) -> datetime:
        minute = self.random.randint(least_minute, CLOSES_MINUTE)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return midnight + timedelta(minutes=minute, seconds=self._seconds())

    def _seconds(self) -> int:
        return self.random.randint(0, 59)


def _when(step: Step) -> datetime:
    return step.when


def _working(day: date) -> date:
    """`day`, or the next day on which people work."""
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day
