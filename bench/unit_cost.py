"""What a unit of work costs: wall time and this process's own CPU, on a server of its own.

    python bench/unit_cost.py [seconds per line]

Each line is one kind of unit, run for some seconds: one after another in one container, by many
writers in one container, and over many containers. The database's CPU is not in the figures, its
time is in the wall clock; both share the machine with this process.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from changewright.config.settings import Settings
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.settings import ProjectSettings
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Idempotency, Outcome, Unit
from changewright.work.verify import verify

ACTOR = Actor(1, "bench", "acc", "bench", "admin")
Work = Callable[[int], Awaitable[object]]


async def create(unit: Unit) -> ChangeOrder:
    number = await unit.next_number("number:pco")
    return unit.new(
        ChangeOrder,
        kind="pco",
        number=f"{number:04}",
        number_value=number,
        name="Relocate a door",
        budget_state="draft",
        cost_state="draft",
    )


async def create_and_answer(unit: Unit) -> Outcome:
    order = await create(unit)
    return unit.outcome(201, {"location": str(order.uuid)}, b"x" * 2000)


async def create_with_items(unit: Unit) -> None:
    order = await create(unit)
    first = await unit.next_number("number:cost_item", count=10)
    for number in range(first, first + 10):
        item = unit.new(CostItem, number=str(number), name="Door")
        unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="pco")


async def rename(unit: Unit, order: ChangeOrder) -> None:
    read = await unit.read.require(ChangeOrder, order.uuid)
    unit.change(read, "updated", name=f"Name {unit.revision}")


async def measure(label: str, writers: int, seconds: float, work: Work) -> None:
    """Run `work(writer)` by some writers at once and print what one of them cost."""
    for writer in range(writers):
        await work(writer)
    done = 0
    until = time.perf_counter() + seconds
    latencies: list[float] = []

    async def writer_loop(writer: int) -> None:
        nonlocal done
        while (begun := time.perf_counter()) < until:
            await work(writer)
            latencies.append(time.perf_counter() - begun)
            done += 1

    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(writer_loop(writer) for writer in range(writers)))
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    latencies.sort()
    print(
        f"{label:<44} {done / wall:7.0f}/s  wall p50 {1000 * latencies[done // 2]:6.2f} ms  "
        f"p99 {1000 * latencies[done * 99 // 100]:6.2f} ms  CPU {1000 * cpu / done:5.2f} ms"
    )


async def run(database: Database, seconds: float) -> None:
    ledger = Ledger(database)
    async with database.connection() as connection:
        await ledger.ids.promise(connection, 65)
    containers = [ledger.ids.take() for _ in range(64)]
    for container in containers:
        await ledger.create_container(container, ProjectSettings())
    one = containers[0]
    order = await ledger.run(one, ACTOR, create)
    keys = iter(range(10**9))

    async def answered(_: int) -> object:
        key = Idempotency(str(next(keys)), os.urandom(32))
        return await ledger.run(one, ACTOR, create_and_answer, idempotency=key)

    async def in_one(decide: Callable[[Unit], Awaitable[object]]) -> object:
        return await ledger.run(one, ACTOR, decide)

    lines: tuple[tuple[str, int, Work], ...] = (
        ("create, one after another", 1, lambda _: in_one(create)),
        ("create with a kept outcome", 1, answered),
        ("rename", 1, lambda _: in_one(lambda unit: rename(unit, order))),
        ("create with 10 items (21 records)", 1, lambda _: in_one(create_with_items)),
        ("create, 64 writers in one container", 64, lambda _: in_one(create)),
        (
            "create, 64 writers in 64 containers",
            64,
            lambda writer: ledger.run(containers[writer], ACTOR, create),
        ),
    )
    for label, writers, work in lines:
        await measure(label, writers, seconds, work)
    begun = time.perf_counter()
    findings = await verify(database, one)
    print(
        f"verify of that container: {len(findings)} findings, {time.perf_counter() - begun:.1f} s"
    )


async def over(urls: Urls, settings: Settings, seconds: float) -> None:
    database = Database(urls, settings)
    await database.open()
    try:
        await run(database, seconds)
    finally:
        await database.close()


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="changewright-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the database runs as another user
        settings = Settings(home=Path(folder))
        with embedded.running(settings) as urls:
            migrate(urls)
            uvloop.run(over(urls, settings, seconds))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
