"""The orders the owner signs: agreed requests gathered every few weeks, and contingency moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .authority import endorse
from .diary import Diary
from .potential import Change, remark
from .requests import Accepted, covering, submitted
from .steps import Act, Edit, Generate, Price

# Weeks in which an order is made from what the owner has accepted by then.
ORDER_WEEKS = (6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 44, 46, 47, 49, 50)
TRANSFER_WEEKS = (17, 29, 40, 49)
# The newest orders, newest first, and how far they have come when the year ends.
ORDERS_UNDER_WAY = ("draft", "open", "revising", "submitted", "approved")
TRANSFER = "Contingency transfer, net zero"
# The place of the ordinary order that was refused for its completion date.
REFUSED = 4
BOARD_CENTS = 400_000_00
ACCOUNTING = "Vista"


@dataclass(slots=True)
class Draft:
    """An owner's change order to be: when it is made, and from what. An ordinary one changes the
    contract sum; the others only move contingency. A `refused` one is not signed."""

    at: datetime
    title: str
    sources: list[Accepted]
    refused: bool = False

    @property
    def changes(self) -> list[Change]:
        return [change for source in self.sources for change in source.changes]


def have_accepted(diary: Diary, changes: list[Change]) -> list[Accepted]:
    """Changes that need no request: the potential change itself is put forward and accepted.

    What comes out of contingency is accepted inside the house, by the vice president; the rest
    on the owner's letter.
    """
    accepted = []
    for change in changes:
        assert change.priced_at is not None, f"{change.story.key} has no price yet"
        lead, document = change.lead, change.document
        when = diary.write(
            diary.later(change.priced_at, 1, 4), change.estimator, Price(submitted([change]))
        )
        when = diary.write(diary.soon(when), lead, Act(document, "submit"))
        when = diary.later(when, 1, 7)
        if change.story.ending == "rejected":
            remark(diary, document, lead, lead, f"Owner's letter: {change.story.ruling}", when)
            diary.write(when + timedelta(minutes=4), lead, Act(document, "reject"))
            continue
        approver = "joan" if change.story.scope == "contingency" else lead
        when = diary.write(when, approver, Act(document, "accept"))
        accepted.append(Accepted(document, [change], when, lead))
    return accepted


def sign_orders(
    diary: Diary, agreed: list[Accepted], transfers: list[Accepted]
) -> dict[str, datetime]:
    """Make the orders of the year; when each change (by its key) was approved."""
    approved: dict[str, datetime] = {}
    ordinary = _drafts(diary, agreed, ORDER_WEEKS, "Owner change order")
    ordinary[REFUSED].refused = True
    drafts = ordinary + _drafts(diary, transfers, TRANSFER_WEEKS, TRANSFER)
    drafts.sort(key=lambda draft: draft.at)
    returned: list[Accepted] = []
    for position, draft in enumerate(drafts):
        if draft.title != TRANSFER:
            draft.sources += [source for source in returned if source.at < draft.at]
            returned = [source for source in returned if source.at >= draft.at]
        from_end = len(drafts) - 1 - position
        stop = ORDERS_UNDER_WAY[from_end] if from_end < len(ORDERS_UNDER_WAY) else ""
        document = f"oco:{position + 1}"
        decided = sign_order(diary, document, draft, stop)
        if decided is not None and draft.refused:
            returned = _refuse(diary, document, draft, decided)
        elif decided is not None:
            approved |= {change.story.key: decided for change in draft.changes}
    return approved


def _drafts(diary: Diary, pool: list[Accepted], weeks: tuple[int, ...], title: str) -> list[Draft]:
    """Cut the pool at the given weeks; a cut that finds nothing makes no order."""
    waiting = sorted(pool, key=lambda accepted: accepted.at)
    drafts: list[Draft] = []
    for week in weeks:
        cut = diary.week(week)
        ripe = [accepted for accepted in waiting if accepted.at < cut]
        waiting = waiting[len(ripe) :]
        if ripe and cut < diary.end:
            drafts.append(Draft(cut, title, ripe))
    return drafts


def sign_order(diary: Diary, document: str, draft: Draft, stop: str = "") -> datetime | None:
    """Make and send one order, and have it signed unless it is to be refused; when the owner
    decided, or None if it is still on its way."""
    lead, changes = draft.sources[0].lead, draft.changes
    fields = {
        "name": f"{draft.title}, {draft.at:%B %Y}",
        "description": covering(changes),
        "company_id": "owner",
        "architect_company_id": "architect",
        "owner_id": lead,
        "schedule_change": sum(change.story.days for change in changes),
    }
    sources = tuple(source.document for source in draft.sources)
    when = diary.write(draft.at, lead, Generate(document, "oco", sources, fields))
    if stop == "draft":
        return None
    when = diary.write(diary.soon(when), lead, Act(document, "open"))
    if stop == "open":
        return None
    asked = when = diary.write(diary.later(when, 0, 2), lead, Act(document, "submit"))
    if stop == "submitted":
        return None
    total = abs(sum(change.story.amount for change in changes)) * 100
    signer = "elliot" if total >= BOARD_CENTS else "ruth"
    when = diary.later(when, 2, 8)
    if stop == "revising":
        text = "The days do not match the requests. Correct them."
        remark(diary, document, lead, signer, text, when)
        diary.write(when + timedelta(minutes=3), signer, Act(document, "revise"))
        return None
    if draft.refused:
        return when
    endorse(diary, document, asked, when)
    approved = diary.write(when, signer, Act(document, "approve"))
    if stop == "approved":
        return approved
    when = diary.write(diary.later(approved, 2, 7), "elliot", Act(document, "execute"))
    _hand_to_accounting(diary, document, when)
    return approved


def _refuse(diary: Diary, document: str, draft: Draft, when: datetime) -> list[Accepted]:
    """The owner refuses the paper, not the changes: they come back and go on the next order."""
    text = "Completion date in the time block is last month's. I will not sign this paper."
    remark(diary, document, draft.sources[0].lead, "ruth", text, when)
    when = diary.write(when + timedelta(minutes=6), "ruth", Act(document, "reject"))
    returned = []
    for source in draft.sources:
        when = diary.write(diary.soon(when), source.lead, Act(source.document, "forceResubmit"))
        decider = "omar" if source.document.startswith("rco") else source.lead
        again = diary.later(when, 1, 3)
        endorse(diary, source.document, when, again)
        diary.write(again, decider, Act(source.document, "accept"))
        returned.append(Accepted(source.document, source.changes, again, source.lead))
    return returned


def _hand_to_accounting(diary: Diary, document: str, after: datetime) -> None:
    """The accountant's export: the number in the other system, and when it went over."""
    kind, _, number = document.partition(":")
    when = diary.later(after, 1, 4)
    fields = {
        "external_system": ACCOUNTING,
        "external_id": f"{kind.upper()}-{int(number):03d}",
        "integration_state": "integrated",
        "last_sync_time": when,
    }
    diary.write(when, "nadia", Edit(document, fields))
