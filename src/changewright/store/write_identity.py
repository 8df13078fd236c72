"""Writing identity: the directory's rows, passwords, sessions, signing keys, counted attempts.

Every write of a directory row first raises the directory's revision and so holds the head's lock:
writers run one after another, and a reader that has seen revision n has seen all rows up to n.
Plaintext never comes here: passwords, secrets and session names arrive as digests.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from changewright.core.errors import Problem, Taken, invalid
from changewright.core.people import DIRECTORY_NOUNS, DirectoryNoun, DirectoryRows

from .directory import columns
from .engine import Connection
from .wire import text, wire_of


def _insert(noun: type[DirectoryNoun]) -> str:
    places = ", ".join(["%s"] * (len(noun.__struct_fields__) + 1))
    return f"INSERT INTO {noun.TABLE} ({columns(noun)}, revision) VALUES ({places})"


def _save(noun: type[DirectoryNoun]) -> str:
    changed = [name for name in noun.__struct_fields__ if name not in noun.KEY] + ["revision"]
    return f"{_insert(noun)} ON CONFLICT ({', '.join(noun.KEY)}) DO UPDATE SET " + ", ".join(
        f"{name} = EXCLUDED.{name}" for name in changed
    )


INSERT = {noun: _insert(noun).encode() for noun in DIRECTORY_NOUNS}
SAVE = {noun: _save(noun).encode() for noun in DIRECTORY_NOUNS}

RAISE_REVISION = (
    b"UPDATE directory_head SET revision = revision + 1 WHERE id = 1 RETURNING revision"
)

SET_PASSWORD = b"UPDATE person SET password_hash = %s WHERE id = %s"
SET_CLIENT_SECRET = b"UPDATE oauth_client SET secret_hash = %s WHERE client_id = %s"

INSERT_SESSION = b"""
INSERT INTO web_session (session_hash, person_id, signed_in_at, seen_at, expires_at)
VALUES (%s, %s, %s, %s, %s)
"""
READ_SESSION = b"""
SELECT s.person_id, s.signed_in_at, s.seen_at, s.expires_at
FROM web_session s JOIN person p ON p.id = s.person_id AND p.active
WHERE s.session_hash = $1 AND s.expires_at > $2
"""
READ_SESSIONS_OF = b"""
SELECT session_hash, person_id, signed_in_at, seen_at, expires_at FROM web_session
WHERE person_id = %s AND expires_at > %s ORDER BY seen_at DESC
"""
TOUCH_SESSION = b"UPDATE web_session SET seen_at = %s, expires_at = %s WHERE session_hash = %s"
DELETE_SESSION = b"DELETE FROM web_session WHERE session_hash = %s"
DELETE_SESSIONS_OF = b"DELETE FROM web_session WHERE person_id = %s"

LOCK_KEYS = b"LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE"
READ_KEYS = b"""
SELECT key_id, private_jwk, created_at, retired_at FROM signing_key
ORDER BY created_at DESC, key_id
"""
INSERT_KEY = b"INSERT INTO signing_key (key_id, private_jwk, created_at) VALUES (%s, %s, %s)"
RETIRE_KEYS = b"""
UPDATE signing_key SET retired_at = %s WHERE key_id <> %s AND retired_at IS NULL
"""

# One statement counts and answers, so that attempts made at once are all counted.
COUNT_ATTEMPT = b"""
INSERT INTO sign_in_attempt AS a (subject_hash, attempts, window_ends_at) VALUES (%(s)s, 1, %(e)s)
ON CONFLICT (subject_hash) DO UPDATE SET
    attempts = CASE WHEN a.window_ends_at <= %(now)s THEN 1 ELSE a.attempts + 1 END,
    window_ends_at = CASE WHEN a.window_ends_at <= %(now)s THEN %(e)s ELSE a.window_ends_at END
