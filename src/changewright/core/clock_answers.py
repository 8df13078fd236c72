"""What happens under a contract, and which event ends the period that another one started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import msgspec

from .calendar_days import Moment
from .clock_rules import Rule

RecordKey = tuple[str, int]
"""A noun's table and a record's id."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened under one contract, about `record`.

    `covers` are the potential changes whose items the record holds, or itself: an event about a
    request is about each change in it. `matter` keeps several matters about one record apart.
    `order` says which of two events of one day came first. `answers` names the event whose period
    it ends, and `answers_rule` the rule, where somebody said so.
    """

    id: int
    type: str
    moment: Moment
    order: int
    record: RecordKey
    covers: frozenset[int] = frozenset()
    matter: str = ""
    grounds: frozenset[str] = frozenset()
    answers: int | None = None
    answers_rule: str | None = None


def place(event: Event) -> tuple[date, int]:
    """Where an event stands among others: its day, and its order on that day."""
    return event.moment.on, event.order


def precedes(left: Event, right: Event) -> bool:
    """Whether one event came before another: by instant where both have one, else by day."""
    ours, theirs = left.moment, right.moment
    if ours.at is not None and theirs.at is not None and ours.at != theirs.at:
        return ours.at < theirs.at
    return place(left) < place(right)


class Events:
    """The events of a contract, found by what they are about, in their order."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._of_record = defaultdict[RecordKey, list[Event]](list)
        self._of_change = defaultdict[int, list[Event]](list)
        for event in sorted(events, key=place):
            self._of_record[event.record].append(event)
            for change in event.covers:
                self._of_change[change].append(event)

    def answer(self, rule: Rule, event: Event) -> Event | None:
        """The first event that ends the period: of a type that answers the rule, about the same
        matter, not before the event, and not said to end another."""
        return min(self._later(rule, rule.answers, event), key=place, default=None)

    def notice(self, rule: Rule, event: Event, due_on: date) -> Event | None:
        """The first notice of silence after the period was over."""
        names = () if rule.silence_notice is None else (rule.silence_notice,)
        found = [other for other in self._later(rule, names, event) if other.moment.on > due_on]
        return min(found, key=place, default=None)

    def _later(self, rule: Rule, types: tuple[str, ...], event: Event) -> list[Event]:
        near = self._of_record[event.record]
        if event.covers:
            # Whatever is about all of the changes is about any one of them.
            near = near + self._of_change[min(event.covers)]
        return [
            other
            for other in near
            if other.type in types
            and other.id != event.id
            and other.matter == event.matter
            and other.answers in (None, event.id)
            and other.answers_rule in (None, rule.id)
            and _about_the_same(event, other)
            and not precedes(other, event)
        ]


def _about_the_same(event: Event, other: Event) -> bool:
    """Whether what `other` is about is all of what `event` is about."""
    if event.record == other.record:
        return True
    return bool(event.covers) and event.covers <= other.covers
