"""Authorizations, codes and tokens: read, claimed and written. Only digests are kept.

A *grant* is one authorization; its codes and tokens are a family. A code or a refresh token is used
up by an UPDATE that must hit one row: of two requests at once one gets the row, the other waits for
its commit and then finds it claimed, with the successor that was made for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.people import Person

from .engine import Connection

INSERT_GRANT = b"""
INSERT INTO oauth_grant (id, kind, door, client_id, person_id, scopes, created_at, name)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
READ_GRANT = f"""
SELECT g.id, g.kind, g.door, g.client_id, g.person_id, g.scopes, g.created_at, g.revoked_at, g.name,
       {", ".join(f"p.{name}" for name in Person.__struct_fields__)}
FROM oauth_grant g LEFT JOIN person p ON p.id = g.person_id
WHERE g.id = %s
""".encode()
INSERT_CODE = b"""
INSERT INTO oauth_code
    (code_hash, grant_id, client_id, redirect_uri, code_challenge, nonce, issued_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
CODE_COLUMNS = b"""
grant_id, client_id, redirect_uri, code_challenge, nonce, issued_at, expires_at, claimed_at,
successor_id
"""
CLAIM_CODE = (
    b"""
UPDATE oauth_code SET claimed_at = %(now)s, successor_id = %(successor)s
WHERE code_hash = %(hash)s AND client_id = %(client)s AND claimed_at IS NULL
RETURNING """
    + CODE_COLUMNS
)
READ_CODE = b"SELECT " + CODE_COLUMNS + b" FROM oauth_code WHERE code_hash = %s"

INSERT_TOKEN = b"""
INSERT INTO oauth_token
    (id, grant_id, scopes, issued_at, access_expires_at, salt, refresh_hash, refresh_expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
TOKEN_COLUMNS = b"""
t.id, t.grant_id, t.scopes, t.issued_at, t.access_expires_at, t.salt, t.refresh_hash,
t.refresh_expires_at, t.revoked_at, t.claimed_at, t.successor_id
"""
CLAIM_REFRESH = (
    b"""
UPDATE oauth_token t SET claimed_at = %(now)s, successor_id = %(successor)s
FROM oauth_grant g
WHERE t.refresh_hash = %(hash)s AND t.claimed_at IS NULL
  AND g.id = t.grant_id AND g.client_id = %(client)s
RETURNING """
    + TOKEN_COLUMNS
)
READ_TOKEN = b"SELECT " + TOKEN_COLUMNS + b" FROM oauth_token t WHERE t.id = %s"
READ_BY_REFRESH = b"SELECT " + TOKEN_COLUMNS + b" FROM oauth_token t WHERE t.refresh_hash = %s"

# Everything a checked token still depends on, in one row. Clients that stand in no row are those
# built in (the command line's own).
READ_LIVE_TOKEN = b"""
SELECT t.issued_at, t.access_expires_at, t.scopes, g.client_id, g.person_id, p.uuid,
       p.autodesk_id
FROM oauth_token t
JOIN oauth_grant g ON g.id = t.grant_id AND g.revoked_at IS NULL
LEFT JOIN person p ON p.id = g.person_id
LEFT JOIN oauth_client c ON c.client_id = g.client_id
WHERE t.id = %s AND t.revoked_at IS NULL AND t.access_expires_at > %s
  AND (g.person_id IS NULL OR p.active) AND COALESCE(c.active, true)
"""
REVOKE_TOKEN = b"UPDATE oauth_token SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL"
REVOKE_GRANT = b"UPDATE oauth_grant SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL"
REVOKE_GRANTS_OF = b"""
UPDATE oauth_grant SET revoked_at = %s WHERE person_id = %s AND revoked_at IS NULL
"""

# The next in line reads behind the lock what was there when it got it.
READ_COMMITTED = b"SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
LOCK_PERSON = b"SELECT FROM person WHERE id = %s FOR NO KEY UPDATE"
READ_PERSONAL = b"""
SELECT g.id, g.name, t.scopes, g.created_at, t.access_expires_at
FROM oauth_grant g JOIN oauth_token t ON t.grant_id = g.id AND t.revoked_at IS NULL
WHERE g.person_id = %s AND g.kind = 'personal' AND g.revoked_at IS NULL
  AND t.access_expires_at > %s
ORDER BY g.created_at DESC, g.id
"""
REVOKE_PERSONAL = b"""
UPDATE oauth_grant SET revoked_at = %s
WHERE id = %s AND person_id = %s AND kind = 'personal' AND revoked_at IS NULL
"""

# A family goes once nothing in it can be used or repeated any more; its rows go with it.
DELETE_DEAD_GRANTS = b"""
DELETE FROM oauth_grant g
WHERE g.created_at < %(before)s
  AND NOT EXISTS (SELECT 1 FROM oauth_code c WHERE c.grant_id = g.id AND c.expires_at >= %(before)s)
  AND NOT EXISTS (
      SELECT 1 FROM oauth_token t WHERE t.grant_id = g.id AND (
          t.access_expires_at >= %(before)s
          OR (t.refresh_hash IS NOT NULL AND t.claimed_at IS NULL
              AND COALESCE(t.refresh_expires_at, 'infinity') >= %(before)s)
      )
  )
"""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One authorization. `kind`: code (a person allowed a program), client (a program for itself),
    service (an assertion), personal (a person's own, made for a program or a script), which may
    have a `name`."""

    id: UUID
    kind: str
    door: str
    client_id: str
    person_id: int | None
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None
    name: str | None = None


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """An authorization code, by its digest."""

    grant_id: UUID
    client_id: str
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    issued_at: datetime
    expires_at: datetime
    claimed_at: datetime | None = None
    successor_id: UUID | None = None


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a family: an access token's life and the digest of the refresh token beside it.
    `refresh_expires_at` None with a digest: it does not end by time."""

    id: UUID
    grant_id: UUID
    scopes: tuple[str, ...]
    issued_at: datetime
    access_expires_at: datetime
    salt: bytes
    refresh_hash: bytes | None = None
    refresh_expires_at: datetime | None = None
    revoked_at: datetime | None = None
    claimed_at: datetime | None = None
    successor_id: UUID | None = None


class PersonalToken(msgspec.Struct, frozen=True):
    """A person's own token that is good still; what it is itself is not kept."""

    id: UUID
    name: str | None
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


class LiveToken(msgspec.Struct, frozen=True):
    """What a live access token stands for."""

    issued_at: datetime
    access_expires_at: datetime
    scopes: tuple[str, ...]
    client_id: str
    person_id: int | None
    person_uuid: UUID | None
    autodesk_id: str | None


def _code(row: tuple[Any, ...]) -> Code:
    return Code(**dict(zip(Code.__struct_fields__, row, strict=True)))


def _token(row: tuple[Any, ...]) -> Token:
    values = dict(zip(Token.__struct_fields__, row, strict=True))
    return Token(**{**values, "scopes": tuple(values["scopes"])})


async def insert_grant(connection: Connection, grant: Grant) -> None:
    """Remember an authorization."""
    values = (
        grant.id,
        grant.kind,
        grant.door,
        grant.client_id,
        grant.person_id,
        list(grant.scopes),
        grant.created_at,
        grant.name,
    )
    await connection.execute(INSERT_GRANT, values)


async def grant_of(connection: Connection, grant_id: UUID) -> tuple[Grant, Person | None] | None:
    """An authorization and the person who gave it, as of now."""
    row = await (await connection.execute(READ_GRANT, (grant_id,))).fetchone()
    if row is None:
        return None
    values = dict(zip(Grant.__struct_fields__, row[:9], strict=True))
    grant = Grant(**{**values, "scopes": tuple(values["scopes"])})
    return grant, (None if row[9] is None else Person(*row[9:]))


async def insert_code(connection: Connection, code_hash: bytes, code: Code) -> None:
    """Remember a code by its digest."""
    values = (
        code_hash,
        code.grant_id,
        code.client_id,
        code.redirect_uri,
        code.code_challenge,
        code.nonce,
        code.issued_at,
        code.expires_at,
    )
    await connection.execute(INSERT_CODE, values)


async def claim_code(
    connection: Connection, code_hash: bytes, client_id: str, successor_id: UUID, now: datetime
) -> Code | None:
    """Use up a code for its client; None when it is not there, another's, or used already."""
    values = {"now": now, "successor": successor_id, "hash": code_hash, "client": client_id}
    row = await (await connection.execute(CLAIM_CODE, values)).fetchone()
    return None if row is None else _code(row)


async def code_of(connection: Connection, code_hash: bytes) -> Code | None:
    """A code as it stands."""
    row = await (await connection.execute(READ_CODE, (code_hash,))).fetchone()
    return None if row is None else _code(row)


async def insert_token(connection: Connection, token: Token) -> None:
    """Remember a step of a family."""
    values = (
        token.id,
        token.grant_id,
        list(token.scopes),
        token.issued_at,
        token.access_expires_at,
        token.salt,
        token.refresh_hash,
        token.refresh_expires_at,
    )
    await connection.execute(INSERT_TOKEN, values)


async def claim_refresh(
    connection: Connection, refresh_hash: bytes, client_id: str, successor_id: UUID, now: datetime
) -> Token | None:
    """Use up a refresh token for its client; None when not there, another's, or used already."""
    values = {"now": now, "successor": successor_id, "hash": refresh_hash, "client": client_id}
    row = await (await connection.execute(CLAIM_REFRESH, values)).fetchone()
    return None if row is None else _token(row)


async def token_of(connection: Connection, token_id: UUID) -> Token | None:
    """A step of a family by its id."""
    row = await (await connection.execute(READ_TOKEN, (token_id,))).fetchone()
    return None if row is None else _token(row)


async def token_by_refresh(connection: Connection, refresh_hash: bytes) -> Token | None:
    """A step of a family by its refresh token's digest."""
    row = await (await connection.execute(READ_BY_REFRESH, (refresh_hash,))).fetchone()
    return None if row is None else _token(row)


async def live_token(connection: Connection, token_id: UUID, now: datetime) -> LiveToken | None:
    """What an access token stands for, or None when it is expired, revoked, its family is revoked,
    or its person or program may not act any more."""
    row = await (await connection.execute(READ_LIVE_TOKEN, (token_id, now))).fetchone()
    return None if row is None else LiveToken(row[0], row[1], tuple(row[2]), *row[3:])


async def revoke_token(connection: Connection, token_id: UUID, now: datetime) -> None:
    """End one access token."""
    await connection.execute(REVOKE_TOKEN, (now, token_id))


async def revoke_grant(connection: Connection, grant_id: UUID, now: datetime) -> None:
    """End a whole family."""
    await connection.execute(REVOKE_GRANT, (now, grant_id))


async def revoke_grants_of(connection: Connection, person_id: int, now: datetime) -> None:
    """End everything a person allowed."""
    await connection.execute(REVOKE_GRANTS_OF, (now, person_id))


async def line_up(connection: Connection, person_id: int) -> None:
    """Begin a transaction that changes a person's own tokens: one after another."""
    await connection.execute(READ_COMMITTED)
    await connection.execute(LOCK_PERSON, (person_id,))


async def personal_tokens_of(
    connection: Connection, person_id: int, now: datetime
) -> list[PersonalToken]:
    """A person's own tokens that are good still, newest first."""
    rows = await (await connection.execute(READ_PERSONAL, (person_id, now))).fetchall()
    return [PersonalToken(row[0], row[1], tuple(row[2]), row[3], row[4]) for row in rows]


async def revoke_personal(
    connection: Connection, grant_id: UUID, person_id: int, now: datetime
) -> bool:
    """End one of a person's own tokens; False where it is none of theirs, or ended."""
    done = await connection.execute(REVOKE_PERSONAL, (now, grant_id, person_id))
    return done.rowcount == 1


async def delete_dead_grants(connection: Connection, before: datetime) -> None:
    """Drop families in which nothing lives and that are older than an instant."""
    await connection.execute(DELETE_DEAD_GRANTS, {"before": before})
