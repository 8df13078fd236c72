"""Clients of a server that dies: each keeps a journal of what was acknowledged and what is unknown.

A write counts as acknowledged once its answer of 2xx was read, and never before. Lost connections,
answers of 503 and answers that an impatient client did not wait for leave it unknown; it is then
sent again until it is acknowledged: a POST with its key and its body, a PATCH with its If-Match.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import msgspec

PATIENCE_SECONDS = 90.0
"""How long a request is sent again and again before the proof gives up."""
ANSWER_SECONDS = 20.0
IMPATIENT_SECONDS = 0.004
IMPATIENT_ONE_IN = 25
RETRY_SECONDS = 0.1
PAUSE_SECONDS = 0.6
POLL_SECONDS = 0.1
AMOUNTS = ("10.1000", "0.0333")
TOTAL = "10.1333"
PAGE = 100


@dataclass
class Write:
    """One write as its client knows it. `answer` is None for as long as it is unknown; `unsure` is
    how often it was sent and may have been done without an answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    unsure: int = 0
    is_cut_off: bool = False
    """The server or its database went away from it, rather than its client losing patience."""
    status: int | None = None
    answer: bytes | None = None
    was_done_before: bool = False
    """The answer shows that it had been done when it was sent for the last time."""


@dataclass
class Flow:
    """What one round of a writer's work made, as the acknowledgements have it."""

    name: str
    order: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    request: dict[str, Any] = field(default_factory=dict)
    attachment: dict[str, Any] = field(default_factory=dict)
    content: bytes = b""
    description: str = ""
    is_whole: bool = False


class Client:
    """Sends until it is answered."""

    def __init__(self, http: httpx.AsyncClient, base: str, seed: int) -> None:
        self.http = http
        self.base = base
        self.chance = random.Random(seed)
        self.journal: list[Write] = []
        self.statuses: set[int] = set()

    async def get(self, path: str, **query: str) -> httpx.Response:
        """An answer of 2xx or 304."""
        write = Write("GET", path, {}, b"")
        return await self._until_answered(write, query)

    async def send(
        self, method: str, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> Any:
        """A write in the journal; answers its body, None where only its effect is known."""
        write = Write(method, path, dict(headers or {}), msgspec.json.encode(body))
        write.headers["content-type"] = "application/json"
        self.journal.append(write)
        answer = await self._until_answered(write)
        if answer.status_code == 412:
            write.was_done_before = True
            return None
        write.status, write.answer = answer.status_code, answer.content
        return answer.json()

    async def post(self, path: str, body: Any) -> Any:
        key = f"{self.chance.getrandbits(64):016x}"
        return await self.send("POST", path, body, {"idempotency-key": key})

    async def _until_answered(
        self, write: Write, query: dict[str, str] | None = None
    ) -> httpx.Response:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            sent_at = time.time()
            answer = await self._once(write, query)
            if answer is None:
                await asyncio.sleep(RETRY_SECONDS * self.chance.uniform(0.5, 1.5))
                continue
            # Only a write that may have been done already may find its own version gone.
            was_overtaken = answer.status_code == 412 and write.unsure > 0
            is_good = answer.is_success or answer.status_code == 304 or was_overtaken
            assert is_good, (write, answer.status_code, answer.text)
            write.was_done_before = write.unsure > 0 and _is_older(answer, sent_at)
            return answer
        raise AssertionError(f"never answered: {write}")

    async def _once(self, write: Write, query: dict[str, str] | None) -> httpx.Response | None:
        """One try: its answer, or None if it is unknown what became of it."""
        is_impatient = (
            write.method != "GET"
            and not write.unsure
            and self.chance.randrange(IMPATIENT_ONE_IN) == 0
        )
        wait = IMPATIENT_SECONDS if is_impatient else ANSWER_SECONDS
        try:
            answer = await self.http.request(
                write.method,
                f"{self.base}/{write.path}",
                params=query or None,
                content=write.body,
                headers=write.headers,
                timeout=httpx.Timeout(ANSWER_SECONDS, read=wait),
            )
        except httpx.ConnectError:
            return None
        except httpx.TransportError:
            write.unsure += 1
            write.is_cut_off |= not is_impatient
            return None
        self.statuses.add(answer.status_code)
        if answer.status_code == 503:
            write.unsure += 1
            write.is_cut_off = True
            return None
        return answer


def _is_older(answer: httpx.Response, sent_at: float) -> bool:
    """Whether the record in an answer was written before the request for it was sent."""
    shown = msgspec.json.decode(answer.content) if answer.content else None
    record = shown[0] if isinstance(shown, list) and shown else shown
    text = record.get("updatedAt") if isinstance(record, dict) else None
    if text is None:
        return False
    return bool(msgspec.convert(text, type=datetime).timestamp() < sent_at - 0.001)


class Writer(Client):
    """One client that works until it is told to stop; it ends in the middle of nothing."""

    def __init__(self, http: httpx.AsyncClient, base: str, number: int) -> None:
        super().__init__(http, base, number)
        self.number = number
        self.flows: list[Flow] = []

    async def run(self, stop: asyncio.Event) -> None:
        for count in itertools.count():
            if stop.is_set():
                return
            flow = Flow(f"writer {self.number} change {count}")
            self.flows.append(flow)
            await self.work(flow)

    async def pause(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, PAUSE_SECONDS))

    async def work(self, flow: Flow) -> None:
        """A change order with two items (one attached), a file, a description, and its request."""
        flow.order = await self.post("change-orders/pco", {"name": flow.name})
        order = flow.order["id"]
        first = {"name": f"{flow.name} first", "estimated": AMOUNTS[0], "changeOrderId": order}
        flow.items.append(await self.post("cost-items", first))
        await self.pause()
        second = {"name": f"{flow.name} second", "estimated": AMOUNTS[1]}
        flow.items.append(await self.post("cost-items", second))
        pair = {"changeOrderId": order, "costItemId": flow.items[1]["id"]}
        await self.post("cost-items:attach", [pair])
        await self.pause()
        await self.describe(flow)
        await self.act(order, "open")
        await self.pause()
        await self.attach(flow)
        (flow.request,) = await self.post("change-orders:generate/rco", {"sourceIds": [order]})
        await self.pause()
        note = {"note": f"priced for {flow.name}"}
        await self.send("PATCH", f"cost-items/{flow.items[0]['id']}", note)
        flow.is_whole = True

    async def describe(self, flow: Flow) -> None:
        path = f"change-orders/pco/{flow.order['id']}"
        tag = (await self.get(path)).headers["etag"]
        flow.description = f"{flow.name}, {self.chance.getrandbits(64):016x}"
        await self.send("PATCH", path, {"description": flow.description}, {"if-match": tag})
        if self.journal[-1].answer is None:
            found = (await self.get(path)).json()
            assert found["description"] == flow.description, "another write took its version"

    async def act(self, order: str, action: str) -> None:
        body = {"action": action, "associationId": order, "associationType": "FormInstance"}
        (result,) = await self.post("workflows/actions", [body])
        assert result["errors"] == [], result

    async def attach(self, flow: Flow) -> None:
        """An upload has no key, and needs none: what is not attached is nobody's."""
        flow.content = f"{flow.name}\n".encode() * 200
        path = f"attachment-files?name=Sketch%20{self.number}.txt"
        upload = Write("POST", path, {"content-type": "text/plain"}, flow.content)
        file = (await self._until_answered(upload)).json()
        of = {"associationId": flow.order["id"], "associationType": "FormInstance"}
        flow.attachment = await self.post("attachments", {"urn": file["urn"], **of})

    async def repeat(self) -> None:
        """Every acknowledged POST once more: the very same answer."""
        for write in self.journal:
            if write.method == "POST":
                answer = await self._until_answered(write)
                assert (answer.status_code, answer.content) == (write.status, write.answer), write


