"""What the owner is asked for: requests for change orders, and his answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .authority import endorse
from .diary import Diary
from .potential import Change, remark
from .steps import Act, Amount, Generate, MarkUp, Price

# Added to what a trade is paid: fee 3.75 %, insurance 1.10 %, bond 0.65 %; nothing on credits.
FEE_THOUSANDTHS = 55
INCLUDED = " Includes fee 3.75 %, insurance 1.10 % and bond 0.65 % on additions."
MARKED_UP = " Overhead, profit, insurance and bond stand below the lines."
CHANGES_OF_A_REQUEST = 4
GATHERED_DAYS = 20

# The newest requests, newest first, and how far they have come when the year ends.
REQUESTS_UNDER_WAY = ("draft", "open", "revising", "submitted", "submitted")
# Taken back by the owner after he had accepted it, and accepted again.
HESITATED = 6

# The owner's representative decides on small requests, his client on large ones.
LARGE_CENTS = 150_000_00
ALONE = ("resubmitted", "argued", "rejected")


@dataclass(slots=True)
class Accepted:
    """A document whose items the owner has agreed to, and so free for an owner's change order."""

    document: str
    changes: list[Change]
    at: datetime
    lead: str


def ask_owner(diary: Diary, changes: list[Change]) -> list[Accepted]:
    """Gather priced changes into requests and have the owner answer them."""
    groups = _groups(diary, changes)
    accepted = []
    for position, (when, group) in enumerate(groups):
        from_end = len(groups) - 1 - position
        stop = REQUESTS_UNDER_WAY[from_end] if from_end < len(REQUESTS_UNDER_WAY) else ""
        answer = request(diary, position + 1, when, group, stop)
        if answer is not None:
            accepted.append(answer)
    return accepted