RETURNING attempts, window_ends_at
"""
FORGET_ATTEMPTS = b"DELETE FROM sign_in_attempt WHERE subject_hash = ANY(%s)"
TAKE_BACK_ATTEMPT = b"""
UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE subject_hash = ANY(%s) AND attempts > 0
"""

DELETE_EXPIRED = (
    b"DELETE FROM web_session WHERE expires_at < %s",
    b"DELETE FROM sign_in_attempt WHERE window_ends_at < %s",
)


class Session(msgspec.Struct, frozen=True):
    """A browser in which somebody is signed in."""

    person_id: int
    signed_in_at: datetime
    seen_at: datetime
    expires_at: datetime


class SigningKeyRow(msgspec.Struct, frozen=True):
    """A key that signs tokens, newest first in every list; retired ones still verify."""

    key_id: str
    private_jwk: str
    created_at: datetime
    retired_at: datetime | None


class DirectoryMoved(Exception):
    """Somebody else wrote since the rows were decided on: decide anew. Nothing was written."""


class Proofs(msgspec.Struct, frozen=True):
    """What those who are written prove themselves by, written with them or not at all: hashes of
    passwords by person, digests of secrets by client. Of nobody else's row it is taken."""

    passwords: Mapping[int, str] = {}
    client_secrets: Mapping[str, bytes] = {}


NO_PROOFS = Proofs()


def _values(row: DirectoryNoun, revision: int) -> tuple[Any, ...]:
    values = (getattr(row, name) for name in row.__struct_fields__)
    return (*(list(v) if isinstance(v, tuple) else v for v in values), revision)


async def write_directory(
    connection: Connection,
    rows: DirectoryRows,
    *,
    replace: bool = False,
    decided_at: int | None = None,
    proofs: Proofs = NO_PROOFS,
    also: Callable[[Connection, int], Awaitable[None]] | None = None,
) -> int:
    """Write all rows in one transaction and return the directory's new revision. `also` writes
    what belongs to it, with that revision.

    `decided_at` is the revision on which the rows were decided. Raises DirectoryMoved if there is
    a newer one, Taken for an id, address or name in use (unless `replace`, where a row of the same
    key is written over), Invalid for a reference to a row that does not exist.
    """
    statements = SAVE if replace else INSERT
    try:
        async with connection.transaction():
            found = await (await connection.execute(RAISE_REVISION)).fetchone()
            assert found is not None, "the first migration writes the directory's head"
            revision = cast("int", found[0])
            if decided_at is not None and revision != decided_at + 1:
                raise DirectoryMoved
            async with connection.cursor() as cursor:
                for noun, group in zip(DIRECTORY_NOUNS, rows.in_order(), strict=True):
                    if group:
                        values = [_values(row, revision) for row in group]
                        await cursor.executemany(statements[noun], values)
            await _write_proofs(connection, rows, proofs)
            if also is not None:
                await also(connection, revision)
    except UniqueViolation as error:
        raise _taken(error) from error
    except ForeignKeyViolation as error:
        name = error.diag.constraint_name or ""
        raise invalid(name, "reference", f"Refers to a row that is not there ({name}).") from error
    return revision


def _taken(error: UniqueViolation) -> Taken:
    table = error.diag.table_name or "row"
    column = (error.diag.constraint_name or "").removeprefix(f"{table}_")
    column = column.removesuffix("_key") if column != "pkey" else "id"
    sentence = f"Another {table.replace('_', ' ')} has this {column.replace('_', ' ')}."
    return Taken(sentence, Problem(column, "rule", sentence))


async def _write_proofs(connection: Connection, rows: DirectoryRows, proofs: Proofs) -> None:
    people, clients = {one.id for one in rows.people}, {one.client_id for one in rows.clients}
    passwords = [each for each in proofs.passwords.items() if each[0] in people]
    client_secrets = [each for each in proofs.client_secrets.items() if each[0] in clients]
    if passwords:
        await set_passwords(connection, passwords)
    if client_secrets:
        await set_client_secrets(connection, client_secrets)


async def set_passwords(connection: Connection, hashes: Sequence[tuple[int, str]]) -> None:
    """Give people their passwords' hashes: pairs of person id and hash. Ends their sessions."""
    async with connection.transaction(), connection.cursor() as cursor:
        await cursor.executemany(SET_PASSWORD, [(value, person) for person, value in hashes])
        await cursor.executemany(DELETE_SESSIONS_OF, [(person,) for person, _ in hashes])


