"""Many clients at once in one container, through the door, with a poller beside them."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container

from changewright.core.money import Decimal
from changewright.work.ledger import Ledger
from changewright.work.verify import verify

ROUNDS = 2


class Writer:
    """One client: it creates, prices, opens, submits, generates and attaches."""

    def __init__(self, client: httpx.AsyncClient, base: str, name: str) -> None:
        self.client = client
        self.base = base
        self.name = name
        self.written: list[str] = []
        self.numbers: list[str] = []

    async def post(self, path: str, body: Any) -> Any:
        answer = await self.client.post(f"{self.base}/{path}", json=body)
        assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
        return answer.json()

    async def act(self, document: str, action: str) -> None:
        body = {"action": action, "associationId": document, "associationType": "FormInstance"}
        (result,) = await self.post("workflows/actions", [body])
        assert result["errors"] == [], result

    async def work(self, shared_item: str, shared_document: str) -> None:
        pco = await self.post("change-orders/pco", {"name": f"{self.name} change"})
        self.written.append(pco["id"])
        self.numbers.append(pco["number"])
        items = [
            await self.post(
                "cost-items",
                {"name": f"{self.name} item", "estimated": amount, "changeOrderId": pco["id"]},
            )
            for amount in ("10.1000", "0.0333")
        ]
        await self.act(pco["id"], "open")
        pair = {"changeOrderId": shared_document, "costItemId": items[0]["id"]}
        await self.post("cost-items:attach", [pair])
        await self.client.patch(f"{self.base}/cost-items/{shared_item}", json={"note": self.name})
        (rco,) = await self.post("change-orders:generate/rco", {"sourceIds": [pco["id"]]})
        await self.act(rco["id"], "open")
        await self.act(rco["id"], "submit")


class Poller:
    """Reads what changed since the newest time it has seen, again and again, as a sync does."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self.client = client
        self.base = base
        self.since = "2000-01-01T00:00:00.000Z"
        self.seen: dict[str, str] = {}

    async def poll(self) -> None:
        offset = 0
        newest = self.since
        while True:
            answer = await self.client.get(
                f"{self.base}/change-orders/pco",
                params={
                    "filter[lastModifiedSince]": self.since,
                    "sort": "updatedAt",
                    "offset": offset,
                },
            )
            assert answer.status_code == 200, answer.text
            page = answer.json()
            for row in page["results"]:
                self.seen[row["id"]] = row["updatedAt"]
                newest = max(newest, row["updatedAt"])
            offset += len(page["results"])
            if not page["pagination"]["nextUrl"] or not page["results"]:
                break
        self.since = newest

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.poll()
            await asyncio.sleep(0.01)
        await self.poll()


@pytest.mark.parametrize(
    "writers", [12, pytest.param(64, marks=pytest.mark.deep)], ids=["twelve", "sixty-four"]
)
async def test_many_writers_leave_equal_books(
    ledger: Ledger, container: Container, people: People, root: str, writers: int
) -> None:
    client = people.clients["manager"]
    first = Writer(client, root, "first")
    shared_item = (await first.post("cost-items", {"name": "Shared"}))["id"]
    shared = (await first.post("change-orders/oco", {"name": "Shared"}))["id"]
    everybody = [Writer(client, root, f"writer {number}") for number in range(writers)]
    stop = asyncio.Event()
    poller = Poller(people.clients["viewer"], root)
    polling = asyncio.create_task(poller.run(stop))
    for _ in range(ROUNDS):
        await asyncio.gather(*(writer.work(shared_item, shared) for writer in everybody))
    stop.set()
    await polling

    written = {document for writer in everybody for document in writer.written}
    numbers = [number for writer in everybody for number in writer.numbers]
    assert len(written) == writers * ROUNDS
    assert sorted(numbers) == [f"{value:04d}" for value in range(1, len(numbers) + 1)]
    assert set(poller.seen) >= written, "the poller missed a record"
    await no_newer_than_seen(poller)
    order = (await client.get(f"{root}/change-orders/oco/{shared}")).json()
    assert Decimal(order["estimated"]) == Decimal("10.1000") * writers * ROUNDS
    assert await verify(ledger.database, container.id) == []


async def no_newer_than_seen(poller: Poller) -> None:
    """Every record's last change reached the poller."""
    fresh = Poller(poller.client, poller.base)
    await fresh.poll()
    late = {name: time for name, time in fresh.seen.items() if poller.seen[name] != time}
    assert not late, late
