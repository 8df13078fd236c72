"""kill -9 of the whole server and of its database under load: nothing lost, nothing done twice.

The server of `changewright serve`, in its own data folder and as its own processes, with writers
and pollers over HTTP that work on through every death of it (see `unsure_clients`).
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.proof.server_to_kill import DEATHS, ServerToKill, data_folder
from tests.proof.unsure_clients import TOTAL, Client, Flow, Poller, Writer, all_rows

WRITERS = 12
TIMES = 2
"""How often each death is died, the second time by a server of two processes."""
LOAD_SECONDS = (1.0, 3.0)
POLLED = ("change-orders/pco", "change-orders/rco", "cost-items")
OPENED = [("open", "budget"), ("open", "cost")]
STATUSES = {200, 201, 304, 412, 503}


class Proof:
    """The server, its clients, and the heads of the journal that were kept elsewhere."""

    def __init__(self, server: ServerToKill, project: str) -> None:
        self.server = server
        self.project = project
        self.anchors: list[str] = []
        self.writers: list[Writer] = []
        self.pollers: list[Poller] = []

    @property
    def clients(self) -> list[Client]:
        return [*self.writers, *self.pollers]

    @property
    def flows(self) -> list[Flow]:
        return [flow for writer in self.writers for flow in writer.flows]

    def acknowledged(self) -> int:
        return sum(write.answer is not None for each in self.writers for write in each.journal)

    async def wait_for_writes(self, count: int) -> None:
        wanted = self.acknowledged() + count
        until = time.monotonic() + 60
        while self.acknowledged() < wanted:
            assert time.monotonic() < until, "nothing is written"
            await asyncio.sleep(0.02)

    async def keep_anchor(self) -> None:
        said = await asyncio.to_thread(self.server.command, "anchor", "--project", self.project)
        self.anchors.append(said)


@pytest.fixture
async def proof() -> AsyncIterator[Proof]:
    with data_folder() as home:
        server = ServerToKill(home)
        try:
            project, token = server.furnish()
            async with AsyncExitStack() as stack:

                async def http() -> httpx.AsyncClient:
                    headers = {"authorization": f"Bearer {token}"}
                    client = httpx.AsyncClient(base_url=server.address, headers=headers)
                    return await stack.enter_async_context(client)

                base = f"/cost/v1/containers/{project}"
                made = Proof(server, project)
                made.writers = [Writer(await http(), base, each) for each in range(WRITERS)]
                made.pollers = [Poller(await http(), base, path) for path in POLLED]
                yield made
        finally:
            server.clear_away()


async def load_and_kill(proof: Proof) -> None:
    """Rounds of load, each ended by a death at a moment that nobody chose."""
    server = proof.server
    chance = random.Random()

    def wait() -> None:
        time.sleep(chance.uniform(0.0, 1.5))

    for turn in range(TIMES):
        for die in DEATHS.values():
            if not server.is_alive():
                await asyncio.to_thread(server.start, turn + 1)
            await proof.wait_for_writes(WRITERS)
            load = asyncio.sleep(chance.uniform(*LOAD_SECONDS))
            await asyncio.gather(proof.keep_anchor(), load)
            await asyncio.to_thread(die, server, wait)
    if not server.is_alive():
        await asyncio.to_thread(server.start)
    await proof.wait_for_writes(2 * WRITERS)


@pytest.mark.deep
async def test_no_death_loses_or_doubles_a_write(proof: Proof) -> None:
    stop, end = asyncio.Event(), asyncio.Event()
    await asyncio.to_thread(proof.server.start)
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(writer.run(stop)) for writer in proof.writers]
        for poller in proof.pollers:
            group.create_task(poller.run(end))
        await load_and_kill(proof)
        stop.set()
        await asyncio.gather(*working)
        end.set()

    writes = [write for writer in proof.writers for write in writer.journal]
    figures = {
        "writes": len(writes),
        "sent again": sum(write.unsure > 0 for write in writes),
        "cut off": sum(write.is_cut_off for write in writes),
        "done before": sum(write.was_done_before for write in writes),
        "polls": sum(poller.polls for poller in proof.pollers),
        "not modified": sum(poller.unchanged for poller in proof.pollers),
    }
    logging.getLogger(__name__).info("%s", figures)
    assert all(write.answer is not None or write.was_done_before for write in writes)
    assert all(flow.is_whole for flow in proof.flows)
    assert figures["cut off"] >= len(DEATHS) * TIMES, figures
    assert figures["done before"] > 0, figures
    assert set().union(*(client.statuses for client in proof.clients)) <= STATUSES

    reader = proof.writers[0]
    await everything_is_there_once(reader, proof.flows)
    tags = await asyncio.gather(*map(actions_and_files_are_there_once, proof.writers))
    # All went the same way, so a record of another version was written once more or once less.
    assert len({tag for each in tags for tag in each}) == 1, tags
    for poller in proof.pollers:
        await nothing_was_missed(poller, reader)
    await repeats_change_nothing(proof)
    assert await asyncio.to_thread(proof.server.stop) in (0, -signal.SIGTERM)
    verify(proof)


async def everything_is_there_once(reader: Client, flows: list[Flow]) -> None:
    """Every acknowledged record with its content; no other of its name; numbers without gaps."""
    orders = await all_rows(reader, "change-orders/pco", include="costItems")
    items = await all_rows(reader, "cost-items")
    requests = await all_rows(reader, "change-orders/rco")
    ours = only(orders, flows)
    assert Counter(row["name"] for row in ours) == Counter(flow.name for flow in flows)
    found = {row["id"]: row for row in orders}
    item_of = {row["id"]: row for row in items}
    for flow in flows:
        row = found[flow.order["id"]]
        assert (row["name"], row["number"]) == (flow.name, flow.order["number"])
        assert row["description"] == flow.description
        assert (row["budgetStatus"], row["costStatus"]) == ("open", "open")
        assert row["estimated"] == TOTAL
        ids = [item["id"] for item in flow.items]
        assert sorted(item["id"] for item in row["costItems"]) == sorted(ids)
        assert [item_of[id]["note"] for id in ids] == [f"priced for {flow.name}", None]
        for item in flow.items:
            kept = item_of[item["id"]]
            for name in ("name", "number", "estimated"):
                assert kept[name] == item[name]
    names = Counter(item["name"] for flow in flows for item in flow.items)
    assert Counter(row["name"] for row in only(items, flows)) == names
    made = {flow.request["id"]: flow.order["id"] for flow in flows}
    sources = set(made.values())
    assert {row["id"]: row["sourceId"] for row in requests if row["sourceId"] in sources} == made
    for rows, mine in (
        (orders, {row["id"] for row in ours}),
        (requests, set(made)),
        (items, {item["id"] for flow in flows for item in flow.items}),
    ):
        numbers_have_no_gaps(rows, mine)


def only(rows: list[dict[str, Any]], flows: list[Flow]) -> list[dict[str, Any]]:
    """The rows that this proof's writers named."""
    assert flows
    return [row for row in rows if row["name"].startswith("writer ")]


