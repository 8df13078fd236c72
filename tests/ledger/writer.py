"""A process that writes until it is killed: `python -m tests.ledger.writer HOME CONTAINER LOG`.

Each change order is created under a key, which is its name too. The log gets `try KEY` before the
unit and `done KEY` once it is acknowledged, each in one write, so that a kill leaves whole lines.
Keys tried and not acknowledged in an earlier life are tried again first.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

from changewright.config.settings import Settings
from changewright.core.errors import Unavailable
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.settings import ProjectSettings
from changewright.store import embedded
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Idempotency, Outcome, Unit

WRITERS = 16
ACTOR = Actor(1, "writer", "acc", "kill", "admin")
AMOUNT = Decimal("3.2500")


async def create(unit: Unit, key: str) -> Outcome:
    """A change order named after its key, with an item: three rows and two numbers."""
    number = await unit.next_number("number:pco")
    order = unit.new(
        ChangeOrder,
        kind="pco",
        number=str(number),
        number_value=number,
        name=key,
        estimated=AMOUNT,
    )
    item = unit.new(CostItem, number=str(number), name=key, estimated=AMOUNT)
    unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="pco")
    return unit.outcome(201, {}, key.encode())


def unfinished(log: Path) -> list[str]:
    """The keys of earlier lives that were tried and never acknowledged."""
    tried: dict[str, None] = {}
    for line in log.read_text().splitlines():
        word, _, key = line.partition(" ")
        if word == "try":
            tried[key] = None
        else:
            tried.pop(key, None)
    return list(tried)


def keys(log: Path) -> Iterator[str]:
    yield from unfinished(log)
    while True:
        yield str(uuid4())


async def write(ledger: Ledger, container_id: int, log: int, source: Iterator[str]) -> None:
    for key in source:
        os.write(log, f"try {key}\n".encode())
        while True:
            try:
                outcome = await ledger.run(
                    container_id,
                    ACTOR,
                    partial(create, key=key),
                    idempotency=Idempotency(key, key.encode()),
                )
            except Unavailable:
                await asyncio.sleep(0.05)
                continue
            break
        if outcome.body != key.encode():
            raise AssertionError(f"{key} was answered with {outcome.body!r}")
        os.write(log, f"done {key}\n".encode())


async def main(home: Path, container_id: int, log: Path) -> None:
    settings = Settings(home=home)
    with embedded.running(settings) as urls:
        migrate(urls)
        database = Database(urls, settings)
        await database.open()
        ledger = Ledger(database)
        await ledger.create_container(container_id, ProjectSettings())
        source = keys(log)
        handle = os.open(log, os.O_WRONLY | os.O_APPEND)
        await asyncio.gather(*(write(ledger, container_id, handle, source) for _ in range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
