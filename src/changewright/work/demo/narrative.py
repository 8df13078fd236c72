"""A year of the project, as dated steps: who noticed, priced, asked, agreed and signed what.

The same seed and last day give the same steps. What lies after the last day is left out, so the
youngest changes stand half way, as on any living job.
"""

from __future__ import annotations

from datetime import date, datetime

from .authority import adopt
from .contracts import COMMITMENTS
from .diary import Diary
from .owner_orders import Draft, have_accepted, sign_order, sign_orders
from .potential import Change, follow
from .requests import ask_owner, request
from .steps import Let, Step
from .stories import STORIES, newest
from .supplier_orders import Batch, order, release

SEED = 117
LAST_DAY = date(2026, 9, 30)
NEWEST_NUMBER = 900


def timeline(seed: int = SEED, last_day: date = LAST_DAY) -> list[Step]:
    """The steps of the year that ends with `last_day`, in order of time.

    The year's first week is week 0; contracts let before it have their steps before it.
    """
    diary = Diary(seed, last_day)
    for commitment in COMMITMENTS:
        diary.write(diary.week(commitment.executed_week), "miles", Let(commitment.key))
    changes = [follow(diary, story) for story in STORIES]
    priced = [change for change in changes if change.priced_at is not None]
    # What nobody can order this year is not gathered: it would only thin out what is on its way.
    known = [change for change in priced if change.priced_at and change.priced_at < diary.end]
    requested = [change for change in known if _goes_by_request(change)]
    transferred = [change for change in known if change.story.scope == "contingency"]
    direct = [
        change
        for change in known
        if change not in requested and change not in transferred and change.story.scope != "in"
    ]
    agreed = ask_owner(diary, requested) + have_accepted(diary, direct)
    inside = have_accepted(diary, transferred)
    approved = sign_orders(diary, agreed, inside)
    release(diary, _released(known, approved, {one.document: one.at for one in inside}))
    adopt(diary)
    _tell_newest(diary)
    return diary.steps()


def _tell_newest(diary: Diary) -> None:
    """What came up in the last weeks stands by itself: nothing else of the year depends on it."""
    for story in newest.ASKED:
        follow(diary, story)
    for number, story in enumerate(newest.SUBMITTED, NEWEST_NUMBER):
        change = follow(diary, story)
        assert change.priced_at is not None
        when = diary.later(change.priced_at, 1, 2)
        request(diary, number, when, [change], "submitted", by_steps=True)
    for number, story in enumerate(newest.ORDERED, NEWEST_NUMBER):
        change = follow(diary, story)
        assert change.priced_at is not None
        for place, (contract, items) in enumerate(change.by_contract().items()):
            when = diary.later(change.priced_at, 1, 2)
            batch = Batch(contract, when, when, [item.item for item in items], [change])
            order(diary, number * 4 + place, when, batch, "in_review")
    for number, story in enumerate(newest.SIGNED, NEWEST_NUMBER + len(newest.SUBMITTED)):
        change = follow(diary, story)
        assert change.priced_at is not None
        when = diary.later(change.priced_at, 1, 2)
        agreed = request(diary, number, when, [change], "", by_steps=True)
        assert agreed is not None
        draft = Draft(diary.later(agreed.at, 1, 2), "Owner change order", [agreed])
        sign_order(diary, f"oco:{number}", draft)


def _goes_by_request(change: Change) -> bool:
    """The ordinary way to the owner's money. A refusal by letter needs no request either."""
    story = change.story
    if story.scope != "out" or story.ending == "direct":
        return False
    return story.ending != "rejected" or story.pricing == "quote"


def _released(
    changes: list[Change], approved: dict[str, datetime], inside: dict[str, datetime]
) -> list[tuple[datetime, Change]]:
    """When each change may go to its suppliers: once it is paid for, from wherever it is."""
    released = []
    for change in changes:
        scope = change.story.scope
        if scope == "in":
            when = change.priced_at
        elif scope == "contingency":
            when = inside.get(change.document)
        else:
            when = approved.get(change.story.key)
        if when is not None:
            released.append((when, change))
    return released
