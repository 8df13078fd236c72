"""What the authorization server refuses, in which words, and that nothing comes of it."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import msgspec
import pytest
from tests.identity.conftest import (
    BASE_URL,
    PASSWORD,
    REDIRECT,
    SECRET,
    TurnedClock,
    World,
    accepted,
    authorize_query,
    code_for,
    code_form,
    form_of,
    http_client,
    post_token,
    refresh,
    scalar,
    sign_in,
    tokens_for,
)

from changewright.core.people import DirectoryRows
from changewright.edge.oauth.server import OAuthServer
from changewright.store.engine import Database
from changewright.work import identity

AUTHORIZE = "/authentication/v2/authorize"
TOKEN = "/authentication/v2/token"


async def grants_of(database: Database, world: World) -> int:
    statement = "SELECT count(*) FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id "
    statement += "WHERE g.person_id = %s"
    return int(await scalar(database, statement, world.admin.id))


# The authorization endpoint ---------------------------------------------------------------------

FATAL: list[dict[str, Any]] = [
    {"client_id": ""},
    {"client_id": "nobody"},
    {"client_id": "nobody\x00"},
    {"redirect_uri": "https://evil.example.test/"},
    {"redirect_uri": REDIRECT + "&more=1"},
    {"redirect_uri": REDIRECT.split("?")[0]},
    {"redirect_uri": REDIRECT.upper()},
    {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "/relative"},
    {"state": "nul\x00"},
]


@pytest.mark.parametrize("wrong", FATAL, ids=repr)
async def test_an_unknown_program_or_address_is_never_followed(
    browser: httpx.AsyncClient, world: World, wrong: dict[str, str]
) -> None:
    query = {**authorize_query(world.public), **wrong}
    answer = await browser.get(AUTHORIZE, params={k: v for k, v in query.items() if v})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "This request cannot be answered" in answer.text


async def test_a_query_that_is_no_text(browser: httpx.AsyncClient, world: World) -> None:
    for query in ("client_id=%ff%fe", "client_id=a&client_id=b", "a=1&" * 200, "%", "client_id"):
        answer = await browser.get(f"{AUTHORIZE}?{query}")
        assert answer.status_code == 400, query


SENT_BACK: list[tuple[dict[str, str], str]] = [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_type": ""}, "invalid_request"),
    ({"scope": ""}, "invalid_scope"),
    ({"scope": "data:read everything"}, "invalid_scope"),
    ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": ""}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"nonce": "n" * 600}, "invalid_request"),
]


@pytest.mark.parametrize(("wrong", "error"), SENT_BACK, ids=repr)
async def test_other_mistakes_go_back_to_the_program(
    browser: httpx.AsyncClient, world: World, wrong: dict[str, str], error: str
) -> None:
    answer = await browser.get(AUTHORIZE, params=authorize_query(world.public, **wrong))
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith(REDIRECT + "&")
    told = parse_qs(urlsplit(location).query)
    assert (told["error"], told["state"]) == ([error], ["st&te=1"])


async def test_an_identity_token_needs_its_scope_and_nonce(
    browser: httpx.AsyncClient, world: World
) -> None:
    for wrong, error in (
        ({"scope": "data:read", "nonce": "n"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_request"),
    ):
        query = authorize_query(world.public, response_type="id_token", **wrong)
        location = (await browser.get(AUTHORIZE, params=query)).headers["location"]
        assert parse_qs(urlsplit(location).fragment)["error"] == [error]


async def test_a_program_may_be_held_to_some_scopes(
    browser: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    held = msgspec.structs.replace(world.public, scopes=("data:read",))
    await identity.save_rows(server.database, DirectoryRows(clients=(held,)))
    answer = await browser.get(AUTHORIZE, params=authorize_query(held, scope="data:read"))
    assert answer.status_code == 200
    answer = await browser.get(AUTHORIZE, params=authorize_query(held))
    assert "invalid_scope" in answer.headers["location"]


async def test_forms_from_elsewhere_are_refused(
    server: OAuthServer, browser: httpx.AsyncClient, world: World
) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    action, fields = form_of(page, "sign_in")
    fields |= {"email": world.admin.email, "password": PASSWORD}
    elsewhere = {"Origin": "https://evil.example.test"}
    for headers, form in (
        (elsewhere, fields),
        ({"Origin": "null"}, fields),
        ({"Origin": "http://[bad"}, fields),
        ({}, fields | {"form_token": "x" * 43}),
        ({}, {k: v for k, v in fields.items() if k != "form_token"}),
    ):
        answer = await browser.post(action, data=form, headers=headers)
        assert answer.status_code == 403
        assert "changewright_session" not in answer.headers.get("set-cookie", "")
    async with http_client(server) as other:  # no cookie, no origin
        assert (await other.post(action, data=fields)).status_code == 403
    for body, media, status in (
        (urlencode(fields | {"step": "dance"}), "application/x-www-form-urlencoded", 400),
        ("{}", "application/json", 400),
        ("step=allow&step=deny", "application/x-www-form-urlencoded", 400),
        ("x=" + "y" * 70_000, "application/x-www-form-urlencoded", 413),
    ):
        answer = await browser.post(action, content=body, headers={"Content-Type": media})
        assert answer.status_code == status


async def test_a_page_of_before_the_sign_in_cannot_be_sent_after_it(
    browser: httpx.AsyncClient, world: World
) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    action, old = form_of(page, "allow")
    await sign_in(browser, page, world.admin)
    assert (await browser.post(action, data=old)).status_code == 403


async def test_consent_without_a_session_asks_to_sign_in(
    browser: httpx.AsyncClient, world: World
) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    for step in ("allow", "deny"):
        action, fields = form_of(page, step)
        answer = await browser.post(action, data=fields)
        assert (answer.status_code, "<h1>Sign in</h1>" in answer.text) == (200, True)


async def test_pages_are_guarded(browser: httpx.AsyncClient, world: World) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert page.headers["cache-control"] == "no-store"
    given = page.headers["set-cookie"]
    assert "HttpOnly" in given and "SameSite=lax" in given and "Domain" not in given
    evil = "<script>alert(1)</script>"
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public, login_hint=evil))
    assert evil not in page.text and "&lt;script&gt;" in page.text


async def test_over_https_the_cookies_are_bound_to_the_host(
    server: OAuthServer, world: World
) -> None:
    async with http_client(server) as client:
        url = f"https://changewright.test{AUTHORIZE}"
        page = await client.get(url, params=authorize_query(world.public))
    given = page.headers["set-cookie"]
    assert given.startswith("__Host-changewright_form=") and "Secure" in given


async def test_wrong_passwords_are_counted_and_stopped(
    browser: httpx.AsyncClient, world: World, turned_clock: TurnedClock
) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    answer = await sign_in(browser, page, world.admin, "not the password")
    assert answer.status_code == 401
    stranger = msgspec.structs.replace(world.admin, email="nobody@builder.example")
    unknown = await sign_in(browser, page, stranger, "not the password")
    told = "The email address or the password is not right."
    assert unknown.status_code == 401 and told in unknown.text and told in answer.text
    for _ in range(9):
        answer = await sign_in(browser, page, world.admin, "not the password")
        assert answer.status_code == 401
    stopped = await sign_in(browser, page, world.admin, PASSWORD)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= 900
    turned_clock.turn(minutes=16)
    assert (await sign_in(browser, page, world.admin, PASSWORD)).status_code == 303


async def test_strange_sign_ins(
    browser: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    for email, password in (
        ("", ""),
        (world.admin.email, ""),
        (world.admin.email, "p" * 5000),
        ("\x7f@x", PASSWORD),
        ("ù" * 300, PASSWORD),
    ):
        person = msgspec.structs.replace(world.admin, email=email)
        answer = await sign_in(browser, page, person, password)
        assert answer.status_code == 401, (email, password[:9])
    gone = msgspec.structs.replace(world.admin, active=False)
    await identity.save_rows(server.database, DirectoryRows(people=(gone,)))
    assert (await sign_in(browser, page, world.admin)).status_code == 401


# The token endpoint -----------------------------------------------------------------------------


async def test_a_code_serves_once_for_its_program_with_its_verifier_and_address(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    database: Database,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    code = await code_for(browser, world.public, world.admin)
    good = code_form(world.public, code)
    wrong: list[tuple[dict[str, str], str]] = [
        ({"code_verifier": "w" * 50}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": "é" * 50}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": "https://evil.example.test/"}, "invalid_request"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"client_secret": "public programs have none"}, "invalid_client"),
    ]
    for change, error in wrong:
        form = {name: value for name, value in {**good, **change}.items() if value}
        answer = await program.post(TOKEN, data=form)
        assert answer.json()["error"] == error, (change, answer.text)
        assert answer.status_code == (401 if error == "invalid_client" else 400)
        assert "\x00" not in answer.text
    assert await grants_of(database, world) == 0
    turned_clock.turn(seconds=299)
    assert (await program.post(TOKEN, data=good)).status_code == 200


async def test_a_code_ends_after_five_minutes(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World, turned_clock: TurnedClock
) -> None:
    code = await code_for(browser, world.public, world.admin)
    turned_clock.turn(seconds=300)
    answer = await post_token(program, world.public, code_form(world.public, code))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_challenge_cannot_be_taken_away(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    plain = {"code_challenge": "", "code_challenge_method": ""}
    code = await code_for(browser, world.confidential, world.admin, **plain)
    answer = await post_token(program, world.confidential, code_form(world.confidential, code))
    assert answer.json()["error"] == "invalid_grant"
    form = code_form(world.confidential, code, code_verifier="")
    assert (await post_token(program, world.confidential, form)).status_code == 200


async def test_a_program_must_prove_itself(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, database: Database, world: World
) -> None:
    code = await code_for(browser, world.confidential, world.admin)
    form = code_form(world.confidential, code)
    name = world.confidential.client_id
    for auth in (
        httpx.BasicAuth(name, "wrong"),
        httpx.BasicAuth(name, ""),
        httpx.BasicAuth("nobody", SECRET),
        httpx.BasicAuth(world.public.client_id, SECRET),
        httpx.BasicAuth(name + "\x00", SECRET),
    ):
        answer = await program.post(TOKEN, data=form, auth=auth)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic ")
    answer = await program.post(TOKEN, data={**form, "client_id": name})
    assert answer.status_code == 401
    other = {**form, "client_id": world.public.client_id}
    answer = await program.post(TOKEN, data=other, auth=httpx.BasicAuth(name, SECRET))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    for header in ("Basic %%%", "Basic " + base64.b64encode(b"nocolon").decode(), "Basic 4pyT/w=="):
        answer = await program.post(TOKEN, data=form, headers={"Authorization": header})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    # Another program's code is not burnt by trying it.
    answer = await post_token(program, world.public, {**form, "client_id": world.public.client_id})
    assert answer.json()["error"] == "invalid_grant"
    assert await grants_of(database, world) == 0
    assert (await post_token(program, world.confidential, form)).status_code == 200


async def test_a_public_program_has_no_token_of_its_own(
    program: httpx.AsyncClient, world: World
) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": world.public.client_id,
        "scope": "data:read",
    }
    answer = await program.post(TOKEN, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_scopes_of_a_programs_own_token(program: httpx.AsyncClient, world: World) -> None:
    for scope in ("", "everything", "data:read data:everything"):
        form = {"grant_type": "client_credentials", "scope": scope}
        answer = await post_token(program, world.confidential, form)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_bodies_that_are_no_form(program: httpx.AsyncClient, world: World) -> None:
    form = "application/x-www-form-urlencoded"
    for body, media in (
        (b"{}", "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=a&grant_type=b", form),
        (b"grant_type=%ff", form),
        (b"\xff\xfe", form),
        (b"code=%00", form),
        (b"a=1&" * 200, form),
        (b"", form),
    ):
        for path in ("token", "revoke", "introspect"):
            answer = await program.post(
                f"/authentication/v2/{path}", content=body, headers={"Content-Type": media}
            )
            assert answer.status_code == 400, (body[:40], path)
            assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_a_body_beyond_what_a_form_may_have(program: httpx.AsyncClient, path: str) -> None:
    answer = await program.post(f"/authentication/v2/{path}", data={"code": "x" * 70_000})
    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")


async def test_a_used_code_after_the_window_ends_the_family(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    code = await code_for(browser, world.public, world.admin)
    form = code_form(world.public, code)
    fields = (await post_token(program, world.public, form)).json()
    turned_clock.turn(seconds=31)
    assert await accepted(server, fields["access_token"])
    again = await post_token(program, world.public, form)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert not await accepted(server, fields["access_token"])
    answer = await refresh(program, world.public, fields["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"


async def test_a_used_refresh_token_after_the_window_ends_the_family(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    first = await tokens_for(browser, program, world.confidential, world.admin)
    other = await tokens_for(browser, program, world.confidential, world.admin)
    second = (await refresh(program, world.confidential, first["refresh_token"])).json()
    turned_clock.turn(seconds=31)
    # Somebody without the secret learns nothing and ends nothing.
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    form["client_id"] = world.confidential.client_id
    assert (await program.post(TOKEN, data=form)).status_code == 401
    assert await accepted(server, second["access_token"])
    answer = await refresh(program, world.confidential, first["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert not await accepted(server, second["access_token"])
    answer = await refresh(program, world.confidential, second["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert await accepted(server, other["access_token"])  # another family


async def test_another_programs_refresh_token_is_refused_and_stays_good(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    fields = await tokens_for(browser, program, world.confidential, world.admin)
    answer = await refresh(program, world.public, fields["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert (await refresh(program, world.confidential, fields["refresh_token"])).status_code == 200
    # Once used, another program's attempt says that it is in a second hand.
    answer = await refresh(program, world.public, fields["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert not await accepted(server, fields["access_token"])


async def test_a_refresh_token_ends_after_fifteen_days(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World, turned_clock: TurnedClock
) -> None:
    fields = await tokens_for(browser, program, world.public, world.admin)
    turned_clock.turn(days=14, hours=23)
    fields = (await refresh(program, world.public, fields["refresh_token"])).json()
    turned_clock.turn(days=15)
    answer = await refresh(program, world.public, fields["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_revoking(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    async def revoke(token: str) -> int:
        form = {"token": token}
        return (await post_token(program, world.confidential, form, "v2/revoke")).status_code

    first = await tokens_for(browser, program, world.confidential, world.admin)
    theirs = await tokens_for(browser, program, world.public, world.admin)
    assert await revoke("no such token") == 200
    for name in ("access_token", "refresh_token"):
        assert await revoke(theirs[name]) == 200
    assert await accepted(server, theirs["access_token"])
    # An access token alone: the program may still refresh.
    assert await revoke(first["access_token"]) == 200
    assert not await accepted(server, first["access_token"])
    second = (await refresh(program, world.confidential, first["refresh_token"])).json()
    assert await accepted(server, second["access_token"])
    # A refresh token: the whole family.
    assert await revoke(second["refresh_token"]) == 200
    assert not await accepted(server, second["access_token"])
    answer = await refresh(program, world.confidential, second["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    form = {"token": second["refresh_token"]}
    assert (await program.post("/authentication/v2/revoke", data=form)).status_code == 401


async def test_a_person_or_program_made_inactive_loses_everything(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    fields = await tokens_for(browser, program, world.public, world.admin)
    own = await tokens_for(browser, program, world.confidential, world.admin)
    gone = msgspec.structs.replace(world.confidential, active=False)
    await identity.save_rows(server.database, DirectoryRows(clients=(gone,)))
    assert not await accepted(server, own["access_token"])
    answer = await refresh(program, world.confidential, own["refresh_token"])
    assert answer.json()["error"] == "invalid_client"
    code = await code_for(browser, world.public, world.admin)
    person = msgspec.structs.replace(world.admin, active=False)
    await identity.save_rows(server.database, DirectoryRows(people=(person,)))
    assert not await accepted(server, fields["access_token"])
    answer = await refresh(program, world.public, fields["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    answer = await post_token(program, world.public, code_form(world.public, code))
    assert answer.json()["error"] == "invalid_grant"
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    assert "<h1>Sign in</h1>" in page.text


async def test_signing_out_everywhere(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    fields = await tokens_for(browser, program, world.public, world.admin)
    await identity.sign_out_everywhere(server.database, [world.admin.id], server.clock())
    assert not await accepted(server, fields["access_token"])
    page = await browser.get(AUTHORIZE, params=authorize_query(world.public))
    assert "<h1>Sign in</h1>" in page.text


async def test_one_doors_refresh_token_is_not_anothers(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    fields = await tokens_for(browser, program, world.confidential, world.admin)
    dialect = msgspec.structs.replace(server.dialect, door="another")
    async with http_client(replace(server, dialect=dialect)) as other:
        answer = await refresh(other, world.confidential, fields["refresh_token"])
        assert answer.json()["error"] == "invalid_grant"
    assert BASE_URL  # the same origin; only the door differs
