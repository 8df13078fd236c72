"""OAuth from end to end: what a program and a person do, and what they get."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.identity.conftest import (
    BASE_URL,
    PASSWORD,
    REDIRECT,
    SECRET,
    TurnedClock,
    World,
    allow,
    authorize_query,
    basic,
    bearer,
    code_for,
    code_form,
    form_of,
    post_token,
    refresh,
    sign_in,
    tokens_for,
)

from changewright.edge.oauth.server import OAuthServer


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


@pytest.mark.parametrize("kind", ["confidential", "public"])
async def test_a_person_allows_a_program_and_it_acts_for_them(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    kind: str,
) -> None:
    client = world.public if kind == "public" else world.confidential
    location = await allow(browser, client, world.admin)
    parts = urlsplit(location)
    query = parse_qs(parts.query)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://app.example.test/callback"
    assert query["state"] == ["st&te=1"]
    assert query["kept"] == ["yes"]

    answer = await post_token(program, client, code_form(client, query["code"][0]))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    fields = answer.json()
    assert list(fields) == ["token_type", "expires_in", "refresh_token", "access_token"]
    assert (fields["token_type"], fields["expires_in"]) == ("Bearer", 3599)

    caller = await bearer(server, fields["access_token"])
    assert caller.person_id == world.admin.id
    assert caller.person_uuid == world.admin.uuid
    assert caller.autodesk_id == world.admin.autodesk_id
    assert caller.client_id == client.client_id
    assert caller.scopes == {"data:read", "data:write"}
    assert not caller.two_legged


async def test_the_access_token_is_what_the_published_keys_verify(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    fields = await tokens_for(browser, program, world.public, world.admin)
    published = (await program.get("/authentication/v2/keys")).json()["keys"]
    header = json.loads(base64.urlsafe_b64decode(fields["access_token"].split(".")[0] + "=="))
    assert header["alg"] == "RS256"
    assert header["kid"] in [key["kid"] for key in published]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for key in published for name in key}
    claims = claims_of(fields["access_token"])
    assert claims["iss"] == BASE_URL
    assert claims["userid"] == world.admin.autodesk_id
    assert claims["exp"] - claims["iat"] == 3599


async def test_an_identity_token_comes_with_the_scope_for_it(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    fields = await tokens_for(
        browser, program, world.public, world.admin, scope="openid data:read", nonce="n-1"
    )
    claims = server.keys.verify(fields["id_token"], "JWT")
    assert claims["sub"] == world.admin.autodesk_id
    assert claims["aud"] == world.public.client_id
    assert (claims["nonce"], claims["name"]) == ("n-1", "Ada Test")
    assert claims["exp"] - claims["iat"] == 3600
    assert "at_hash" in claims
    # It says who somebody is and opens nothing.
    with pytest.raises(Exception, match="not valid"):
        await bearer(server, fields["id_token"])


async def test_an_identity_token_straight_from_the_authorization(
    browser: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    location = await allow(
        browser,
        world.public,
        world.admin,
        response_type="id_token",
        scope="openid",
        nonce="n-2",
    )
    fragment = parse_qs(urlsplit(location).fragment)
    claims = server.keys.verify(fragment["id_token"][0], "JWT")
    assert (claims["nonce"], claims["sub"]) == ("n-2", world.admin.autodesk_id)
    assert fragment["state"] == ["st&te=1"]


async def test_refreshing_rotates_and_can_narrow(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    first = await tokens_for(browser, program, world.confidential, world.admin)
    second = (
        await refresh(program, world.confidential, first["refresh_token"], scope="data:read")
    ).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (await bearer(server, second["access_token"])).scopes == {"data:read"}
    third = (await refresh(program, world.confidential, second["refresh_token"])).json()
    assert (await bearer(server, third["access_token"])).scopes == {"data:read", "data:write"}
    part = await refresh(
        program, world.confidential, third["refresh_token"], scope="viewables:read"
    )
    assert part.status_code == 200, "data:read holds it, as the vendor's samples take for granted"
    assert (await bearer(server, part.json()["access_token"])).scopes == {"viewables:read"}
    last = part.json()["refresh_token"]
    for scope in ("account:read", "viewables:read account:read", "nothing:read"):
        wider = await refresh(program, world.confidential, last, scope=scope)
        assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scope"), scope
    whole = await refresh(program, world.confidential, last, scope="data:write data:read")
    assert (await bearer(server, whole.json()["access_token"])).scopes == {
        *("data:read", "data:write"),
    }


async def test_a_program_for_itself_is_two_legged(
    program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    form = {"grant_type": "client_credentials", "scope": "account:read"}
    answer = await post_token(program, world.confidential, form)
    fields = answer.json()
    assert list(fields) == ["token_type", "expires_in", "access_token"]
    caller = await bearer(server, fields["access_token"])
    assert caller.two_legged
    assert caller.person_id is caller.person_uuid is caller.autodesk_id is None
    told = await program.get(
        "/userinfo", headers={"Authorization": f"Bearer {fields['access_token']}"}
    )
    assert told.status_code == 403


async def test_the_old_addresses(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    query = authorize_query(world.confidential, code_challenge="", code_challenge_method="")
    page = await browser.get("/authentication/v1/authorize", params=query)
    page = await browser.get((await sign_in(browser, page, world.admin)).headers["location"])
    action, fields = form_of(page, "allow")
    assert action.startswith("/authentication/v1/authorize?")
    location = (await browser.post(action, data=fields)).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    shown = {"client_id": world.confidential.client_id, "client_secret": SECRET}
    answer = await program.post(
        "/authentication/v1/gettoken",
        data={**shown, **code_form(world.confidential, code, code_verifier="")},
    )
    assert answer.status_code == 200, answer.text
    answer = await program.post(
        "/authentication/v1/refreshtoken",
        data={
            **shown,
            "grant_type": "refresh_token",
            "refresh_token": answer.json()["refresh_token"],
        },
    )
    assert answer.status_code == 200, answer.text
    assert (await bearer(server, answer.json()["access_token"])).person_id == world.admin.id
    own = {**shown, "grant_type": "client_credentials", "scope": "data:read"}
    answer = await program.post("/authentication/v1/authenticate", data=own)
    assert answer.status_code == 200, answer.text
    answer = await program.post("/authentication/v1/gettoken", data=own)
    assert answer.json()["error"] == "unsupported_grant_type"


async def test_introspection_tells_a_program_of_its_own_tokens_only(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    fields = await tokens_for(browser, program, world.confidential, world.admin)
    for name, lifetime in (("access_token", 3599), ("refresh_token", 15 * 86400)):
        answer = await post_token(
            program, world.confidential, {"token": fields[name]}, "v2/introspect"
        )
        told = answer.json()
        exp = told.pop("exp")
        assert told == {
            "active": True,
            "scope": "data:read data:write",
            "client_id": world.confidential.client_id,
            "userid": world.admin.autodesk_id,
        }
        assert abs(exp - lifetime - claims_of(fields["access_token"])["iat"]) <= 1
        other = {"token": fields[name], "client_id": world.public.client_id}
        answer = await post_token(program, world.public, other, "v2/introspect")
        assert answer.json() == {"active": False}
    refused = await program.post(
        "/authentication/v2/introspect", data={"token": fields["access_token"]}
    )
    assert refused.status_code == 401


async def test_user_info(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    fields = await tokens_for(browser, program, world.public, world.admin)
    answer = await program.get(
        "/userinfo", headers={"Authorization": f"Bearer {fields['access_token']}"}
    )
    told = answer.json()
    assert told["sub"] == world.admin.autodesk_id
    assert (told["name"], told["given_name"], told["family_name"]) == ("Ada Test", "Ada", "Test")
    assert told["email"] == world.admin.email
    for bad in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic eDp5"}):
        answer = await program.get("/userinfo", headers=bad)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer ")


async def test_discovery_names_addresses_that_exist(program: httpx.AsyncClient) -> None:
    told = (await program.get("/.well-known/openid-configuration")).json()
    assert told["issuer"] == BASE_URL
    assert {"authorization_code", "refresh_token", "client_credentials"} <= set(
        told["grant_types_supported"]
    )
    addresses = [url for name, url in told.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) == 7
    for address in addresses:
        assert (await program.get(address)).status_code != 404, address


async def test_signing_in_again_on_request_and_as_somebody_else(
    browser: httpx.AsyncClient, world: World
) -> None:
    await code_for(browser, world.public, world.admin)
    query = authorize_query(world.public)
    page = await browser.get("/authentication/v2/authorize", params=query)
    assert "Allow Field App?" in page.text
    again = await browser.get("/authentication/v2/authorize", params=query | {"prompt": "login"})
    assert "<h1>Sign in</h1>" in again.text
    # Nor can the question be jumped over by sending the second form.
    action, fields = form_of(again, "allow")
    assert (await browser.post(action, data=fields)).status_code == 200
    answer = await sign_in(browser, again, world.supplier)
    assert "prompt" not in answer.headers["location"]
    page = await browser.get(answer.headers["location"])
    assert world.supplier.email.replace("@", "@<wbr>") in page.text
    action, fields = form_of(page, "switch")
    answer = await browser.post(action, data=fields)
    page = await browser.get(answer.headers["location"])
    assert "<h1>Sign in</h1>" in page.text


async def test_silent_authorization_is_refused_in_the_protocols_words(
    browser: httpx.AsyncClient, world: World
) -> None:
    query = authorize_query(world.public, prompt="none", scope="openid", nonce="n")
    answer = await browser.get("/authentication/v2/authorize", params=query)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == ["login_required"]
    await code_for(browser, world.public, world.admin)
    answer = await browser.get("/authentication/v2/authorize", params=query)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == ["consent_required"]


async def test_saying_no(browser: httpx.AsyncClient, world: World) -> None:
    query = authorize_query(world.public)
    page = await browser.get("/authentication/v2/authorize", params=query)
    page = await browser.get((await sign_in(browser, page, world.admin)).headers["location"])
    action, fields = form_of(page, "deny")
    location = (await browser.post(action, data=fields)).headers["location"]
    told = parse_qs(urlsplit(location).query)
    assert location.startswith("https://app.example.test/callback?")
    assert (told["error"], told["state"]) == (["access_denied"], ["st&te=1"])


async def test_logging_out_ends_the_session_and_goes_only_where_a_program_lives(
    browser: httpx.AsyncClient, world: World, turned_clock: TurnedClock
) -> None:
    await code_for(browser, world.public, world.admin)
    kept = browser.cookies["changewright_session"]
    for target, followed in (
        ("https://app.example.test/bye", True),
        (REDIRECT, True),
        ("https://evil.example.test/", False),
        ("https://app.example.test@evil.example.test/", False),
        ("//evil.example.test", False),
        ("https://app.example.test\\@evil.example.test/", False),
        ("javascript:alert(1)", False),
    ):
        answer = await browser.get(
            "/authentication/v2/logout", params={"post_logout_redirect_uri": target}
        )
        assert (answer.status_code == 302) is followed, target
        if followed:
            assert answer.headers["location"] == target
    browser.cookies.set("changewright_session", kept)
    page = await browser.get("/authentication/v2/authorize", params=authorize_query(world.public))
    assert "<h1>Sign in</h1>" in page.text


async def test_a_session_ends_by_time_and_when_its_person_may_not_act(
    browser: httpx.AsyncClient, world: World, turned_clock: TurnedClock
) -> None:
    await code_for(browser, world.public, world.admin)
    query = authorize_query(world.public)
    turned_clock.turn(hours=11)
    page = await browser.get("/authentication/v2/authorize", params=query)
    assert "Allow Field App?" in page.text
    turned_clock.turn(hours=11)  # in use, so prolonged
    page = await browser.get("/authentication/v2/authorize", params=query)
    assert "Allow Field App?" in page.text
    turned_clock.turn(hours=13)
    page = await browser.get("/authentication/v2/authorize", params=query)
    assert "<h1>Sign in</h1>" in page.text


async def test_basic_credentials_may_be_percent_encoded(
    program: httpx.AsyncClient, world: World
) -> None:
    form = {"grant_type": "client_credentials", "scope": "data:read"}
    auth = basic(world.confidential, SECRET.replace(" ", "%20"))
    assert auth is not None
    answer = await program.post("/authentication/v2/token", data=form, auth=auth)
    assert answer.status_code == 200


async def test_nothing_readable_is_kept(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    code = await code_for(browser, world.confidential, world.admin)
    answer = await post_token(program, world.confidential, code_form(world.confidential, code))
    fields = answer.json()
    session = browser.cookies["changewright_session"]
    secrets_seen = [
        code,
        fields["access_token"],
        fields["refresh_token"],
        session,
        SECRET,
        PASSWORD,
    ]
    tables = ("oauth_grant", "oauth_code", "oauth_token", "web_session", "person", "oauth_client")
    async with server.database.connection() as connection:
        for table in tables:
            cursor = await connection.execute(f"SELECT t::text FROM {table} t".encode())
            text = "\n".join(row[0] for row in await cursor.fetchall())
            assert text
            for secret in secrets_seen:
                assert secret not in text, table
                assert secret.encode().hex() not in text, table
