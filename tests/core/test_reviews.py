"""What a status says of the review of a change order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from changewright.core.kinds import STATE
from changewright.core.reviews import review_stamps, verdict_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
REVIEWER, OTHER = 7, 8
BY_REVIEWER = {"reviewed_at": AT, "reviewed_by": REVIEWER}
BY_NOBODY = {"reviewed_at": AT, "reviewed_by": None}
EMPTIED = {"reviewed_at": None, "reviewed_by": None}
MOVES: tuple[tuple[str | None, str, int | None, Mapping[str, Any]], ...] = (
    ("submitted", "approved", REVIEWER, BY_REVIEWER),
    ("submitted", "approved", OTHER, BY_NOBODY),
    ("submitted", "approved", None, BY_NOBODY),
    ("open", "accepted", REVIEWER, BY_REVIEWER),
    ("accepted", "approved", OTHER, {}),
    ("approved", "executed", OTHER, {}),
    ("submitted", "rejected", REVIEWER, BY_REVIEWER),
    ("submitted", "rejected", OTHER, EMPTIED),
    ("approved", "rejected", OTHER, EMPTIED),
    ("rejected", "approved", REVIEWER, BY_REVIEWER),
    ("approved", "draft", REVIEWER, EMPTIED),
    ("accepted", "revising", OTHER, EMPTIED),
    ("rejected", "draft", OTHER, EMPTIED),
    ("draft", "void", REVIEWER, {}),
    ("draft", "submitted", REVIEWER, {}),
    (None, "draft", REVIEWER, {}),
)


@pytest.mark.parametrize(("was", "state", "person", "expected"), MOVES)
def test_a_move_stamps_its_review(
    was: str | None, state: str, person: int | None, expected: Mapping[str, Any]
) -> None:
    found = review_stamps(was, state, reviewer_id=REVIEWER, person_id=person, at=AT)
    assert dict(found) == expected


def test_an_order_that_nobody_reviewed_tells_its_approval_itself() -> None:
    for person, expected in ((OTHER, EMPTIED), (REVIEWER, BY_REVIEWER)):
        found = review_stamps(
            "open", "approved", reviewer_id=REVIEWER, person_id=person, at=AT, tells_approval=True
        )
        assert dict(found) == expected


def test_nobody_is_not_the_reviewer_where_none_is_named() -> None:
    found = review_stamps("open", "approved", reviewer_id=None, person_id=None, at=AT)
    assert dict(found) == BY_NOBODY


def test_a_verdict_is_one_that_a_reviewer_can_give() -> None:
    told = {state: verdict_of(state) for state in STATE if verdict_of(state)}
    approved = dict.fromkeys(("accepted", "approved", "executed"), "approved")
    assert told == {**approved, "rejected": "rejected"}