def _groups(diary: Diary, changes: list[Change]) -> list[tuple[datetime, list[Change]]]:
    """Changes of some weeks and one manager together, up to four; quarrelsome ones alone.

    Only those that can be asked within the year count, so that the newest are really the newest.
    """
    open_groups: dict[tuple[str, int], list[Change]] = {}
    groups: list[tuple[datetime, list[Change]]] = []
    for change in sorted(changes, key=_priced_at):
        when = _priced_at(change)
        if change.story.ending in ALONE:
            groups.append((diary.later(when, 2, 5), [change]))
            continue
        key = (change.lead, (when.date() - diary.first_day).days // GATHERED_DAYS)
        group = open_groups.setdefault(key, [])
        if not group or len(group) == CHANGES_OF_A_REQUEST:
            group = open_groups[key] = [change]
            groups.append((when, group))
        else:
            group.append(change)
    dated = [
        (max(when, diary.later(max(map(_priced_at, group)), 1, 4)), group) for when, group in groups
    ]
    return sorted((pair for pair in dated if pair[0] + timedelta(days=2) < diary.end), key=_first)


def _priced_at(change: Change) -> datetime:
    assert change.priced_at is not None, f"{change.story.key} has no price yet"
    return change.priced_at


def _first(pair: tuple[datetime, list[Change]]) -> datetime:
    return pair[0]


def request(
    diary: Diary,
    number: int,
    when: datetime,
    group: list[Change],
    stop: str,
    *,
    by_steps: bool = False,
) -> Accepted | None:
    """One request from a group of changes, up to `stop`; what the owner agreed to, if he did.
    `by_steps`: our percentages stand below the lines, each with what it comes to, not in them."""
    document, lead = f"rco:{number}", group[0].lead
    largest = max(group, key=lambda change: abs(change.story.amount))
    others = f" and {len(group) - 1} more" if len(group) > 1 else ""
    fields = {
        "name": largest.story.title + others,
        "description": covering(group) + (MARKED_UP if by_steps else INCLUDED),
        "scope": "out",
        "reason": largest.story.reason,
        "company_id": "owner",
        "architect_company_id": "architect",
        "owner_id": lead,
    }
    sources = tuple(change.document for change in group)
    amounts = submitted(group, by_steps=by_steps)
    made, marked = Generate(document, "rco", sources, fields), [MarkUp(document)] * by_steps
    when = diary.write(when, group[0].estimator, made, Price(amounts), *marked)
    if stop == "draft":
        return None
    when = diary.write(diary.soon(when), lead, Act(document, "open"))
    if stop == "open":
        return None
    when = diary.write(diary.soon(when), lead, Act(document, "submit"))
    total = abs(sum(amount.cents for amount in amounts))
    owner = "ruth" if total >= LARGE_CENTS else "omar"
    if stop == "submitted":
        if number % 2:  # of the two that wait, one has the architect's word
            endorse(diary, document, when, diary.end)
        return None
    ending = "resubmitted" if stop == "revising" else largest.story.ending
    agreed = _answer(diary, document, group, owner, ending, when, stop)
    if agreed is None:
        return None
    if number == HESITATED:
        agreed = _hesitate(diary, document, owner, lead, agreed)
    return Accepted(document, group, agreed, lead)


def submitted(group: list[Change], *, by_steps: bool = False) -> tuple[Amount, ...]:
    """What the owner is asked for: the price of each item and our percentages on additions, unless
    they stand below the lines."""
    return tuple(
        Amount(item.item, "submitted", price if by_steps else _with_fee(change, price))
        for change in group
        for item in change.items
        for price in (change.prices[item.item],)
    )


def _with_fee(change: Change, cents: int) -> int:
    bears_fee = change.story.scope == "out" and cents > 0
    return cents + (cents * FEE_THOUSANDTHS + 500) // 1000 if bears_fee else cents


def covering(group: list[Change]) -> str:
    """One sentence that names what a document gathers."""
    return "Covers: " + "; ".join(change.story.title for change in group) + "."


def _answer(
    diary: Diary,
    document: str,
    group: list[Change],
    owner: str,
    ending: str,
    after: datetime,
    stop: str,
) -> datetime | None:
    """The owner's yes, at once or after a round; None when it stays at no, or has not come."""
    lead, story = group[0].lead, group[0].story
    when = diary.later(after, 4, 14)
    if ending == "resubmitted":
        text = story.ruling or "Split labour and material on the second line, please."
        remark(diary, document, lead, owner, text, when)
        when = diary.write(when + timedelta(minutes=5), owner, Act(document, "revise"))
        if stop == "revising":
            return None
        when = diary.write(diary.later(when, 2, 5), group[0].estimator, Price(_settled(group[0])))
        when = diary.write(diary.soon(when), lead, Act(document, "submit"))
        after, when = when, diary.later(when, 2, 6)
    elif ending in ("argued", "rejected"):
        remark(diary, document, lead, owner, story.ruling, when)
        when = diary.write(when + timedelta(minutes=5), owner, Act(document, "reject"))
        if ending == "rejected":
            return None
        when = diary.write(diary.later(when, 5, 12), group[0].estimator, Price(_settled(group[0])))
        when = diary.write(diary.soon(when), lead, Act(document, "forceResubmit"))
        after, when = when, diary.later(when, 3, 8)
    endorse(diary, document, after, when)
    return diary.write(when, owner, Act(document, "accept"))


def _settled(change: Change) -> tuple[Amount, ...]:
    """The amounts sent the second time; 4 % less where the story does not say."""
    amounts = submitted([change])
    if not change.story.settled:
        return tuple(Amount(a.item, a.column, a.cents * 96 // 10_000 * 100) for a in amounts)
    return tuple(
        Amount(amount.item, amount.column, dollars * 100)
        for amount, dollars in zip(amounts, change.story.settled, strict=True)
    )


def _hesitate(diary: Diary, document: str, owner: str, lead: str, after: datetime) -> datetime:
    when = diary.soon(after)
    text = "Accepted in error: our finance office has not seen it. Please set it back."
    remark(diary, document, lead, owner, text, when)
    when = diary.write(diary.soon(when), lead, Act(document, "acceptedToSubmit"))
    again = diary.later(when, 2, 4)
    endorse(diary, document, when, again)
    return diary.write(again, owner, Act(document, "accept"))
