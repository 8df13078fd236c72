"""Ways in: sessions and passwords, one's own tokens, an account's programs."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People, client_of, join
from tests.fixtures_ledger import make_container
from tests.web.browsing import PASSWORD, SESSION, Browser, visitor

from changewright.edge.http import Application
from changewright.store import write_identity
from changewright.work import programs
from changewright.work.ledger import Ledger

TOKENS, PASSWORDS, SESSIONS = "/web/v1/tokens", "/web/v1/password", "/web/v1/sessions"
NEW = "another long password"
STALE = "urn:changewright:problem:stale"


@pytest.fixture
async def signed(browser: Browser) -> Browser:
    assert (await browser.sign_in()).status_code == 200
    return browser


async def test_a_token_is_shown_once_and_revoked(
    application: Application, signed: Browser, place: str, root: str
) -> None:
    body = {"name": "ERP sync", "access": "read", "days": 30}
    made = await signed.send("POST", TOKENS, json=body)
    assert made.status_code == 201, made.text
    text = made.json()["token"]
    (row,) = [
        each
        for each in (await signed.client.get(TOKENS)).json()["results"]
        if each["name"] == "ERP sync"
    ]
    assert row["access"] == "read" and row["expiresAt"] == made.json()["expiresAt"]
    assert text not in (await signed.client.get(TOKENS)).text
    async with client_of(application, text) as program:
        assert (await program.get(place)).status_code == 200
        written = await program.post(f"{root}/change-orders/pco", json={"name": "x"})
        assert written.status_code == 403
        gone = await signed.send("DELETE", f"{TOKENS}/{row['id']}")
        assert gone.status_code == 204
        assert (await program.get(place)).status_code == 401
    assert (await signed.send("DELETE", f"{TOKENS}/{row['id']}")).status_code == 404


async def test_a_token_that_writes(application: Application, signed: Browser, root: str) -> None:
    body = {"name": "Robot", "access": "write", "days": 1}
    text = (await signed.send("POST", TOKENS, json=body)).json()["token"]
    async with client_of(application, text) as program:
        written = await program.post(f"{root}/change-orders/pco", json={"name": "x"})
        assert written.status_code == 201


async def test_a_token_makes_no_ways_in(
    signed: Browser, web: httpx.AsyncClient, place: str
) -> None:
    """A stolen token must not outlive itself, nor reach beyond what it may do."""
    for method, path, body in (
        ("POST", TOKENS, {"name": "x", "access": "write", "days": 1}),
        ("PUT", PASSWORDS, {"current": PASSWORD, "password": NEW}),
        ("GET", SESSIONS, None),
        ("DELETE", SESSIONS, None),
        ("POST", f"{place}/programs", {"name": "x"}),
    ):
        reply = await web.request(method, path, json=body)
        assert reply.status_code == 403, (path, reply.text)
        assert reply.json()["type"] == "urn:changewright:problem:session"


async def test_a_repeat_makes_no_second_token_and_no_second_program(
    signed: Browser, place: str
) -> None:
    """Neither can be told again, so neither takes a key: they are known by their names."""
    for path, body in (
        (TOKENS, {"name": "Twice", "access": "read", "days": 1}),
        (f"{place}/programs", {"name": "Twice"}),
    ):
        first = await signed.send("POST", path, json=body)
        again = await signed.send("POST", path, json=body | {"name": "tWICE "})
        assert (first.status_code, again.status_code) == (201, 409), again.text
        assert [each["field"] for each in again.json()["problems"]] == ["name"]
        named = [each["name"] for each in (await signed.client.get(path)).json()["results"]]
        assert named.count("Twice") == 1 and "tWICE" not in named
    other = await signed.send("POST", f"{place}/programs", json={"name": "Once"})
    path = f"{place}/programs/{other.json()['program']['clientId']}"
    assert (await signed.send("PATCH", path, json={"name": "Twice"})).status_code == 409
    assert (await signed.send("PATCH", path, json={"name": "ONCE"})).status_code == 200


async def test_of_tokens_made_at_once_one_has_the_name(signed: Browser) -> None:
    body = {"name": "At once", "access": "read", "days": 1}
    made = await asyncio.gather(*(signed.send("POST", TOKENS, json=body) for _ in range(4)))
    assert sorted(each.status_code for each in made) == [201, 409, 409, 409]
    told = [each.json()["problems"][0]["field"] for each in made if each.status_code == 409]
    assert told == ["name"] * 3
    named = [each["name"] for each in (await signed.client.get(TOKENS)).json()["results"]]
    assert named.count("At once") == 1


async def test_tokens_are_ones_own(signed: Browser, people: People) -> None:
    body = {"name": "Mine", "access": "read", "days": 1}
    await signed.send("POST", TOKENS, json=body)
    (mine, *_) = (await signed.client.get(TOKENS)).json()["results"]
    viewer = people.clients["viewer"]
    theirs = (await viewer.get(TOKENS)).json()["results"]
    assert mine["id"] not in {each["id"] for each in theirs}
    assert (await viewer.delete(f"{TOKENS}/{mine['id']}")).status_code == 404
    assert mine in (await signed.client.get(TOKENS)).json()["results"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\u0007"}, "name"),
        ({"access": "all"}, "access"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"days": 1.5}, "days"),
    ],
)
async def test_tokens_that_cannot_be(signed: Browser, change: dict[str, Any], field: str) -> None:
    body = {"name": "x", "access": "read", "days": 1, **change}
    reply = await signed.send("POST", TOKENS, json=body)
    assert reply.status_code == 400
    assert [each["field"] for each in reply.json()["problems"]] == [field]


async def test_a_new_password_signs_out_everywhere_else(
    application: Application, signed: Browser, place: str
) -> None:
    async with visitor(application) as client:
        other = Browser(client, signed.email)
        await other.sign_in()
        found = (await signed.client.get(SESSIONS)).json()["results"]
        assert sorted(each["current"] for each in found) == [False, True]
        wrong = await signed.send("PUT", PASSWORDS, json={"current": NEW, "password": NEW})
        assert [each["field"] for each in wrong.json()["problems"]] == ["current"]
        short = await signed.send("PUT", PASSWORDS, json={"current": PASSWORD, "password": "x"})
        assert [each["field"] for each in short.json()["problems"]] == ["password"]
        assert (await other.client.get(place)).status_code == 200
        changed = await signed.send("PUT", PASSWORDS, json={"current": PASSWORD, "password": NEW})
        assert changed.status_code == 200 and changed.json()["signedIn"]
        assert (await other.client.get(place)).status_code == 401
        assert (await signed.client.get(place)).status_code == 200
        assert (await other.sign_in()).status_code == 401
        assert (await other.sign_in(NEW)).status_code == 200


async def test_signing_out_everywhere(
    application: Application, signed: Browser, place: str
) -> None:
    async with visitor(application) as client:
        other = Browser(client, signed.email)
        await other.sign_in()
        assert (await signed.send("DELETE", SESSIONS)).status_code == 204
        for each in (other, signed):
            assert (await each.client.get(place)).status_code == 401
            assert (await each.client.get(SESSION)).json()["signedIn"] is False


async def test_a_program_lives(
    application: Application, signed: Browser, people: People, place: str
) -> None:
    body = {"name": "Ledger Bridge", "redirectUris": ["https://app.example.test/back"]}
    made = await signed.send("POST", f"{place}/programs", json=body)
    assert made.status_code == 201, made.text
    program, secret = made.json()["program"], made.json()["secret"]
    path = f"{place}/programs/{program['clientId']}"
    assert program in (await signed.client.get(f"{place}/programs")).json()["results"]
    assert secret not in (await signed.client.get(f"{place}/programs")).text

    async def works(with_secret: str) -> bool:
        async with client_of(application) as client:
            form = {"grant_type": "client_credentials", "scope": "data:read"}
            auth = httpx.BasicAuth(program["clientId"], with_secret)
            reply = await client.post("/authentication/v2/token", data=form, auth=auth)
            return reply.status_code == 200

    assert await works(secret)
    rotated = await signed.send("POST", f"{path}:rotate-secret")
    assert rotated.status_code == 200, rotated.text
    assert not await works(secret) and await works(rotated.json()["secret"])
    renamed = await signed.send("PATCH", path, json={"name": "Bridge"})
    tag = renamed.headers["etag"]
    assert renamed.json() == program | {"name": "Bridge", "tag": tag}
    stale = {"if-match": program["tag"]}
    for method in ("PATCH", "DELETE"):
        refused = await signed.send(method, path, more=stale, json={"name": "Mine"})
        assert (refused.status_code, refused.json()["type"]) == (412, STALE)
    assert (await signed.send("DELETE", path, more={"if-match": tag})).status_code == 204
    assert not await works(rotated.json()["secret"])
    assert (await signed.send("POST", f"{path}:rotate-secret")).status_code == 404


async def test_an_account_has_so_many_programs(
    signed: Browser, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "PROGRAMS_MAXIMUM", 2)
    body = {"name": "Bridge", "redirectUris": []}
    made = [
        await signed.send("POST", f"{place}/programs", json=body | {"name": name})
        for name in ("Bridge", "Weir", "Sluice")
    ]
    assert [each.status_code for each in made] == [201, 201, 409]
    assert made[2].json()["type"] == "urn:changewright:problem:programs"
    first = made[0].json()["program"]["clientId"]
    assert (await signed.send("DELETE", f"{place}/programs/{first}")).status_code == 204
    assert (await signed.send("POST", f"{place}/programs", json=body)).status_code == 201


async def test_a_program_is_there_with_its_secret_or_not_at_all(
    signed: Browser, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_identity, "SET_CLIENT_SECRET", b"SELECT 1 / 0 + %s + %s")
    reply = await signed.send("POST", f"{place}/programs", json={"name": "Bridge"})
    assert reply.status_code == 500
    assert (await signed.client.get(f"{place}/programs")).json()["results"] == []


async def test_a_public_program_has_no_secret(signed: Browser, place: str) -> None:
    body = {"name": "Field App", "redirectUris": ["com.example.app:/back"], "public": True}
    made = await signed.send("POST", f"{place}/programs", json=body)
    assert made.status_code == 201 and made.json()["secret"] is None
    path = f"{place}/programs/{made.json()['program']['clientId']}"
    assert (await signed.send("POST", f"{path}:rotate-secret")).status_code == 409


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://app.example.test/back",
        "https://",
        "https://a.example/#part",
        "https://user:secret@a.example/",
        "https://a.example\\@b.example/",
        "//a.example/",
        "https://a.example/ b",
        "https://a.example/\r\nset-cookie: x",
        "https://[::1",
        "\u0430pp:/back",
    ],
)
async def test_a_browser_is_sent_back_only_where_it_is_safe(
    signed: Browser, place: str, address: str
) -> None:
    reply = await signed.send(
        "POST", f"{place}/programs", json={"name": "x", "redirectUris": [address]}
    )
    assert reply.status_code == 400, reply.text
    assert [each["field"] for each in reply.json()["problems"]] == ["redirectUris"]


async def test_programs_are_the_accounts_own(
    application: Application, ledger: Ledger, signed: Browser, people: People, place: str
) -> None:
    made = await signed.send("POST", f"{place}/programs", json={"name": "Ours"})
    client_id = made.json()["program"]["clientId"]
    container = await make_container(ledger)
    others = await join(application, ledger, container)
    elsewhere = f"/web/v1/projects/{container.uuid}/programs"
    assert client_id not in (await others.clients["admin"].get(elsewhere)).text
    refused = await others.clients["admin"].delete(f"{elsewhere}/{client_id}")
    assert refused.status_code in (403, 404)
    for role, client in people.clients.items():
        if role != "admin":
            assert (await client.get(f"{place}/programs")).status_code == 403
