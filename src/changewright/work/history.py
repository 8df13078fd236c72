"""What happened to records, read from the journal: the changes of state, who made them and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from changewright.core.book import state_of
from changewright.core.journal import Entry, record_of
from changewright.core.kinds import TRACKS, Track
from changewright.core.records import ChangeOrder
from changewright.store.journal_read import Asked, Columns, Stretch, Turn

__all__ = ["Asked", "Columns", "StateChange", "Stretch", "Turn", "state_changes"]


class StateChange(msgspec.Struct, frozen=True):
    """A document's track went from one state to another. `action` is what was done: a move's name
    where this document was moved, `followed` where another one moved it."""

    document_id: int
    track: Track
    before: str
    after: str
    action: str
    at: datetime
    actor_id: int | None


def state_changes(entries: Iterable[Entry]) -> list[StateChange]:
    """The changes of state among the entries of change orders, in their order.

    An entry whose image was erased tells nothing; the next one is compared with what is left.
    """
    last: dict[int, ChangeOrder] = {}
    changes = []
    for entry in entries:
        if entry.image is None:
            continue
        document = record_of(ChangeOrder, entry.image)
        before = last.get(document.id)
        last[document.id] = document
        if before is None:
            continue
        for track in TRACKS:
            was, now = state_of(before, track), state_of(document, track)
            if was is not None and now is not None and was != now:
                changes.append(
                    StateChange(
                        document.id, track, was, now, entry.action, entry.at, entry.actor_id
                    )
                )
    return changes
