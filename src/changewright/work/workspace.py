"""What a unit of work has read and made: every record once, in its newest state, and its stamps.

Pure bookkeeping, no database. Several puts of one record become one row and one journal entry;
version, revision, time and person are stamped here, at the first put that changes anything, so
that what a handler renders before the commit is what the commit writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import astuple

from changewright.core.errors import invalid
from changewright.core.money import AMOUNT_LIMIT, PRICE_LIMIT, Decimal, round_places
from changewright.core.records import ChangeOrder, Record
from changewright.store.tables import columns_of

R = TypeVar("R", bound=Record)

STAMPS = frozenset({"version", "revision", "updated_at", "changed_by"})
"""Columns the unit writes itself; a difference in them alone is no change."""
FIXED = ("container_id", "id", "uuid")
_INTEGER_LIMIT = 2**63


class Written(msgspec.Struct):
    """A record the unit has put: as it was before the unit (None: new), and what was done to it."""

    noun: type[Record]
    id: int
    original: Record | None
    actions: list[str]
    touched: bool = False

    def did(self, action: str) -> None:
        if action and action not in self.actions:
            self.actions.append(action)


def _clean_text(name: str, value: str) -> str:
    if "\x00" in value:
        raise invalid(name, "format", f"{name} must not contain NUL")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise invalid(name, "format", f"{name} is not valid Unicode text") from error
    return value


def _clean_integer(name: str, value: int) -> int:
    if not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
        raise invalid(name, "range", f"{name} is too large")
    return value


def _clean_instant(name: str, value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _clean_json(name: str, value: Any) -> Any:
    return tuple(value) if value.__class__ is list else value


def _clean_number(places: int, limit: Decimal) -> Callable[[str, Decimal], Decimal]:
    quantum = Decimal(1).scaleb(-places)

    def clean(name: str, value: Decimal) -> Decimal:
        if abs(value) >= limit:
            raise invalid(name, "range", f"{name} must lie within ±{limit:f}")
        if value.same_quantum(quantum):
            return value
        rounded = round_places(value, places)
        if rounded != value:
            raise ValueError(f"{name} has more than {places} places: round it before it is kept")
        return rounded

    return clean


def _as_it_is(name: str, value: Any) -> Any:
    return value


# How a value is brought to its one stored form, by the type of its column.
_CLEAN: dict[str, Callable[[str, Any], Any]] = {
    "text": _clean_text,
    "bigint": _clean_integer,
    "timestamptz": _clean_instant,
    "jsonb": _clean_json,
    "numeric(18,4)": _clean_number(4, AMOUNT_LIMIT),
    "numeric(20,8)": _clean_number(8, PRICE_LIMIT),
    "boolean": _as_it_is,
    "uuid": _as_it_is,
    "date": _as_it_is,
}


@cache
def _cleaners(noun: type[Record]) -> dict[str, Callable[[str, Any], Any]]:
    return {column.name: _CLEAN[column.bare_type] for column in columns_of(noun)}


def clean(noun: type[Record], fields: dict[str, Any]) -> dict[str, Any]:
    """Values in their stored form: amounts at their scale, instants in UTC.

    Raises `Invalid` naming a text or integer that no column holds; for an amount that would lose
    digits or an instant without zone, ValueError: that is the caller's mistake, not the client's.
    """
    cleaners = _cleaners(noun)
    return {
        name: None if value is None else cleaners[name](name, value)
        for name, value in fields.items()
    }


@cache
def _names(noun: type[Record]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (place, name) for place, name in enumerate(noun.__struct_fields__) if name not in STAMPS
    )


def differences(old: Record, new: Record) -> tuple[str, ...]:
    """The columns in which two states differ, the stamps left aside."""
    before, after = astuple(old), astuple(new)
    return tuple(
        [
            name
            for place, name in _names(type(old))
            if before[place] is not after[place] and before[place] != after[place]
        ]
    )


class Before(msgspec.Struct):
    """A record's place in the workspace before an attempt first changed it."""

    known: Record | None
    changed: Record | None
    written: Written | None


