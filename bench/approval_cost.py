"""What an approval costs beside plain edits, and whether it grows with the contract's orders.

    python bench/approval_cost.py [rounds]

On a server of its own, in one container with two main contracts, one of 100 approved owner change
orders and one of 10,000: the approval of an order with three cost items, each on a budget code and
a commitment, with its propagation, roll-ups, form, journal and the deliveries of a hook that is
told of the contracts and budgets it moves, beside four edits of an order's name, of which nobody is
told. Approvals and edits take turns within a round; a ratio is taken within it, medians are shown.
Every approval must have written deliveries; nobody sends them here.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import uvloop

from changewright.config.settings import Settings
from changewright.core.destinations import Reach
from changewright.core.money import Decimal
from changewright.core.occurrences import EVENTS
from changewright.core.records import ChangeOrder
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.settings import ProjectSettings
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.work import change_orders, cost_items, moves, webhooks
from changewright.work.ledger import Ledger
from changewright.work.load import load, reserve_ids
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit

ACTOR = Actor(1, "bench", "acc", "bench", "admin")
SIZES = (100, 10_000)
ITEMS = 3
EDITS = 4
URL = "https://hooks.example/"
HEARD = ("potential", "potential_line", "prime_contract", "work_order", "budget_line")
DELIVERED = b"""
SELECT count(*) FROM delivery
WHERE container_id = %(of)s AND revision = (
    SELECT revision FROM change_order WHERE container_id = %(of)s AND id = %(id)s
)
"""


class Yard:
    """The container, and what a round does in it."""

    def __init__(self, ledger: Ledger, container_id: int) -> None:
        self.ledger = ledger
        self.container_id = container_id
        self.contracts: dict[int, int] = {}

    async def begin(self) -> None:
        """A commitment, a budget, and a main contract for each size with its orders."""
        await open_project(self.ledger, self.container_id, ProjectSettings(), ACTOR)

        async def books(unit: Unit) -> tuple[int, int]:
            contract = unit.new(Contract, code="SC-1", name="Doors", status="executed")
            budget = unit.new(Budget, code="08", name="Doors")
            for size in SIZES:
                made = unit.new(MainContract, code=f"MC-{size}", name=f"{size} orders")
                self.contracts[size] = made.id
            return contract.id, budget.id

        self.contract_id, self.budget_id = await self.ledger.run(self.container_id, ACTOR, books)
        for size in SIZES:
            await self._fill(size)
        await self.listen()

    async def listen(self) -> None:
        """A hook that is told of contracts, budget lines and potential changes."""

        async def make(unit: Unit) -> None:
            values = {"namespace": "bench", "destination_url": URL, "payload": "v2.0"}
            hook = await webhooks.create(unit, values, Reach())
            for subject in HEARD:
                for event in EVENTS:
                    await webhooks.add_trigger(unit, hook, subject, event)

        await self.ledger.run(self.container_id, ACTOR, make)

    async def delivered(self, order_id: int) -> int:
        """How many deliveries the approval of an order wrote: all of its last revision."""
        async with self.ledger.database.connection() as connection:
            found = await connection.execute(DELIVERED, {"of": self.container_id, "id": order_id})
            (count,) = await found.fetchone() or (0,)
        return int(count)

    async def _fill(self, size: int) -> None:
        ids = await reserve_ids(self.ledger, size)
        now = self.ledger.clock()
        orders = [
            ChangeOrder(
                container_id=self.container_id,
                id=record_id,
                uuid=UUID(int=record_id),
                created_at=now,
                updated_at=now,
                kind="oco",
                number=f"{size}-{number:05}",
                name="An order of before",
                budget_state="approved",
                approval_sequence=number,
                main_contract_id=self.contracts[size],
            )
            for number, record_id in enumerate(ids, 1)
        ]
        await load(self.ledger, self.container_id, ACTOR, [(ChangeOrder, orders)])

    async def prepared(self, size: int) -> int:
        """A submitted order with its items."""

        async def draw(unit: Unit) -> int:
            fields = {"name": "New doors", "main_contract_id": self.contracts[size]}
            order = await change_orders.create(unit, "oco", fields)
            for number in range(ITEMS):
                item = {
                    "name": f"Door {number}",
                    "submitted": Decimal("1200.0000"),
                    "proposed": Decimal("900.0000"),
                    "contract_id": self.contract_id,
                    "budget_id": self.budget_id,
                }
                await cost_items.create(unit, item, unit.newest(order))
            await moves.act(unit, unit.newest(order), "submit")
            return order.id

        return await self.ledger.run(self.container_id, ACTOR, draw)

    async def approve(self, order_id: int) -> float:
        async def decide(unit: Unit) -> None:
            order = await unit.read.require_id(ChangeOrder, order_id)
            await moves.act(unit, order, "approve")

        return await self._timed(decide)

    async def edit(self, order_id: int, number: int) -> float:
        async def decide(unit: Unit) -> None:
            order = await unit.read.require_id(ChangeOrder, order_id)
            await change_orders.edit(unit, order, {"name": f"New doors {number}"})

        return await self._timed(decide)

    async def _timed(self, decide: Callable[[Unit], Awaitable[None]]) -> float:
        begun = time.perf_counter()
        await self.ledger.run(self.container_id, ACTOR, decide)
        return time.perf_counter() - begun


async def run(database: Database, rounds: int) -> None:
    ledger = Ledger(database)
    (container_id,) = await reserve_ids(ledger, 1)
    yard = Yard(ledger, container_id)
    await yard.begin()
    approvals: dict[int, list[float]] = {size: [] for size in SIZES}
    edits: list[float] = []
    to_edits: list[float] = []
    to_sizes: list[float] = []
    delivered: set[int] = set()
    for number in range(rounds + 3):
        orders = {size: await yard.prepared(size) for size in SIZES}
        turn = {size: await yard.approve(order_id) for size, order_id in orders.items()}
        delivered |= {await yard.delivered(order_id) for order_id in orders.values()}
        spare = await yard.prepared(SIZES[0])
        edited = sum([await yard.edit(spare, number * EDITS + each) for each in range(EDITS)])
        if number < 3:
            continue  # warming up
        for size in SIZES:
            approvals[size].append(turn[size])
        edits.append(edited)
        to_edits.append(turn[SIZES[0]] / edited)
        to_sizes.append(turn[SIZES[1]] / turn[SIZES[0]])
    if 0 in delivered:
        raise RuntimeError("an approval was told to nobody")
    print(f"deliveries of an approval      {min(delivered)} to {max(delivered)}")
    for size in SIZES:
        print(f"approval among {size:>6,} orders   {_milliseconds(approvals[size])}")
    print(f"{EDITS} edits of a name             {_milliseconds(edits)}")
    print(f"approval / {EDITS} edits            {_ratio(to_edits)}  (goal: at most 1)")
    print(f"{SIZES[1]:,} / {SIZES[0]} orders             {_ratio(to_sizes)}  (goal: at most 1.2)")


def _milliseconds(times: list[float]) -> str:
    return f"{1000 * statistics.median(times):7.2f} ms, {1000 * min(times):.2f} at best"


def _ratio(ratios: list[float]) -> str:
    ratios.sort()
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


async def over(urls: Urls, settings: Settings, rounds: int) -> None:
    database = Database(urls, settings)
    await database.open()
    try:
        await run(database, rounds)
    finally:
        await database.close()


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="changewright-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the database runs as another user
        settings = Settings(home=Path(folder))
        with embedded.running(settings) as urls:
            migrate(urls)
            uvloop.run(over(urls, settings, rounds))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
