"""An empty server: whoever has its code begins, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import migrated_database
from tests.fixtures_acc import client_of

from changewright.compose.application import started
from changewright.config.settings import Settings
from changewright.edge.http import Application
from changewright.store import write_identity
from changewright.store.embedded import Urls
from changewright.work.first_run import set_up_code

FIRST_RUN, SESSION = "/web/v1/first-run", "/web/v1/session"
BODY: dict[str, Any] = {
    "companyName": "Harbour Builders",
    "name": "Ada Field",
    "email": "Ada@Harbour.example",
    "password": "a plain long password",
    "projectName": "Pier 9",
    "projectNumber": "P-9",
    "currency": "EUR",
    "timeZone": "Europe/Paris",
    "tiersCost": 2,
    "tiersBudget": 3,
}


@pytest.fixture
async def empty(server_urls: Urls, settings: Settings) -> AsyncIterator[Application]:
    """The application over a database in which nobody is."""
    urls = await asyncio.to_thread(migrated_database, server_urls, f"empty_{uuid4().hex[:12]}")
    async with started(settings, urls) as application:
        yield application


def code_of(application: Application) -> str:
    return set_up_code(application.services.extras["keys"])


async def test_somebody_begins_and_nobody_again(empty: Application) -> None:
    async with client_of(empty) as client, client_of(empty) as other:
        assert (await client.get(SESSION)).json()["firstRun"] is True
        code = code_of(empty).lower().replace("-", " ")
        begun = await client.post(FIRST_RUN, json=BODY | {"code": code})
        assert begun.status_code == 201, begun.text
        told = begun.json()
        assert told["session"]["person"]["email"] == "ada@harbour.example"
        assert told["session"]["firstRun"] is False
        (project,) = (await client.get("/web/v1/projects")).json()["results"]
        assert project["id"] == told["projectId"]
        assert (project["name"], project["number"]) == ("Pier 9", "P-9")
        assert (project["role"], project["audience"]) == ("admin", "full")
        assert (project["currency"], project["timeZone"]) == ("EUR", "Europe/Paris")
        place = f"/web/v1/projects/{project['id']}"
        settings = (await client.get(f"{place}/settings")).json()
        assert (settings["tiersCost"], settings["tiersBudget"]) == (2, 3)
        again = await other.post(
            FIRST_RUN, json=BODY | {"code": code_of(empty), "email": "eve@evil.example"}
        )
        assert again.status_code == 409 and "set-cookie" not in again.headers
        assert len(empty.services.directory.people) == 1


async def test_somebody_begins_with_a_password_or_not_at_all(
    empty: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else there would be somebody whom nobody can sign in as, and nobody could begin again."""
    async with client_of(empty) as client:
        with monkeypatch.context() as patched:
            patched.setattr(write_identity, "SET_PASSWORD", b"SELECT 1 / 0, %s, %s")
            failed = await client.post(FIRST_RUN, json=BODY | {"code": code_of(empty)})
            assert failed.status_code == 500
        assert (await client.get(SESSION)).json()["firstRun"] is True
        begun = await client.post(FIRST_RUN, json=BODY | {"code": code_of(empty)})
        assert begun.status_code == 201, begun.text


async def test_nobody_begins_without_the_code_or_from_elsewhere(empty: Application) -> None:
    async with client_of(empty) as client:
        for code in ("", "x", "AAAA-AAAA-AAAA-AAAA", "\u00e4"):
            reply = await client.post(FIRST_RUN, json=BODY | {"code": code})
            assert reply.status_code in (400, 403)
        elsewhere = await client.post(
            FIRST_RUN,
            json=BODY | {"code": code_of(empty)},
            headers={"origin": "https://evil.example"},
        )
        assert elsewhere.status_code == 403
        assert (await client.get(SESSION)).json()["firstRun"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"companyName": " "}, "companyName"),
        ({"name": "a\u0000b"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"projectName": ""}, "projectName"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "ZZZ"}, "currency"),
        ({"timeZone": "Europe/Atlantis"}, "timeZone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone"),
        ({"tiersCost": 4}, "tiersCost"),
        ({"tiersBudget": None}, "tiersBudget"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_begun(
    application: Application, change: dict[str, Any], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if nobody were here: what is wrong is found before anything is written.
    monkeypatch.setattr("changewright.work.first_run.is_untouched", lambda _directory: True)
    before = len(application.services.directory.people)
    async with client_of(application) as client:
        body = BODY | {"code": code_of(application)} | change
        reply = await client.post(FIRST_RUN, json=body)
    assert reply.status_code in (400, 422), reply.text
    assert [each["field"] for each in reply.json()["problems"]] == [field]
    assert len(application.services.directory.people) == before


async def test_two_who_begin_at_once(empty: Application) -> None:
    async with client_of(empty) as client:
        body = BODY | {"code": code_of(empty)}
        replies: list[httpx.Response] = await asyncio.gather(
            *(client.post(FIRST_RUN, json=body | {"email": f"{n}@x.example"}) for n in range(3))
        )
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409]
    assert len(empty.services.directory.people) == len(empty.services.directory.accounts) == 1
