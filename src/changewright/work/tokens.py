"""Codes and tokens: made, exchanged for one another, looked up, revoked.

An exchange is one transaction: claim what was presented, let the protocol decide over what was
found, write the new token or nothing. Claiming comes first and is undone by a refusal, so that of
two requests with one code or refresh token exactly one gets the row. The other, if it is the same
program within 30 seconds, is a repeat (a lost answer, two tabs) and gets the same successor; any
other second use means that the token is in two hands, and ends the whole family.

Secrets are kept as digests. A refresh token is made from the code or token presented for it and a
random salt, which is what lets a repeat be answered without anything readable at rest.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from changewright.core.people import OAuthClient, Person, ServiceKey
from changewright.store import directory, grants
from changewright.store.engine import Connection, Database
from changewright.store.grants import Code, Grant, LiveToken, PersonalToken, Token

from .keys import ACCESS_TOKEN_TYPE, KeyRing

REPEAT_SECONDS = 30
SALT_BYTES = 32
CODE_BYTES = 32
PERSONAL_CLIENT_ID = "changewright-command-line"

__all__ = [
    "Code",
    "Decision",
    "Facts",
    "Grant",
    "Lifetimes",
    "LiveToken",
    "PersonalToken",
    "Presented",
    "Token",
    "access_token",
    "authorize",
    "client_is_proven",
    "digest",
    "exchange",
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


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    """What a program sends to the token endpoint. Never logged."""

    client_id: str | None
    client_secret: str | None = None
    grant_type: str | None = None
    code: str | None = None
    refresh_token: str | None = None


@dataclass(slots=True)
class Facts:
    """What is true of one token request, as of `now`.

    `proven`: the program showed its secret, or has none to show. `draft` is the token that will be
    written if the protocol says yes, or with `repeated` the one that was written the first time.
    `reused`: what was presented had been used before, and not by a forgivable repeat.
    """

    now: datetime
    draft: Token
    client: OAuthClient | None = None
    proven: bool = False
    service_keys: tuple[ServiceKey, ...] = ()
    service_people: dict[int, Person] = field(default_factory=dict)
    grant: Grant | None = None
    person: Person | None = None
    code: Code | None = None
    presented_token: Token | None = None
    refresh_token: str | None = None
    repeated: bool = False
    reused: bool = False


@dataclass(slots=True)
class Decision:
    """The protocol's answer. `scopes` None: refused. `new_grant`: an authorization that this
    request itself makes (a program for itself, a service account)."""

    status: int
    headers: Mapping[str, str]
    body: str
    scopes: tuple[str, ...] | None = None
    new_grant: Grant | None = None
    refreshable: bool = False


class _Refused(Exception):
    """Carries a refusal out of the transaction, undoing the claim."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("refused")
        self.decision = decision


