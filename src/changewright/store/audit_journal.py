"""The journal proved by the database itself: the chain of its hashes, and rows against images.

A container of a million entries is proved in the time that reading it takes, where nothing has to
be fetched. These statements only say whether all is well, or which rows may not be; what is wrong
is then named entry by entry and column by column by `work/verify`, whose word is the one that
counts.
"""

from __future__ import annotations

from functools import cache

from changewright.core.journal import HASHED
from changewright.core.records import Record

from .past import defaults_of
from .tables import JOURNAL
from .wire import Connection, Error, text, wire_of

# How each field of a hash is spelled (`core.journal.HASHED`), in SQL.
_SPELLED = {
    "at": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'""",
    "changed": "array_to_string(changed, ',')",
    **{
        name: f"{name}::text"
        for name in ("container_id", "revision", "sequence", "actor_id", "record_id")
    },
}
_NULLABLE = {column.name for column in JOURNAL.columns if column.nullable}


def _bytes_of(name: str) -> str:
    """Four bytes of length, then the text; a length no text has for an absent value."""
    spelled = f"({_SPELLED.get(name, name)})"
    said = f"int4send(octet_length({spelled})) || convert_to({spelled}, 'UTF8')"
    if name not in _NULLABLE:
        return said
    return f"CASE WHEN {name} IS NULL THEN '\\xffffffff'::bytea ELSE {said} END"


_FIELDS = " || ".join(_bytes_of(name) for name, _ in HASHED)
_CHAIN_COLUMNS = ", ".join(name for name, _ in HASHED)

# Parameters: the container, the last revision, the hash before the first entry.
_BROKEN_LINKS = f"""
SELECT count(*) FROM (
    SELECT {_CHAIN_COLUMNS}, digest, hash,
        COALESCE(lag(hash) OVER chain, $3::bytea) AS hash_before,
        COALESCE(lag(revision) OVER chain, 0) AS revision_before,
        COALESCE(lag(sequence) OVER chain, 0) AS sequence_before,
        COALESCE(lag(at) OVER chain, '-infinity') AS at_before
    FROM journal WHERE container_id = $1 AND revision <= $2
    WINDOW chain AS (ORDER BY revision, sequence)
) AS link
WHERE hash <> sha256(hash_before || {_FIELDS} || digest)
   OR NOT CASE WHEN sequence = 1 THEN revision = revision_before + 1 AND at > at_before
               ELSE revision = revision_before AND sequence = sequence_before + 1
                    AND at = at_before END
""".encode()
_CHANGED_IMAGES = b"""
SELECT count(*) FROM journal
WHERE container_id = $1 AND revision <= $2 AND image IS NOT NULL AND digest <> sha256(image)
"""


@cache
def _rows_apart(noun: type[Record]) -> bytes:
    """The rows that are not what their last images say; columns younger than an image have their
    defaults in it."""
    table = noun.TABLE
    return f"""
SELECT r.id FROM {table} r
CROSS JOIN (SELECT jsonb_populate_record(NULL::{table}, {defaults_of(noun)}) AS usual) AS d
LEFT JOIN journal j ON j.container_id = r.container_id AND j.noun = '{table}'
    AND j.record_id = r.id AND j.revision = r.revision
WHERE r.container_id = $1 AND (j.record_id IS NULL OR (j.image IS NOT NULL
    AND r IS DISTINCT FROM
        json_populate_record(d.usual, convert_from(j.image, 'UTF8')::json)))
ORDER BY r.id LIMIT $2
""".encode()


async def is_chain_whole(
    connection: Connection, container_id: int, revision: int, genesis: bytes
) -> bool:
    """Whether every entry up to a revision follows from the one before, and its image from it."""
    wire = wire_of(connection)
    shared = text(container_id), text(revision)
    for statement, parameters in (
        (_BROKEN_LINKS, (*shared, text(genesis))),
        (_CHANGED_IMAGES, shared),
    ):
        if (await wire.rows(statement, parameters, lambda row: row[0]))[0]:
            return False
    return True


async def rows_apart(
    connection: Connection, container_id: int, noun: type[Record], limit: int
) -> list[int] | None:
    """The ids of rows that may differ from their images, at most so many; None where the images
    cannot be read, so that each row has to be looked at by itself."""
    wire = wire_of(connection)
    await wire.run(((b"SAVEPOINT images", ()),))
    try:
        return await wire.rows(
            _rows_apart(noun), (text(container_id), text(limit)), lambda row: int(row[0])
        )
    except Error:
        await wire.run(((b"ROLLBACK TO SAVEPOINT images", ()),))
        return None
