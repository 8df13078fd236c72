"""What waits in whose court, of what a viewer sees: cut by the database behind that, not before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from changewright.core.courts import COURTS
from changewright.core.records import ChangeOrder

from .row_conditions import Viewer, sight_of
from .sql_text import Draft
from .wire import Step

LONGEST = ("court_since", "id")
BY_NUMBER = ("number_value", "number", "id")


class InCourt(msgspec.Struct, frozen=True):
    """What is asked for. `courts`: words of `core.courts`. `person_id`: whom the court names, or
    with `unnamed` nobody. `due_before`: what should have been done by then. `order`: columns of the
    document, `-name` descending."""

    courts: Sequence[str] = tuple(COURTS)
    person_id: int | None = None
    unnamed: bool = False
    kind: str | None = None
    due_before: datetime | None = None
    order: Sequence[str] = LONGEST


def in_court_step(viewer: Viewer, asked: InCourt, limit: int) -> Step:
    """The ids of documents in court, in their order, at most so many."""
    draft = Draft(viewer.container_id)
    tests = [
        "d.container_id = $1",
        "d.deleted_at IS NULL",
        f"d.court = ANY({draft.place(list(asked.courts), 'text[]')})",
    ]
    if asked.person_id is not None:
        tests.append(f"d.court_person_id = {draft.place(asked.person_id, 'bigint')}")
    if asked.unnamed:
        tests.append("d.court_person_id IS NULL")
    if asked.kind is not None:
        tests.append(f"d.kind = {draft.place(asked.kind, 'text')}")
    if asked.due_before is not None:
        tests.append(f"d.court_due < {draft.place(asked.due_before, 'timestamptz')}")
    sight = sight_of(viewer, ChangeOrder, None, "d", draft)
    if sight.condition:
        tests.append(sight.condition)
    order = (f"d.{one[1:]} DESC" if one[0] == "-" else f"d.{one}" for one in asked.order)
    return draft.step(
        f"SELECT d.id FROM change_order d WHERE {' AND '.join(tests)} "
        f"ORDER BY {', '.join(order)} LIMIT {draft.place(limit, 'bigint')}"
    )
