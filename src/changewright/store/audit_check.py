"""A question to a container that only a fault answers, and the words that such questions share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from changewright.core.kinds import STATES
from changewright.core.records import Record

from .sql_text import words

FAULTS_SHOWN = 20
PART = "{part}"


class Check(msgspec.Struct, frozen=True):
    """`statement` takes the container and returns (id, word); `sentence` is put before the word.

    A check of several things at once returns (id, word, part), and the part stands in the name and
    in the sentence where they have `{part}`. `is_side_by_side`: it compares rows with entries of
    the journal, which are read in the order of ids (`statements.AUDIT_SIDE_BY_SIDE`).
    """

    name: str
    noun: type[Record]
    sentence: str
    statement: bytes
    is_side_by_side: bool = False


class Fault(msgspec.Struct, frozen=True):
    """One row that a check found, with the name of what it found and a sentence about it."""

    check: str
    id: int
    sentence: str


def fault_of(check: Check, row: Sequence[Any]) -> Fault:
    """What a row of a check's statement says."""
    record_id, word, *parts = row
    name, sentence = check.name, check.sentence
    for part in parts:
        name, sentence = name.replace(PART, part), sentence.replace(PART, part)
    return Fault(name, record_id, f"{sentence} {word}".strip())


_CLOSED = words(state.name for state in STATES if state.phase == "closed")
# A document `d` is closed when it is so on every track it has (core/book.is_closed).
LIVE = f"""
d.deleted_at IS NULL AND NOT (
    (d.budget_state IS NOT NULL OR d.cost_state IS NOT NULL)
    AND COALESCE(d.budget_state, 'void') IN ({_CLOSED})
    AND COALESCE(d.cost_state, 'void') IN ({_CLOSED}))
"""
