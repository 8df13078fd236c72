"""Procore's dialect of OAuth: its addresses, the forms its clients send, and one set of grants."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from tests.identity.conftest import (
    BASE_URL,
    REDIRECT,
    SECRET,
    TurnedClock,
    World,
    accepted,
    bearer,
    form_of,
    http_client,
    refresh,
    sign_in,
    tokens_for,
)

from changewright.core.people import OAuthClient
from changewright.edge.oauth.server import OAuthServer
from changewright.procore.oauth import OUT_OF_BAND, PROCORE
from changewright.store.engine import Database
from changewright.work import identity

ALL_SCOPES = {"data:read", "data:write", "data:create", "account:read"}


@pytest.fixture
def other(server: OAuthServer) -> OAuthServer:
    """Procore's server over the same database, keys and directory as Autodesk's."""
    return OAuthServer(
        PROCORE,
        server.database,
        server.keys,
        server.directory,
        server.authenticator,
        clock=server.clock,
    )


@pytest.fixture
async def app(database: Database, world: World) -> OAuthClient:
    """A program of Procore's kind: no scopes, two redirect addresses, and a service person."""
    client = msgspec.structs.replace(
        world.confidential,
        client_id=f"app-{world.confidential.client_id}",
        redirect_uris=(REDIRECT, OUT_OF_BAND),
        scopes=(),
        service_person_id=world.admin.id,
    )
    await identity.add_client(database, client, SECRET)
    return client


@pytest.fixture
async def page(other: OAuthServer) -> AsyncIterator[httpx.AsyncClient]:
    async with http_client(other) as client:
        client.headers["Origin"] = BASE_URL
        yield client


@pytest.fixture
async def api(other: OAuthServer) -> AsyncIterator[httpx.AsyncClient]:
    async with http_client(other) as client:
        yield client


async def allowed(
    page: httpx.AsyncClient, client: OAuthClient, world: World, redirect_uri: str, **more: str
) -> httpx.Response:
    """Sign in and allow; the last answer."""
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        **more,
    }
    shown = await page.get("/oauth/authorize", params=query)
    assert shown.status_code == 200, shown.text
    answer = await sign_in(page, shown, world.admin)
    assert answer.status_code == 303, answer.text
    shown = await page.get(answer.headers["location"])
    action, fields = form_of(shown, "allow")
    return await page.post(action, data=fields)


async def code_of(page: httpx.AsyncClient, client: OAuthClient, world: World) -> str:
    answer = await allowed(page, client, world, OUT_OF_BAND)
    found = re.search(r": ([A-Za-z0-9_-]{20,})", answer.text)
    assert answer.status_code == 200 and found is not None, answer.text
    assert "location" not in answer.headers
    return found[1]


def form(client: OAuthClient, **fields: str) -> dict[str, str]:
    return {"client_id": client.client_id, "client_secret": SECRET, **fields}


async def tokens(
    page: httpx.AsyncClient, api: httpx.AsyncClient, client: OAuthClient, world: World
) -> dict[str, Any]:
    code = await code_of(page, client, world)
    sent = form(client, grant_type="authorization_code", code=code, redirect_uri=OUT_OF_BAND)
    answer = await api.post("/oauth/token", json=sent)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_code_is_shown_and_exchanged(
    page: httpx.AsyncClient,
    api: httpx.AsyncClient,
    other: OAuthServer,
    app: OAuthClient,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    made = await tokens(page, api, app, world)
    fields = ["access_token", "token_type", "expires_in", "refresh_token", "created_at"]
    assert list(made) == fields
    assert (made["token_type"], made["expires_in"]) == ("bearer", 5400)
    assert made["created_at"] == int(turned_clock.now.timestamp())
    caller = await bearer(other, made["access_token"])
    assert (caller.person_id, caller.scopes) == (world.admin.id, ALL_SCOPES)


async def test_a_program_with_an_address_is_redirected_to_it(
    page: httpx.AsyncClient, app: OAuthClient, world: World
) -> None:
    answer = await allowed(page, app, world, REDIRECT, state="s", scope="nothing:known")
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith(REDIRECT) and "code=" in location and "state=s" in location


async def test_who_denies_is_told_so_on_a_page(
    page: httpx.AsyncClient, app: OAuthClient, world: World
) -> None:
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": OUT_OF_BAND,
    }
    answer = await sign_in(page, await page.get("/oauth/authorize", params=query), world.admin)
    shown = await page.get(answer.headers["location"])
    action, fields = form_of(shown, "deny")
    answer = await page.post(action, data=fields)
    assert answer.status_code == 200 and "location" not in answer.headers
    assert "No access was given" in answer.text


@pytest.mark.parametrize("response_type", ["token", "id_token", "nonsense"])
async def test_only_codes_are_given_out(
    page: httpx.AsyncClient, app: OAuthClient, response_type: str
) -> None:
    query = {
        "response_type": response_type,
        "client_id": app.client_id,
        "redirect_uri": REDIRECT,
    }
    answer = await page.get("/oauth/authorize", params=query)
    assert answer.status_code == 303
    assert "error=unsupported_response_type" in answer.headers["location"]


async def test_a_service_account_acts_as_its_person_whatever_form_it_sends(
    api: httpx.AsyncClient, other: OAuthServer, app: OAuthClient, world: World
) -> None:
    sent = form(app, grant_type="client_credentials")
    files = {name: (None, value) for name, value in sent.items()}
    answers = [
        await api.post("/oauth/token", json=sent),
        await api.post("/oauth/token", data=sent),
        await api.post("/oauth/token", files=files),
        await api.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=httpx.BasicAuth(app.client_id, SECRET),
        ),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert list(answer.json()) == ["access_token", "token_type", "expires_in", "created_at"]
        caller = await bearer(other, answer.json()["access_token"])
        assert (caller.person_id, caller.two_legged) == (world.admin.id, False)


