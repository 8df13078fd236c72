"""Codes and tokens: how they are made, looked up and revoked, and a person's own tokens.

Secrets are kept as digests. How a code or a refresh token becomes the next one is the subject of
`token_exchange`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from changewright.core.people import Person
from changewright.store import directory, grants
from changewright.store.engine import Connection, Database
from changewright.store.grants import Code, Grant, LiveToken, PersonalToken, Token

from .keys import ACCESS_TOKEN_TYPE, KeyRing

SALT_BYTES = 32
CODE_BYTES = 32
PERSONAL_CLIENT_ID = "changewright-command-line"

__all__ = [
    "Code",
    "Grant",
    "Lifetimes",
    "LiveToken",
    "PersonalToken",
    "Token",
    "access_token",
    "authorize",
    "client_is_proven",
    "digest",
    "issue_personal_token",
    "live_token",
    "personal_tokens",
    "refresh_state",
    "revoke_personal_token",
    "revoke_presented",
]


class Lifetimes(msgspec.Struct, frozen=True):
    """How long what lives, in seconds. `refresh` None: a refresh token does not end by time."""

    code: int
    access: int
    refresh: int | None


def digest(secret: str) -> bytes:
    """What is kept of a secret with enough randomness of its own."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def draft_token(lifetimes: Lifetimes, now: datetime) -> Token:
    """A token to be written, of no authorization yet and for nothing."""
    now = now.replace(microsecond=0)  # a token counts whole seconds
    return Token(
        id=uuid.uuid4(),
        grant_id=uuid.uuid4(),
        scopes=(),
        issued_at=now,
        access_expires_at=now + timedelta(seconds=lifetimes.access),
        salt=secrets.token_bytes(SALT_BYTES),
    )


async def proven_client(
    connection: Connection, client_id: str | None, client_secret: str | None
) -> tuple[directory.ClientCredentials | None, bool]:
    """The active program of this id, and whether it showed its secret or has none to show."""
    if not client_id or "\x00" in client_id:
        return None, False
    known = await directory.client_of(connection, client_id)
    if known is None or not known.client.active:
        return None, False
    if known.client.public:
        return known, client_secret is None
    if known.secret_hash is None or client_secret is None:
        return known, False
    return known, hmac.compare_digest(known.secret_hash, digest(client_secret))


async def client_is_proven(database: Database, client_id: str, client_secret: str | None) -> bool:
    """Whether a program showed its secret, or is public and showed none."""
    async with database.connection() as connection:
        return (await proven_client(connection, client_id, client_secret))[1]


async def authorize(database: Database, grant: Grant, code_text: str, code: Code) -> None:
    """Remember that a person allowed a program, and the code that the program will redeem."""
    async with database.connection() as connection, connection.transaction():
        await grants.insert_grant(connection, grant)
        await grants.insert_code(connection, digest(code_text), code)


def access_token(
    keys: KeyRing, token: Token, grant: Grant, person: Person | None, issuer: str
) -> str:
    """The signed access token of a step. The claims are those Autodesk's tokens carry."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": issuer,
        "sub": person.autodesk_id if person is not None else grant.client_id,
        "client_id": grant.client_id,
        "scope": list(token.scopes),
        "iat": int(token.issued_at.timestamp()),
        "exp": int(token.access_expires_at.timestamp()),
        "jti": str(token.id),
    }
    if person is not None:
        claims["userid"] = person.autodesk_id
    return keys.sign(claims, ACCESS_TOKEN_TYPE)


async def issue_personal_token(
    database: Database,
    keys: KeyRing,
    person: Person,
    scopes: tuple[str, ...],
    lifetime_seconds: int,
    now: datetime,
    issuer: str = "changewright",
    name: str | None = None,
    check: Callable[[list[PersonalToken]], None] | None = None,
) -> str:
    """An access token for a person's own programs: the command line, scripts, tests, the demo.

    It cannot be renewed. It ends by time, by `revoke_presented`, or when the person is made
    inactive. `check` is given the person's tokens that are good still and raises what stands
    against another; nobody makes one for them meanwhile.
    """
    grant = Grant(
        id=uuid.uuid4(),
        kind="personal",
        door="any",
        client_id=PERSONAL_CLIENT_ID,
        person_id=person.id,
        scopes=scopes,
        created_at=now,
        name=name,
    )
    draft = draft_token(Lifetimes(0, lifetime_seconds, None), now)
    token = msgspec.structs.replace(draft, grant_id=grant.id, scopes=scopes)
    if not keys.loaded:
        await keys.load(now)
    async with database.connection() as connection, connection.transaction():
        if check is not None:
            await grants.line_up(connection, person.id)
            check(await grants.personal_tokens_of(connection, person.id, now))
        await grants.insert_grant(connection, grant)
        await grants.insert_token(connection, token)
    return access_token(keys, token, grant, person, issuer)


async def personal_tokens(database: Database, person_id: int, now: datetime) -> list[PersonalToken]:
    """A person's own tokens that are good still, newest first."""
    async with database.connection() as connection:
        return await grants.personal_tokens_of(connection, person_id, now)


async def revoke_personal_token(
    database: Database, token_id: uuid.UUID, person_id: int, now: datetime
) -> bool:
    """End one of a person's own tokens; False where it is none of theirs."""
    async with database.connection() as connection:
        return await grants.revoke_personal(connection, token_id, person_id, now)


async def live_token(database: Database, token_id: uuid.UUID, now: datetime) -> LiveToken | None:
    """What an access token stands for now, or None when it no longer does."""
    async with database.connection() as connection:
        return await grants.live_token(connection, token_id, now)


async def refresh_state(
    database: Database, text: str, now: datetime
) -> tuple[Token, Grant, Person | None] | None:
    """A refresh token that would still be accepted, with its family."""
    async with database.connection() as connection:
        token = await grants.token_by_refresh(connection, digest(text))
        found = None if token is None else await grants.grant_of(connection, token.grant_id)
    if token is None or found is None:
        return None
    grant, person = found
    usable = token.claimed_at is None and grant.revoked_at is None
    lasting = token.refresh_expires_at is None or token.refresh_expires_at > now
    acting = person is None or person.active
    return (token, grant, person) if usable and lasting and acting else None


async def revoke_presented(
    database: Database,
    client_id: str | None,
    text: str,
    token_id: uuid.UUID | None,
    now: datetime,
    *,
    family: bool = False,
) -> bool:
    """Revoke what a program presents: its refresh token with the whole family, or (`token_id`, from
    a verified access token) that one access token, or its family too if `family`. Nothing happens
    to another program's; with `client_id` None anybody's. True if something was this program's to
    revoke."""
    async with database.connection() as connection:
        if token_id is not None:
            token = await grants.token_of(connection, token_id)
        else:
            token = await grants.token_by_refresh(connection, digest(text))
        found = None if token is None else await grants.grant_of(connection, token.grant_id)
        if token is None or found is None or client_id not in (None, found[0].client_id):
            return False
        if token_id is not None and not family:
            await grants.revoke_token(connection, token_id, now)
        else:
            await grants.revoke_grant(connection, token.grant_id, now)
    return True