class Poller(Client):
    """Reads what changed since the newest time it has seen, again and again, as a sync does."""

    def __init__(self, http: httpx.AsyncClient, base: str, path: str) -> None:
        super().__init__(http, base, -1)
        self.path = path
        self.since = "2000-01-01T00:00:00.000Z"
        self.seen: dict[str, dict[str, Any]] = {}
        self.polls = 0
        self.unchanged = 0
        self._tag = ("", "")

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.poll()
            await asyncio.sleep(POLL_SECONDS)
        await self.poll()

    async def poll(self) -> None:
        """All pages; each begins where the one before ended, as rows move while they are read."""
        rows = await self.page()
        while len(rows) == PAGE:
            assert rows[-1]["updatedAt"] > rows[0]["updatedAt"], "a page of one time"
            rows = await self.page()
        self.polls += 1

    async def page(self) -> list[dict[str, Any]]:
        write = Write("GET", self.path, {}, b"")
        since, tag = self._tag
        if since == self.since:
            write.headers["if-none-match"] = tag
        query = {"filter[lastModifiedSince]": self.since, "sort": "updatedAt", "limit": str(PAGE)}
        answer = await self._until_answered(write, query)
        if answer.status_code == 304:
            self.unchanged += 1
            return []
        rows: list[dict[str, Any]] = answer.json()["results"]
        self._tag = (self.since, answer.headers["etag"])
        for row in rows:
            self.seen[row["id"]] = row
            self.since = max(self.since, row["updatedAt"])
        return rows


async def all_rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    """Every row of a list."""
    rows: list[dict[str, Any]] = []
    while True:
        page = (await client.get(path, offset=str(len(rows)), limit=str(PAGE), **query)).json()
        rows += page["results"]
        if not page["results"] or not page["pagination"]["nextUrl"]:
            assert len(rows) == page["pagination"]["totalResults"]
            return rows
