"""Every operation without a right to it: no token, a bad, an expired, a narrow, a program's own,
and a stranger's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.badinput.yard import COST, Yard, gateway_refused, refused
from tests.openapi.tour import SECRET

from changewright.work.keys import KeyRing
from changewright.work.tokens import issue_personal_token

HOUR_SECONDS = 3600
WORDS = ("", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "bearer \xff")


async def token(yard: Yard, scopes: tuple[str, ...], issued: datetime) -> str:
    """An administrator's token of this moment, which lives for an hour."""
    database = yard.application.services.ledger.database
    keys = KeyRing(database)
    await keys.load(datetime.now(UTC))
    person = yard.own.people.persons["admin"]
    return await issue_personal_token(database, keys, person, scopes, HOUR_SECONDS, issued)


async def programs_token(yard: Yard) -> str:
    answer = await yard.client.post(
        "/authentication/v2/token",
        data={
            "grant_type": "client_credentials",
            "scope": "data:read data:write data:create",
            "client_id": yard.own.client_id,
            "client_secret": SECRET,
        },
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


@pytest.fixture(scope="module")
async def callers(yard: Yard) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    now = datetime.now(UTC)
    whole = ("data:read", "data:write", "data:create", "account:read")
    yield {
        "nobody": yard.client_with(""),
        "expired": yard.client_with(await token(yard, whole, now - timedelta(hours=2))),
        "reader": yard.client_with(await token(yard, ("data:read",), now)),
        "writer": yard.client_with(await token(yard, ("data:write",), now)),
        "program": yard.client_with(await programs_token(yard)),
    }


async def send(yard: Yard, client: httpx.AsyncClient, operation_id: str) -> httpx.Response:
    exchange = yard.example(operation_id)
    sent: dict[str, Any] = {} if exchange.request is None else {"json": exchange.request}
    method = COST[operation_id].method
    address = yard.address(operation_id)
    return await client.request(method, address, params=dict(exchange.query), **sent)


@pytest.mark.parametrize("operation_id", sorted(COST))
async def test_a_caller_without_a_right(
    yard: Yard, callers: dict[str, httpx.AsyncClient], operation_id: str
) -> None:
    route = COST[operation_id]
    before = await yard.revision()
    gateway_refused(await send(yard, callers["nobody"], operation_id), 401)
    gateway_refused(await send(yard, callers["expired"], operation_id), 401)
    narrow = "writer" if route.scopes == ("data:read",) else "reader"
    gateway_refused(await send(yard, callers[narrow], operation_id), 403)
    assert route.user_context
    gateway_refused(await send(yard, callers["program"], operation_id), 403)
    for role in ("admin", "supplier"):
        stranger = yard.foreign.people.clients[role]
        refused(await send(yard, stranger, operation_id), 404)
    assert await yard.revision() == before


@pytest.mark.parametrize("word", WORDS)
async def test_a_header_that_is_no_token(yard: Yard, word: str) -> None:
    headers = {"authorization": word.encode("latin-1")}
    client = yard.client_with("")
    answer = await client.get(yard.address("getBudgets"), headers=headers)  # type: ignore[arg-type]
    gateway_refused(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", ["viewer", "owner", "supplier"])
async def test_a_role_that_may_not_write(yard: Yard, role: str) -> None:
    """What the role does not see is not there for it; what it sees it may not change."""
    client = yard.own.people.clients[role]
    before = await yard.revision()
    for operation_id, route in sorted(COST.items()):
        if route.method in ("PATCH", "DELETE"):
            answer = await send(yard, client, operation_id)
            assert answer.status_code in (403, 404), (operation_id, answer.text)
    assert await yard.revision() == before