BROKEN: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"json": []}, 400, "invalid_request"),
    ({"json": {"grant_type": 3}}, 400, "invalid_request"),
    ({"json": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
    ({"json": {}}, 400, "invalid_request"),
    ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "invalid_request"),
    ({"content": b"[" * 9999, "headers": {"content-type": "application/json"}}, 400, "invalid_"),
    ({"content": b"x", "headers": {"content-type": "text/xml"}}, 400, "invalid_request"),
    ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400, "invalid_"),
    (
        {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        400,
        "invalid_request",
    ),
    ({"files": {"grant_type": ("f.txt", b"client_credentials")}}, 400, "invalid_request"),
    ({"data": {"grant_type": "client_credentials", "client_id": "a\0b"}}, 400, "invalid_request"),
    ({"json": {"grant_type": "client_credentials", "client_id": "\ud800"}}, 400, "invalid_"),
    (
        {"json": {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}},
        401,
        "invalid_client",
    ),
)


@pytest.mark.parametrize(("sent", "status", "error"), BROKEN, ids=range(len(BROKEN)))
async def test_what_cannot_be_read_is_told(
    api: httpx.AsyncClient, sent: dict[str, Any], status: int, error: str
) -> None:
    if "json" in sent:  # not by the client's encoder, which refuses half characters
        content = written(sent["json"])
        sent = {"content": content, "headers": {"content-type": "application/json"}}
    answer = await api.post("/oauth/token", **sent)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"].startswith(error)
    assert answer.json()["error_description"], "told in words too, as Procore's door does"


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


async def test_a_refresh_token_works_once_and_does_not_age(
    page: httpx.AsyncClient,
    api: httpx.AsyncClient,
    other: OAuthServer,
    app: OAuthClient,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    first = await tokens(page, api, app, world)
    turned_clock.turn(days=400)
    sent = form(app, grant_type="refresh_token", refresh_token=first["refresh_token"])
    second = (await api.post("/oauth/token", json=sent)).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert await accepted(other, second["access_token"])
    turned_clock.turn(seconds=31)
    again = await api.post("/oauth/token", json=sent)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert "expired, spent" in again.json()["error_description"]
    assert not await accepted(other, second["access_token"]), "the family has ended"


async def test_a_code_lives_ten_minutes(
    page: httpx.AsyncClient,
    api: httpx.AsyncClient,
    app: OAuthClient,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    code = await code_of(page, app, world)
    turned_clock.turn(seconds=601)
    sent = form(app, grant_type="authorization_code", code=code, redirect_uri=OUT_OF_BAND)
    answer = await api.post("/oauth/token", json=sent)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_what_a_token_stands_for(
    page: httpx.AsyncClient,
    api: httpx.AsyncClient,
    app: OAuthClient,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    made = await tokens(page, api, app, world)
    turned_clock.turn(seconds=400)
    headers = {"authorization": f"Bearer {made['access_token']}"}
    answer = await api.get("/oauth/token/info", headers=headers)
    told = answer.json()
    assert answer.status_code == 200
    assert set(told.pop("scopes")) == ALL_SCOPES
    assert told == {
        "resource_owner_id": world.admin.id,
        "expires_in_seconds": 5000,
        "application": {"uid": app.client_id},
        "created_at": made["created_at"],
    }
    for bad in ({}, {"authorization": "Bearer x.y.z"}, {"authorization": "Basic x"}):
        answer = await api.get("/oauth/token/info", headers=bad)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_either_token_ends_both(
    page: httpx.AsyncClient,
    api: httpx.AsyncClient,
    other: OAuthServer,
    app: OAuthClient,
    world: World,
    which: str,
) -> None:
    made = await tokens(page, api, app, world)
    for sent in (
        {"token": made[which]},
        {"token": made[which], "client_id": app.client_id, "client_secret": "wrong"},
        {"token": made[which], "client_id": world.confidential.client_id, "client_secret": SECRET},
        form(app, token="nothing"),
        {},
    ):
        answer = await api.post("/oauth/revoke", json=sent)
        assert answer.status_code == 200
        assert await accepted(other, made["access_token"]), sent
    assert (await api.post("/oauth/revoke", json=form(app, token=made[which]))).status_code == 200
    assert not await accepted(other, made["access_token"])
    sent = form(app, grant_type="refresh_token", refresh_token=made["refresh_token"])
    assert (await api.post("/oauth/token", json=sent)).status_code == 400


async def test_the_doors_share_people_and_programs_but_renew_only_their_own(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    api: httpx.AsyncClient,
    server: OAuthServer,
    other: OAuthServer,
    world: World,
) -> None:
    made = await tokens_for(browser, program, world.confidential, world.admin)
    assert await accepted(other, made["access_token"]), "one set of grants"
    sent = form(world.confidential, grant_type="refresh_token", refresh_token=made["refresh_token"])
    answer = await api.post("/oauth/token", json=sent)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    answer = await refresh(program, world.confidential, made["refresh_token"])
    assert answer.status_code == 200, "the refused try took nothing away"
    sent = form(world.confidential, token=answer.json()["access_token"])
    await api.post("/oauth/revoke", json=sent)
    assert not await accepted(server, answer.json()["access_token"])
