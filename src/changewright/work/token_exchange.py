"""A token request: a code or a refresh token is exchanged for the next one, in one transaction.

Claim what was presented, let the protocol decide over what was found, write the new token or
nothing. Claiming comes first and is undone by a refusal, so that of two requests with one code or
refresh token exactly one gets the row. The other, if it is the same program within 30 seconds, is a
repeat (a lost answer, two tabs) and gets the same successor; any other second use means that the
token is in two hands, and ends the whole family.

A refresh token is made from the code or token presented for it and a random salt, which is what
lets a repeat be answered without anything readable at rest.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from changewright.core.people import OAuthClient, Person, ServiceKey
from changewright.store import directory, grants
from changewright.store.engine import Connection, Database
from changewright.store.grants import Code, Grant, Token

from .tokens import Lifetimes, digest, draft_token, proven_client

REPEAT_SECONDS = 30


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


def _successor(presented: str, salt: bytes) -> str:
    """The refresh token that follows what was presented."""
    made = hmac.digest(presented.encode("utf-8", "surrogatepass"), salt, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


async def exchange(
    database: Database,
    presented: Presented,
    lifetimes: Lifetimes,
    decide: Callable[[Facts], Decision],
    now: datetime,
) -> Decision:
    """One token request, in one transaction. `decide` must be pure: it may run under a row lock."""
    async with database.connection() as connection:
        facts = Facts(now=now, draft=draft_token(lifetimes, now))
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
    known, facts.proven = await proven_client(
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
