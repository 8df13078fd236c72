"""What the rules of clocks look like: families, their rules, the calendar whose days they count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.clock_rules import PARTIES, Certainty, Family, Party, Rule, Silence, Start
from changewright.core.records_clocks import ClockRule
from changewright.work.clock_terms import rule_of

from ..reading import View

RULE_COLUMNS = tuple(field.name for field in msgspec.structs.fields(Rule))


class ClockRuleView(View):
    """A rule of a family: within `period` `unit`s of `trigger`, `actor` must do what is `due`."""

    id: str
    clause: str
    title: str
    trigger: list[str]
    start: Start
    actor: Party
    due: str
    answers: list[str]
    period: int
    unit: str
    days: str
    counts_event_day: bool
    month_end: str
    roll: str
    due_time: str | None
    next_day_after: str | None
    extension: str
    silence: Silence
    silence_means: str | None
    silence_notice: str | None
    silence_notice_by: Party | None
    silence_period: int | None
    silence_unit: str | None
    follows: list[str]
    only_for: list[str]
    not_for: list[str]
    silence_not_for: list[str]
    declares: list[str]
    late_percent_per_month: str | None
    certainty: Certainty
    source: str
    note: str


class OwnClockRuleView(ClockRuleView):
    """A rule of the project's own. `recordId` names it; `id` is the rule's own name."""

    record_id: UUID
    family: str
    edition: str | None
    created_at: datetime
    updated_at: datetime


class ClockFamilyView(View):
    """A form of contract with rules about time. `ships`: it came with the product."""

    id: str
    title: str
    edition: str
    ships: bool
    parties: dict[str, str]
    contracts_from: date | None
    contracts_before: date | None
    note: str
    rule_count: int


class ClockFamilyWholeView(ClockFamilyView):
    """A family with its rules, the project's own among them."""

    event_types: list[str]
    rules: list[ClockRuleView]


class ClockCalendarView(View):
    """The days of a project. `timeZone` null: the project's own zone, else UTC."""

    time_zone: str | None
    weekend: list[str]
    holidays: list[date]
    due_soon_days: int


class ClockFamilyPage(View):
    results: list[ClockFamilyView]
    total: int
    limit: int
    offset: int


class ClockRulePage(View):
    results: list[OwnClockRuleView]
    total: int
    limit: int
    offset: int


def rule_columns(rule: Rule) -> dict[str, Any]:
    """A rule's columns as JSON has them."""
    values: dict[str, Any] = msgspec.to_builtins(rule)
    return {name: values[name] for name in RULE_COLUMNS}


def rule_view(rule: Rule) -> ClockRuleView:
    return ClockRuleView(**rule_columns(rule))


def own_rule_view(record: ClockRule) -> OwnClockRuleView:
    return OwnClockRuleView(
        record_id=record.uuid,
        family=record.family,
        edition=record.edition,
        created_at=record.created_at,
        updated_at=record.updated_at,
        **rule_columns(rule_of(record)),
    )


def family_columns(family: Family, *, ships: bool) -> dict[str, Any]:
    return {
        "id": family.id,
        "title": family.title,
        "edition": family.edition,
        "ships": ships,
        "parties": {party: family.name_of(party) for party in PARTIES},
        "contracts_from": family.contracts_from,
        "contracts_before": family.contracts_before,
        "note": family.note.strip(),
        "rule_count": len(family.rules),
    }
