"""Watching a project: what others commit, told to whom it is for, and to nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container

from changewright.core.people import Member
from changewright.edge.http import Application
from changewright.web.live import handlers
from changewright.work import live
from changewright.work.ledger import Ledger
from changewright.work.live import LiveFeed
from changewright.work.people import add_member, remove_member

WAIT_SECONDS = 20.0


class Stream:
    """A request for the stream, read as it comes."""

    def __init__(self, application: Application, path: str, headers: dict[str, str]) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.ended = False
        self._gone = asyncio.Event()
        self._more = asyncio.Condition()
        pairs = {"host": "127.0.0.1:8080", **headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in pairs.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8080),
        }
        self._task = asyncio.create_task(application(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        async with self._more:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                self.text += message.get("body", b"").decode()
                self.ended = not message.get("more_body", False)
            self._more.notify_all()

    async def until(self, found: Any) -> None:
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(found), WAIT_SECONDS)

    async def begun(self) -> Stream:
        await self.until(lambda: self.text or self.ended)
        return self

    async def events(self, count: int) -> list[dict[str, Any]]:
        """The data of the first so many events."""
        await self.until(lambda: self.text.count("event: change") >= count and self._whole)
        lines = self.text.splitlines()
        return [json.loads(each.removeprefix("data: ")) for each in lines if each[:5] == "data:"]

    @property
    def _whole(self) -> bool:
        return self.text.endswith("\n\n")

    @property
    def last_id(self) -> str:
        return [each for each in self.text.splitlines() if each.startswith("id: ")][-1][4:]

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self._task, WAIT_SECONDS)


@pytest.fixture(autouse=True)
async def quick(application: Application) -> AsyncIterator[None]:
    feed: LiveFeed = application.services.extras["live"]
    feed._poll_seconds = 0.05
    yield
    assert not feed._watchers, "every stream lets go of its watcher"


@contextlib.asynccontextmanager
async def watching(
    application: Application, place: str, token: str, **headers: str
) -> AsyncIterator[Stream]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    stream = Stream(application, f"{place}/live", {"authorization": f"Bearer {token}", **named})
    try:
        yield await stream.begun()
    finally:
        await stream.leave()


async def pco(client: httpx.AsyncClient, root: str, name: str = "Idea") -> dict[str, Any]:
    reply = await client.post(f"{root}/change-orders/pco", json={"name": name})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def test_a_change_is_told(
    application: Application, people: People, place: str, root: str
) -> None:
    async with watching(application, place, people.tokens["viewer"]) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        assert stream.text.startswith("retry: 2000\nid: ")
        made = await pco(people.clients["manager"], root)
        (told,) = await stream.events(1)
        assert made["id"] in told["ids"] and "change_order" in told["kinds"]
        assert told["by"] == str(people.persons["manager"].uuid)
        assert told["byName"] == people.persons["manager"].name
        assert stream.last_id == str(told["revision"])


async def test_who_looks_at_a_document_hears_of_its_items(
    application: Application, people: People, place: str, root: str
) -> None:
    admin = people.clients["admin"]
    made = await pco(admin, root)
    body = {"name": "Slab", "changeOrderId": made["id"]}
    item = (await admin.post(f"{root}/cost-items", json=body)).json()
    async with watching(application, place, people.tokens["viewer"]) as stream:
        changed = await admin.patch(f"{root}/cost-items/{item['id']}", json={"name": "Slabs"})
        assert changed.status_code == 200, changed.text
        (told,) = await stream.events(1)
        assert {item["id"], made["id"]} <= set(told["ids"])


async def test_who_comes_back_hears_what_was_missed_once(
    application: Application, people: People, place: str, root: str
) -> None:
    admin, token = people.clients["admin"], people.tokens["viewer"]
    async with watching(application, place, token) as stream:
        await pco(admin, root, "First")
        await stream.events(1)
        last = stream.last_id
    missed = [await pco(admin, root, "Second"), await pco(admin, root, "Third")]
    async with watching(application, place, token, last_event_id=last) as stream:
        told = await stream.events(2)
        assert [each["id"] in one["ids"] for each, one in zip(missed, told, strict=True)] == [
            True,
            True,
        ]
        last = stream.last_id
    async with watching(application, place, token, last_event_id=last) as stream:
        await asyncio.sleep(0.3)
        assert "event:" not in stream.text


NO_PLACES = ("", "x", "-1", "9" * 30, "t", "t" + "9" * 18, "\u0661", "1\r\n2")


async def test_a_place_that_is_none_is_now(
    application: Application, people: People, place: str, root: str
) -> None:
    await pco(people.clients["admin"], root)
    async with contextlib.AsyncExitStack() as stack:
        streams = {}
        for number, said in enumerate(NO_PLACES):
            token = people.tokens[("viewer", "manager")[number % 2]]
            streams[said] = await stack.enter_async_context(
                watching(application, place, token, last_event_id=said)
            )
        await asyncio.sleep(0.2)
        for said, stream in streams.items():
            assert stream.status == 200, said
            assert "event:" not in stream.text, said


async def test_too_much_is_told_as_everything(
    application: Application,
    people: People,
    place: str,
    root: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "ENTRIES_MAXIMUM", 2)
    admin = people.clients["admin"]
    async with watching(application, place, people.tokens["viewer"], last_event_id="0") as stream:
        (told,) = await stream.events(1)
        assert told["ids"] == [] and told["by"] is None
        assert {"change_order", "cost_item", "contract"} <= set(told["kinds"])
        await pco(admin, root)
        assert len(await stream.events(2)) == 2


async def test_others_hear_only_what_they_see(
    application: Application, people: People, place: str, root: str
) -> None:
    admin = people.clients["admin"]
    tokens = people.tokens
    async with contextlib.AsyncExitStack() as stack:
        owner, supplier, viewer = [
            await stack.enter_async_context(watching(application, place, tokens[role]))
            for role in ("owner", "supplier", "viewer")
        ]
        await pco(admin, root, "Ours alone")
        order = await admin.post(f"{root}/change-orders/oco", json={"name": "For the owner"})
        assert order.status_code == 201, order.text
        document = order.json()["id"]
        await viewer.events(2)
        assert "event:" not in owner.text + supplier.text
        for action in ("submit", "approve"):
            body = [{"action": action, "associationType": "OCO", "associationId": document}]
            done = await admin.post(f"{root}/workflows/actions", json=body)
            assert done.status_code < 300, done.text
        (first, *_) = await owner.events(1)
        assert document in first["ids"] and set(first["kinds"]) <= {"change_order"}
        assert first["revision"] is None and owner.last_id.startswith("t")
        await viewer.events(4)
        await asyncio.sleep(0.2)
        assert "event:" not in supplier.text
        place_of_owner = owner.last_id
    again = Stream(
        application,
        f"{place}/live",
        {"authorization": f"Bearer {tokens['owner']}", "last-event-id": place_of_owner},
    )
    await again.begun()
    await asyncio.sleep(0.2)
    assert "event:" not in again.text
    await again.leave()


async def test_an_owner_hears_what_goes_out_of_his_sight(
    application: Application, people: People, place: str, root: str
) -> None:
    """His contract passes to another owner, and with it the changes that he is shown."""
    admin, token = people.clients["admin"], people.tokens["owner"]
    made = await admin.post(f"{root}/main-contracts", json={"code": "M-9", "name": "Passed on"})
    assert made.status_code == 201, made.text
    contract = made.json()["id"]
    rival = {"ownerCompanyId": people.companies["rival"].autodesk_id}
    async with watching(application, place, token) as owner:
        for name, body in (("passes", rival), ("is no more his", {"name": "Theirs"})):
            edited = await admin.patch(f"{root}/main-contracts/{contract}", json=body)
            assert edited.status_code == 200, (name, edited.text)
        assert (await people.clients["owner"].get(f"{root}/main-contracts/{contract}")).is_error
        seen = await admin.post(f"{root}/main-contracts", json={"code": "M-10", "name": "Seen"})
        told = await owner.events(2)
        assert [one["ids"] for one in told] == [[contract], [seen.json()["id"]]]


async def test_who_is_no_longer_a_member_hears_no_more(
    application: Application,
    people: People,
    ledger: Ledger,
    container: Container,
    place: str,
    root: str,
) -> None:
    directory = application.services.directory
    person = people.persons["viewer"]
    async with watching(application, place, people.tokens["viewer"]) as stream:
        await remove_member(ledger, directory, project_id=container.id, person_id=person.id)
        await directory.fresh(now=True)
        await pco(people.clients["admin"], root)
        await stream.until(lambda: stream.ended)
        assert "event:" not in stream.text
    member: Member = await add_member(
        ledger, directory, project_id=container.id, person_id=person.id, role="viewer"
    )
    assert member.active


async def test_who_stands_for_another_company_looks_anew(
    application: Application,
    people: People,
    ledger: Ledger,
    container: Container,
    place: str,
    root: str,
) -> None:
    directory = application.services.directory
    person, other = people.persons["supplier"], people.persons["owner"]
    member = directory.member(person.id, container.id)
    assert member is not None and person.company_id != other.company_id
    async with watching(application, place, people.tokens["supplier"]) as stream:
        stand_for = partial(
            add_member,
            ledger,
            directory,
            project_id=container.id,
            person_id=person.id,
            role=member.role,
        )
        await stand_for(company_id=other.company_id)
        try:
            await pco(people.clients["admin"], root)
            await stream.until(lambda: stream.ended)
        finally:
            await stand_for(company_id=member.company_id)


async def test_a_stream_beats_and_ends(
    application: Application, people: People, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(handlers, "LIFETIME_SECONDS", 0.5)
    async with watching(application, place, people.tokens["viewer"]) as stream:
        await stream.until(lambda: stream.text.count("\n: \n") + stream.text.count(": \n\n") >= 2)
        await stream.until(lambda: stream.ended)


async def test_one_person_looks_on_in_so_many_places(
    application: Application, people: People, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PER_PERSON_MAXIMUM", 1)
    token = people.tokens["viewer"]
    async with watching(application, place, token):
        reply = await people.clients["viewer"].get(f"{place}/live")
        assert reply.status_code == 429 and int(reply.headers["retry-after"]) > 0
        async with watching(application, place, people.tokens["manager"]) as other:
            assert other.status == 200
    monkeypatch.setattr(live, "PER_PROCESS_MAXIMUM", 0)
    assert (await people.clients["viewer"].get(f"{place}/live")).status_code == 503


async def test_only_the_head_is_asked_for_with_head(people: People, place: str) -> None:
    reply = await people.clients["viewer"].head(f"{place}/live")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream")


async def test_the_server_does_not_wait_for_streams(
    application: Application, people: People, place: str
) -> None:
    feed: LiveFeed = application.services.extras["live"]
    async with watching(application, place, people.tokens["viewer"]) as stream:
        feed.stop()
        try:
            await stream.until(lambda: stream.ended)
            assert (await people.clients["viewer"].get(f"{place}/live")).status_code == 503
        finally:
            feed.stopped = False


async def test_another_process_hears_of_it(
    application: Application, people: People, ledger: Ledger, container: Container, root: str
) -> None:
    """A feed of its own, as another process has."""
    feed = LiveFeed(ledger, 0.05)
    before = await feed.head(container.id)
    with feed.watching(container.id, 1) as watcher:
        while await feed.head(container.id) == before:
            await pco(people.clients["admin"], root)
            await watcher.wait(WAIT_SECONDS)
        moved = await feed.moved(container.id, before, await feed.head(container.id))
    assert moved[0].actor_id == people.persons["admin"].id
