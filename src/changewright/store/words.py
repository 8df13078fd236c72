"""Texts as numbers that sort as the texts do, so that a column of texts is a column of numbers.

Order is that of the UTF-8 bytes, which is PostgreSQL's `COLLATE "C"`. The texts known from the
beginning lie in one block of bytes, sorted; those that come later in a small sorted list beside it.
A newcomer gets a number between its neighbours'. Where there is none left, all numbers are dealt
anew (`renumber`), in the same order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from itertools import count

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .columns import NO_VALUE

Codes = NDArray[np.int64]

GAP = 1 << 32
"""How far apart numbers are dealt: each text can be bisected 32 times on either side."""
SHORT_BYTES = 16
"""Texts up to this length (numbers, states) are numbered by numpy, some times as fast."""


class Words:
    """The texts of one column. Numbers are positive and stay below the code for "no value"."""

    __slots__ = ("_block", "_codes", "_ends", "_late", "_late_codes")

    def __init__(self, block: bytes = b"", lengths: NDArray[np.int32] | None = None) -> None:
        """`block`: distinct texts in order, one after the other; `lengths`: theirs in bytes."""
        self._block = block
        self._ends: NDArray[np.int32] = np.cumsum(
            np.empty(0, np.int32) if lengths is None else lengths, dtype=np.int32
        )
        self._codes: Codes = dealt(len(self._ends))
        self._late: list[bytes] = []
        self._late_codes: dict[bytes, int] = {}

    @property
    def codes(self) -> Codes:
        """The numbers of the texts given at the beginning, in order."""
        return self._codes

    def __len__(self) -> int:
        return len(self._ends) + len(self._late)

    @property
    def size_bytes(self) -> int:
        return len(self._block) + 12 * len(self._ends) + 200 * len(self._late)

    def find(self, word: bytes) -> int | None:
        """The number of a text that is known."""
        late = self._late_codes.get(word)
        if late is not None:
            return late
        place = self._place(word)
        return int(self._codes[place]) if self._is_at(place, word) else None

    def number(self, word: bytes) -> int | None:
        """The text's number, a new one if need be; None when there is no number left for it, and
        `renumber` is due."""
        late = self._late_codes.get(word)
        if late is not None:
            return late
        place = self._place(word)
        if self._is_at(place, word):
            return int(self._codes[place])
        below, above = self._neighbours(place, word)
        if above is None:
            code = below + GAP
        elif above - below < 2:
            return None
        else:
            code = (below + above) // 2
        insort(self._late, word)
        self._late_codes[word] = code
        return code

    def renumber(self) -> tuple[Codes, Codes]:
        """Deal the numbers anew: the old ones in order, and beside each the new one."""
        places = np.array([self._place(word) for word in self._late], np.int64)
        late_codes = [self._late_codes[word] for word in self._late]
        old = np.insert(self._codes, places, late_codes)
        new = dealt(len(old))
        is_late = np.zeros(len(old), np.bool_)
        is_late[places + np.arange(len(places))] = True
        self._codes = new[~is_late]
        self._late_codes = dict(zip(self._late, new[is_late].tolist(), strict=True))
        return old, new

    def _word(self, place: int) -> bytes:
        start = self._ends.item(place - 1) if place else 0
        return self._block[start : self._ends.item(place)]

    def _place(self, word: bytes) -> int:
        return bisect_left(range(len(self._ends)), word, key=self._word)

    def _is_at(self, place: int, word: bytes) -> bool:
        return place < len(self._ends) and self._word(place) == word

    def _neighbours(self, place: int, word: bytes) -> tuple[int, int | None]:
        """The numbers just below and above where a new text belongs, among both lists."""
        below = int(self._codes[place - 1]) if place else 0
        above = int(self._codes[place]) if place < len(self._codes) else None
        late = bisect_left(self._late, word)
        if late:
            below = max(below, self._late_codes[self._late[late - 1]])
        if late < len(self._late):
            code = self._late_codes[self._late[late]]
            above = code if above is None else min(above, code)
        return below, above


def numbered(block: bytes, lengths: Codes) -> tuple[Codes, Words]:
    """The numbers of a column's texts, and those. `block`: the texts in any order, one after the
    other; `lengths`: theirs in bytes, below zero where a row has none. May run in a thread."""
    filled = lengths >= 0
    sizes = lengths[filled]
    is_short = not len(sizes) or int(sizes.max()) <= SHORT_BYTES
    places, known, known_sizes = (_short_texts if is_short else _texts)(block, sizes)
    words = Words(known, known_sizes)
    codes = np.full(len(lengths), NO_VALUE, np.int64)
    codes[filled] = words.codes[places]
    return codes, words


Distinct = tuple[Codes, bytes, NDArray[np.int32]]
"""For each text its place among the distinct ones in order; those, and their lengths."""


def _short_texts(block: bytes, sizes: Codes) -> Distinct:
    """Each text is read as two large numbers: no text has a zero byte, so zeros can fill it up."""
    letters = np.frombuffer(block + bytes(SHORT_BYTES), np.uint8)
    letters = sliding_window_view(letters, SHORT_BYTES)[np.cumsum(sizes) - sizes]
    letters[np.arange(SHORT_BYTES) >= sizes[:, np.newaxis]] = 0
    high, low = letters.view(">u8").astype(np.uint64).T
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    places = np.empty(len(order), np.int64)
    places[order] = np.cumsum(is_first) - 1
    known = letters[order[is_first]]
    return places, known[known != 0].tobytes(), np.count_nonzero(known, axis=1).astype(np.int32)


def _texts(block: bytes, sizes: Codes) -> Distinct:
    ends = np.cumsum(sizes)
    seen: defaultdict[bytes, int] = defaultdict(count().__next__)
    pairs = zip((ends - sizes).tolist(), ends.tolist(), strict=True)
    first_seen = np.array([seen[block[start:end]] for start, end in pairs], np.int64)
    texts = sorted(seen)
    place_of = np.empty(len(texts), np.int64)
    place_of[[seen[each] for each in texts]] = np.arange(len(texts))
    return place_of[first_seen], b"".join(texts), np.array([len(each) for each in texts], np.int32)


def dealt(count: int) -> Codes:
    """The numbers of `count` texts in order."""
    return np.arange(1, count + 1, dtype=np.int64) * GAP
