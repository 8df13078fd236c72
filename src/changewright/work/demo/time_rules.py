"""The clocks of the demo: whose rules about time each contract has, and the days nobody works.

The contract with the owner is on AIA's general conditions with three supplementary conditions, the
subcontracts on a short form with notice in 48 hours. What the ledger cannot know by itself, that
something was found on site and that notice was given, people record; `claims` says when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from .contracts import CONTRACT_OF_BUDGET, WORK_ORDER
from .diary import HOLIDAYS, Diary
from .steps import Happen
from .story import CODE, DESIGN, EXISTING, OMISSION, WEATHER, Story

ZONE = "America/New_York"
DUE_SOON_DAYS = 5
PRIME_FAMILY = "aia-a201-2017"
FAMILY_OF_TYPE: Mapping[str, str] = {WORK_ORDER: "subcontract-48-hours"}
"""By the type of a commitment; what is merely bought has no clock."""

CLAIMED = (EXISTING, OMISSION, CODE, WEATHER, DESIGN)
"""The reasons for which the contractor must claim; what the owner asks for he knows of."""

_ANSWERS = ("quotation_accepted", "revision_instructed", "quotation_refused")
OWN_RULES: tuple[Mapping[str, Any], ...] = (
    {
        "family": PRIME_FAMILY,
        "id": "tamarack.answer",
        "clause": "SC-7.2.3",
        "title": "Answer to what was submitted",
        "trigger": ("quotation_submitted",),
        "actor": "owner",
        "due": "Acceptance, refusal, or word of what is to be revised",
        "answers": (*_ANSWERS, "change_approved"),
        "period": 14,
        "unit": "days",
        "extension": "agreement",
        "certainty": "general",
    },
    {
        "family": PRIME_FAMILY,
        "id": "tamarack.revision",
        "clause": "SC-7.2.4",
        "title": "Revised price",
        "trigger": ("revision_instructed",),
        "actor": "contractor",
        "due": "The revised price, or word that it stands",
        "answers": ("quotation_submitted",),
        "period": 7,
        "unit": "days",
        "days": "working",
        "certainty": "general",
    },
    {
        "family": PRIME_FAMILY,
        "id": "tamarack.signature",
        "clause": "SC-7.2.5",
        "title": "Signature of an approved change order",
        "trigger": ("change_approved",),
        "actor": "owner",
        "due": "The signed change order",
        "answers": ("change_executed",),
        "period": 10,
        "unit": "days",
        "days": "working",
        "certainty": "general",
    },
    {
        "family": "subcontract-48-hours",
        "id": "tamarack.price",
        "clause": "Pricing of changes",
        "title": "Price of a change asked for",
        "trigger": ("quotation_instructed", "revision_instructed"),
        "actor": "contractor",
        "due": "A price with labour, material and days",
        "answers": ("quotation_submitted",),
        "period": 10,
        "unit": "days",
        "days": "working",
        "extension": "agreement",
        "certainty": "general",
    },
    {
        "family": "subcontract-48-hours",
        "id": "tamarack.price-answer",
        "clause": "Pricing of changes",
        "title": "Answer to a price",
        "trigger": ("quotation_submitted",),
        "actor": "owner",
        "due": "Acceptance, refusal, or what is to be looked at again",
        "answers": _ANSWERS,
        "period": 10,
        "unit": "days",
        "days": "working",
        "certainty": "general",
    },
)


def holidays(first: date, last: date) -> list[date]:
    """The days nobody works on this site, from the first year to the last."""
    years = range(first.year, last.year + 1)
    return [date(year, month, day) for year in years for month, day in sorted(HOLIDAYS)]


@dataclass(frozen=True, slots=True)
class Claim:
    """When something was met with, by when the owner had notice, and when the architect acted."""

    known_at: datetime
    notice_days: int
    answer_days: int


def is_claimed(story: Story) -> bool:
    """Whether the contractor has to give notice to be paid for it."""
    return story.reason in CLAIMED and story.scope == "out"


def claim_of(story: Story, noticed: datetime) -> Claim:
    """Its days, from the story's own chance: the rest of the year does not depend on them."""
    chance = Random(story.key)
    known_at = noticed - timedelta(hours=chance.randint(3, 60))
    notice_days = chance.choice((1, 2, 3, 5, 6, 8, 9, 12, 15, 19, 24))
    return Claim(known_at, notice_days, chance.choice((2, 4, 5, 7, 8, 9, 9, 13)))


def met_with(document: str, story: Story, noticed: datetime) -> tuple[Happen, ...]:
    """What is recorded when the change is noticed: the supplier's notice is how it came up."""
    if not is_claimed(story):
        return ()
    known_at = claim_of(story, noticed).known_at
    trade = CONTRACT_OF_BUDGET.get(story.lines[0].budget)
    found = [
        Happen(document, "event_occurred", known_at),
        Happen(document, "event_recognised", noticed),
    ]
    if trade is not None:
        found += [
            Happen(document, "event_known", known_at, contract=trade),
            Happen(document, "event_notified", noticed, contract=trade),
        ]
    return tuple(found)


def claim(diary: Diary, document: str, story: Story, lead: str, noticed: datetime) -> None:
    """The notice to the owner, and what the architect does with it."""
    if not is_claimed(story):
        return
    days = claim_of(story, noticed)
    notified = noticed + timedelta(days=days.notice_days, minutes=7)
    diary.write(notified, lead, Happen(document, "event_notified", notified))
    answered = notified + timedelta(days=days.answer_days, minutes=11)
    diary.write(answered, lead, Happen(document, "claim_answered", answered))
