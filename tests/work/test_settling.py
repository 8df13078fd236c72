"""What follows from a unit's writes may be asked for at any moment of it, and as often as one
likes: what the commit writes is the same."""

from __future__ import annotations

import random

import pytest
from tests.fixtures_ledger import make_container

from changewright.core.errors import Refusal
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract
from changewright.core.records_forms import FormSnapshot
from changewright.core.settings import ProjectSettings
from changewright.store.engine import Database
from changewright.work import change_orders, contracts, cost_items, moves, schedule_of_values
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit
from changewright.work.verify import verify

ACTIONS = ("open", "submit", "send", "execute", "sentToOpen", "recall")


async def _anything(unit: Unit, chance: random.Random, order: ChangeOrder, item: CostItem) -> None:
    """Some move or edit; what is refused leaves nothing."""
    try:
        with unit.attempt():
            if chance.random() < 0.7:
                await moves.act(unit, unit.newest(order), chance.choice(ACTIONS))
            else:
                amount = Decimal(chance.randrange(-500, 900))
                await cost_items.edit(unit, unit.newest(item), {"proposed": amount})
    except Refusal:
        pass


async def _story(unit: Unit, seed: int, *, settles: bool) -> int:
    chance, pause = random.Random(seed), random.Random(seed)
    contract = await contracts.create(
        unit, {"code": "C", "name": "Steel", "estimated_completion_date": unit.now.date()}, ()
    )
    await schedule_of_values.create(
        unit, {"contract_id": contract.id, "name": "Frame", "amount": Decimal(1000)}
    )
    order = await change_orders.create(
        unit, "sco", {"name": "Bolts", "contract_id": contract.id, "schedule_change": 3}
    )
    item = await cost_items.create(unit, {"name": "Bolts", "proposed": Decimal(7)}, order)
    for _ in range(25):
        await _anything(unit, chance, order, item)
        if settles and pause.random() < 0.5:
            await unit.settle()
    return contract.id


@pytest.mark.parametrize(
    "seed",
    [*range(3), *(pytest.param(each, marks=pytest.mark.deep) for each in range(3, 8))],
)
async def test_settling_twice_is_settling_once(
    ledger: Ledger, actor: Actor, database: Database, seed: int
) -> None:
    ends = []
    for settles in (False, True):
        container = await make_container(ledger)
        await open_project(ledger, container.id, ProjectSettings(), actor)

        async def decide(unit: Unit, settles: bool = settles) -> int:
            return await _story(unit, seed, settles=settles)

        contract_id = await ledger.run(container.id, actor, decide)
        async with ledger.reader(container.id) as read:
            contract = await read.require_id(Contract, contract_id)
            blocks = await read.where(FormSnapshot, contract_id=contract_id)
        sums = contract.awarded, contract.cost_approved, contract.cost_pending
        days = contract.schedule_change, contract.revised_completion_date
        ends.append((*sums, *days, len(blocks)))
        assert [str(finding) for finding in await verify(database, container.id)] == []
    assert ends[0] == ends[1]


async def test_what_was_settled_in_a_refused_attempt_is_counted_nowhere(
    ledger: Ledger, actor: Actor, database: Database
) -> None:
    container = await make_container(ledger)
    await open_project(ledger, container.id, ProjectSettings(), actor)

    async def decide(unit: Unit) -> CostItem:
        pco = await change_orders.create(unit, "pco", {"name": "Bolts"})
        item = await cost_items.create(unit, {"name": "Bolts", "proposed": Decimal(7)}, pco)
        await unit.settle()
        with pytest.raises(Refusal), unit.attempt():
            await cost_items.edit(unit, item, {"proposed": Decimal(900)})
            await unit.settle()
            raise Refusal("no")
        return await cost_items.edit(unit, unit.newest(item), {"proposed": Decimal(8)})

    await ledger.run(container.id, actor, decide)
    assert [str(finding) for finding in await verify(database, container.id)] == []
