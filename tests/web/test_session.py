"""A browser's session: signed in by cookie, let through every door, taken from nobody else."""

from __future__ import annotations

import httpx
import pytest
from argon2 import PasswordHasher
from tests.fixtures_acc import BASE, People
from tests.fixtures_ledger import Container
from tests.web.browsing import COOKIE, PASSWORD, SESSION, Browser

from changewright.edge.http import Application
from changewright.edge.sessions import csrf_token
from changewright.work.identity import set_password
from changewright.work.ledger import Ledger
from changewright.work.people import set_active
from changewright.work.sign_in import LIMITS, Limit


async def test_signing_in_and_out(browser: Browser, people: People) -> None:
    before = (await browser.client.get(SESSION)).json()
    assert (before["signedIn"], before["person"], before["csrfToken"]) == (False, None, None)
    assert before["ways"] == {"password": True, "oidc": None}
    assert before["firstRun"] is False and before["version"]
    reply = await browser.sign_in()
    assert reply.status_code == 200, reply.text
    assert reply.headers["cache-control"] == "no-store"
    admin = people.persons["admin"]
    told = reply.json()
    assert told["signedIn"] is True
    assert told["person"] == {"id": str(admin.uuid), "name": admin.name, "email": admin.email}
    assert (await browser.client.get(SESSION)).json() == told
    ended = await browser.send("DELETE", SESSION)
    assert (ended.status_code, ended.content) == (204, b"")
    assert "max-age=0" in ended.headers["set-cookie"].lower()
    assert (await browser.client.get(SESSION)).json() == before


async def test_the_cookie_is_host_only_and_no_scripts(browser: Browser) -> None:
    flags = (await browser.sign_in()).headers["set-cookie"]
    assert flags.startswith(f"{COOKIE}=")
    assert "HttpOnly" in flags and "SameSite=lax" in flags and "Path=/" in flags
    assert "Domain" not in flags and "Secure" not in flags


async def test_every_door_takes_the_session(
    browser: Browser, container: Container, place: str, root: str
) -> None:
    paths = (f"{place}/settings", f"{root}/budgets", f"/rest/v1.0/projects?company_id={0}")
    assert [(await browser.client.get(path)).status_code for path in paths] == [401, 401, 401]
    await browser.sign_in()
    for path in paths[:2]:
        reply = await browser.client.get(path)
        assert reply.status_code == 200, reply.text
    assert (await browser.client.get(paths[2])).status_code != 401
    made = await browser.send("POST", f"{root}/change-orders/pco", json={"name": "By session"})
    assert made.status_code == 201, made.text


@pytest.mark.parametrize("header", [{}, {"x-csrf-token": ""}, {"x-csrf-token": "wrong"}])
async def test_nothing_is_changed_without_the_token(
    browser: Browser, place: str, root: str, header: dict[str, str]
) -> None:
    await browser.sign_in()
    web = await browser.client.patch(f"{place}/settings", json={"tiersCost": 3}, headers=header)
    assert web.status_code == 403
    assert web.headers["content-type"] == "application/problem+json"
    assert web.json()["type"] == "urn:changewright:problem:csrf"
    acc = await browser.client.post(f"{root}/change-orders/pco", json={"name": "x"}, headers=header)
    assert acc.status_code == 403 and acc.json()["error"]["errors"][0]["title"] == "FORBIDDEN"
    procore = await browser.client.post("/rest/v1.0/companies/1/projects", json={}, headers=header)
    assert procore.status_code in (403, 404)
    ended = await browser.client.delete(SESSION, headers=header)
    assert ended.status_code == 403
    assert (await browser.client.get(f"{place}/settings")).json()["tiersCost"] == 1


