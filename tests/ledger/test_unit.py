"""The unit of work: what is put is written with its journal, or nothing is."""

from __future__ import annotations

from changewright.core.records import ChangeOrder
from changewright.work.unit import Actor, Ledger, Unit
from tests.fixtures_ledger import Container


async def create(unit: Unit) -> ChangeOrder:
    number = await unit.next_number("number:pco")
    return unit.new(
        ChangeOrder, kind="pco", number=f"{number:04}", number_value=number, name="Relocate a door"
    )


async def test_what_a_unit_makes_is_there_as_it_was_answered(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create)
    assert (order.version, order.revision, order.number) == (1, 1, "0001")
    async with ledger.reader(container.id) as read:
        assert await read.get(ChangeOrder, order.id) == order
        assert await read.require(ChangeOrder, order.uuid) == order
