"""What clocks look like: what happened, what is due when, and how that was counted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from changewright.core.clock_answers import Event
from changewright.core.clock_rules import Certainty, Party, Silence
from changewright.core.clocks import STATES, Deadline, State
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_clocks import ClockEvent, ClockExtension
from changewright.core.records_contracts import Contract, MainContract
from changewright.work.clocks import Standing

from ..reading import View
from .family_views import ClockRuleView

RECORD_NAMES = {
    ChangeOrder.TABLE: "changeOrder",
    Contract.TABLE: "contract",
    MainContract.TABLE: "mainContract",
}


class RecordName(View):
    """A record by its kind and id, with the number and name people know it by."""

    kind: str
    id: UUID
    number: str
    name: str


class ClockTermsView(View):
    """The family of rules that a contract has. `remark` says what does not fit it. `tag` serves
    `If-Match`."""

    contract: RecordName
    family: str
    family_title: str
    remark: str | None
    tag: str


class ClockEventView(View):
    """Something that happened under a contract. `automatic`: the ledger's own move made it."""

    id: UUID
    type: str
    occurred_on: date
    occurred_at: datetime | None
    record: RecordName | None
    contract: RecordName | None
    matter: str
    grounds: list[str]
    party: str | None
    person_id: UUID | None
    note: str | None
    answers_deadline_id: str | None
    automatic: bool
    created_at: datetime
    updated_at: datetime


class ClockMomentView(View):
    """An event that ended a period, or told of its silence."""

    id: UUID
    type: str
    on: date


class ClockDeadlineView(View):
    """What is due when. `court` is the party whose turn it is, `courtName` what the contract calls
    it; `silenceOn` the day from which silence has its effect, as soon as that day is certain."""

    id: str
    rule_id: str
    family: str
    edition: str
    clause: str
    title: str
    due: str
    contract: RecordName
    record: RecordName
    matter: str
    started_by: ClockMomentView
    actor: Party
    actor_name: str
    due_on: date
    first_due_on: date
    late_from: datetime
    state: State
    state_means: str
    days_left: int
    court: Party | None
    court_name: str | None
    court_company_id: UUID | None
    silence: Silence
    silence_means: str
    silence_on: date | None
    answered_by: ClockMomentView | None
    noticed_by: ClockMomentView | None
    extension_count: int
    certainty: Certainty


class ClockStepView(View):
    """One step of a count: the day reached, and why."""

    day: date
    detail: str


class ClockExtensionView(View):
    """The parties agreed on a later day. `recordedAt` is when somebody wrote it here."""

    id: UUID
    until: date
    agreed_on: date
    agreed_by: str
    note: str | None
    recorded_at: datetime


class LateChargeView(View):
    """What an amount paid late bears by the rule, for whole months up to `on`."""

    amount: Decimal
    percent_per_month: str
    on: date
    charge: Decimal


class ClockExplanationView(View):
    """A deadline with the rule, the events and the count that it comes from. `today` and `zone` are
    the day it was asked for and the zone whose days count."""

    today: date
    zone: str
    deadline: ClockDeadlineView
    rule: ClockRuleView
    steps: list[ClockStepView]
    events: list[ClockEventView]
    extensions: list[ClockExtensionView]
    follows: list[str]
    late_charge: LateChargeView | None


class ClockTermsPage(View):
    results: list[ClockTermsView]
    total: int
    limit: int
    offset: int


class ClockEventPage(View):
    results: list[ClockEventView]
    total: int
    limit: int
    offset: int


class ClockDeadlinePage(View):
    results: list[ClockDeadlineView]
    total: int
    limit: int
    offset: int


class CaughtUpView(View):
    """How many events the journal told of that were not recorded yet."""

    recorded: int


def record_name(record: ChangeOrder | Contract | MainContract) -> RecordName:
    number = record.number if isinstance(record, ChangeOrder) else record.code
    return RecordName(
        kind=record.kind if isinstance(record, ChangeOrder) else RECORD_NAMES[record.TABLE],
        id=record.uuid,
        number=number,
        name=record.name,
    )


def moment_view(event: ClockEvent, on: date) -> ClockMomentView:
    return ClockMomentView(id=event.uuid, type=event.type, on=on)


def deadline_id(rule_id: str, event: ClockEvent) -> str:
    """`nec4-ecc.61.3~<the event's UUID>`."""
    return f"{rule_id}~{event.uuid}"


def deadline_view(one: Standing, company: UUID | None) -> ClockDeadlineView:
    """A deadline; `company` is that of the party in whose court it is, where it may be shown."""
    deadline, family, rule = one.deadline, one.family, one.deadline.rule
    court = deadline.court
    return ClockDeadlineView(
        id=deadline_id(rule.id, one.event),
        rule_id=rule.id,
        family=family.id,
        edition=family.edition,
        clause=rule.clause,
        title=rule.title,
        due=rule.due,
        contract=record_name(one.holder),
        record=record_name(one.subject),
        matter=one.event.matter,
        started_by=moment_view(one.event, deadline.event.moment.on),
        actor=rule.actor,
        actor_name=family.name_of(rule.actor),
        due_on=deadline.due_on,
        first_due_on=deadline.first_due_on,
        late_from=deadline.late_from,
        state=deadline.state,
        state_means=STATES[deadline.state],
        days_left=deadline.days_left,
        court=court,
        court_name=None if court is None else family.name_of(court),
        court_company_id=company,
        silence=deadline.silence,
        silence_means=_meaning(deadline),
        silence_on=deadline.silence_on,
        answered_by=_moment(one.answer, deadline.answered_by),
        noticed_by=_moment(one.notice, deadline.noticed_by),
        extension_count=len(deadline.extensions),
        certainty=rule.certainty,
    )


def _meaning(deadline: Deadline) -> str:
    if deadline.silence == deadline.rule.silence:
        return deadline.rule.meaning.strip()
    return "On these grounds nothing follows from silence."


def _moment(kept: ClockEvent | None, event: Event | None) -> ClockMomentView | None:
    return None if kept is None or event is None else moment_view(kept, event.moment.on)


def extension_view(extension: ClockExtension) -> ClockExtensionView:
    return ClockExtensionView(
        id=extension.uuid,
        until=extension.until,
        agreed_on=extension.agreed_on,
        agreed_by=extension.agreed_by,
        note=extension.note,
        recorded_at=extension.created_at,
    )