def digest(secret: str) -> bytes:
    """What is kept of a secret with enough randomness of its own."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _successor(presented: str, salt: bytes) -> str:
    """The refresh token that follows what was presented."""
    made = hmac.digest(presented.encode("utf-8", "surrogatepass"), salt, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _draft(lifetimes: Lifetimes, now: datetime) -> Token:
    now = now.replace(microsecond=0)  # a token counts whole seconds
    return Token(
        id=uuid.uuid4(),
        grant_id=uuid.uuid4(),
        scopes=(),
        issued_at=now,
        access_expires_at=now + timedelta(seconds=lifetimes.access),
        salt=secrets.token_bytes(SALT_BYTES),
    )


async def _proven_client(
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
        return (await _proven_client(connection, client_id, client_secret))[1]


async def authorize(database: Database, grant: Grant, code_text: str, code: Code) -> None:
    """Remember that a person allowed a program, and the code that the program will redeem."""
    async with database.connection() as connection, connection.transaction():
        await grants.insert_grant(connection, grant)
        await grants.insert_code(connection, digest(code_text), code)


async def exchange(
    database: Database,
    presented: Presented,
    lifetimes: Lifetimes,
    decide: Callable[[Facts], Decision],
    now: datetime,
) -> Decision:
    """One token request, in one transaction. `decide` must be pure: it may run under a row lock."""
    async with database.connection() as connection:
        facts = Facts(now=now, draft=_draft(lifetimes, now))
        try:
            async with connection.transaction():
                await _gather(connection, presented, lifetimes, facts)
                decision = decide(facts)
                if decision.scopes is None:
                    raise _Refused(decision)
                if not facts.repeated:
                    await _write(connection, facts, decision)
        except _Refused as refused:
            decision = refused.decision
            if facts.reused and facts.proven and facts.grant is not None:
                await grants.revoke_grant(connection, facts.grant.id, now)
    return decision


async def _write(connection: Connection, facts: Facts, decision: Decision) -> None:
    assert decision.scopes is not None, "only what was granted is written"
    token = msgspec.structs.replace(facts.draft, scopes=decision.scopes)
    if decision.new_grant is not None:
        await grants.insert_grant(connection, decision.new_grant)
        token = msgspec.structs.replace(token, grant_id=decision.new_grant.id)
    if not decision.refreshable:
        token = msgspec.structs.replace(token, refresh_hash=None, refresh_expires_at=None)
    await grants.insert_token(connection, token)


async def _gather(
    connection: Connection, presented: Presented, lifetimes: Lifetimes, facts: Facts
) -> None:
    known, facts.proven = await _proven_client(
        connection, presented.client_id, presented.client_secret
    )
    if known is None:
        return
    facts.client, facts.service_keys = known.client, known.service_keys
    if not facts.proven:
        return
    if presented.grant_type == "authorization_code" and presented.code:
        await _claim_code(connection, presented.code, lifetimes, facts)
    elif presented.grant_type == "refresh_token" and presented.refresh_token:
        await _claim_refresh(connection, presented.refresh_token, lifetimes, facts)
    else:
        spoken_for = {key.person_id for key in facts.service_keys}
        spoken_for |= {facts.client.service_person_id or 0} - {0}
        for person_id in sorted(spoken_for):
            person = await directory.person_of(connection, person_id)
            if person is not None and person.active:
                facts.service_people[person.id] = person


async def _claim_code(
    connection: Connection, text: str, lifetimes: Lifetimes, facts: Facts
) -> None:
    assert facts.client is not None, "only a known program gets here"
    client_id, hashed = facts.client.client_id, digest(text)
    facts.code = await grants.claim_code(connection, hashed, client_id, facts.draft.id, facts.now)
    claimed = facts.code is not None
    if not claimed:
        facts.code = await grants.code_of(connection, hashed)
    if facts.code is not None:
        await _follow(connection, text, facts.code, claimed, lifetimes, facts)


async def _claim_refresh(
    connection: Connection, text: str, lifetimes: Lifetimes, facts: Facts
) -> None:
    assert facts.client is not None, "only a known program gets here"
    client_id, hashed = facts.client.client_id, digest(text)
    facts.presented_token = await grants.claim_refresh(
        connection, hashed, client_id, facts.draft.id, facts.now
    )
    claimed = facts.presented_token is not None
    if not claimed:
        facts.presented_token = await grants.token_by_refresh(connection, hashed)
    if facts.presented_token is not None:
        await _follow(connection, text, facts.presented_token, claimed, lifetimes, facts)


async def _follow(
    connection: Connection,
    text: str,
    used: Code | Token,
    claimed: bool,
    lifetimes: Lifetimes,
    facts: Facts,
) -> None:
    """Fill in the family, and the successor: a fresh one, or for a repeat the one made before."""
    found = await grants.grant_of(connection, used.grant_id)
    assert found is not None and facts.client is not None, "a code or token has its grant"
    facts.grant, facts.person = found
    if claimed:
        facts.refresh_token = _successor(text, facts.draft.salt)
        ends = lifetimes.refresh
        facts.draft = msgspec.structs.replace(
            facts.draft,
            grant_id=used.grant_id,
            refresh_hash=digest(facts.refresh_token),
            refresh_expires_at=None if ends is None else facts.now + timedelta(seconds=ends),
        )
        return
    if used.claimed_at is None:
        return  # another program's, and never used: refused, nothing revoked
    window = timedelta(seconds=REPEAT_SECONDS)
    same_client = facts.grant.client_id == facts.client.client_id
    if same_client and facts.now - used.claimed_at <= window and used.successor_id is not None:
        successor = await grants.token_of(connection, used.successor_id)
        if successor is not None and successor.revoked_at is None:
            facts.repeated, facts.draft = True, successor
            facts.refresh_token = _successor(text, successor.salt)
            return
    facts.reused = True


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
    draft = _draft(Lifetimes(0, lifetime_seconds, None), now)
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
