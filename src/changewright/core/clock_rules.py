"""Rules of contracts about time, as rows: what starts a period, who must act, what silence does.

A family is a form of contract (NEC4, FIDIC, A201, …) with its rules. The shipped ones are files in
the format that `core.clock_tables` reads; a project's own rules are rows of the same format. No
rule is code: what differs between families is in the columns of `Rule`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Literal

import msgspec

from .calendar_days import Convention, DayKind, MonthEnd, Period, Roll, Unit
from .kinds import Track, phase_of

Party = Literal["contractor", "owner", "administrator"]
"""Who a contract names: who does its work, who pays for it, and who administers it between them.
In a subcontract the contractor is who does that work, and the owner who gave it to him."""
PARTIES: tuple[Party, ...] = ("contractor", "owner", "administrator")

Start = Literal["each", "latest", "earliest"]
Certainty = Literal["published", "general"]
Silence = Literal[
    "nothing", "time_barred", "accepted", "accepted_after_notice", "rejected", "stands"
]

SILENCE_MEANS: dict[Silence, str] = {
    "nothing": "Nothing follows from silence by the contract itself.",
    "time_barred": "Who had to act has lost the right that depended on it.",
    "accepted": "It is treated as accepted.",
    "accepted_after_notice": "It is treated as accepted, but only after a notice of the failure "
    "and a further period of silence.",
    "rejected": "It is treated as rejected.",
    "stands": "What was to be objected to stands.",
}
NOTICED: Silence = "accepted_after_notice"
"""The one silence that takes effect only when a notice and a further period have followed."""

WORD = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
"""The form of an event's type and of a ground."""
RULE_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*\Z")
FAMILY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")

MISSED, SILENT = "missed:", "silence:"
"""`missed:<rule>` is what happens when that rule's period ends unanswered, `silence:<rule>` what
happens when its silence takes effect; both on the last day of the period that ended."""

EVENT_TYPES: dict[str, str] = {
    "event_occurred": "something happened that may change price or time",
    "event_recognised": "the party first recognised what happened",
    "event_known": "the party became aware of the event, or should have",
    "event_notified": "the event, or a claim for it, was notified",
    "notice_objected": "the other side objected that a notice came late, or that it lapsed",
    "event_refused": "the other side answered that the event changes nothing",
    "change_instructed": "a change was instructed",
    "verbal_instruction_given": "an instruction was given by word of mouth",
    "instruction_confirmed": "an instruction by word of mouth was confirmed in writing",
    "quotation_instructed": "a price for a change was asked for",
    "quotation_submitted": "the price was submitted",
    "revision_instructed": "a revised price was asked for",
    "quotation_accepted": "the price was accepted",
    "quotation_refused": "the price was refused",
    "assessment_made": "who administers the contract made an assessment of his own",
    "change_approved": "the change order was approved",
    "change_executed": "the change order was signed by all",
    "particulars_submitted": "the particulars of a change or claim were submitted",
    "claim_detailed": "a claim was submitted in detail",
    "claim_answered": "a claim or proposal was decided or answered",
    "claim_disputed": "the answer to a claim was disputed",
    "agreement_reached": "the parties agreed",
    "agreement_failed": "it was notified that the parties did not agree",
    "determination_made": "who administers the contract determined the matter",
    "silence_noticed": "a party was told that it had failed to answer in time",
    "conference_demanded": "a conference about a claim was demanded",
    "conference_held": "the conference was held",
    "statement_given": "a statement of what stays disputed was given",
    "undisputed_paid": "what is not disputed was paid",
}
"""The words for what happens. A family or a project may declare more of them."""


class AutomaticEvent(msgspec.Struct, frozen=True):
    """A move of a document that certainly is an event of a contract: it entered `state`."""

    kind: str
    track: Track
    state: str
    type: str


AUTOMATIC_EVENTS: tuple[AutomaticEvent, ...] = (
    AutomaticEvent("rfq", "cost", "pricing", "quotation_instructed"),
    AutomaticEvent("rfq", "cost", "proposed", "quotation_submitted"),
    AutomaticEvent("rfq", "cost", "revising", "revision_instructed"),
    AutomaticEvent("rfq", "cost", "accepted", "quotation_accepted"),
    AutomaticEvent("pco", "budget", "submitted", "quotation_submitted"),
    AutomaticEvent("pco", "budget", "revising", "revision_instructed"),
    AutomaticEvent("pco", "budget", "accepted", "quotation_accepted"),
    AutomaticEvent("pco", "budget", "rejected", "quotation_refused"),
    AutomaticEvent("rco", "budget", "submitted", "quotation_submitted"),
    AutomaticEvent("rco", "budget", "revising", "revision_instructed"),
    AutomaticEvent("rco", "budget", "accepted", "quotation_accepted"),
    AutomaticEvent("rco", "budget", "rejected", "quotation_refused"),
    AutomaticEvent("oco", "budget", "submitted", "quotation_submitted"),
    AutomaticEvent("oco", "budget", "revising", "revision_instructed"),
    AutomaticEvent("oco", "budget", "rejected", "quotation_refused"),
    AutomaticEvent("oco", "budget", "approved", "change_approved"),
    AutomaticEvent("oco", "budget", "executed", "change_executed"),
    AutomaticEvent("sco", "cost", "approved", "change_approved"),
    AutomaticEvent("sco", "cost", "executed", "change_executed"),
)
"""What of the ledger's own moves starts and stops clocks. Only what leaves no doubt is here."""


