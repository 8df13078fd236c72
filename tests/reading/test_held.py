"""Lists by values that stand in other rows: a shelf finds what SQL finds, after any write."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest
from tests.fixtures_ledger import Container
from tests.reading.shapes import everything, is_warm, new_order, pages_of

from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.edge.fragments import Shape, Value
from changewright.edge.lists import Page, Pages
from changewright.store.held import beyond
from changewright.store.row_conditions import Viewer
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

ORDERS = 12
CONTRACTS = (501, 502)
PLACED = ("budget draft alone", "cost draft packaged", "cost accepted packaged")
STATES = ("draft", "open", "proposed", "accepted", "void")


def render(row: tuple[Any, ...], rendering: Any) -> bytes:
    return b'{"id":%d' % row[0]


SHAPE = Shape("test.face", "1", Face, (Value("id"),), render, names_people=False)


class Site:
    """Potential changes with items and two faces each, and orders that some faces are in."""

    def __init__(self, ledger: Ledger, container: Container, actor: Actor) -> None:
        self.ledger, self.container, self.actor = ledger, container, actor
        self.chance = random.Random(container.id)
        self.number = self.items = 0

    async def run(self, decide: Any) -> None:
        await self.ledger.run(self.container.id, self.actor, decide)

    async def begin(self) -> None:
        async def decide(unit: Unit) -> None:
            await unit.reserve(200)
            for _ in range(ORDERS):
                self.make(unit)

        await self.run(decide)

    def make(self, unit: Unit) -> None:
        self.number += 1
        order = new_order(unit, self.number, self.chance)
        package = new_order(unit, 1000 + self.number, self.chance)
        for contract_id in CONTRACTS:
            self.attach(unit, order, self.item(unit, contract_id))
        sides = (("budget", 500), *(("cost", each) for each in CONTRACTS))
        for side, contract_id in sides:
            unit.new(
                Face,
                change_order_id=order.id,
                side=side,
                contract_id=contract_id,
                number=f"{self.number:03}",
                package_id=package.id if self.chance.randrange(2) else None,
            )

    def item(self, unit: Unit, contract_id: int) -> CostItem:
        self.items += 1
        return unit.new(
            CostItem,
            number=str(self.items),
            name="Item",
            contract_id=contract_id,
            budget_state=self.chance.choice(STATES),
            cost_state=self.chance.choice(STATES),
        )

    def attach(self, unit: Unit, order: ChangeOrder, item: CostItem) -> None:
        unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="pco")

    async def write(self) -> None:
        """One of all that can change what a face is listed by."""

        async def decide(unit: Unit) -> None:
            faces = await unit.read.where(Face)
            items = await unit.read.where(CostItem)
            orders = await unit.read.where(ChangeOrder)
            memberships = await unit.read.where(Membership)
            match self.chance.randrange(7):
                case 0:
                    unit.change(
                        self.chance.choice(items),
                        cost_state=self.chance.choice(STATES),
                        cost_state_revision=unit.revision,
                    )
                case 1:
                    unit.change(self.chance.choice(orders), name=f"Named {unit.revision}")
                case 2:
                    unit.delete(self.chance.choice(memberships))
                case 3:
                    unit.change(
                        self.chance.choice(orders),
                        executed_flag=bool(self.chance.randrange(2)),
                        cost_state=self.chance.choice(STATES),
                    )
                case 4:
                    self.make(unit)
                case 5:
                    unit.delete(self.chance.choice(faces))
                case 6:
                    unit.change(
                        self.chance.choice(faces),
                        package_id=self.chance.choice((None, self.chance.choice(orders).id)),
                    )

        await self.run(decide)


@pytest.fixture
async def site(ledger: Ledger, container: Container, actor: Actor) -> Site:
    made = Site(ledger, container, actor)
    await made.begin()
    return made


async def found_by(pages: Pages, viewer: Viewer, query: ListQuery) -> tuple[int, bytes]:
    page = await pages.page(viewer, query, SHAPE, None)
    assert isinstance(page, Page)
    return page.total, page.results


async def found_by_sql(pages: Pages, viewer: Viewer, query: ListQuery) -> tuple[int, bytes]:
    page = await pages._at_once(pages._asked(viewer, query, SHAPE, None, 0))
    return page.total, page.results


@pytest.fixture
async def middle(site: Site) -> datetime:
    """An instant that some changes were written after."""
    for _ in range(3):
        await site.write()
    async with site.ledger.reader(site.container.id) as read:
        times = sorted(each.updated_at for each in await read.where(ChangeOrder))
    return times[len(times) // 2]


async def test_a_shelf_finds_what_sql_finds(site: Site, middle: datetime) -> None:
    viewer, pages = everything(site.container.id), pages_of(site.ledger.database)
    queries = [
        ListQuery(Face, None, (condition,), (order,), limit=100)
        for condition in (
            Condition("shown_state", "any", ("draft", "accepted")),
            Condition("shown_state", "any", ("open",)),
            Condition("placed_state", "any", PLACED),
            Condition("is_executed", "any", (True,)),
            Condition("change_order_id.updated_at", "since", (middle,)),
        )
        for order in (Order("id"), Order("change_order_id.updated_at", descending=True))
    ]
    for query in queries * 3:
        await found_by(pages, viewer, query)
        await pages.shelves.settle()
    seen = set()
    for _ in range(30):
        await site.write()
        for query in queries:
            assert is_warm(pages, viewer, query)
            found = await found_by(pages, viewer, query)
            assert found == await found_by_sql(pages, viewer, query)
            seen.add(found)
    assert len(seen) > 2 * len(queries)


def test_what_no_index_finds_is_not_held() -> None:
    """Who refers to a row that was written must be found by an index."""
    assert beyond(Face, "change_order_id.updated_at") is not None
    assert beyond(Face, "reviewer_id.name") is None
    assert beyond(Face, "contract_id|package_id") is None
