"""Filters over columns of codes: one function per operator of a condition.

Each says which codes of a column pass. `blank` counts an empty text as no value, as the vendors'
own lists do; comparisons are never true of an empty column.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from changewright.core.query import Condition

from .columns import NO_VALUE, ColumnType
from .words import Words

Bits = NDArray[np.bool_]
Codes = NDArray[np.int64]

FEW = 6
"""Up to so many values are compared one by one, which is faster than looking them up."""


class Mask(msgspec.Struct):
    """Which slots pass a filter, one bit each. `number` is its place in the orders' counts."""

    number: int
    packed: NDArray[np.uint8]
    count: int
    used: int = 0

    def bits(self) -> Bits:
        """The same, one byte each: a copy, for one page."""
        return np.unpackbits(self.packed).view(np.bool_)

    def change(self, slots: NDArray[np.int64], bits: Bits) -> None:
        """What is now true of some slots, each named once. There may be more slots than before."""
        size = int(slots.max()) // 8 + 1 if len(slots) else 0
        if size > len(self.packed):
            self.packed = np.concatenate((self.packed, np.zeros(size // 8 + 64, np.uint8)))
        for slot, bit in zip(slots.tolist(), bits.tolist(), strict=True):
            place, flag = slot >> 3, 128 >> (slot & 7)
            was = bool(self.packed[place] & flag)
            if bit != was:
                self.packed[place] ^= flag
                self.count += 1 if bit else -1


def mask_of(number: int, bits: Bits) -> Mask:
    return Mask(number, np.packbits(bits), int(np.count_nonzero(bits)))


def bits_of(condition: Condition, column: ColumnType, codes: Codes, words: Words | None) -> Bits:
    """Which of the codes pass the condition."""
    return OPERATORS[condition.operator](condition.values, column, codes, words)


def can_hold(condition: Condition, column: ColumnType) -> bool:
    """Whether a shelf can answer the condition: the operator is known here and each value has a
    code. Texts are compared for equality alone."""
    if condition.operator not in OPERATORS:
        return False
    if column.is_text:
        if condition.operator not in ("any", "blank", "not_blank"):
            return False
        return all(value is None or isinstance(value, str) for value in condition.values)
    if column.code_of is None:
        return False
    return all(value is None or column.code_of(value) is not None for value in condition.values)


def _codes_of(values: tuple[object, ...], column: ColumnType, words: Words | None) -> list[int]:
    """The codes of those values that any row can have."""
    found: list[int] = []
    for value in values:
        code: int | None
        if value is None:
            code = NO_VALUE
        elif words is not None:
            code = words.find(str(value).encode())
        else:
            assert column.code_of is not None
            code = column.code_of(value)
        if code is not None:
            found.append(code)
    return found


def _among(codes: Codes, wanted: list[int]) -> Bits:
    if len(wanted) > FEW:
        return np.isin(codes, np.array(wanted, np.int64))
    bits = np.zeros(len(codes), np.bool_)
    for code in wanted:
        bits |= codes == code
    return bits


def _any(values: tuple[object, ...], column: ColumnType, codes: Codes, words: Words | None) -> Bits:
    return _among(codes, _codes_of(values, column, words))


def _since(
    values: tuple[object, ...], column: ColumnType, codes: Codes, words: Words | None
) -> Bits:
    return _range((values[0], None), column, codes, words)


def _range(
    values: tuple[object, ...], column: ColumnType, codes: Codes, words: Words | None
) -> Bits:
    lowest, highest = (_bound(value, column) for value in values)
    bits: Bits = codes != NO_VALUE
    if lowest is not None:
        bits &= codes >= lowest
    if highest is not None:
        bits &= codes <= highest
    return bits


def _bound(value: object, column: ColumnType) -> int | None:
    assert column.code_of is not None
    return None if value is None else column.code_of(value)


def _blank(
    values: tuple[object, ...], column: ColumnType, codes: Codes, words: Words | None
) -> Bits:
    return _among(codes, _codes_of((None, "") if words is not None else (None,), column, words))


def _not_blank(
    values: tuple[object, ...], column: ColumnType, codes: Codes, words: Words | None
) -> Bits:
    return ~_blank(values, column, codes, words)


OPERATORS: dict[str, Callable[[Any, ColumnType, Codes, Words | None], Bits]] = {
    "any": _any,
    "since": _since,
    "range": _range,
    "blank": _blank,
    "not_blank": _not_blank,
}
