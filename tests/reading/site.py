"""A container for tests of pages that is written to at random."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, TypeVar

from tests.fixtures_ledger import Container
from tests.reading.shapes import STATES, new_order

from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_attached import Comment, PropertyDefinition, PropertyValue
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

R = TypeVar("R", bound=Record)


async def current(unit: Unit, record: R) -> R:
    """The record as the unit reads it."""
    found = await unit.read.get(type(record), record.id)
    assert found is not None
    return found


def new_comment(unit: Unit, order: ChangeOrder) -> Comment:
    return unit.new(
        Comment,
        record_kind="change_order",
        record_id=order.id,
        record_uuid=order.uuid,
        association_type="PCO",
        association_kind="PCO",
        content="!",
    )


class Site:
    """A container that is written to at random."""

    def __init__(self, ledger: Ledger, container: Container, actor: Actor, seed: int) -> None:
        self.ledger, self.container, self.actor = ledger, container, actor
        self.chance = random.Random(seed)
        self.orders: list[ChangeOrder] = []
        self.items: list[CostItem] = []
        self.memberships: list[Membership] = []
        self.definitions: list[PropertyDefinition] = []
        self.values: dict[tuple[int, int], PropertyValue] = {}
        self.contracts: list[Contract] = []
        self.budgets: list[Budget] = []
        self.number = 0

    async def begin(self, orders: int) -> None:
        async def decide(unit: Unit) -> None:
            await unit.reserve(orders * 8)
            for number in (1, 2):
                code = f"C{number}"
                self.contracts.append(unit.new(Contract, code=code, name=code))
                self.budgets.append(unit.new(Budget, code=code, name=code))
                self.definitions.append(
                    unit.new(
                        PropertyDefinition,
                        association_type="FormInstance",
                        name=f"Attribute {number}",
                        type="text",
                        position=number,
                    )
                )
            for _ in range(orders):
                await self.make(unit)

        await self.ledger.run(self.container.id, self.actor, decide)

    async def make(self, unit: Unit) -> None:
        self.number += 1
        order = new_order(unit, self.number, self.chance, **self.random_fields())
        self.orders.append(order)
        for _ in range(self.chance.randrange(3)):
            self.make_item(unit, order)
        if self.chance.random() < 0.5:
            await self.set_value(unit, order)

    def random_fields(self) -> dict[str, Any]:
        chance = self.chance
        return {
            "estimated": chance.choice((None, Decimal("10.5"), Decimal("-3"), Decimal("0.0001"))),
            "due_date": chance.choice((None, date(2024, 5, 9), date(2024, 5, 10))),
            "executed_flag": chance.random() < 0.3,
            "contract_id": chance.choice((None, *(each.id for each in self.contracts))),
        }

    def make_item(self, unit: Unit, order: ChangeOrder) -> None:
        self.number += 1
        item = unit.new(
            CostItem,
            number=f"I{self.number}",
            name=f"Item {self.number}",
            estimated=Decimal(self.chance.randrange(1000)),
            budget_id=self.chance.choice((None, *(each.id for each in self.budgets))),
        )
        self.items.append(item)
        self.attach(unit, order, item)

    def attach(self, unit: Unit, order: ChangeOrder, item: CostItem) -> None:
        self.memberships.append(
            unit.new(
                Membership,
                change_order_id=order.id,
                cost_item_id=item.id,
                kind="pco",
                position=self.chance.randrange(3),
            )
        )

    async def set_value(self, unit: Unit, order: ChangeOrder) -> None:
        definition = self.chance.choice(self.definitions)
        key = (order.id, definition.id)
        text = self.chance.choice(("red", "blue", "", "7", "10"))
        if key in self.values:
            self.values[key] = unit.change(await current(unit, self.values[key]), value=text)
        else:
            self.values[key] = unit.new(
                PropertyValue,
                record_kind="change_order",
                record_id=order.id,
                definition_id=definition.id,
                value=text,
            )

    async def write(self) -> None:
        """One unit of anything that a page may show."""
        await self.ledger.run(self.container.id, self.actor, self.decide)

    async def decide(self, unit: Unit) -> None:
        chance = self.chance
        for _ in range(chance.randrange(1, 4)):
            order = chance.choice(self.orders)
            match chance.randrange(10):
                case 0:
                    await self.make(unit)
                case 1:
                    unit.delete(await current(unit, order))
                    self.orders.remove(order)
                case 2:
                    unit.change(
                        await current(unit, order), cost_state=chance.choice((*STATES, None))
                    )
                case 3:
                    unit.change(await current(unit, order), **self.random_fields())
                case 4:
                    item = chance.choice(self.items)
                    unit.change(
                        await current(unit, item), estimated=Decimal(chance.randrange(1000))
                    )
                case 5:
                    membership = chance.choice(self.memberships)
                    unit.delete(await current(unit, membership))
                    self.memberships.remove(membership)
                case 6:
                    self.make_item(unit, order)
                case 7:
                    await self.set_value(unit, order)
                case 8:
                    new_comment(unit, order)
                case 9:
                    one = chance.choice((*self.definitions, *self.contracts))
                    unit.change(await current(unit, one), name=f"Renamed {chance.randrange(10**6)}")
