"""`If-Match`: described where it is heeded, so that nobody writes over another."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People

from changewright.web.operations import IF_MATCH
from changewright.web.routes import DOOR

WITHOUT_A_TAG = {
    *("webSignOut", "webEndSessions", "webChangePassword", "webRevokeToken", "webEndDelegation"),
}
"""Changes of what keeps no version, or is never changed but to be ended."""


def test_every_change_of_what_has_a_tag_describes_it() -> None:
    changing = [each for each in DOOR.routes if each.method in ("PATCH", "PUT", "DELETE")]
    described = {
        route.operation_id
        for route in changing
        if IF_MATCH in (*DOOR.headers.get(route.method, ()), *route.headers)
    }
    assert {route.operation_id for route in changing} - described == WITHOUT_A_TAG


@pytest.mark.parametrize("of", ["", "/contracts", "/main-contracts"])
async def test_what_is_said_about_markups_is_not_written_over(
    people: People, acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, of: str
) -> None:
    holder = ""
    if of == "/contracts":
        made = await acc.post(f"{root}/contracts", json={"code": "C-1", "name": "Steel"})
        holder = f"{of}/{made.json()['id']}"
    elif of:
        holder = f"{of}/{(await acc.get(f'{root}/main-contracts')).json()['results'][0]['id']}"
    path = f"{place}{holder}/markup-terms"

    async def say(percent: str, tag: str, role: str = "admin") -> httpx.Response:
        body = {"percent": percent}
        return await people.clients[role].put(path, json=body, headers={"if-match": tag})

    async def said() -> tuple[str | None, str]:
        reply = await web.get(path)
        told: dict[str, Any] = reply.json()
        return told["percent"], reply.headers["etag"]

    nothing, none_yet = await said()
    assert nothing is None
    assert (await web.get(path, headers={"if-none-match": none_yet})).status_code == 304
    first = await say("10", none_yet)
    assert first.status_code == 200, first.text
    assert await said() == (first.json()["percent"], first.headers["etag"])
    for late in (none_yet, '"old"'):
        assert (await say("11", late)).status_code == 412
    assert (await say("11", first.headers["etag"], "viewer")).status_code == 403
    assert (await say("11", none_yet, "viewer")).status_code == 403
    again = await say("12", first.headers["etag"])
    assert again.status_code == 200 and again.headers["etag"] != first.headers["etag"]
    assert (await web.put(path, json={"percent": None})).status_code == 200
