"""Any story, told at random: the journal gives back every moment of it exactly."""

from __future__ import annotations

import contextlib
import random

import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit
from changewright.work.verify import verify

from .stories import create_order, head_of, item_fields

UNITS = 30
Moment = dict[type[Record], dict[int, Record]]


async def step(unit: Unit, chance: random.Random) -> None:
    """A few changes of records of two nouns, some of which change nothing."""
    orders = await unit.read.where(ChangeOrder)
    items = await unit.read.where(CostItem)
    for _ in range(chance.randrange(1, 5)):
        what = chance.randrange(7)
        if what == 0 or not orders:
            orders.append(await create_order(unit))
        elif what == 1 or not items:
            number = await unit.next_number("number:cost_item")
            items.append(unit.new(CostItem, **item_fields(str(number))))
        elif what == 2:
            name = chance.choice(["a", "b", "Relocate a door"])
            unit.change(chance.choice(orders), "updated", name=name)
        elif what == 3:
            amount = chance.choice([None, Decimal(chance.randrange(10**6)) / 100])
            unit.change(chance.choice(items), "updated", estimated=amount, locations=["x"])
        elif what == 4:
            unit.delete(orders.pop(chance.randrange(len(orders))))
        elif what == 5:
            unit.touch(chance.choice(items), "looked")
        elif chance.random() < 0.3:
            raise Conflict("as it happens")


async def moment_of(ledger: Ledger, container: Container) -> Moment:
    async with ledger.reader(container.id) as read:
        return {
            noun: {record.id: record for record in await read.where(noun, deleted=True)}
            for noun in (ChangeOrder, CostItem)
        }


@pytest.mark.parametrize("seed", range(3))
async def test_every_moment_of_a_story(
    ledger: Ledger, container: Container, actor: Actor, seed: int
) -> None:
    chance = random.Random(seed)
    moments: dict[int, Moment] = {0: {ChangeOrder: {}, CostItem: {}}}

    async def decide(unit: Unit) -> None:
        await step(unit, chance)

    for _ in range(UNITS):
        with contextlib.suppress(Conflict):
            await ledger.run(container.id, actor, decide)
        revision = (await head_of(ledger, container)).revision
        now = await moment_of(ledger, container)
        # A unit that was refused or changed nothing leaves the moment before.
        assert moments.setdefault(revision, now) == now
    assert len(moments) > UNITS // 3
    async with ledger.reader(container.id) as read:
        for revision, moment in moments.items():
            for noun, records in moment.items():
                pages = [page async for page in read.journal.as_of(noun, revision)]
                assert {record.id: record for page in pages for record in page} == records
    assert await verify(ledger.database, container.id) == []
