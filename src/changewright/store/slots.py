"""The rows of a shelf: ids, versions and columns of codes, each row in a slot of its own.

A slot is the place of a row as long as the shelf lives; a deleted row keeps its own. Rows read at
the beginning lie in order of id, so a row is found by bisection; rows that came later are few and
found by a dictionary.

A *stamp* belongs to a part of a record's JSON that is made of other rows (its items, its
comments): the last revision at which any of those was written, unknown until somebody has read the
part. Together with the record's version it names the part's content.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from .columns import NO_VALUE
from .words import Words

Numbers = NDArray[np.int64]
Bits = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

UNKNOWN_STAMP = -1
SPARE = 16
"""One slot in so many is kept free for rows to come."""


class Rows(msgspec.Struct, frozen=True):
    """Rows as the database has them. `alive` false: deleted. `numbers` and `texts` hold the
    columns that were read, by name."""

    ids: Numbers
    versions: Numbers
    alive: Bits
    numbers: dict[str, Numbers] = {}
    texts: dict[str, Sequence[bytes | None]] = {}


class Column(msgspec.Struct):
    """One column's codes, by slot. `words` for texts alone."""

    codes: Numbers
    words: Words | None = None

    def code_in(self, rows: Rows, name: str, position: int) -> int | None:
        """The code a row has, None for a text that is not known yet."""
        if self.words is None:
            return int(rows.numbers[name][position])
        word = rows.texts[name][position]
        return NO_VALUE if word is None else self.words.find(word)

    def write(self, slot: int, rows: Rows, name: str, position: int) -> bool:
        """Take over a row's value; true when all texts had to be numbered anew for it."""
        if self.words is None:
            self.codes[slot] = rows.numbers[name][position]
            return False
        word = rows.texts[name][position]
        code = NO_VALUE if word is None else self.words.number(word)
        is_anew = code is None
        if code is None and word is not None:
            self._renumber(self.words)
            code = self.words.number(word)
        assert code is not None
        self.codes[slot] = code
        return is_anew

    def _renumber(self, words: Words) -> None:
        old, new = words.renumber()
        filled = self.codes != NO_VALUE
        self.codes[filled] = new[np.searchsorted(old, self.codes[filled])]


class SlotChange(msgspec.Struct, frozen=True):
    """A row of `Rows` that is not as it was known: `columns` are those that differ;
    `comes_or_goes`: it was not there before, or is no more."""

    position: int
    slot: int
    alive: bool
    comes_or_goes: bool
    columns: frozenset[str]


