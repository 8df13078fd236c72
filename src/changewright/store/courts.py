"""What waits in whose court, of what a viewer sees: cut by the database behind that, not before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from changewright.core.records import ChangeOrder

from .row_conditions import Viewer, sight_of
from .sql_text import Draft
from .wire import Step

LONGEST = "d.court_since, d.id"
BY_NUMBER = "d.number_value, d.number, d.id"


class InCourt(msgspec.Struct, frozen=True):
    """What is asked for. `courts`: words of `core.courts`, none for any. `person_id`: whom the
    court names, or with `unnamed` nobody."""

    courts: Sequence[str] = ()
    person_id: int | None = None
    unnamed: bool = False
    kind: str | None = None
    order: str = LONGEST


def in_court_step(viewer: Viewer, asked: InCourt, limit: int) -> Step:
    """The ids of documents in court, in their order, at most so many."""
    draft = Draft(viewer.container_id)
    tests = ["d.container_id = $1", "d.deleted_at IS NULL"]
    if asked.courts:
        tests.append(f"d.court = ANY({draft.place(list(asked.courts), 'text[]')})")
    if asked.person_id is not None:
        tests.append(f"d.court_person_id = {draft.place(asked.person_id, 'bigint')}")
    if asked.unnamed:
        tests.append("d.court_person_id IS NULL")
    if asked.kind is not None:
        tests.append(f"d.kind = {draft.place(asked.kind, 'text')}")
    sight = sight_of(viewer, ChangeOrder, None, "d", draft)
    if sight.condition:
        tests.append(sight.condition)
    return draft.step(
        f"SELECT d.id FROM change_order d WHERE {' AND '.join(tests)} "
        f"ORDER BY {asked.order} LIMIT {draft.place(limit, 'bigint')}"
    )
