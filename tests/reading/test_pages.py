"""Pages from a shelf, from SQL and from a snapshot say the same, whatever is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from tests.fixtures_ledger import Container, make_container
from tests.reading.shapes import (
    ALL_PARTS,
    SHAPE,
    everything,
    is_warm,
    page_records,
    pages_of,
    record_of,
    records_of,
    warm,
)
from tests.reading.site import Site, current, new_comment

from changewright.core.errors import Invalid
from changewright.core.money import Decimal
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, CostItem, Line, Membership
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContractItem
from changewright.edge.fragments import Hop, PartShape, Path, Shape, Value
from changewright.edge.lists import Page, Pages, Unchanged, Viewer
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

WHERES: tuple[tuple[Condition, ...], ...] = (
    (),
    (Condition("cost_state", "any", ("open", "draft")),),
    (Condition("cost_state", "any", ("open", None)), Condition("external_system", "blank")),
    (Condition("external_system", "any", ("Sage", "Nobody")),),
    (Condition("schedule_change", "range", (0, 3)),),
    (Condition("schedule_change", "any", (3, None)),),
    (Condition("estimated", "range", (Decimal("10.5"), None)),),
    (Condition("due_date", "since", (date(2024, 5, 10),)),),
    (Condition("executed_flag", "any", (True,)),),
    (Condition("contract_id", "blank"),),
)
ORDERS: tuple[tuple[Order, ...], ...] = (
    (),
    (Order("name"), Order("created_at", True)),
    (Order("cost_state", True), Order("schedule_change")),
    (Order("estimated", True),),
    (Order("due_date"), Order("executed_flag", True)),
    (Order("updated_at", True),),
)


async def in_one_snapshot(pages: Pages, viewer: Viewer, query: ListQuery) -> tuple[int, list[Any]]:
    """The page read whole, from nothing that is remembered."""
    asked = pages._asked(viewer, query, SHAPE, None, 0)
    return page_records(await pages._at_once(asked))


@pytest.fixture
async def site(ledger: Ledger, container: Container, actor: Actor) -> Site:
    made = Site(ledger, container, actor, seed=container.id)
    await made.begin(60)
    return made


@pytest.mark.parametrize(
    "seed",
    [*range(1), *(pytest.param(each, marks=pytest.mark.deep) for each in range(1, 3))],
)
async def test_shelf_sql_and_snapshot_agree_whatever_is_written(
    ledger: Ledger, container: Container, actor: Actor, seed: int
) -> None:
    """Three engines over one container, as three processes have them: one answers by shelves, one
    sometimes has none, one reads everything anew."""
    site = Site(ledger, container, actor, seed)
    await site.begin(60)
    viewer = everything(container.id)
    first, second, third = (pages_of(ledger.database) for _ in range(3))
    for where in WHERES:
        await warm(first, viewer, ListQuery(ChangeOrder, "pco", where))
    for order in ORDERS:
        await warm(first, viewer, ListQuery(ChangeOrder, "pco", (), order))
    for turn in range(40):
        await site.write()
        query = ListQuery(
            ChangeOrder,
            "pco",
            site.chance.choice(WHERES),
            site.chance.choice(ORDERS),
            site.chance.choice((0, 0, 5, 30, 100)),
            site.chance.choice((3, 20, 100)),
            frozenset(site.chance.sample(sorted(SHAPE.parts), site.chance.randrange(4))),
        )
        expected = await in_one_snapshot(third, viewer, query)
        assert is_warm(first, viewer, query)
        assert await records_of(first, viewer, query) == expected, query
        assert await records_of(second, viewer, query) == expected, query
        if turn % 7 == 0:
            assert await records_of(first, viewer, query) == expected, query
    for pages in (first, second, third):
        await pages.close()


async def test_rows_that_are_named_come_from_the_shelf(site: Site) -> None:
    """By their ids, with any other filter and order: as SQL finds them, deleted ones left out."""
    pages, third = (pages_of(site.ledger.database) for _ in range(2))
    viewer = everything(site.container.id)
    for where in WHERES:
        await warm(pages, viewer, ListQuery(ChangeOrder, "pco", where))
    for order in ORDERS:
        await warm(pages, viewer, ListQuery(ChangeOrder, "pco", (), order))
    known = [order.id for order in site.orders]
    found = 0
    for _ in range(30):
        await site.write()
        ids = (*site.chance.choices(known, k=12), 1, site.items[0].id)
        query = ListQuery(
            ChangeOrder,
            "pco",
            (Condition("id", "any", ids), *site.chance.choice(WHERES)),
            site.chance.choice((*ORDERS, (Order("id", True),))),
            site.chance.choice((0, 0, 3)),
            site.chance.choice((4, 100)),
            frozenset(site.chance.sample(sorted(SHAPE.parts), site.chance.randrange(4))),
        )
        assert (await pages._window(pages._asked(viewer, query, SHAPE, None, 0))).live is not None
        expected = await in_one_snapshot(third, viewer, query)
        assert await records_of(pages, viewer, query) == expected, query
        assert await records_of(third, viewer, query) == expected, query
        found += len(expected[1])
    assert found > 30
    await pages.close()


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ((Condition("name", "contains", ("ZO",)),), ()),
        ((Condition("name", "contains", ("Ä",)),), ()),
        ((Condition("name", "contains", ("%",)),), ()),
        ((Condition("cost_item_id", "any", (1,)),), ()),
        ((Condition("contract_id.name", "any", ("C1",)),), (Order("contract_id.name", True),)),
        ((Condition("contract_id.code", "blank"),), ()),
        ((Condition("exchange_rate", "blank"),), (Order("exchange_rate", True),)),
    ],
)
async def test_what_no_shelf_holds_is_answered_by_sql(
    site: Site, where: tuple[Condition, ...], order: tuple[Order, ...]
) -> None:
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    contracts = {each.id: each.code for each in site.contracts}
    tests: dict[object, Callable[[ChangeOrder], bool]] = {
        "ZO": lambda each: "zo" in each.name.lower(),
        "Ä": lambda each: "ä" in each.name.lower(),
        "C1": lambda each: each.contract_id is not None and contracts[each.contract_id] == "C1",
        None: lambda each: getattr(each, where[0].attribute.partition(".")[0]) is None,
    }
    passes = tests.get(where[0].values[0] if where[0].values else None, _nothing)
    query = ListQuery(ChangeOrder, "pco", where, order, limit=1000)
    total, records = await records_of(pages, viewer, query)
    expected = {each.id for each in site.orders if passes(each)}
    assert {each["id"] for each in records} == expected
    assert total == len(expected)


def _nothing(order: ChangeOrder) -> bool:
    return False


async def test_custom_attributes_filter_and_sort(site: Site) -> None:
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    definition = site.definitions[0].id
    attribute = f"property:{definition}"
    held = {order: value.value for (order, of), value in site.values.items() if of == definition}
    everybody = [each.id for each in site.orders]

    async def found(*where: Condition) -> list[int]:
        order = (Order(attribute, True), Order("id"))
        query = ListQuery(ChangeOrder, "pco", where, order, limit=1000)
        total, records = await records_of(pages, viewer, query)
        assert total == len(records)
        return [each["id"] for each in records]

    red = await found(Condition(attribute, "any", ("red", "7")))
    assert set(red) == {each for each in everybody if held.get(each) in ("red", "7")}
    blank = await found(Condition(attribute, "blank"))
    assert set(blank) == {each for each in everybody if held.get(each) in (None, "")}
    either = await found(Condition(attribute, "any", ("red", None)))
    assert set(either) == {each for each in everybody if held.get(each) in ("red", "", None)}
    large = await found(Condition(attribute, "range", (Decimal(8), None)))
    assert set(large) == {each for each in everybody if held.get(each) == "10"}
    assert set(await found(Condition(attribute, "contains", ("RE",)))) == {
        each for each in everybody if held.get(each) == "red"
    }
    # Descending: without a number first (texts among them descending), then 10, then 7.
    numbers = [held[each] for each in await found() if held.get(each) in ("7", "10")]
    assert numbers == sorted(numbers, key=lambda text: -int(text or 0))


async def test_one_record_by_uuid_and_by_id(site: Site) -> None:
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    order = site.orders[0]
    by_uuid = await pages.one(viewer, SHAPE, order.uuid, None, kind="pco", include=ALL_PARTS)
    by_id = await pages.one(viewer, SHAPE, order.id, None, include=ALL_PARTS)
    assert by_uuid == by_id
    assert by_uuid is not None
    assert (by_uuid.id, by_uuid.version) == (order.id, order.version)
    query = ListQuery(
        ChangeOrder, "pco", (Condition("uuid", "any", (order.uuid,)),), include=ALL_PARTS
    )
    assert await records_of(pages, viewer, query) == (1, [record_of(by_uuid)])
    assert await pages.one(viewer, SHAPE, order.uuid, None, kind="sco") is None
    assert await pages.one(viewer, SHAPE, 2**63, None) is None
    assert await pages.one(viewer, SHAPE, -1, None) is None
    other = await make_container(site.ledger)
    assert await pages.one(everything(other.id), SHAPE, order.uuid, None) is None

    async def remove(unit: Unit) -> None:
        unit.delete(await current(unit, order))

    await site.ledger.run(site.container.id, site.actor, remove)
    assert await pages.one(viewer, SHAPE, order.uuid, None) is None


async def test_pages_hold_to_their_container(site: Site) -> None:
    other = await make_container(site.ledger)
    pages = pages_of(site.ledger.database)
    query = ListQuery(ChangeOrder, "pco", include=ALL_PARTS)
    for _ in range(3):
        assert await records_of(pages, everything(other.id), query) == (0, [])
        assert await records_of(pages, everything(2**40), query) == (0, [])
        await pages.shelves.settle()
    assert (await records_of(pages, everything(site.container.id), query))[0] == 60


async def test_an_unchanged_poll_reads_the_head_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    query = ListQuery(ChangeOrder, "pco", include=frozenset({"costItems"}))
    page = await pages.page(viewer, query, SHAPE, None)
    assert isinstance(page, Page)
    with monkeypatch.context() as patch:
        patch.setattr(Pages, "_window", None)
        unchanged = await pages.page(
            viewer, query, SHAPE, None, unless=lambda revisions: revisions == page.revisions
        )
    assert unchanged == Unchanged(page.revisions)

    async def comment(unit: Unit) -> None:
        new_comment(unit, site.orders[0])

    async def reprice(unit: Unit) -> None:
        unit.change(await current(unit, site.items[0]), estimated=Decimal("1.2345"))

    await site.ledger.run(site.container.id, site.actor, comment)  # not on this page
    again = await pages.page(viewer, query, SHAPE, None, unless=lambda r: r == page.revisions)
    assert again == unchanged
    await site.ledger.run(site.container.id, site.actor, reprice)
    changed = await pages.page(viewer, query, SHAPE, None, unless=lambda r: r == page.revisions)
    assert isinstance(changed, Page)
    assert changed.revisions != page.revisions


async def test_totals_are_counted_once_per_state(site: Site) -> None:
    """The total that is known is given only as long as nothing it hangs on was written."""
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    query = ListQuery(ChangeOrder, "pco", (Condition("name", "contains", ("a",)),), limit=1)
    total, _ = await records_of(pages, viewer, query)
    known = dict(pages._totals)
    assert [entry[1] for entry in known.values()] == [total]
    assert (await records_of(pages, viewer, query))[0] == total

    async def rename(unit: Unit) -> None:
        order = next(each for each in site.orders if "a" not in each.name.lower())
        unit.change(await current(unit, order), name="a")

    await site.ledger.run(site.container.id, site.actor, rename)
    assert (await records_of(pages, viewer, query))[0] == total + 1


async def test_a_filter_of_many_values_is_answered_and_not_remembered(site: Site) -> None:
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    where = (Condition("schedule_change", "any", tuple(range(-300, 300))),)
    query = ListQuery(ChangeOrder, "pco", where, limit=1000)
    expected = {each.id for each in site.orders if each.schedule_change is not None}
    for _ in range(3):
        total, records = await records_of(pages, viewer, query)
        assert {each["id"] for each in records} == expected
        assert total == len(expected)
        await pages.shelves.settle()
    assert not pages._plans
    assert not pages._totals
    assert not is_warm(pages, viewer, query)


async def test_values_come_as_the_wire_writes_them(site: Site) -> None:
    async def decide(unit: Unit) -> ChangeOrder:
        return unit.change(
            await current(unit, site.orders[0]),
            estimated=Decimal("-1234567.5"),
            due_date=date(2024, 2, 29),
            contract_id=site.contracts[0].id,
            contacts=("A", "B"),
        )

    order = await site.ledger.run(site.container.id, site.actor, decide)
    pages = pages_of(site.ledger.database)
    one = await pages.one(everything(site.container.id), SHAPE, order.id, None)
    instant = site.orders[0].created_at.astimezone(UTC)
    assert record_of(one) == {
        "id": order.id,
        "name": order.name,
        "cost_state": order.cost_state,
        "estimated": "-1234567.5000",
        "created_at": f"{instant:%Y-%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03}Z",
        "due_date": "2024-02-29",
        "contacts": '["A", "B"]',
        "contract": str(site.contracts[0].uuid),
        "properties": [],
    }


async def test_a_filter_by_a_hidden_column_is_refused(site: Site) -> None:
    pages = pages_of(site.ledger.database)
    owner = Viewer(site.container.id, "owner", 1)
    for query in (
        ListQuery(ChangeOrder, "oco", (Condition("committed", "blank"),)),
        ListQuery(ChangeOrder, "oco", order=(Order("proposed"),)),
        ListQuery(ChangeOrder, "oco", order=(Order("contract_id.name"),)),
    ):
        with pytest.raises(Invalid):
            await pages.page(owner, query, SHAPE, None)


async def test_instants_before_the_epoch_sort_and_filter(site: Site) -> None:
    async def decide(unit: Unit) -> None:
        for number, year in enumerate((1969, 1999, 2000, 2150)):
            instant = datetime(year, 1, 1, 12, 0, 0, 1000, tzinfo=UTC)
            unit.change(await current(unit, site.orders[number]), response_due=instant)

    await site.ledger.run(site.container.id, site.actor, decide)
    pages = pages_of(site.ledger.database)
    viewer = everything(site.container.id)
    where = (Condition("response_due", "range", (None, datetime(2100, 1, 1, tzinfo=UTC))),)
    query = ListQuery(ChangeOrder, "pco", where, (Order("response_due", True),))
    await warm(pages, viewer, query)
    total, records = await records_of(pages, viewer, query)
    assert [each["id"] for each in records] == [site.orders[number].id for number in (2, 1, 0)]
    assert total == 3


BUDGETS = Shape(
    "test.budget",
    "1",
    Budget,
    (Value("code"),),
    lambda row, _: b'{"code":' + msgspec.json.encode(row[0]),
    {
        "items": PartShape(
            Path((Hop(MainContractItem, "budget_id"),), (Value("name", of=1),), ((1, "id"),)),
            lambda rows, _: b',"items":' + msgspec.json.encode([row[0] for row in rows]),
        )
    },
    names_people=False,
)


async def test_rows_that_move_from_record_to_record(site: Site) -> None:
    """The budget that items have left is told as well as the one they have come to."""
    viewer = everything(site.container.id)
    first, second = (budget.id for budget in site.budgets)
    items: list[MainContractItem] = []

    async def begin(unit: Unit) -> None:
        for name in ("one", "two"):
            items.append(unit.new(MainContractItem, main_contract_id=1, name=name, budget_id=first))

    async def move(unit: Unit) -> None:
        for item in items:
            now = await current(unit, item)
            unit.change(now, budget_id=second if now.budget_id == first else first)

    await site.ledger.run(site.container.id, site.actor, begin)
    warm_one, cold_one = pages_of(site.ledger.database), pages_of(site.ledger.database)
    query = ListQuery(Budget, None, (), (Order("code"),), include=frozenset({"items"}))
    for _ in range(3):
        await warm_one.page(viewer, query, BUDGETS, None)
        await warm_one.shelves.settle()
    assert is_warm(warm_one, viewer, query)
    names: list[list[str]] = [["one", "two"], []]
    for _ in range(4):
        for pages in (warm_one, cold_one):
            page = await pages.page(viewer, query, BUDGETS, None)
            assert [each["items"] for each in page_records(page)[1]] == names
            one = await pages.one(viewer, BUDGETS, first, None, include=("items",))
            assert record_of(one)["items"] == names[0]
        await site.ledger.run(site.container.id, site.actor, move)
        names.reverse()


FORKED = Shape(
    "test.forked",
    "1",
    ChangeOrder,
    (Value("name"),),
    lambda row, _: b'{"name":' + msgspec.json.encode(row[0]),
    {
        "items": PartShape(
            Path(
                (
                    Hop(Membership, "change_order_id"),
                    Hop(CostItem, "id", "cost_item_id"),
                    Hop(Budget, "id", "budget_id"),
                    Hop(Line, "cost_item_id", of=2),
                    Hop(Contract, "id", "contract_id", of=0),
                ),
                (
                    *(Value("name", of=2), Value("code", of=3)),
                    *(Value("description", of=4), Value("code", of=5)),
                ),
                ((1, "id"), (4, "id")),
                least=2,
            ),
            lambda rows, _: b',"items":' + msgspec.json.encode(rows),
        )
    },
    names_people=False,
)


async def test_a_path_that_forks(site: Site) -> None:
    """Each branch has its values whether another leads anywhere or not, and tells of its rows."""
    viewer = everything(site.container.id)
    query = ListQuery(ChangeOrder, "pco", include=frozenset({"items"}))
    made: list[Any] = []

    async def begin(unit: Unit) -> None:
        item = unit.new(CostItem, number="F-1", name="forked")
        made.extend((item, unit.new(Line, cost_item_id=item.id, side="cost", description="one")))
        order = await current(unit, site.orders[0])
        unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind=order.kind)

    async def shown(pages: Pages) -> list[list[Any]]:
        found = await pages.page(viewer, query, FORKED, None)
        assert isinstance(found, Page)
        records = msgspec.json.decode(b"[" + found.results + b"]")
        return [row for record in records for row in record["items"] if row[0] == "forked"]

    await site.ledger.run(site.container.id, site.actor, begin)
    item, line = made
    warm_one = pages_of(site.ledger.database)
    for _ in range(3):
        await shown(warm_one)
        await warm_one.shelves.settle()
    assert is_warm(warm_one, viewer, query)

    async def change(unit: Unit) -> None:
        unit.change(await current(unit, line), description="two")

    async def coded(unit: Unit) -> None:
        unit.change(await current(unit, item), budget_id=site.budgets[0].id)

    async def delete(unit: Unit) -> None:
        unit.delete(await current(unit, line))

    code = site.budgets[0].code
    contract = (await shown(warm_one))[0][3]
    steps: list[tuple[Any, list[str | None]]] = [
        (change, [None, "two"]),
        (coded, [code, "two"]),
        (delete, [code, None]),
    ]
    assert await shown(warm_one) == [["forked", None, "one", contract]]
    for step, (budget, description) in steps:
        await site.ledger.run(site.container.id, site.actor, step)
        for pages in (warm_one, pages_of(site.ledger.database)):
            assert await shown(pages) == [["forked", budget, description, contract]]
