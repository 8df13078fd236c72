"""From a bearer token to the caller: forged, foreign, expired, revoked, and how fast."""

from __future__ import annotations

import base64
import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.datastructures import Headers
from tests.identity.conftest import TurnedClock, World, bearer

from changewright.core.errors import NotAuthenticated
from changewright.core.people import DirectoryRows
from changewright.edge.auth import Authenticator
from changewright.edge.oauth.server import OAuthServer
from changewright.store.engine import Database
from changewright.work import identity
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing
from changewright.work.tokens import revoke_presented

SCOPES = ("data:read", "data:write")


@pytest.fixture
async def token(server: OAuthServer, world: World, turned_clock: TurnedClock) -> str:
    return await identity.issue_personal_token(
        server.database, server.keys, world.admin, SCOPES, 3600, turned_clock()
    )


async def reason(server: OAuthServer, token: str) -> str:
    with pytest.raises(NotAuthenticated) as caught:
        await bearer(server, token)
    assert token[:20] not in caught.value.detail or not token
    return caught.value.reason


def part(fields: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode()


def read(text: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


async def test_a_personal_token_names_its_person(
    server: OAuthServer, world: World, token: str
) -> None:
    caller = await bearer(server, token)
    assert (caller.person_id, caller.two_legged) == (world.admin.id, False)
    assert caller.scopes == set(SCOPES)
    text = Headers({"Authorization": f"bearer  {token} "})
    assert await server.authenticator.authenticate(text) == caller


async def test_headers_that_are_no_bearer_token(server: OAuthServer) -> None:
    for value, expected in (
        (None, "missing"),
        (b"", "malformed"),
        (b"Basic eDp5", "malformed"),
        (b"Bearer", "malformed"),
        (b"Bearer ", "invalid"),
        (b"Bearer x", "invalid"),
        (b"Bearer a.b.c", "invalid"),
        (b"Bearer " + b"a" * 100_000, "invalid"),
        (b"Bearer \xff\xfe.\x00.", "invalid"),
        (b"Bearer " + b"." * 50, "invalid"),
    ):
        headers = {} if value is None else {b"authorization": value}
        with pytest.raises(NotAuthenticated) as caught:
            await server.authenticator.authenticate(headers)
        assert caught.value.reason == expected, value
    with pytest.raises(NotAuthenticated):  # a cookie is nothing here
        await server.authenticator.authenticate({b"cookie": b"changewright_session=x"})


async def test_forged_tokens(
    server: OAuthServer, world: World, token: str, turned_clock: TurnedClock
) -> None:
    head, body, signature = token.split(".")
    header, claims = read(head), read(body)
    foreign = RSAKey.generate_key(2048)
    public_text = json.dumps(server.keys.public_set()["keys"][0])
    secret = OctKey.import_key(public_text)

    def signed(fields: dict[str, Any], key: Any, algorithm: str) -> str:
        return jwt.encode(fields, claims, key, algorithms=[algorithm], default_type=None)

    changed = part({**claims, "sub": world.stranger.autodesk_id})
    for name, forged in {
        "no algorithm": f"{part({**header, 'alg': 'none'})}.{body}.",
        "no algorithm, signed": f"{part({**header, 'alg': 'none'})}.{body}.{signature}",
        "no signature": f"{head}.{body}.",
        "other claims": f"{head}.{changed}.{signature}",
        "another key under our name": signed(header, foreign, "RS256"),
        "another key": signed({**header, "kid": "elsewhere"}, foreign, "RS256"),
        "our public key as a secret": signed({**header, "alg": "HS256"}, secret, "HS256"),
        "another type": f"{part({**header, 'typ': 'JWT'})}.{body}.{signature}",
        "our own key, another type": server.keys.sign(claims, "JWT"),
        "no key id": f"{part({'alg': 'RS256', 'typ': 'at+jwt'})}.{body}.{signature}",
        "a number for a key id": f"{part({**header, 'kid': 7})}.{body}.{signature}",
        "an array for a header": f"{base64.urlsafe_b64encode(b'[]').decode()}.{body}.{signature}",
    }.items():
        assert await reason(server, forged) == "invalid", name
    good = server.keys.sign(claims, "at+jwt")
    assert (await bearer(server, good)).person_id == world.admin.id
    for name, odd in {
        "unknown id": {**claims, "jti": str(uuid.uuid4())},
        "no id": {k: v for k, v in claims.items() if k != "jti"},
        "id no uuid": {**claims, "jti": "x"},
        "id a number": {**claims, "jti": 5},
        "no end": {k: v for k, v in claims.items() if k != "exp"},
        "end no number": {**claims, "exp": "soon"},
    }.items():
        expected = "revoked" if name == "unknown id" else "invalid"
        assert await reason(server, server.keys.sign(odd, "at+jwt")) == expected, name


async def test_an_expired_token(server: OAuthServer, token: str, turned_clock: TurnedClock) -> None:
    turned_clock.turn(seconds=3599)
    await bearer(server, token)
    turned_clock.turn(seconds=1)
    assert await reason(server, token) == "expired"


async def test_revocation_elsewhere_bites_within_a_minute(
    server: OAuthServer, token: str, turned_clock: TurnedClock
) -> None:
    caller = await bearer(server, token)
    await revoke_presented(server.database, None, "", caller.token_id, turned_clock())
    await bearer(server, token)  # remembered: this process has not been told
    turned_clock.turn(seconds=31)
    assert await reason(server, token) == "revoked"


async def test_a_person_made_inactive_elsewhere_stops_within_a_minute(
    server: OAuthServer, world: World, token: str, turned_clock: TurnedClock
) -> None:
    await bearer(server, token)
    gone = msgspec.structs.replace(world.admin, active=False)
    await identity.save_rows(server.database, DirectoryRows(people=(gone,)))
    turned_clock.turn(seconds=31)
    assert await reason(server, token) == "revoked"


async def test_the_memory_is_bounded(
    server: OAuthServer, world: World, turned_clock: TurnedClock
) -> None:
    small = Authenticator(
        server.database, server.keys, server.directory, turned_clock.seconds, remembered_maximum=3
    )
    for _ in range(5):
        token = await identity.issue_personal_token(
            server.database, server.keys, world.admin, SCOPES, 60, turned_clock()
        )
        await small.authenticate({b"authorization": f"Bearer {token}".encode()})
    assert len(small._remembered) == 3


async def test_keys_rotate_without_ending_tokens(
    database: Database, server: OAuthServer, world: World, token: str
) -> None:
    now = datetime.now(UTC)
    mine, theirs = KeyRing(database), KeyRing(database)
    await mine.load(now)
    await theirs.load(now)
    await mine.rotate(now + timedelta(seconds=1))
    new = await identity.issue_personal_token(database, mine, world.admin, SCOPES, 60, now)
    assert read(new.split(".")[0])["kid"] != read(token.split(".")[0])["kid"]
    other = Authenticator(database, theirs, server.directory)  # learns of the key when it meets it
    for text in (new, token):
        caller = await other.authenticate({b"authorization": f"Bearer {text}".encode()})
        assert caller.person_id == world.admin.id


async def test_processes_that_start_at_once_agree_on_one_key(database: Database) -> None:
    now = datetime.now(UTC)
    rings = [KeyRing(database) for _ in range(3)]
    for ring in rings:
        await ring._add(now, only_first=True)
    assert len({ring.sign({}, "x").split(".")[0] for ring in rings}) == 1


async def test_a_known_token_costs_microseconds(server: OAuthServer, token: str) -> None:
    directory = Directory(server.database)
    await directory.fresh()
    headers = {b"authorization": f"Bearer {token}".encode()}
    caller = await server.authenticator.authenticate(headers)
    assert caller.person_id is not None

    async def once() -> None:
        await server.authenticator.authenticate(headers)
        fresh = await directory.fresh()
        fresh.role_of(caller.person_id or 0, 1)

    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        for _ in range(100):
            await once()
        best = min(best, (time.perf_counter() - started) / 100)
    assert best < 30e-6, f"{best * 1e6:.1f} µs"