class Workspace:
    """The records of one unit. It is the unit's sight (`store.read_ledger.Sight`).

    `puts` moves with everything that is put or taken back. What follows from it is worked out
    again when more is put behind it: `summed` is what has been added to sums so far, by place,
    `forms_settled` the orders as they were when their forms were last settled.
    """

    def __init__(self, revision: int, now: datetime, person_id: int | None) -> None:
        self.revision = revision
        self.now = now
        self._person_id = person_id
        self._known: dict[type[Record], dict[int, Any]] = {}
        self._uuids: dict[type[Record], dict[UUID, int]] = {}
        self._written: dict[tuple[type[Record], int], Written] = {}
        self._changed: dict[type[Record], dict[int, Any]] = {}
        self._before: dict[tuple[type[Record], int], Before] | None = None
        self._followed: tuple[dict[Any, Decimal], dict[int, ChangeOrder]] = ({}, {})
        self.puts = 0
        self.summed: dict[Any, Decimal] = {}
        self.forms_settled: dict[int, ChangeOrder] = {}

    def begin_attempt(self) -> None:
        """From now on what is put can be taken back. Attempts do not stand in one another."""
        if self._before is not None:
            raise RuntimeError("an attempt is being made already")
        self._before = {}
        self._followed = self.summed, dict(self.forms_settled)

    def end_attempt(self, *, keep: bool) -> None:
        """Keep what was put since the attempt began, or be as before. What was read stays read."""
        before, self._before = self._before, None
        self.puts += 0 if keep or not before else 1
        if not keep:
            self.summed, self.forms_settled = self._followed
        for (noun, record_id), was in (before or {}).items() if not keep else ():
            known, changed = self._known[noun], self._changed.setdefault(noun, {})
            if was.known is None:
                made = known.pop(record_id, None)
                if made is not None:
                    del self._uuids[noun][made.uuid]
            else:
                known[record_id] = was.known
            if was.changed is None:
                changed.pop(record_id, None)
            else:
                changed[record_id] = was.changed
            if was.written is None:
                self._written.pop((noun, record_id), None)
            else:
                self._written[noun, record_id] = was.written

    def _remember(self, noun: type[Record], record_id: int) -> None:
        """Note how a record stood before this attempt, before it is changed."""
        if self._before is None or (noun, record_id) in self._before:
            return
        written = self._written.get((noun, record_id))
        self._before[noun, record_id] = Before(
            self._known.get(noun, {}).get(record_id),
            self._changed.get(noun, {}).get(record_id),
            written and msgspec.structs.replace(written, actions=list(written.actions)),
        )

    def known(self, noun: type[R], record_id: int) -> R | None:
        return self._known.get(noun, {}).get(record_id)

    def known_by_uuid(self, noun: type[R], uuid: UUID) -> R | None:
        record_id = self._uuids.get(noun, {}).get(uuid)
        return None if record_id is None else self.known(noun, record_id)

    def met(self, record: R) -> R:
        known = self._known.setdefault(type(record), {})
        newest: R | None = known.get(record.id)
        if newest is not None:
            return newest
        known[record.id] = record
        self._uuids.setdefault(type(record), {})[record.uuid] = record.id
        return record

    def changed(self, noun: type[R]) -> Collection[R]:
        return self._changed.get(noun, {}).values()

    def newest(self, record: R) -> R:
        """The record as the unit has it now."""
        known: R = self._known.get(type(record), {}).get(record.id, record)
        return known

    def original(self, record: R) -> R | None:
        """The record as it was before the unit; None if the unit made it."""
        written = self._written.get((type(record), record.id))
        if written is None:
            return self._current(record)
        original: R | None = written.original  # type: ignore[assignment]
        return original

    def add(self, record: R) -> R:
        """A new record, its stamps on it already."""
        noun = type(record)
        if self.known(noun, record.id) is not None:
            raise ValueError(f"{noun.TABLE} {record.id} is in this unit already")
        self._remember(noun, record.id)
        self.puts += 1
        self._known.setdefault(noun, {})[record.id] = record
        self._uuids.setdefault(noun, {})[record.uuid] = record.id
        self._changed.setdefault(noun, {})[record.id] = record
        self._written[noun, record.id] = Written(noun, record.id, None, ["created"])
        return record

    def put(self, record: R, action: str = "") -> R:
        """The record's new state; answers it stamped, or as it was when nothing differs."""
        current = self._current(record)
        changes = {name: getattr(record, name) for name in differences(current, record)}
        return self._apply(current, changes, action)

    def change(self, record: R, action: str, fields: dict[str, Any]) -> R:
        """The record's newest state with other values in some columns."""
        current = self._current(record)
        changes = {
            name: value
            for name, value in fields.items()
            if name not in STAMPS and getattr(current, name) != value
        }
        return self._apply(current, changes, action)

    def touch(self, record: R, action: str = "") -> R:
        """Count the record as changed though no column differs: something of it did."""
        current = self._current(record)
        written = self._write(current)
        written.touched = True
        written.did(action)
        return self._keep(written, current)

    def _current(self, record: R) -> R:
        current = self.known(type(record), record.id)
        if current is None:
            raise ValueError(
                f"{record.TABLE} {record.id} was not read in this unit, so not under its lock"
            )
        return current

    def _apply(self, current: R, changes: dict[str, Any], action: str) -> R:
        if not changes:
            return current
        noun = type(current)
        if any(name in changes for name in FIXED):
            raise ValueError(f"{', '.join(FIXED)} of a {noun.TABLE} never change")
        cleaned = {
            name: value
            for name, value in clean(noun, changes).items()
            if getattr(current, name) != value
        }
        if not cleaned:
            return current
        written = self._write(current)
        written.did(action)
        return self._keep(written, msgspec.structs.replace(current, **cleaned))

    def _write(self, current: Record) -> Written:
        key = (type(current), current.id)
        self._remember(*key)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = Written(type(current), current.id, current, [])
        return written

    def _keep(self, written: Written, state: R) -> R:
        """Stamp the state and know it from now on; a record back where it was is not written."""
        noun = type(state)
        original = written.original
        self.puts += 1
        if original is not None and not written.touched and not differences(original, state):
            del self._written[noun, state.id]
            del self._changed[noun][state.id]
            self._known[noun][state.id] = original
            return original  # type: ignore[return-value]
        stamped = msgspec.structs.replace(
            state,
            version=1 if original is None else original.version + 1,
            revision=self.revision,
            updated_at=self.now,
            changed_by=self._person_id,
        )
        self._known[noun][state.id] = stamped
        self._changed.setdefault(noun, {})[state.id] = stamped
        return stamped

    def written(self) -> Iterator[tuple[Written, Record]]:
        """What the unit has to write, in the order of the first put, each in its newest state."""
        for (noun, record_id), written in self._written.items():
            yield written, self._known[noun][record_id]