_AUTOMATIC = {(row.kind, row.track, row.state): row.type for row in AUTOMATIC_EVENTS}


def automatic_events(kind: str, track: Track, was: str, now: str) -> tuple[str, ...]:
    """The types of events that a document of a kind makes by going from one state to another.

    What is signed at once was approved by it; what goes back from signed to approved was approved
    long ago.
    """
    is_approved = phase_of(was) == "approved"
    entered = ("approved", now) if now == "executed" and not is_approved else (now,)
    if was == now or (is_approved and now == "approved"):
        return ()
    found = (_AUTOMATIC.get((kind, track, state)) for state in entered)
    return tuple(name for name in found if name is not None)


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: within `period` `unit`s of `trigger`, `actor` must do what is `due`.

    `start`: each trigger starts a period of its own, or one period runs from the latest or the
    earliest of those about the same matter. `answers` are the events that meet it, `follows` the
    rules that such an event starts. `extension`: by agreement of the parties before it has ended,
    or none. `only_for`, `not_for`: the grounds of an event for which alone the rule runs, or does
    not; `silence_not_for`: those for which silence means nothing. `declares` are types of events
    that it adds to those known. `silence_notice` is the event
    after which a further period of silence must pass, and `silence_notice_by` who may send it.
    `certainty`: published, read in a public source; general, common knowledge to be checked.
    """

    id: str
    clause: str
    title: str
    trigger: tuple[str, ...]
    start: Start = "each"
    actor: Party
    due: str
    answers: tuple[str, ...]
    period: int
    unit: Unit
    days: DayKind = "calendar"
    counts_event_day: bool = False
    month_end: MonthEnd = "last_day"
    roll: Roll = "none"
    due_time: time | None = None
    next_day_after: time | None = None
    extension: Literal["none", "agreement"] = "none"
    silence: Silence = "nothing"
    silence_means: str | None = None
    silence_notice: str | None = None
    silence_notice_by: Party | None = None
    silence_period: int | None = None
    silence_unit: Unit | None = None
    follows: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    silence_not_for: tuple[str, ...] = ()
    declares: tuple[str, ...] = ()
    late_percent_per_month: str | None = None
    certainty: Certainty
    source: str = ""
    note: str = ""

    @property
    def length(self) -> Period:
        return Period(self.period, self.unit)

    @property
    def further_length(self) -> Period | None:
        """The further period after a notice of silence."""
        if self.silence_period is None or self.silence_unit is None:
            return None
        return Period(self.silence_period, self.silence_unit)

    @property
    def convention(self) -> Convention:
        return Convention(
            days=self.days,
            counts_event_day=self.counts_event_day,
            month_end=self.month_end,
            roll=self.roll,
            due_time=self.due_time,
            next_day_after=self.next_day_after,
        )

    @property
    def meaning(self) -> str:
        """What silence means, in the family's words or in general ones."""
        return self.silence_means or SILENCE_MEANS[self.silence]

    def runs_for(self, grounds: frozenset[str]) -> bool:
        """Whether an event on these grounds starts the rule."""
        if grounds & frozenset(self.not_for):
            return False
        return not self.only_for or bool(grounds & frozenset(self.only_for))


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of event that a family declares beside EVENT_TYPES."""

    type: str
    title: str


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """A form of contract. `parties` are the names it gives to those of PARTIES. A family is meant
    for contracts dated from `contracts_from` on and before `contracts_before`, where it says so."""

    id: str
    title: str
    edition: str
    parties: dict[Party, str]
    contracts_from: date | None = None
    contracts_before: date | None = None
    note: str = ""
    events: tuple[EventType, ...] = ()
    rules: tuple[Rule, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def event_types(self) -> frozenset[str]:
        """Every type of event that its rules may name."""
        own = {event.type for event in self.events}
        return frozenset(EVENT_TYPES) | own.union(*(rule.declares for rule in self.rules))

    def name_of(self, party: Party) -> str:
        """What the contract calls a party."""
        return self.parties.get(party, party.capitalize())


def with_own_rules(family: Family, own: Iterable[Rule]) -> Family:
    """The family with a project's own rules: one of the same id stands in the place of the shipped
    one, as particular conditions amend general ones; others come behind."""
    rules = {rule.id: rule for rule in family.rules}
    rules |= {rule.id: rule for rule in own}
    return msgspec.structs.replace(family, rules=tuple(rules.values()))
