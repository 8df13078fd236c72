"""Assertions of service accounts: three-legged tokens without a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.identity.conftest import (
    BASE_URL,
    TurnedClock,
    World,
    bearer,
    http_client,
    post_token,
)

from changewright.core.errors import Invalid
from changewright.core.people import DirectoryRows, ServiceKey
from changewright.edge.oauth.server import OAuthServer
from changewright.work import identity

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture
async def key_id(server: OAuthServer, world: World, key: RSAKey) -> str:
    name = f"key-of-{world.confidential.client_id}"
    text = msgspec.json.encode(key.as_dict(private=False)).decode()
    row = ServiceKey(name, world.confidential.client_id, world.supplier.id, text)
    await identity.add_rows(server.database, DirectoryRows(service_keys=(row,)))
    return name


def asserted(
    world: World, clock: TurnedClock, key: RSAKey, key_id: str, **changes: Any
) -> dict[str, str]:
    now = int(clock.seconds())
    claims = {
        "iss": world.confidential.client_id,
        "sub": world.supplier.autodesk_id,
        "aud": f"{BASE_URL}/authentication/v2/token",
        "iat": now,
        "exp": now + 300,
        **{name: value for name, value in changes.items() if name not in ("alg", "kid")},
    }
    header = {"alg": changes.get("alg", "RS256"), "kid": changes.get("kid", key_id)}
    text = jwt.encode(
        header,
        {k: v for k, v in claims.items() if v is not None},
        key,
        algorithms=["RS256", "RS512"],
    )
    return {"grant_type": GRANT_TYPE, "assertion": text, "scope": "data:read data:write"}


async def test_a_service_account_counts_as_a_person(
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    turned_clock: TurnedClock,
    key: RSAKey,
    key_id: str,
) -> None:
    form = asserted(world, turned_clock, key, key_id)
    answer = await post_token(program, world.confidential, form)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["token_type", "expires_in", "access_token"]
    caller = await bearer(server, answer.json()["access_token"])
    assert (caller.person_id, caller.two_legged) == (world.supplier.id, False)
    assert caller.scopes == {"data:read", "data:write"}


WRONG: list[dict[str, Any]] = [
    {"iss": "somebody else"},
    {"sub": "CED9LVTLHNXV"},
    {"aud": "https://developer.elsewhere.test/token"},
    {"aud": None},
    {"exp": None},
    {"exp": "soon"},
    {"exp": 1},
    {"exp": 99999999999},
    {"nbf": 99999999999},
    {"kid": "unknown"},
    {"alg": "RS512"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
async def test_an_assertion_with_anything_wrong_is_refused(
    program: httpx.AsyncClient,
    world: World,
    turned_clock: TurnedClock,
    key: RSAKey,
    key_id: str,
    wrong: dict[str, Any],
) -> None:
    form = asserted(world, turned_clock, key, key_id, **wrong)
    answer = await post_token(program, world.confidential, form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_other_keys_programs_and_times(
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    turned_clock: TurnedClock,
    key: RSAKey,
    key_id: str,
) -> None:
    async def error(form: dict[str, str]) -> str:
        return str((await post_token(program, world.confidential, form)).json()["error"])

    foreign = asserted(world, turned_clock, RSAKey.generate_key(2048), key_id)
    assert await error(foreign) == "invalid_grant"
    good = asserted(world, turned_clock, key, key_id)
    assert await error({**good, "assertion": "x.y.z"}) == "invalid_grant"
    assert await error({k: v for k, v in good.items() if k != "assertion"}) == "invalid_grant"
    assert await error({**good, "scope": ""}) == "invalid_scope"
    bare = {**good, "client_id": world.confidential.client_id}
    assert (await program.post("/authentication/v2/token", data=bare)).status_code == 401
    public = {**good, "client_id": world.public.client_id}
    answer = await program.post("/authentication/v2/token", data=public)
    assert answer.json()["error"] == "unauthorized_client"
    turned_clock.turn(seconds=300)
    assert await error(good) == "invalid_grant"
    again = asserted(world, turned_clock, key, key_id, sub=str(world.supplier.uuid), aud=[BASE_URL])
    assert (await post_token(program, world.confidential, again)).status_code == 200
    gone = msgspec.structs.replace(world.supplier, active=False)
    await identity.save_rows(server.database, DirectoryRows(people=(gone,)))
    assert await error(asserted(world, turned_clock, key, key_id)) == "invalid_grant"


async def test_a_private_key_is_not_taken(server: OAuthServer, world: World, key: RSAKey) -> None:
    text = msgspec.json.encode(key.as_dict(private=True)).decode()
    row = ServiceKey("private", world.confidential.client_id, world.supplier.id, text)
    with pytest.raises(Invalid):
        await identity.add_rows(server.database, DirectoryRows(service_keys=(row,)))


async def test_a_door_may_take_a_program_for_its_service_person(
    server: OAuthServer, world: World
) -> None:
    acting = msgspec.structs.replace(world.confidential, service_person_id=world.supplier.id)
    await identity.save_rows(server.database, DirectoryRows(clients=(acting,)))
    form = {"grant_type": "client_credentials", "scope": "data:read"}
    for is_person in (False, True):
        dialect = msgspec.structs.replace(server.dialect, service_client_is_person=is_person)
        async with http_client(replace(server, dialect=dialect)) as client:
            answer = await post_token(client, acting, form)
        caller = await bearer(server, answer.json()["access_token"])
        assert caller.person_id == (world.supplier.id if is_person else None)
