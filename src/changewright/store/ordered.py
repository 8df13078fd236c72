"""Slots of a shelf in the order of some columns, kept in order while rows change.

The order lies in blocks of a few thousand slots, so that a row that changes moves one block, and
so that a filter is counted block by block: a page deep in the list is found by adding up some
dozens of counts, and a change makes only the blocks it touched be counted again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .masks import Bits, Mask

Slots = NDArray[np.int32]
Key = tuple[int, ...]

BLOCK = 2048
BLOCK_MAXIMUM = 2 * BLOCK
UNKNOWN = -1


class Ordered:
    """`key_of(slot)` is what a slot is ordered by, as the columns are at that moment: a slot must
    be taken out before its columns change, and put in again after.

    `masks` is how many filters may be counted at once; each has a number below it.
    """

    __slots__ = ("_blocks", "_counts", "_ends", "_key_of", "_last_keys", "_sizes")

    def __init__(self, slots: Slots, key_of: Callable[[int], Key], masks: int) -> None:
        self._key_of = key_of
        pieces = range(0, len(slots), BLOCK)
        self._blocks = [slots[start : start + BLOCK].copy() for start in pieces]
        self._sizes = [min(BLOCK, len(slots) - start) for start in pieces]
        self._ends: NDArray[np.int64] | None = None
        self._last_keys: list[Key] | None = None
        self._counts = np.full((masks, len(self._blocks)), UNKNOWN, np.int32)

    @property
    def size_bytes(self) -> int:
        return 4 * sum(self._sizes) + 200 * len(self._blocks) + int(self._counts.nbytes)

    def take_out(self, slot: int) -> None:
        """Remove a slot, found by its key."""
        key = self._key_of(slot)
        block, place = self._place(key)
        size = self._sizes[block] - 1
        slots = self._blocks[block]
        if place > size or slots[place] != slot:
            raise LookupError(f"slot {slot} is not where its key says")
        self._blocks[block] = np.concatenate((slots[:place], slots[place + 1 :]))
        self._sizes[block] = size
        self._moved(block, is_last=place == size)
        if not size:
            del self._blocks[block], self._sizes[block]
            self._counts = np.delete(self._counts, block, axis=1)

    def put_in(self, slot: int) -> None:
        """Insert a slot where its key belongs."""
        if not self._blocks:
            self._blocks, self._sizes = [np.empty(0, np.int32)], [0]
            self._counts = np.full((len(self._counts), 1), UNKNOWN, np.int32)
        block, place = self._place(self._key_of(slot))
        if block == len(self._blocks):
            block -= 1
            place = self._sizes[block]
        size = self._sizes[block]
        slots = self._blocks[block]
        new = np.array((slot,), np.int32)
        self._blocks[block] = np.concatenate((slots[:place], new, slots[place:]))
        self._sizes[block] = size + 1
        self._moved(block, is_last=place == size)
        if size + 1 == BLOCK_MAXIMUM:
            self._split(block)

    def touch(self, slot: int) -> None:
        """The slot keeps its place, but filters may see it otherwise."""
        self._counts[:, self._block(self._key_of(slot))] = UNKNOWN

    def keys_have_changed(self) -> None:
        """Texts were numbered anew: the order stands, but not what is remembered of it."""
        self._last_keys = None

    def forget_mask(self, mask: int) -> None:
        """The number will be another filter's."""
        self._counts[mask] = UNKNOWN

    def window(self, offset: int, limit: int, mask: Mask | None = None) -> Slots:
        """`limit` slots from `offset` on, among those that pass the filter where there is one."""
        bits = None if mask is None else mask.bits()
        ends = self._all_ends() if mask is None or bits is None else self._ends_of(mask, bits)
        block = int(np.searchsorted(ends, offset, "right"))
        skipped = offset - (int(ends[block - 1]) if block else 0)
        found: list[Slots] = []
        while limit > 0 and block < len(self._blocks):
            slots = self._blocks[block]
            if bits is not None:
                slots = slots[bits[slots]]
            piece = slots[skipped : skipped + limit]
            found.append(piece)
            limit -= len(piece)
            skipped = 0
            block += 1
            if bits is not None and limit > 0:  # go on at the next block that holds any
                block = int(np.searchsorted(ends, ends[block - 1], "right"))
        return found[0] if len(found) == 1 else np.concatenate([np.empty(0, np.int32), *found])

    def all(self) -> Slots:
        """Every slot, in order."""
        return self.window(0, sum(self._sizes))

    def _all_ends(self) -> NDArray[np.int64]:
        if self._ends is None:
            self._ends = np.cumsum(self._sizes, dtype=np.int64)
        return self._ends

    def _ends_of(self, mask: Mask, bits: Bits) -> NDArray[np.int64]:
        """Up to which place in the filtered list each block reaches."""
        counts = self._counts[mask.number]
        for block in np.flatnonzero(counts < 0).tolist():
            counts[block] = np.count_nonzero(bits[self._blocks[block]])
        return np.cumsum(counts, dtype=np.int64)

    def _place(self, key: Key) -> tuple[int, int]:
        """The block and the place in it of the first slot that is not below `key`."""
        block = self._block(key)
        if block == len(self._blocks):
            return block, 0
        slots = self._blocks[block]
        return block, bisect_left(slots, key, key=self._key_of)

    def _block(self, key: Key) -> int:
        """The first block that reaches as far as `key`."""
        if self._sizes == [0]:
            return 0
        if self._last_keys is None:
            ends = zip(self._blocks, self._sizes, strict=True)
            self._last_keys = [self._key_of(slots.item(size - 1)) for slots, size in ends]
        return bisect_left(self._last_keys, key)

    def _moved(self, block: int, is_last: bool) -> None:
        self._ends = None
        self._counts[:, block] = UNKNOWN
        if is_last:
            self._last_keys = None

    def _split(self, block: int) -> None:
        slots, size = self._blocks[block], self._sizes[block]
        half = size // 2
        self._last_keys = None
        self._blocks[block : block + 1] = [slots[:half].copy(), slots[half:].copy()]
        self._sizes[block : block + 1] = [half, size - half]
        self._counts = np.insert(self._counts, block, UNKNOWN, axis=1)


def sorted_slots(slots: Slots, keys: Sequence[NDArray[np.int64]]) -> Slots:
    """The slots in the order of `keys`, the first being the most important. May run in a thread."""
    return slots[np.lexsort(tuple(reversed(keys)))]
