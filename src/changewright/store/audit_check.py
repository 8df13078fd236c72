"""A question to a container that only a fault answers, and the words that such questions share."""

from __future__ import annotations

import msgspec

from changewright.core.kinds import STATES
from changewright.core.records import Record

FAULTS_SHOWN = 20


class Check(msgspec.Struct, frozen=True):
    """`statement` takes the container and returns (id, word); `sentence` is put before the word."""

    name: str
    noun: type[Record]
    sentence: str
    statement: bytes


def words(names: list[str]) -> str:
    """Texts as a list of SQL literals."""
    return ", ".join(f"'{name}'" for name in names)


_CLOSED = words([state.name for state in STATES if state.phase == "closed"])
# A document `d` is closed when it is so on every track it has (core/lifecycle.is_closed).
LIVE = f"""
d.deleted_at IS NULL AND NOT (
    (d.budget_state IS NOT NULL OR d.cost_state IS NOT NULL)
    AND COALESCE(d.budget_state, 'void') IN ({_CLOSED})
    AND COALESCE(d.cost_state, 'void') IN ({_CLOSED}))
"""
