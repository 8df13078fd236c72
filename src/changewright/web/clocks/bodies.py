"""What may be sent about clocks: rows of rules, calendars, events, answers, extensions."""

from __future__ import annotations

from typing import get_args

import msgspec

from changewright.core.calendar_days import UNIT_MAXIMUM, WEEKDAYS, DayKind, MonthEnd, Roll, Unit
from changewright.core.clock_rules import PARTIES, Certainty, Rule, Silence, Start
from changewright.core.clock_tables import LIST_LENGTH_MAXIMUM, TEXT_LENGTH_MAXIMUM
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, Reader
from changewright.edge.values import camel_case
from changewright.work.clock_events import (
    GROUNDS_MAXIMUM,
    MATTER_LENGTH_MAXIMUM,
)
from changewright.work.clock_terms import DUE_SOON_DAYS_MAXIMUM, HOLIDAYS_MAXIMUM
from changewright.work.clocks import AGREED_BY_LENGTH_MAXIMUM

_CHOICES: dict[str, tuple[str, ...]] = {
    "start": get_args(Start),
    "actor": PARTIES,
    "unit": get_args(Unit),
    "days": get_args(DayKind),
    "month_end": get_args(MonthEnd),
    "roll": get_args(Roll),
    "extension": ("none", "agreement"),
    "silence": get_args(Silence),
    "silence_notice_by": PARTIES,
    "silence_unit": get_args(Unit),
    "certainty": get_args(Certainty),
}
_LISTS = frozenset(
    {
        *("trigger", "answers", "follows", "only_for", "not_for", "silence_not_for"),
        "declares",
    }
)
_PERIODS = frozenset({"period", "silence_period"})
_HOURS = {
    "due_time": "The hour of the last day at which it is too late, as 17:00:00.",
    "next_day_after": "What happens later in a day counts as of the next, as 17:00:00.",
}


def _column(field: msgspec.structs.FieldInfo) -> Field:
    """A column of a rule's row as a field of a body."""
    name = field.name
    reader: Reader = bodies.TEXT
    maximum: int | None = TEXT_LENGTH_MAXIMUM
    minimum: int | None = None
    if name in _CHOICES:
        reader, maximum = bodies.CHOICE, None
    elif name in _LISTS:
        reader, maximum = bodies.TEXT_LIST, LIST_LENGTH_MAXIMUM
    elif name in _PERIODS:
        reader, minimum, maximum = bodies.INTEGER, 1, max(UNIT_MAXIMUM.values())
    elif name == "counts_event_day":
        reader, maximum = bodies.BOOLEAN, None
    return Field(
        camel_case(name),
        name,
        reader,
        maximum=maximum,
        minimum=minimum,
        choices=_CHOICES.get(name, ()),
        required=field.required,
        nullable=not field.required,
        description=_HOURS.get(name, ""),
    )


RULE_FIELDS = (
    Field(
        "family",
        "family",
        bodies.TEXT,
        maximum=60,
        required=True,
        nullable=False,
        description="A shipped family, whose rule of the same id it amends, or one of your own.",
    ),
    Field("edition", "edition", bodies.TEXT, maximum=200),
    *(_column(field) for field in msgspec.structs.fields(Rule)),
)
RULE = Body("WebClockRule", RULE_FIELDS)
RULE_UPDATE = Body("WebClockRuleUpdate", RULE_FIELDS, partial=True)

CALENDAR = Body(
    "WebClockCalendar",
    (
        Field(
            "timeZone",
            "time_zone",
            bodies.TEXT,
            maximum=100,
            description="An IANA name, such as America/Los_Angeles; null: the project's own.",
        ),
        Field(
            "weekend",
            "weekend",
            bodies.TEXT_LIST,
            maximum=len(WEEKDAYS),
            nullable=False,
            description="The weekdays without work, as saturday and sunday.",
        ),
        Field(
            "holidays",
            "holidays",
            bodies.TEXT_LIST,
            maximum=HOLIDAYS_MAXIMUM,
            nullable=False,
            description="Dates without work.",
        ),
        Field(
            "dueSoonDays",
            "due_soon_days",
            bodies.INTEGER,
            minimum=0,
            maximum=DUE_SOON_DAYS_MAXIMUM,
            nullable=False,
            description="How many days are few.",
        ),
    ),
    partial=True,
)

TERMS = Body(
    "WebClockTerms",
    (Field("family", "family", bodies.TEXT, maximum=60, required=True, nullable=False),),
)

_WHEN = (
    Field(
        "occurredOn",
        "occurred_on",
        bodies.DAY,
        description="The day in the project's zone; or send occurredAt.",
    ),
    Field("occurredAt", "occurred_at", bodies.INSTANT, description="The instant, where it counts."),
)
_ABOUT = (
    Field(
        "grounds",
        "grounds",
        bodies.TEXT_LIST,
        maximum=GROUNDS_MAXIMUM,
        nullable=False,
        description="What decides whether a rule runs, or what silence means, in its words.",
    ),
    Field("party", "party", bodies.CHOICE, choices=PARTIES, description="Who did it."),
    Field("personId", "person_id", bodies.UUID_TEXT, description="Who did it, by name."),
    Field("note", "note", bodies.TEXT, maximum=TEXT_LENGTH_MAXIMUM),
)
_TYPE = Field("type", "type", bodies.TEXT, maximum=63, required=True, nullable=False)
_MATTER = Field(
    "matter",
    "matter",
    bodies.TEXT,
    maximum=MATTER_LENGTH_MAXIMUM,
    description="Keeps several matters about one record apart.",
)

EVENT = Body(
    "WebClockEvent",
    (
        _TYPE,
        Field(
            "changeOrderId",
            "change_order_id",
            bodies.reference(ChangeOrder),
            description="What it is about; without it, the contract.",
        ),
        Field(
            "contractId",
            "contract_id",
            bodies.reference(Contract),
            description="The commitment under which it happened.",
        ),
        Field(
            "mainContractId",
            "main_contract_id",
            bodies.reference(MainContract),
            description="The main contract under which it happened.",
        ),
        _MATTER,
        *_WHEN,
        *_ABOUT,
    ),
)
EVENT_UPDATE = Body("WebClockEventUpdate", (_MATTER, *_WHEN, *_ABOUT), partial=True)
ANSWER = Body(
    "WebClockAnswer",
    (
        Field(
            "type",
            "type",
            bodies.TEXT,
            maximum=63,
            description="One of the rule's answers, or its notice of silence.",
        ),
        *_WHEN,
        *_ABOUT,
    ),
)
EXTENSION = Body(
    "WebClockExtension",
    (
        Field("until", "until", bodies.DAY, required=True, nullable=False),
        Field(
            "agreedOn",
            "agreed_on",
            bodies.DAY,
            description="The day on which the parties agreed; today if it is left out.",
        ),
        Field(
            "agreedBy",
            "agreed_by",
            bodies.TEXT,
            maximum=AGREED_BY_LENGTH_MAXIMUM,
            required=True,
            nullable=False,
            description="Who agreed, for both parties.",
        ),
        Field("note", "note", bodies.TEXT, maximum=TEXT_LENGTH_MAXIMUM),
    ),
)
