"""UUIDs in the order of time, made from an instant and random bytes that are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
RANDOM_BYTES = 8
ORDINALS = 1 << 12


def time_ordered(at: datetime, ordinal: int, random_bytes: bytes) -> UUID:
    """A version 7 UUID (RFC 9562): milliseconds, then an ordinal within them, then 62 random bits.

    Made in one unit with rising ordinals they sort as they were made; the ordinal wraps at 4096,
    where the random bits alone keep them apart.
    """
    milliseconds = (at - _EPOCH) // _MILLISECOND
    tail = int.from_bytes(random_bytes[:RANDOM_BYTES], "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | (ordinal % ORDINALS) << 64 | 2 << 62 | tail)
