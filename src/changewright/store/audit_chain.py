"""The chain of the journal proved in one pass over it.

PostgreSQL sends the entries in the binary form of COPY, in which a text is four bytes of length and
its bytes, and an absent value four bytes that no length has: just what an entry's hash covers. So
what comes over the wire is hashed as it comes, without a field being read; but for the first ones,
which are looked at, and are spelled here, because most of them are those of the entry before. The
pass only says whether all is well; what is wrong is named entry by entry by `work/verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from struct import Struct

from changewright.core.journal import HASHED, chained, digest_of, spelled_fields

from .audit_copying import copied
from .wire import Connection

Tell = Callable[[float], None]
"""Told how much of the whole is done, between 0 and 1; from another thread."""
TOLD_EVERY = 5000
HASH_SIZE = 32

# How the fields of a hash are spelled (`core.journal.HASHED`): the first here, the others in SQL.
_SPELLED_HERE = tuple(name for name, _ in HASHED).index("at") + 1
_SPELLED = {
    "actor_id": "actor_id::text",
    "record_id": "record_id::text",
    "changed": "array_to_string(changed, ',')",
}
_FIELDS = ", ".join(_SPELLED.get(name, name) for name, _ in HASHED[_SPELLED_HERE:])
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""What instants are counted from in the binary form, in microseconds."""
SEQUENCES_REMEMBERED = 4096

# What is looked at comes first, at places that are always the same; then the image, whose length
# is the last of them; then what is hashed, to the end of the row.
_ENTRIES = """
COPY (
    SELECT j.revision, j.sequence, j.at, j.digest, j.hash, j.image, {fields}
    FROM journal j WHERE container_id = {container_id} AND revision <= {revision}
    ORDER BY j.revision, j.sequence
) TO STDOUT (FORMAT binary)
"""
_LOOKED_AT = Struct("!h iq ii iq i32s i32s i")


async def is_chain_whole(
    connection: Connection, container_id: int, revision: int, genesis: bytes, tell: Tell
) -> bool:
    """Whether every entry up to a revision follows from the one before, and its image from it."""
    statement = _ENTRIES.format(fields=_FIELDS, container_id=container_id, revision=revision)
    own = spelled_fields((container_id,))
    read = partial(_is_whole, container=own, newest=revision, genesis=genesis, tell=tell)
    return await copied(connection, statement.encode(), read)


def _is_whole(
    rows: Iterable[bytes], container: bytes, newest: int, genesis: bytes, tell: Tell
) -> bool:
    """One loop: there are millions of entries, and a call for each costs as much as its hash."""
    look, behind = _LOOKED_AT.unpack_from, _LOOKED_AT.size
    revision, sequence, at, previous = 0, 0, -(2**63), genesis
    start = when = b""
    for number, row in enumerate(rows):
        if len(row) < behind:
            return False
        before = revision, sequence, at
        _, _, revision, _, sequence, _, at, *hashes, length = look(row)
        digest_size, digest, own_size, own = hashes
        end = behind + max(length, 0)
        if length >= 0 and digest_of(row[behind:end]) != digest:
            return False
        if digest_size != HASH_SIZE or own_size != HASH_SIZE:
            return False
        if sequence == 1:
            if revision != before[0] + 1 or at <= before[2]:
                return False
            start, when = container + _spelled_revision(revision), _spelled_instant(at)
        elif before != (revision, sequence - 1, at):
            return False
        fields = b"".join((start, _spelled_sequence(sequence), when, row[end:]))
        if own != chained(previous, fields, digest):
            return False
        previous = own
        if number % TOLD_EVERY == 0:
            tell(revision / newest)
    return True


def _spelled_revision(revision: int) -> bytes:
    return spelled_fields((revision,), start=1)


@lru_cache(maxsize=SEQUENCES_REMEMBERED)
def _spelled_sequence(sequence: int) -> bytes:
    return spelled_fields((sequence,), start=2)


def _spelled_instant(microseconds: int) -> bytes:
    """An instant as it is hashed; nothing, which no hash covers, where no calendar has it."""
    try:
        at = _FIRST_DAY + timedelta(microseconds=microseconds)
    except OverflowError:
        return b""
    return spelled_fields((at,), start=3)