async def test_the_token_is_that_of_the_session(browser: Browser, place: str) -> None:
    await browser.sign_in()
    earlier = browser.token
    await browser.sign_in()
    assert browser.token != earlier
    headers = {"x-csrf-token": earlier}
    reply = await browser.client.patch(f"{place}/settings", json={"lifo": False}, headers=headers)
    assert reply.status_code == 403


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8081"},
        {"origin": "https://127.0.0.1:8080"},
        {"origin": f"{BASE}.evil.example"},
        {"origin": "http://[::1"},
        {"referer": "https://evil.example/app/"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_page_of_another_site_changes_nothing(
    browser: Browser, place: str, told: dict[str, str]
) -> None:
    body = {"email": browser.email, "password": PASSWORD}
    planted = await browser.client.post(SESSION, json=body, headers=told)
    assert planted.status_code == 403 and "set-cookie" not in planted.headers
    await browser.sign_in()
    headers = {"x-csrf-token": browser.token, **told}
    reply = await browser.client.patch(f"{place}/settings", json={"lifo": False}, headers=headers)
    assert (reply.status_code, reply.json()["title"]) == (403, "Not allowed")
    assert (await browser.client.get(f"{place}/settings")).json()["lifo"] is True


async def test_a_form_cannot_sign_anybody_in(browser: Browser) -> None:
    body = {"email": browser.email, "password": PASSWORD}
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        reply = await browser.client.post(
            SESSION, content=httpx.Request("POST", BASE, json=body).content,
            headers={"content-type": media},
        )  # fmt: skip
        assert reply.status_code == 415 and "set-cookie" not in reply.headers


async def test_token_and_cookie_are_never_mixed(
    browser: Browser, people: People, place: str
) -> None:
    await browser.sign_in()
    viewer = {"authorization": f"Bearer {people.tokens['viewer']}"}
    shown = await browser.client.get(place, headers=viewer)
    assert shown.json()["role"] == "viewer"
    wrong = await browser.client.get(place, headers={"authorization": "Bearer nonsense"})
    assert wrong.status_code == 401
    with_token = {**viewer, "x-csrf-token": browser.token}
    refused = await browser.client.patch(
        f"{place}/settings", json={"lifo": False}, headers=with_token
    )
    assert refused.status_code == 403
    assert (await browser.client.delete(SESSION, headers=with_token)).status_code == 401


async def test_a_planted_session_does_not_become_ones_own(browser: Browser, place: str) -> None:
    browser.client.cookies.set(COOKIE, "planted-by-somebody")
    await browser.sign_in()
    name = browser.client.cookies.get(COOKIE, domain="127.0.0.1") or ""
    assert name != "planted-by-somebody"
    await browser.sign_in()
    browser.client.cookies.clear()
    old = await browser.client.get(place, headers={"cookie": f"{COOKIE}={name}"})
    assert (old.status_code, old.json()["type"]) == (401, "urn:changewright:problem:session")


async def test_wrong_names_of_sessions(browser: Browser, place: str) -> None:
    for name in ("x", "x" * 5000, "%00", "\xe4", '"quoted"', "a b"):
        headers = {"cookie": f"{COOKIE}={name}".encode("latin-1").decode("latin-1")}
        raw = [(b"cookie", headers["cookie"].encode("latin-1"))]
        assert (await browser.client.get(place, headers=raw)).status_code == 401
        shown = await browser.client.get(SESSION, headers=raw)
        assert (shown.status_code, shown.json()["signedIn"]) == (200, False)


async def test_a_session_that_is_ended_elsewhere_ends_at_once(
    browser: Browser, ledger: Ledger, application: Application, people: People, place: str
) -> None:
    admin = people.persons["admin"]
    await browser.sign_in()
    await set_password(ledger.database, admin.id, "another long password")
    assert (await browser.client.get(place)).status_code == 401
    assert (await browser.client.get(SESSION)).json()["signedIn"] is False
    assert (await browser.sign_in()).status_code == 401
    assert (await browser.sign_in("another long password")).status_code == 200
    await set_active(ledger, application.services.directory, admin.id, active=False)
    assert (await browser.client.get(place)).status_code == 401


async def test_nobody_learns_who_is_there(browser: Browser) -> None:
    wrong = await browser.sign_in("not the password")
    nobody = await browser.client.post(
        SESSION, json={"email": "nobody@example.com", "password": PASSWORD}
    )
    assert wrong.status_code == nobody.status_code == 401
    assert {**wrong.json(), "requestId": ""} == {**nobody.json(), "requestId": ""}


async def test_attempts_are_limited(browser: Browser) -> None:
    replies = [await browser.sign_in("wrong") for _ in range(LIMITS[0].attempts + 1)]
    assert {reply.status_code for reply in replies[:-1]} == {401}
    assert replies[-1].status_code == 429 and int(replies[-1].headers["retry-after"]) > 0
    assert (await browser.sign_in()).status_code == 429


async def test_who_has_the_right_password_uses_up_nobodys_attempts(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole office comes from one place; a right password among guesses buys no more of them."""
    place = Limit("place", 4, 15)
    limits = (LIMITS[0], place, LIMITS[2])
    monkeypatch.setattr("changewright.work.sign_in.LIMITS", limits)
    for _ in range(place.attempts + 1):
        assert (await browser.sign_in()).status_code == 200
    replies = []
    for number in range(place.attempts + 1):
        body = {"email": f"{number}@nowhere.example", "password": "guess"}
        replies.append((await browser.client.post(SESSION, json=body)).status_code)
        if number == 2:
            assert (await browser.sign_in()).status_code == 200
    assert replies == [401] * place.attempts + [429]
    assert (await browser.sign_in()).status_code == 429


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["email", "password"]),
        ({"email": "", "password": ""}, ["email", "password"]),
        ({"email": 1, "password": None}, ["email", "password"]),
        ({"email": "x" * 255, "password": "y" * 1025}, ["email", "password"]),
    ],
)
async def test_what_is_wrong_with_a_sign_in_is_named(
    browser: Browser, body: dict[str, object], fields: list[str]
) -> None:
    reply = await browser.client.post(SESSION, json=body)
    assert reply.status_code == 400
    assert [each["field"] for each in reply.json()["problems"]] == fields


async def test_texts_that_cannot_be_anybodys(browser: Browser) -> None:
    for email in ("a\r\nset-cookie: x=1@example.com", "a\u202e@example.com", "\ud7ff@example.com"):
        reply = await browser.client.post(SESSION, json={"email": email, "password": PASSWORD})
        assert reply.status_code in (400, 401) and "set-cookie" not in reply.headers


def test_a_password_costs_who_guesses_it(cheap_passwords: PasswordHasher) -> None:
    """The product's own hasher, in whose place the tests have a cheap one."""
    assert cheap_passwords.memory_cost >= 64 * 1024 and cheap_passwords.time_cost >= 3
    assert cheap_passwords.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_token_tells_nothing_of_the_name() -> None:
    assert csrf_token("name") == csrf_token("name") != csrf_token("another")
    assert "name" not in csrf_token("name") and len(csrf_token("name")) == 43
