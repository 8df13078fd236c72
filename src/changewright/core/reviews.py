"""When a change order was reviewed, and by whom: what a status says of its review.

A designated reviewer answers by approving or rejecting. Approval by anybody else stamps the time
and names nobody: in real answers of the vendor nearly every approved change order has a
`reviewed_at`, hardly one a `reviewed_by` (procore.md §2.5, §3 [inferred]); an order keeps that time
as its `approved_at`. What takes the answer
back takes the stamps along.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .kinds import phase_of

APPROVED, REJECTED = "approved", "rejected"
NO_REVIEW: Mapping[str, Any] = {"reviewed_at": None, "reviewed_by": None}


def verdict_of(state: str | None) -> str | None:
    """What a review may have said of a change order in this state; None: nothing yet."""
    if state == "accepted" or phase_of(state) == "approved":
        return APPROVED
    return REJECTED if state == "rejected" else None


def review_stamps(
    was: str | None,
    state: str | None,
    *,
    reviewer_id: int | None,
    person_id: int | None,
    at: datetime,
    tells_approval: bool = False,
) -> Mapping[str, Any]:
    """The columns that a move from one state to another sets: none where the verdict stays.

    `reviewer_id` is the designated reviewer, `person_id` who moves it, `at` when. What
    `tells_approval` by itself, as an order does, has no stamp of one that nobody reviewed.
    """
    verdict = verdict_of(state)
    if verdict == verdict_of(was):
        return {}
    if verdict is not None and person_id is not None and person_id == reviewer_id:
        return {"reviewed_at": at, "reviewed_by": person_id}
    is_stamped = verdict == APPROVED and not tells_approval
    return {"reviewed_at": at, "reviewed_by": None} if is_stamped else NO_REVIEW