async def set_client_secrets(connection: Connection, hashes: Sequence[tuple[str, bytes]]) -> None:
    """Give clients their secrets' digests: pairs of client id and digest."""
    async with connection.transaction(), connection.cursor() as cursor:
        await cursor.executemany(SET_CLIENT_SECRET, [(value, name) for name, value in hashes])


async def insert_session(connection: Connection, session_hash: bytes, session: Session) -> None:
    """Remember a signed-in browser by the digest of its name."""
    await connection.execute(
        INSERT_SESSION,
        (
            session_hash,
            session.person_id,
            session.signed_in_at,
            session.seen_at,
            session.expires_at,
        ),
    )


async def session_of(connection: Connection, session_hash: bytes, now: datetime) -> Session | None:
    """The live session of this name, if its person may still act. Asked at each request of a page,
    so by the wire, which has it prepared."""
    values = (text(session_hash), text(now))
    rows = await wire_of(connection).rows(READ_SESSION, values, lambda row: Session(*row))
    return rows[0] if rows else None


async def sessions_of(
    connection: Connection, person_id: int, now: datetime
) -> list[tuple[bytes, Session]]:
    """A person's live sessions by the digests of their names, the last used first."""
    rows = await (await connection.execute(READ_SESSIONS_OF, (person_id, now))).fetchall()
    return [(bytes(row[0]), Session(*row[1:])) for row in rows]


async def touch_session(
    connection: Connection, session_hash: bytes, now: datetime, expires_at: datetime
) -> None:
    """Push a session's end."""
    await connection.execute(TOUCH_SESSION, (now, expires_at, session_hash))


async def delete_session(connection: Connection, session_hash: bytes) -> None:
    """End one session."""
    await connection.execute(DELETE_SESSION, (session_hash,))


async def delete_sessions_of(connection: Connection, person_id: int) -> None:
    """End all sessions of a person."""
    await connection.execute(DELETE_SESSIONS_OF, (person_id,))


async def signing_keys(connection: Connection) -> list[SigningKeyRow]:
    """All signing keys, newest first."""
    rows = await (await connection.execute(READ_KEYS)).fetchall()
    return [SigningKeyRow(*row) for row in rows]


async def add_signing_key(
    connection: Connection, key_id: str, private_jwk: str, now: datetime, *, only_first: bool
) -> list[SigningKeyRow]:
    """Add a key and retire the others; with `only_first` nothing happens if there is one already.

    The table's lock makes two processes that start at once agree on one key.
    """
    async with connection.transaction():
        await connection.execute(LOCK_KEYS)
        present = await signing_keys(connection)
        if not (only_first and present):
            await connection.execute(INSERT_KEY, (key_id, private_jwk, now))
            await connection.execute(RETIRE_KEYS, (now, key_id))
        return await signing_keys(connection)


async def count_attempt(
    connection: Connection, subject_hash: bytes, now: datetime, window_ends_at: datetime
) -> tuple[int, datetime]:
    """Count one attempt to sign in; returns how many in this window, and when it ends."""
    values = {"s": subject_hash, "now": now, "e": window_ends_at}
    row = await (await connection.execute(COUNT_ATTEMPT, values)).fetchone()
    assert row is not None, "an upsert returns its row"
    return row[0], row[1]


async def forget_attempts(connection: Connection, subject_hashes: Sequence[bytes]) -> None:
    """Somebody signed in: their earlier attempts no longer count."""
    await connection.execute(FORGET_ATTEMPTS, (list(subject_hashes),))


async def take_back_attempts(connection: Connection, subject_hashes: Sequence[bytes]) -> None:
    """An attempt was no guess: it does not count itself, those before it go on doing so."""
    await connection.execute(TAKE_BACK_ATTEMPT, (list(subject_hashes),))


async def delete_expired(connection: Connection, before: datetime) -> None:
    """Drop sessions and counters that ended before an instant."""
    for statement in DELETE_EXPIRED:
        await connection.execute(statement, (before,))
