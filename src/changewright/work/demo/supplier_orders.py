"""The orders to suppliers: what was approved, gathered per contract and sent for signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .authority import endorse
from .contracts import COMMITMENT_BY_KEY
from .diary import Diary
from .owner_orders import ACCOUNTING
from .potential import Change
from .steps import Act, Delete, Edit, Generate, Say

GATHERED_DAYS = 26
# The newest orders, newest first, and how far they have come when the year ends.
ORDERS_UNDER_WAY = ("draft", "open", "in_review", "draft", "sent", "rejected", "in_review", "sent")
# Taken back from review once, and one made twice by mistake.
RECALLED, MADE_TWICE = 7, 12


@dataclass(slots=True)
class Batch:
    """An order to be: the items of one contract released within some days of each other."""

    contract: str
    opened: datetime
    released: datetime
    items: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def release(diary: Diary, released: list[tuple[datetime, Change]]) -> None:
    """Make the orders for changes that may go to the suppliers, each from when it was released."""
    batches = _batches(released)
    ready = [(diary.later(batch.released, 2, 6), batch) for batch in batches]
    ready = sorted((pair for pair in ready if pair[0] < diary.end), key=lambda pair: pair[0])
    for position, (when, batch) in enumerate(ready):
        from_end = len(ready) - 1 - position
        stop = ORDERS_UNDER_WAY[from_end] if from_end < len(ORDERS_UNDER_WAY) else ""
        order(diary, position + 1, when, batch, stop)


def _batches(released: list[tuple[datetime, Change]]) -> list[Batch]:
    current: dict[str, Batch] = {}
    batches: list[Batch] = []
    for when, change in sorted(released, key=lambda pair: pair[0]):
        for contract, items in change.by_contract().items():
            batch = current.get(contract)
            if batch is None or when - batch.opened > timedelta(days=GATHERED_DAYS):
                batch = current[contract] = Batch(contract, when, when)
                batches.append(batch)
            batch.released = when
            batch.items += [item.item for item in items]
            batch.changes.append(change)
    return batches


def order(diary: Diary, number: int, when: datetime, batch: Batch, stop: str) -> None:
    """One order for a batch, up to `stop`, or executed and in the accounts."""
    document = f"sco:{number}"
    commitment = COMMITMENT_BY_KEY[batch.contract]
    author = batch.changes[0].estimator
    titles = "; ".join(change.story.title for change in batch.changes)
    fields = {
        "name": f"{commitment.name}: changes of {batch.released:%B %Y}",
        "description": f"Amends {commitment.code}. {titles}.",
        "company_id": batch.contract,
        "contract_id": batch.contract,
        "reason": batch.changes[0].story.reason,
        "owner_id": batch.changes[0].lead,
        "schedule_change": sum(change.story.days for change in batch.changes) or None,
    }
    sources = tuple(change.document for change in batch.changes)
    if number == MADE_TWICE:
        when = _make_twice(
            diary,
            document,
            when,
            author,
            Generate(f"{document}:twice", "sco", sources, fields, tuple(batch.items[:1])),
        )
    made = Generate(document, "sco", sources, fields, tuple(batch.items))
    if stop == "draft":
        diary.write(when, author, made)
        return
    when = diary.write(when, author, made, Act(document, "open"))
    if stop == "open":
        return
    asked = when = _review(diary, document, number, when, author, stop)
    if stop == "in_review":
        if number % 8 < 4:  # of the two under review, one waits for its last step only
            endorse(diary, document, asked, diary.end)
        return
    if stop == "rejected":
        text = (
            "Their insurance certificate ran out on Friday. Nothing goes out until it is renewed."
        )
        diary.write(diary.soon(when), "joan", Say(document, text))
        diary.write(diary.soon(when), "joan", Act(document, "reject"))
        return
    when = diary.later(when, 1, 3)
    endorse(diary, document, asked, when)
    when = diary.write(when, "joan", Act(document, "send"))
    if stop == "sent" or diary.chance(8):
        return
    when = diary.write(diary.later(when, 3, 11), "joan", Act(document, "execute"))
    _hand_to_accounting(diary, document, number, when)


def _review(
    diary: Diary, document: str, number: int, when: datetime, author: str, stop: str
) -> datetime:
    """About half of the orders are reviewed inside the house before they are sent."""
    reviewed = stop in ("in_review", "rejected") or number == RECALLED
    if not reviewed and not diary.chance(50):
        return when
    when = diary.write(diary.soon(when), author, Act(document, "submit"))
    if number == RECALLED:
        text = "Unit price on line 1 is the old one. Back to me before Joan sees it."
        diary.write(diary.soon(when), author, Say(document, text))
        when = diary.write(diary.later(when, 1, 1), "miles", Act(document, "recall"))
        when = diary.write(diary.later(when, 1, 2), author, Act(document, "submit"))
    return when


def _make_twice(
    diary: Diary, document: str, when: datetime, author: str, made: Generate
) -> datetime:
    """Made from the wrong list, noticed at once and deleted; its number stays unused."""
    when = diary.write(when, author, made)
    when = diary.write(diary.soon(when), author, Delete(made.document))
    return diary.soon(when)


def _hand_to_accounting(diary: Diary, document: str, number: int, after: datetime) -> None:
    """Most executed orders are in the accounting system; one did not go through."""
    if diary.chance(25):
        return
    when = diary.later(after, 1, 5)
    failed = number % 11 == 0
    fields = {
        "external_system": ACCOUNTING,
        "external_id": None if failed else f"SCO-{number:04d}",
        "external_message": "Vendor is on hold: insurance expired" if failed else None,
        "integration_state": "failed" if failed else "integrated",
        "last_sync_time": when,
    }
    diary.write(when, "nadia", Edit(document, fields))
