"""Pages stay true of one revision while others write, and begin anew where a row has moved on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.fixtures_ledger import Container, make_container
from tests.reading.shapes import (
    SHAPE,
    everything,
    is_warm,
    new_order,
    page_records,
    pages_of,
    records_of,
    warm,
)

from changewright.core.money import Decimal
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.edge import lists, plans
from changewright.edge.lists import Page, Pages
from changewright.store import read_parts, read_shelf
from changewright.store.live_shelf import LiveShelf
from changewright.store.shelf import Orders, Shelf, Where
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

ORDERS = 30
PRICE = Decimal("100")
ITEMS = frozenset({"costItems"})


class Books:
    """A container in which every unit keeps the number of orders and items and the sum of money."""

    def __init__(self, ledger: Ledger, container: Container, actor: Actor) -> None:
        self.ledger, self.container, self.actor = ledger, container, actor
        self.chance = random.Random(container.id)
        self.number = 0

    async def begin(self) -> None:
        async def decide(unit: Unit) -> None:
            await unit.reserve(200)
            for _ in range(ORDERS):
                order = self.make(unit)
                item = unit.new(CostItem, number=order.number, name="Item", estimated=PRICE)
                self.attach(unit, order, item.id)

        await self.run(decide)

    async def run(self, decide: Callable[[Unit], Awaitable[None]]) -> None:
        await self.ledger.run(self.container.id, self.actor, decide)

    def make(self, unit: Unit) -> ChangeOrder:
        self.number += 1
        return new_order(unit, self.number, self.chance, estimated=PRICE)

    def attach(self, unit: Unit, order: ChangeOrder, item_id: int) -> None:
        unit.new(Membership, change_order_id=order.id, cost_item_id=item_id, kind="pco")

    async def write(self) -> None:
        """Move money from one order to another, an item too, and put a new order for an old."""

        async def decide(unit: Unit) -> None:
            orders = await unit.read.where(ChangeOrder)
            giver, taker, leaver = self.chance.sample(orders, 3)
            amount = Decimal(self.chance.randrange(1, 50))
            unit.change(giver, estimated=(giver.estimated or 0) - amount)
            unit.change(taker, estimated=(taker.estimated or 0) + amount, name="taker")
            memberships = await unit.read.memberships_of_documents([giver.id, leaver.id])
            for membership in memberships:
                unit.delete(membership)
                self.attach(unit, taker, membership.cost_item_id)
            unit.delete(leaver)
            follower = self.make(unit)
            unit.change(follower, estimated=leaver.estimated)

        await self.run(decide)

    def check(self, total: int, records: list[Any]) -> None:
        assert total == ORDERS
        assert len({each["id"] for each in records}) == ORDERS
        assert sum(Decimal(each["estimated"]) for each in records) == ORDERS * PRICE
        items = [item["id"] for each in records for item in each["costItems"]]
        assert len(set(items)) == len(items) == ORDERS


@pytest.fixture
async def books(ledger: Ledger, container: Container, actor: Actor) -> Books:
    made = Books(ledger, container, actor)
    await made.begin()
    return made


async def test_pages_are_true_of_one_revision_while_others_write(books: Books) -> None:
    viewer = everything(books.container.id)
    engines = [pages_of(books.ledger.database) for _ in range(2)]
    queries = [
        ListQuery(ChangeOrder, "pco", (), order, limit=100, include=ITEMS)
        for order in ((), (Order("name"),), (Order("estimated", True), Order("name")))
    ]
    await warm(engines[0], viewer, queries[1])
    await warm(engines[0], viewer, queries[2])
    writing = True
    revisions: list[list[int]] = [[] for _ in range(4)]

    async def read(number: int) -> None:
        chance = random.Random(number)
        while writing:
            page = await engines[number % 2].page(viewer, chance.choice(queries), SHAPE, None)
            assert isinstance(page, Page)
            books.check(*page_records(page))
            revisions[number].append(page.revisions[0])

    async def write() -> None:
        nonlocal writing
        for _ in range(40):
            await books.write()
        writing = False

    await asyncio.gather(write(), *(read(number) for number in range(4)))
    for seen in revisions:
        assert seen == sorted(seen)  # nobody goes back in time
        assert len(set(seen)) > 3
    for engine in engines:
        await engine.close()


async def test_a_page_is_never_older_than_the_write_before_it(books: Books) -> None:
    """Who has had his write acknowledged sees it on the next page, through any engine."""
    viewer = everything(books.container.id)
    engines = [pages_of(books.ledger.database) for _ in range(2)]
    query = ListQuery(ChangeOrder, "pco", (), (Order("created_at", True),), limit=1)
    for engine in engines:
        await warm(engine, viewer, query)
    for number in range(10):

        async def decide(unit: Unit) -> None:
            books.make(unit)

        await books.run(decide)
        for engine in engines:
            total, records = await records_of(engine, viewer, query)
            assert total == ORDERS + number + 1
            assert records[0]["id"] > ORDERS


@pytest.mark.parametrize("times", [1, 100])
async def test_a_page_whose_rows_move_on_begins_anew(
    books: Books, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """A unit is done between the window and the rows, once or before every reading."""
    pages = pages_of(books.ledger.database)
    viewer = everything(books.container.id)
    query = ListQuery(ChangeOrder, "pco", limit=100, include=ITEMS)
    original = read_parts.read_with_parts
    calls = 0

    async def after_a_write(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls <= times:
            await books.write()
        return await original(*arguments)

    monkeypatch.setattr(plans, "read_with_parts", after_a_write)
    total, records = await records_of(pages, viewer, query)
    books.check(total, records)
    assert calls == (2 if times == 1 else lists.ATTEMPTS + 1)


async def test_too_much_news_and_a_shelf_is_made_anew(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = pages_of(books.ledger.database)
    viewer = everything(books.container.id)
    query = ListQuery(ChangeOrder, "pco", limit=100, include=ITEMS)
    monkeypatch.setattr(read_shelf, "ROWS_MAXIMUM", 5)
    read_shelf._news_text.cache_clear()
    await warm(pages, viewer, query)

    async def decide(unit: Unit) -> None:
        for order in await unit.read.where(ChangeOrder):
            unit.change(order, name="everybody")

    await books.run(decide)
    before = pages.shelves.existing(books.container.id, ChangeOrder, "pco")
    total, records = await records_of(pages, viewer, query)
    assert {each["name"] for each in records} == {"everybody"}
    books.check(total, records)
    assert before is not None
    assert before.is_broken
    assert not is_warm(pages, viewer, query)
    await warm(pages, viewer, query)
    books.check(*await records_of(pages, viewer, query))
    read_shelf._news_text.cache_clear()


async def test_a_shelf_that_fails_is_not_answered_from(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = pages_of(books.ledger.database)
    viewer = everything(books.container.id)
    query = ListQuery(ChangeOrder, "pco", limit=100, include=ITEMS)
    await warm(pages, viewer, query)
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "apply", None)
        await books.write()
        books.check(*await records_of(pages, viewer, query))
        assert not is_warm(pages, viewer, query)


async def test_a_shelf_is_made_once_for_all_who_wait(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = pages_of(books.ledger.database)
    viewer = everything(books.container.id)
    opened = 0
    original = LiveShelf.open

    async def counted(self: LiveShelf, where: Where, order: Orders) -> bool:
        nonlocal opened
        opened += 1
        return await original(self, where, order)

    monkeypatch.setattr(LiveShelf, "open", counted)
    query = ListQuery(ChangeOrder, "pco", limit=100, include=ITEMS)
    answers = await asyncio.gather(*(records_of(pages, viewer, query) for _ in range(12)))
    for answer in answers:
        books.check(*answer)
    await pages.shelves.settle()
    assert opened == 1
    assert is_warm(pages, viewer, query)


async def test_shelves_keep_to_their_memory(books: Books, ledger: Ledger, actor: Actor) -> None:
    """With room for one shelf the last one asked for stays; with room for none, SQL answers."""
    viewer = everything(books.container.id)
    other = Books(ledger, await make_container(ledger), actor)
    await other.begin()
    query = ListQuery(ChangeOrder, "pco", limit=100, include=ITEMS)
    pages = pages_of(ledger.database)
    await warm(pages, viewer, query)
    one = pages.shelves.size_bytes
    pages = Pages(ledger.database, fragment_bytes=1 << 20, shelf_bytes=one + one // 2)
    await warm(pages, viewer, query)
    await warm(pages, everything(other.container.id), query)
    assert not is_warm(pages, viewer, query)
    assert 0 < pages.shelves.size_bytes <= one + one // 2
    pages = Pages(ledger.database, fragment_bytes=0, shelf_bytes=100)
    for _ in range(3):
        books.check(*await records_of(pages, viewer, query))
        await pages.shelves.settle()
    assert pages.shelves.size_bytes == 0
    assert pages.fragments.size_bytes == 0


async def test_filters_of_all_sorts_do_not_drive_out_orders(books: Books) -> None:
    """A poll by time has a filter of its own each time; the order it is sorted by must last."""
    viewer = everything(books.container.id)
    order = (Order("schedule_change"),)
    pages = pages_of(books.ledger.database)
    await warm(pages, viewer, ListQuery(ChangeOrder, "pco", (), order))
    pages = Pages(
        books.ledger.database, fragment_bytes=1 << 20, shelf_bytes=pages.shelves.size_bytes + 3000
    )
    await warm(pages, viewer, ListQuery(ChangeOrder, "pco", (), order))
    for number in range(100):
        where = (Condition("schedule_change", "range", (number, None)),)
        query = ListQuery(ChangeOrder, "pco", where, order)
        await records_of(pages, viewer, query)
        assert is_warm(pages, viewer, query)
