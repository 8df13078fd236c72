"""Many writers at once in one container, cancelled and cut off ones among them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import psycopg
import pytest
from tests.conftest import migrated_database
from tests.fixtures_ledger import Container

from changewright.config.settings import Settings
from changewright.core.errors import Conflict, Unavailable
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Idempotency, Outcome, Unit
from changewright.work.verify import verify

from .stories import create_order, head_of, item_fields

WRITERS = 64
ROUNDS = 4


@pytest.fixture(scope="module")
async def ledger(server_urls: Urls, settings: Settings, worker_id: str) -> AsyncIterator[Ledger]:
    """In a database of this module's own: ending all its sessions must not end other tests'."""
    database = Database(migrated_database(server_urls, f"writers_{worker_id}"), settings)
    await database.open()
    yield Ledger(database)
    await database.close()


async def test_64_writers_at_once(ledger: Ledger, container: Container, actor: Actor) -> None:
    """Four ledgers stand for four processes: only the database keeps them apart."""
    processes = [ledger, *(Ledger(ledger.database) for _ in range(3))]
    order = await ledger.run(container.id, actor, create_order)

    async def attach(unit: Unit) -> None:
        target = await unit.read.require(ChangeOrder, order.uuid)
        number = await unit.next_number("number:cost_item")
        item = unit.new(CostItem, **item_fields(str(number), estimated=Decimal("1.2500")))
        unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="pco")
        total = (target.estimated or Decimal("0.0000")) + Decimal("1.2500")
        unit.change(target, "attached", estimated=total)

    async def refuse(unit: Unit) -> None:
        await create_order(unit)
        raise Conflict("the fourth of every writer's")

    async def write(number: int) -> None:
        process = processes[number % len(processes)]
        await process.run(container.id, actor, create_order)
        await process.run(container.id, actor, attach)
        with pytest.raises(Conflict):
            await process.run(container.id, actor, refuse)
        await process.run(container.id, actor, create_order)

    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    async with ledger.reader(container.id) as read:
        orders = await read.where(ChangeOrder, ("number_value",))
        pages = [page async for page in read.journal.pages(10**9)]
    assert [row.number_value for row in orders] == list(range(1, 2 * WRITERS + 2))
    assert orders[0].estimated == Decimal("1.25") * WRITERS
    times = {entry.revision: entry.at for page in pages for entry in page}
    assert list(times) == list(range(1, 3 * WRITERS + 2))
    assert all(earlier < later for earlier, later in pairwise(times.values()))
    assert await verify(ledger.database, container.id) == []


async def test_a_poller_misses_nothing(ledger: Ledger, container: Container, actor: Actor) -> None:
    """It asks again and again for what is newer than the newest it has seen."""
    seen: dict[int, int] = {}
    done = asyncio.Event()

    async def poll() -> None:
        newest = None
        is_last = False
        while not is_last:
            is_last = done.is_set()  # one more look after the last write
            async with ledger.reader(container.id) as read:
                since = await read.where(ChangeOrder, ("updated_at", "id"))
            for record in since:
                if newest is None or record.updated_at > newest:
                    assert seen.get(record.id) != record.version
                    seen[record.id] = record.version
            newest = since[-1].updated_at if since else newest

    async def write() -> None:
        for _ in range(25):
            await ledger.run(container.id, actor, create_order)

    polling = asyncio.create_task(poll())
    await asyncio.gather(*(write() for _ in range(8)))
    done.set()
    await polling
    async with ledger.reader(container.id) as read:
        assert seen.keys() == {record.id for record in await read.where(ChangeOrder)}


async def test_writers_cancelled_anywhere_leave_whole_units(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def slow(unit: Unit) -> ChangeOrder:
        order = await create_order(unit)
        await unit.read.where(ChangeOrder, number="none")
        return order

    tasks = [asyncio.create_task(ledger.run(container.id, actor, slow)) for _ in range(30)]
    for number, task in enumerate(tasks):
        await asyncio.sleep(0.0007 * (number % 5))
        if number % 2:
            task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    done = [result for result in results if isinstance(result, ChangeOrder)]
    assert len(done) >= 15
    async with ledger.reader(container.id) as read:
        stored = {record.id for record in await read.where(ChangeOrder)}
    assert {record.id for record in done} <= stored
    assert await verify(ledger.database, container.id) == []
    await ledger.run(container.id, actor, create_order)


async def terminate_others(ledger: Ledger) -> None:
    """End every session of the server's role, as a restart of the database would."""
    async with await psycopg.AsyncConnection.connect(
        ledger.database.urls.server, autocommit=True
    ) as connection:
        cursor = await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user "
            "AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount > 0


async def test_a_dead_connection_of_the_pool_is_not_noticed(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await ledger.run(container.id, actor, create_order)
    await terminate_others(ledger)
    for _ in range(3):
        try:
            await ledger.run(container.id, actor, create_order)
            break
        except Unavailable:  # more than one dead connection was in the pool
            continue
    assert (await head_of(ledger, container)).revision == 2


async def test_a_connection_lost_while_deciding_leaves_nothing(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def decide(unit: Unit) -> Outcome:
        await create_order(unit)
        await terminate_others(ledger)
        await asyncio.sleep(0.05)
        return unit.outcome(201, {}, b"")

    key = Idempotency("cut", b"digest")
    with pytest.raises(Unavailable):
        await ledger.run(container.id, actor, decide, idempotency=key)
    for _ in range(20):
        try:
            head = await head_of(ledger, container)
            break
        except (Unavailable, psycopg.OperationalError):
            continue
    assert head.revision == 0

    async def create(unit: Unit) -> Outcome:
        order = await create_order(unit)
        return unit.outcome(201, {}, order.number.encode())

    outcome = await ledger.run(container.id, actor, create, idempotency=key)
    assert (outcome.body, outcome.repeated) == (b"0001", False)