def numbers_have_no_gaps(rows: list[dict[str, Any]], mine: set[str]) -> None:
    """No number twice, and those given out since the demo was loaded follow each other."""
    numbers = Counter(row["number"] for row in rows)
    assert max(numbers.values()) == 1
    given = sorted(int(row["number"]) for row in rows if row["id"] in mine)
    assert given == list(range(given[0], given[0] + len(mine)))


async def actions_and_files_are_there_once(writer: Writer) -> list[str]:
    """Each change order was opened once and has one file, whole; answers their versions."""
    tags = []
    for flow in writer.flows:
        path = f"change-orders/pco/{flow.order['id']}"
        tags.append((await writer.get(path)).headers["etag"])
        of = {"associationId": flow.order["id"], "associationType": "FormInstance"}
        told = (await writer.get("workflows/action-histories", **of)).json()["results"]
        assert [(row["action"], row["options"]["track"]) for row in told] == OPENED
        (kept,) = (await writer.get("attachments", **of)).json()["results"]
        assert kept == flow.attachment
        content = await writer.get(f"attachments/{kept['id']}/content")
        assert content.content == flow.content
    return tags


async def nothing_was_missed(poller: Poller, reader: Client) -> None:
    """The poller has every record as it is now, and none that is not there."""
    rows = {row["id"]: row for row in await all_rows(reader, poller.path)}
    assert poller.seen.keys() == rows.keys()
    late = [id for id, row in rows.items() if poller.seen[id]["updatedAt"] != row["updatedAt"]]
    assert not late, late
    assert poller.seen == rows


async def repeats_change_nothing(proof: Proof) -> None:
    """Every POST once more, by its key: the same bytes, and the journal's head where it was."""
    await proof.keep_anchor()
    before = proof.anchors[-1]
    await asyncio.gather(*(writer.repeat() for writer in proof.writers))
    await proof.keep_anchor()
    assert proof.anchors[-1] == before


def verify(proof: Proof) -> None:
    """Clean, and an extension of every head that was kept before a death."""
    kept = Path(proof.server.home, "anchors.txt")
    kept.write_text("".join(proof.anchors))
    said = proof.server.command("verify", "--project", proof.project, "--anchor", str(kept))
    assert "Everything agrees" in said
