"""What all edits of records outside the grid share: what differs, locks, stamps, keys in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.errors import Locked, Problem, Taken
from changewright.core.records import External, Record
from changewright.core.rules import BOOKKEEPING

from .unit import Unit


def differing(record: Record, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose value is not the record's already."""
    return {name: value for name, value in fields.items() if getattr(record, name) != value}


def refuse_locked(record: External, columns: Iterable[str]) -> None:
    """Raise `Locked`, naming each column, where the integrated system has locked the record.

    Bookkeeping stays writable, so that the system itself can report and unlock (autodesk.md §6).
    """
    touched = sorted(frozenset(columns) - BOOKKEEPING)
    if record.integration_state == "locked" and touched:
        why = "is locked by the integrated system"
        problems = (
            Problem(column, "rule", f"{column} cannot be changed: the record {why}")
            for column in touched
        )
        raise Locked(f"the record {why}", *problems)


def refuse_locked_record(record: External, what: str) -> None:
    """Raise `Locked` where the integrated system has locked the record; `what` says what for."""
    if record.integration_state == "locked":
        raise Locked(f"{what}: the record is locked by the integrated system")


def stamped(unit: Unit, changes: Mapping[str, Any], before: External | None) -> dict[str, Any]:
    """`changes` with the server's stamp on a changed integration state (autodesk.md §6)."""
    was = before.integration_state if before is not None else None
    if "integration_state" in changes and changes["integration_state"] != was:
        return {
            **changes,
            "integration_state_changed_at": unit.now,
            "integration_state_changed_by": unit.actor.person_id,
        }
    return dict(changes)


async def refuse_taken(
    unit: Unit, noun: type[Record], column: str, value: object, own: Record | None = None
) -> None:
    """Raise `Taken` where another record of the noun has this value in a unique column."""
    for other in await unit.read.where(noun, limit=2, **{column: value}):
        if own is None or other.id != own.id:
            detail = f"{column} {value} is already that of another {noun.TABLE.replace('_', ' ')}"
            raise Taken(detail, Problem(column, "rule", detail))
