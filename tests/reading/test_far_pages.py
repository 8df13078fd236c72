"""A page far in a list waits for the shelf, and says what a plain sort of the rows says, whatever
is written before, between and meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.fixtures_ledger import Container
from tests.reading.shapes import everything, is_warm, pages_of, records_of
from tests.reading.site import Site

from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder
from changewright.edge.lists import Viewer
from changewright.store import live_shelf, read_pages, shelves
from changewright.store.read_shelf import WholeColumns, read_columns
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor

COLUMNS = ("name", "cost_state", "external_system", "schedule_change", "due_date", "updated_at")
WHERES: tuple[tuple[Condition, ...], ...] = (
    (),
    (),
    (Condition("cost_state", "any", ("open", "draft", None)),),
    (Condition("external_system", "any", ("Sage",)),),
)
Row = dict[str, Any]


@pytest.fixture
def near_is_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_pages, "DEEP", 0)
    monkeypatch.setattr(read_pages, "FAR", 0)


async def rows_of(ledger: Ledger, container: Container) -> list[Row]:
    async with ledger.database.connection() as connection:
        cursor = await connection.execute(
            f"SELECT id, {', '.join(COLUMNS)} FROM change_order "
            "WHERE container_id = %s AND kind = 'pco' AND deleted_at IS NULL",
            (container.id,),
        )
        found = await cursor.fetchall()
    return [dict(zip(("id", *COLUMNS), row, strict=True)) for row in found]


def plainly_sorted(rows: list[Row], where: tuple[Condition, ...], order: Any) -> list[int]:
    """By the last key first, which a stable sort allows: empty values last ascending, first
    descending; texts by their bytes; equal ones by id."""
    found = [row for row in rows if all(row[each.attribute] in each.values for each in where)]
    found.sort(key=lambda row: int(row["id"]))
    for each in reversed(order):
        name = each.attribute

        def key(row: Row, name: str = name) -> tuple[bool, Any]:
            value = row[name]
            if value is None:
                return (True, 0)
            return (False, value.encode() if isinstance(value, str) else value)

        found.sort(key=key, reverse=each.descending)
    return [row["id"] for row in found]


@pytest.mark.usefixtures("near_is_far")
@pytest.mark.parametrize("seed", range(4))
async def test_a_cold_page_is_that_of_a_plain_sort(
    ledger: Ledger, container: Container, actor: Actor, seed: int
) -> None:
    """Half of the pages are asked of an engine that knows nothing yet, half of one that has read
    some columns; between them rows are changed, deleted and made."""
    site = Site(ledger, container, actor, seed)
    await site.begin(50)
    chance, viewer = site.chance, everything(container.id)
    kept = pages_of(ledger.database)
    for _ in range(20):
        await site.write()
        names = chance.sample(COLUMNS, chance.randrange(1, 4))
        order = tuple(Order(name, chance.random() < 0.5) for name in names)
        where = chance.choice(WHERES)
        offset, limit = chance.randrange(60), chance.choice((1, 10, 100))
        expected = plainly_sorted(await rows_of(ledger, container), where, order)
        pages = kept if chance.random() < 0.5 else pages_of(ledger.database)
        query = ListQuery(ChangeOrder, "pco", where, order, offset, limit)
        total, records = await records_of(pages, viewer, query)
        assert total == len(expected)
        assert [each["id"] for each in records] == expected[offset : offset + limit], query
        lacking = {*names, *(each.attribute for each in where)}
        if pages is not kept:
            assert is_warm(pages, viewer, query) == (
                len(lacking) <= shelves.COLUMNS_AWAITED_MAXIMUM
            )
            await pages.close()
    await kept.close()


async def test_pages_that_come_together_read_each_column_once(
    ledger: Ledger,
    container: Container,
    actor: Actor,
    near_is_far: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rows are written to all the while, and afterwards every order still follows."""
    site = Site(ledger, container, actor, 3)
    await site.begin(50)
    read: list[str] = []

    async def counted(*arguments: Any) -> WholeColumns | None:
        read.extend(arguments[-1])
        return await read_columns(*arguments)

    monkeypatch.setattr(live_shelf, "read_columns", counted)
    pages, viewer = pages_of(ledger.database), everything(container.id)
    orders = [
        (Order(name), Order("name", is_descending))
        for name in COLUMNS[1:]
        for is_descending in (False, True)
    ]
    queries = [ListQuery(ChangeOrder, "pco", (), order, limit=100) for order in orders]
    asked = asyncio.gather(*(records_of(pages, viewer, query) for query in queries))
    for _ in range(3):
        await site.write()
    await asked
    assert sorted(read) == sorted({*COLUMNS, "version"})
    for _ in range(5):
        await site.write()
        rows = await rows_of(ledger, container)
        for query in queries:
            assert is_warm(pages, viewer, query)
            _, records = await records_of(pages, viewer, query)
            assert [each["id"] for each in records] == plainly_sorted(rows, (), query.order)
    await pages.close()


@pytest.mark.usefixtures("near_is_far")
async def test_sql_answers_where_no_shelf_can_be_had(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    site = Site(ledger, container, actor, 4)
    await site.begin(30)
    pages, viewer = pages_of(ledger.database, shelf_mib=0), everything(container.id)
    order = (Order("cost_state"), Order("name", True))
    rows = await rows_of(ledger, container)
    for offset in (0, 7, 40):
        query = ListQuery(ChangeOrder, "pco", (), order, offset, 10)
        total, records = await records_of(pages, viewer, query)
        assert total == 30
        expected = plainly_sorted(rows, (), order)[offset : offset + 10]
        assert [each["id"] for each in records] == expected
        assert not is_warm(pages, viewer, query)
    nowhere = Viewer(container.id + 10**9, "admin")
    assert await records_of(pages, nowhere, ListQuery(ChangeOrder, "pco", (), order)) == (0, [])
    await pages.close()


def test_which_pages_are_far() -> None:
    def is_far(offset: int, *order: str) -> bool:
        keys = tuple(Order(name) for name in order)
        return read_pages.is_far(ListQuery(ChangeOrder, "pco", (), keys, offset, 100))

    assert not is_far(0, "scope", "number")
    assert is_far(read_pages.DEEP, "scope", "number")
    assert not is_far(50_000, "name")
    assert is_far(50_000, "name", "updated_at")
    assert is_far(read_pages.FAR, "name")
