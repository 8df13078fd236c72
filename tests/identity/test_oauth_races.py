"""Many requests with one code or one refresh token: exactly one successor, whoever asks first."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from tests.identity.conftest import (
    TurnedClock,
    World,
    accepted,
    bearer,
    code_for,
    code_form,
    post_token,
    refresh,
    scalar,
    tokens_for,
)

from changewright.edge.oauth.server import OAuthServer
from changewright.store import grants
from changewright.store.engine import Database

AT_ONCE = 8


def steps(database: Database, access_token_id: Any) -> Any:
    statement = "SELECT count(*) FROM oauth_token WHERE grant_id = "
    statement += "(SELECT grant_id FROM oauth_token WHERE id = %s)"
    return scalar(database, statement, access_token_id)


async def test_one_code_presented_many_times_at_once_gives_one_pair(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    form = code_form(world.public, await code_for(browser, world.public, world.admin))
    answers = await asyncio.gather(
        *(post_token(program, world.public, form) for _ in range(AT_ONCE))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    fields = answers[0].json()
    caller = await bearer(server, fields["access_token"])
    assert await steps(server.database, caller.token_id) == 1
    assert (await refresh(program, world.public, fields["refresh_token"])).status_code == 200


async def test_one_refresh_token_presented_many_times_at_once_gives_one_successor(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, server: OAuthServer, world: World
) -> None:
    first = await tokens_for(browser, program, world.confidential, world.admin)
    answers = await asyncio.gather(
        *(refresh(program, world.confidential, first["refresh_token"]) for _ in range(AT_ONCE))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    caller = await bearer(server, answers[0].json()["access_token"])
    assert await steps(server.database, caller.token_id) == 2


async def test_a_repeat_within_the_window_gets_the_same_successor(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    server: OAuthServer,
    world: World,
    turned_clock: TurnedClock,
) -> None:
    first = await tokens_for(browser, program, world.public, world.admin)
    second = (await refresh(program, world.public, first["refresh_token"])).json()
    turned_clock.turn(seconds=30)
    again = (await refresh(program, world.public, first["refresh_token"])).json()
    assert again == {**second, "expires_in": 3569}
    assert await accepted(server, second["access_token"])


async def test_a_repeat_cannot_revive_what_was_revoked(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    first = await tokens_for(browser, program, world.confidential, world.admin)
    second = (await refresh(program, world.confidential, first["refresh_token"])).json()
    await post_token(program, world.confidential, {"token": second["refresh_token"]}, "v2/revoke")
    again = await refresh(program, world.confidential, first["refresh_token"])
    assert again.json()["error"] == "invalid_grant"


async def test_a_repeat_of_a_code_still_needs_its_verifier(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    code = await code_for(browser, world.public, world.admin)
    assert (await post_token(program, world.public, code_form(world.public, code))).is_success
    wrong = code_form(world.public, code, code_verifier="w" * 43)
    assert (await post_token(program, world.public, wrong)).json()["error"] == "invalid_grant"


async def test_a_refusal_leaves_the_code_unclaimed_whoever_waits_for_it(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, world: World
) -> None:
    code = await code_for(browser, world.public, world.admin)
    good = code_form(world.public, code)
    wrong = code_form(world.public, code, code_verifier="w" * 43)
    answers = await asyncio.gather(
        *(post_token(program, world.public, form) for form in (wrong, good, wrong, good, wrong))
    )
    assert [answer.status_code for answer in answers] == [400, 200, 400, 200, 400]
    assert answers[1].text == answers[3].text


async def test_a_failure_while_writing_leaves_the_refresh_token_good(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = await tokens_for(browser, program, world.public, world.admin)

    async def fail(*_: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(grants, "insert_token", fail)
        failed = await refresh(program, world.public, first["refresh_token"])
    assert (failed.status_code, failed.json()["error"]) == (500, "server_error")
    assert (await refresh(program, world.public, first["refresh_token"])).status_code == 200
