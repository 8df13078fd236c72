"""What all edits of records outside the grid share: what differs, locks, stamps, keys in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from changewright.core.errors import Locked, Problem, Taken
from changewright.core.records import External, Record
from changewright.core.rules import BOOKKEEPING
from changewright.core.wording import record_name

from .unit import Unit


@cache
def _defaults(noun: type[Record]) -> Mapping[str, Any]:
    """The columns that always have a value, with the one they have when nobody gives any."""
    return {
        field.name: field.default
        for field in msgspec.structs.fields(noun)
        if field.default is not msgspec.NODEFAULT and field.default is not None
    }


def filled(noun: type[Record], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with null in a column that always has a value read as its usual value."""
    defaults = _defaults(noun)
    return {
        name: defaults[name] if value is None and name in defaults else value
        for name, value in fields.items()
    }


def differing(record: Record, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose value is not the record's already."""
    wanted = filled(type(record), fields)
    return {name: value for name, value in wanted.items() if getattr(record, name) != value}


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
    unit: Unit,
    noun: type[Record],
    column: str,
    value: object,
    own: Record | None = None,
    **within: object,
) -> None:
    """Raise `Taken` where another record of the noun has this value in a column that is unique,
    `within` those of these values if any are given."""
    columns: dict[str, Any] = {column: value, **within}
    for other in await unit.read.where(noun, limit=2, **columns):
        if own is None or other.id != own.id:
            named = f"{column.replace('_', ' ')} {value}"
            if column.endswith("_id") and isinstance(value, int):
                named = f"this {column.removesuffix('_id').replace('_', ' ')}"
            detail = f"another {record_name(noun.TABLE)} has {named} already"
            raise Taken(detail, Problem(column, "rule", detail))


async def refuse_origin_taken(
    unit: Unit, noun: type[External], fields: Mapping[str, Any], own: External | None = None
) -> None:
    """Raise `Taken` where another record of the noun has the origin id that `fields` give: a name
    in another system stands for one record (core-model.md §7)."""
    if fields.get("origin_id") is not None:
        await refuse_taken(unit, noun, "origin_id", fields["origin_id"], own)