class Slots:
    """The rows, by slot. Arrays are longer than the rows are many."""

    def __init__(self) -> None:
        self.size = 0
        self.alive_count = 0
        self.ids: Numbers = np.empty(0, np.int64)
        self.versions: Numbers = np.empty(0, np.int64)
        self.alive: Bits = np.empty(0, np.bool_)
        self.columns: dict[str, Column] = {}
        self._stamps: dict[str, Numbers] = {}
        self._sorted_size = 0
        self._late: dict[int, int] = {}

    @property
    def capacity(self) -> int:
        return len(self.ids)

    @property
    def late_count(self) -> int:
        """How many rows have come since the beginning."""
        return len(self._late)

    @property
    def size_bytes(self) -> int:
        words = [column.words for column in self.columns.values()]
        return (
            self.capacity * (17 + 8 * len(self.columns) + 8 * len(self._stamps))
            + sum(each.size_bytes for each in words if each is not None)
            + 100 * len(self._late)
        )

    def find(self, record_id: int) -> int | None:
        """The slot of a row, deleted or not."""
        late = self._late.get(record_id)
        if late is not None:
            return late
        place = int(self.ids[: self._sorted_size].searchsorted(record_id))
        return place if self._is_at(place, record_id) else None

    def find_many(self, record_ids: Sequence[int]) -> list[int | None]:
        """The same of several rows, in their order."""
        places = self.ids[: self._sorted_size].searchsorted(np.array(record_ids, np.int64))
        return [
            self._late.get(record_id, place if self._is_at(place, record_id) else None)
            for record_id, place in zip(record_ids, places.tolist(), strict=True)
        ]

    def _is_at(self, place: int, record_id: int) -> bool:
        return place < self._sorted_size and self.ids.item(place) == record_id

    def codes(self, name: str) -> Numbers:
        return self.ids if name == "id" else self.columns[name].codes

    # Many at once

    def fill(self, rows: Rows) -> None:
        """All rows, in order of id, where there were none."""
        assert not self.size
        self._reserve(len(rows.ids))
        self.size = self._sorted_size = self.alive_count = len(rows.ids)
        self.ids[: self.size] = rows.ids
        self.versions[: self.size] = rows.versions
        self.alive[: self.size] = True
        for name, codes in rows.numbers.items():
            self.add_column(name, rows.ids, codes)

    def add_column(
        self, name: str, ids: Numbers, codes: Numbers, words: Words | None = None
    ) -> None:
        """A column as it was read for some rows; those not among them have no value."""
        column = self.columns[name] = Column(np.full(self.capacity, NO_VALUE, np.int64), words)
        size = self._sorted_size
        if np.array_equal(self.ids[: self.size], ids):
            column.codes[: self.size] = codes
            return
        places = np.searchsorted(self.ids[:size], ids)
        places[places == size] = 0
        found = self.ids[places] == ids if size else np.zeros(len(ids), np.bool_)
        column.codes[places[found]] = codes[found]
        for position in np.flatnonzero(~found).tolist():
            slot = self._late.get(int(ids[position]))
            if slot is not None:
                column.codes[slot] = codes[position]

    # One by one

    def changes(self, rows: Rows) -> list[SlotChange]:
        """What is new in the rows: for each its slot (a new one for a row that is new) and the
        columns that differ. Rows deleted before they were ever seen are left out."""
        found = []
        for position, record_id in enumerate(rows.ids.tolist()):
            alive = bool(rows.alive[position])
            slot = self.find(record_id)
            if slot is None:
                if not alive:
                    continue
                slot = self._new(record_id)
            differing = frozenset(
                name
                for name, column in self.columns.items()
                if column.codes.item(slot) != column.code_in(rows, name, position)
            )
            comes_or_goes = alive != bool(self.alive[slot])
            if differing or comes_or_goes or rows.versions[position] != self.versions[slot]:
                found.append(SlotChange(position, slot, alive, comes_or_goes, differing))
        return found

    def write(self, rows: Rows, change: SlotChange) -> bool:
        """Take over a row; true when the texts of a column had to be numbered anew for it."""
        slot = change.slot
        self.alive_count += int(change.alive) - int(self.alive[slot])
        self.alive[slot] = change.alive
        self.versions[slot] = rows.versions[change.position]
        for stamps in self._stamps.values():
            # A part may hang on a column of the row itself, so it has to be looked at again.
            stamps[slot] = UNKNOWN_STAMP
        anew = [
            self.columns[name].write(slot, rows, name, change.position) for name in change.columns
        ]
        return any(anew)

    def _new(self, record_id: int) -> int:
        slot = self.size
        self._reserve(slot + 1)
        self.size += 1
        self.ids[slot] = record_id
        self._late[record_id] = slot
        return slot

    def _reserve(self, size: int) -> None:
        """Make room for `size` slots, with some to spare."""
        if size <= self.capacity:
            return
        capacity = max(size + 64, size + size // SPARE)
        self.ids = longer(self.ids, capacity, 0)
        self.versions = longer(self.versions, capacity, 0)
        self.alive = longer(self.alive, capacity, False)
        for column in self.columns.values():
            column.codes = longer(column.codes, capacity, NO_VALUE)
        for part, stamps in self._stamps.items():
            self._stamps[part] = longer(stamps, capacity, UNKNOWN_STAMP)

    # Stamps

    def stamps_of(self, part: str, slots: NDArray[np.int32]) -> list[int]:
        """The stamps of a part, UNKNOWN_STAMP where nobody has read it."""
        stamps: list[int] = self._part(part)[slots].tolist()
        return stamps

    def learn_stamps(
        self, part: str, stamps: Sequence[tuple[int, int, int]], revision: int
    ) -> None:
        """(id, version, stamp) of rows whose part has just been read.

        It is news only where no stamp is known, the row is still the same, and the shelf has come
        as far as the stamp: then nothing was written meanwhile that it would lack.
        """
        known = self._part(part)
        found = self.find_many([record_id for record_id, _, _ in stamps])
        for (_, version, stamp), slot in zip(stamps, found, strict=True):
            if (
                slot is not None
                and known[slot] == UNKNOWN_STAMP
                and self.versions[slot] == version
                and stamp <= revision
            ):
                known[slot] = stamp

    def raise_stamps(self, part: str, owners: Numbers, stamps: Numbers) -> None:
        """Rows that parts are made of were written, at these revisions."""
        known = self._part(part)
        for owner, stamp in zip(owners.tolist(), stamps.tolist(), strict=True):
            slot = self.find(owner)
            if slot is not None and known[slot] < stamp:
                known[slot] = stamp

    def forget_stamps(self, part: str) -> None:
        self._part(part)[:] = UNKNOWN_STAMP

    def _part(self, part: str) -> Numbers:
        stamps = self._stamps.get(part)
        if stamps is None:
            stamps = self._stamps[part] = np.full(self.capacity, UNKNOWN_STAMP, np.int64)
        return stamps


def longer(array: NDArray[Scalar], capacity: int, filler: int | bool) -> NDArray[Scalar]:
    """The array with room for `capacity` values."""
    extended = np.full(capacity, filler, array.dtype)
    extended[: len(array)] = array
    return extended
