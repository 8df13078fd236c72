"""The chain of the journal proved in one pass over it.

PostgreSQL sends the entries in the binary form of COPY, in which a text is four bytes of length and
its bytes, and an absent value four bytes that no length has: just what an entry's hash covers. So
what comes over the wire is hashed as it comes, without a field being read. The pass only says
whether all is well; what is wrong is named entry by entry by `work/verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from struct import Struct

from changewright.core.journal import HASHED, chained, digest_of

from .audit_copying import copied
from .wire import Connection

Tell = Callable[[float], None]
"""Told how much of the whole is done, between 0 and 1; from another thread."""
TOLD_EVERY = 5000
HASH_SIZE = 32

# How each field of a hash is spelled (`core.journal.HASHED`), in SQL.
_SPELLED = {
    "at": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
    "changed": "array_to_string(changed, ',')",
    **{
        name: f"{name}::text"
        for name in ("container_id", "revision", "sequence", "actor_id", "record_id")
    },
}
_FIELDS = ", ".join(_SPELLED.get(name, name) for name, _ in HASHED)

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
    read = partial(_is_whole, newest=revision, genesis=genesis, tell=tell)
    return await copied(connection, statement.encode(), read)


def _is_whole(rows: Iterable[bytes], newest: int, genesis: bytes, tell: Tell) -> bool:
    """One loop: there are millions of entries, and a call for each costs as much as its hash."""
    look, behind = _LOOKED_AT.unpack_from, _LOOKED_AT.size
    revision, sequence, at, previous = 0, 0, -(2**63), genesis
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
        if own != chained(previous, row[end:], digest):
            return False
        if sequence == 1:
            if revision != before[0] + 1 or at <= before[2]:
                return False
        elif before != (revision, sequence - 1, at):
            return False
        previous = own
        if number % TOLD_EVERY == 0:
            tell(revision / newest)
    return True
