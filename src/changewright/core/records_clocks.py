"""What clocks are made of: whose rules a contract has, a project's own rules, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from .records import Json, Record


class ClockTerms(Record, frozen=True, kw_only=True):
    """The family of rules that a contract has: `record_kind` is contract or main_contract."""

    TABLE: ClassVar[str] = "clock_terms"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("record_kind", "record_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    record_kind: str
    record_id: int
    family: str


class ClockCalendar(Record, frozen=True, kw_only=True):
    """The days and hours of a project: its zone by its IANA name (None: the project's own),
    weekdays without work (0 is Monday), holidays, and how many days are few."""

    TABLE: ClassVar[str] = "clock_calendar"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str = "project"
    time_zone: str | None = None
    weekend: Json = (5, 6)
    holidays: Json = ()
    due_soon_days: int = 7


class ClockRule(Record, frozen=True, kw_only=True):
    """A rule of the project's own. `rule` is it in the format of `core.clock_tables`; in a family
    that ships it amends the rule of the same id, or is one more."""

    TABLE: ClassVar[str] = "clock_rule"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("rule_id",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    family: str
    rule_id: str
    edition: str | None = None
    rule: Json = None


class ClockEvent(Record, frozen=True, kw_only=True):
    """Something that happened under a contract, about a record.

    `holder_*` is the contract under which it counts, `party` who did it by the contract's parties,
    `person_id` by name. `covers` are the potential changes it is about, `change_id` the only one of
    them, where it is one. `answers_id` and
    `answers_rule` name the period it ends, where somebody said so. `automatic`: the ledger's own
    move made it, so nobody edits it.
    """

    TABLE: ClassVar[str] = "clock_event"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("record_kind", "record_id"),
        ("holder_kind", "holder_id"),
    )

    type: str
    occurred_on: date
    occurred_at: datetime | None = None
    record_kind: str
    record_id: int
    holder_kind: str
    holder_id: int
    covers: Json = ()
    matter: str = ""
    grounds: Json = ()
    party: str | None = None
    person_id: int | None = None
    note: str | None = None
    answers_id: int | None = None
    answers_rule: str | None = None
    automatic: bool = False
    change_id: int | None = None


class ClockExtension(Record, frozen=True, kw_only=True):
    """The parties agreed that the period which an event started under a rule ends on `until`."""

    TABLE: ClassVar[str] = "clock_extension"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("event_id",),)

    event_id: int
    rule_id: str
    until: date
    agreed_on: date
    agreed_by: str
    note: str | None = None
