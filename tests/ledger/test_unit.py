"""The unit of work: what is put is written with its journal, or nothing is."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from tests.fixtures_ledger import Container, make_container

from changewright.core.errors import Conflict, Invalid, NotFound, Stale, Taken
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, LedgerReader, Unit

from .stories import create_order, head_of, item_fields


async def test_what_a_unit_makes_is_there_as_it_was_answered(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)
    assert (order.version, order.revision, order.number) == (1, 1, "0001")
    assert order.created_by == order.changed_by == actor.person_id
    async with ledger.reader(container.id) as read:
        assert await read.get(ChangeOrder, order.id) == order
        assert await read.require(ChangeOrder, order.uuid) == order


async def test_every_type_of_column_comes_back_as_it_went(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def decide(unit: Unit) -> ChangeOrder:
        return unit.new(
            ChangeOrder,
            kind="pco",
            number="Ä-1 \\ \"quoted\" {1,2} 'x'",
            name="line\nbreak\ttab ✓ 🏗",
            estimated=Decimal("-99999999999999.9999"),
            proposed=Decimal("1"),
            exchange_rate=Decimal("1.10000001"),
            executed_flag=True,
            response_due=datetime(2026, 3, 1, 12, 30, 0, 123000, tzinfo=UTC),
            due_date=date(2026, 2, 28),
            markup_formula_id=UUID(int=7),
            contacts=["a", {"b": 1, "a": [None, "x"]}],
            schedule_change=-3,
        )

    order = await ledger.run(container.id, actor, decide)
    async with ledger.reader(container.id) as read:
        stored = await read.get(ChangeOrder, order.id)
    assert stored == order
    assert str(stored.proposed) == "1.0000"
    assert stored.contacts == ("a", {"b": 1, "a": [None, "x"]})


async def test_several_puts_are_one_row_and_one_entry(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> ChangeOrder:
        read = await unit.read.require(ChangeOrder, order.uuid)
        first = unit.change(read, "submit", budget_state="submitted")
        second = unit.change(first, "", name="Relocate two doors")
        assert (first.version, second.version) == (2, 2)
        assert unit.newest(read) == second
        return unit.change(read, "annotated", note="urgent")

    changed = await ledger.run(container.id, actor, decide)
    assert changed.version == 2
    assert (changed.budget_state, changed.note) == ("submitted", "urgent")
    async with ledger.reader(container.id) as read:
        entries = await read.journal.of_record(changed)
        assert await read.get(ChangeOrder, order.id) == changed
    assert [entry.revision for entry in entries] == [1, 2]
    assert entries[1].actions == ("submit", "annotated")
    assert entries[1].changed == ("name", "budget_state", "note")


async def test_a_change_of_nothing_leaves_no_revision(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> int:
        read = await unit.read.require(ChangeOrder, order.uuid)
        unit.put(read, "looked")
        unit.change(read, "updated", name=read.name, estimated=None)
        there = unit.change(read, "there", name="Other")
        back = unit.change(there, "back", name=order.name)
        assert back == order
        return await unit.next_number("number:pco")

    assert await ledger.run(container.id, actor, decide) == 2
    assert (await head_of(ledger, container)).revision == 1
    # The number was not used up either.
    assert (await ledger.run(container.id, actor, create_order)).number == "0002"


async def test_equal_amounts_of_another_scale_are_no_change(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def make(unit: Unit) -> CostItem:
        return unit.new(CostItem, **item_fields("1", estimated=Decimal("1.5000")))

    item = await ledger.run(container.id, actor, make)

    async def decide(unit: Unit) -> CostItem:
        read = await unit.read.require(CostItem, item.uuid)
        return unit.change(read, "updated", estimated=Decimal("1.5"), locations=[])

    assert await ledger.run(container.id, actor, decide) == item
    assert (await head_of(ledger, container)).revision == 1


async def test_a_touch_is_a_change(ledger: Ledger, container: Container, actor: Actor) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> ChangeOrder:
        return unit.touch(await unit.read.require(ChangeOrder, order.uuid), "attached")

    touched = await ledger.run(container.id, actor, decide)
    assert touched.version == 2
    assert touched.updated_at > order.updated_at
    async with ledger.reader(container.id) as read:
        assert await read.get(ChangeOrder, order.id) == touched


@pytest.mark.parametrize("error", [Conflict("no"), KeyError("bug"), asyncio.CancelledError()])
async def test_a_refusal_leaves_nothing(
    ledger: Ledger, container: Container, actor: Actor, error: BaseException
) -> None:
    before = await head_of(ledger, container)

    async def decide(unit: Unit) -> None:
        await create_order(unit)
        unit.change_settings(tiers_cost=3)
        raise error

    with pytest.raises(type(error)):
        await ledger.run(container.id, actor, decide)
    assert await head_of(ledger, container) == before
    async with ledger.reader(container.id) as read:
        assert await read.where(ChangeOrder) == []
    order = await ledger.run(container.id, actor, create_order)
    assert (order.number, order.revision) == ("0001", 1)


async def test_a_taken_number_is_refused_whole(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> None:
        unit.new(CostItem, **item_fields("1"))
        unit.new(ChangeOrder, kind="pco", number="0001", name="Again")

    with pytest.raises(Taken) as caught:
        await ledger.run(container.id, actor, decide)
    assert caught.value.problems[0].field == "number"
    async with ledger.reader(container.id) as read:
        assert await read.where(CostItem) == []


async def test_a_deleted_records_key_can_be_taken_in_the_same_unit(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> ChangeOrder:
        unit.delete(await unit.read.require(ChangeOrder, order.uuid))
        return unit.new(ChangeOrder, kind="pco", number="0001", name="Its successor")

    successor = await ledger.run(container.id, actor, decide)
    async with ledger.reader(container.id) as read:
        assert await read.where(ChangeOrder) == [successor]
        assert await read.get(ChangeOrder, order.id) is None
        gone = await read.get(ChangeOrder, order.id, deleted=True)
        with pytest.raises(NotFound):
            await read.require(ChangeOrder, order.uuid)
    assert gone is not None
    assert gone.deleted_at == gone.updated_at


@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "nul\x00"), ("name", "\ud800"), ("schedule_change", 2**63), ("number", "\x00")],
)
async def test_values_no_column_holds_are_refused_by_field(
    ledger: Ledger, container: Container, actor: Actor, column: str, value: object
) -> None:
    async def decide(unit: Unit) -> None:
        unit.new(ChangeOrder, **{"kind": "pco", "number": "1", "name": "x", column: value})

    with pytest.raises(Invalid) as caught:
        await ledger.run(container.id, actor, decide)
    assert caught.value.problems[0].field == column
    assert (await head_of(ledger, container)).revision == 0


async def test_an_amount_that_would_lose_digits_is_a_mistake_of_ours(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def decide(unit: Unit) -> None:
        unit.new(CostItem, **item_fields("1", estimated=Decimal("0.00001")))

    with pytest.raises(ValueError, match="places"):
        await ledger.run(container.id, actor, decide)


async def test_a_unit_puts_only_what_it_has_read(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> None:
        unit.change(order, "updated", name="not read under the lock")

    with pytest.raises(ValueError, match="not read in this unit"):
        await ledger.run(container.id, actor, decide)


async def test_an_old_version_is_stale(ledger: Ledger, container: Container, actor: Actor) -> None:
    order = await ledger.run(container.id, actor, create_order)

    async def rename(unit: Unit) -> None:
        read = await unit.read.require(ChangeOrder, order.uuid)
        unit.expect(read, 1)
        unit.expect(unit.change(read, "updated", name="Other"), 1)

    await ledger.run(container.id, actor, rename)
    with pytest.raises(Stale):
        await ledger.run(container.id, actor, rename)
    assert (await head_of(ledger, container)).revision == 2


async def test_the_reader_of_a_unit_sees_what_the_unit_did(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def make(unit: Unit) -> list[CostItem]:
        return [unit.new(CostItem, **item_fields(str(n), scope="out")) for n in range(5)]

    items = await ledger.run(container.id, actor, make)

    async def decide(unit: Unit) -> None:
        found = await unit.read.where(CostItem, ("number",), scope="out")
        assert [item.number for item in found] == ["0", "1", "2", "3", "4"]
        moved = unit.change(found[0], "updated", scope="in")
        unit.delete(found[1])
        new = unit.new(CostItem, **item_fields("3a", scope="out"))
        scoped = await unit.read.where(CostItem, ("-number",), 3, scope="out")
        assert [item.number for item in scoped] == ["4", "3a", "3"]
        assert await unit.read.get(CostItem, moved.id) == moved
        assert await unit.read.by_uuid(CostItem, new.uuid) == new
        assert await unit.read.get(CostItem, found[1].id) is None
        ids = [new.id, found[1].id, moved.id, 10**15]
        assert await unit.read.many(CostItem, ids) == [new, moved]
        assert await unit.read.by_uuids(CostItem, [new.uuid, moved.uuid]) == [new, moved]
        mixed = await unit.read.where(CostItem, scope=["in", None], budget_id=None)
        assert mixed == [moved]

    await ledger.run(container.id, actor, decide)
    async with ledger.reader(container.id) as read:
        assert await read.get(CostItem, items[1].id) is None


async def test_the_reader_sorts_empty_values_as_the_database_does(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def make(unit: Unit) -> None:
        for number, code in (("1", "b"), ("2", None), ("3", "a"), ("4", "Z")):
            unit.new(CostItem, **item_fields(number, code=code))

    await ledger.run(container.id, actor, make)

    async def decide(unit: Unit) -> list[list[str | None]]:
        found = []
        for order in (("code",), ("-code",)):
            found.append([item.code for item in await unit.read.where(CostItem, order)])
        some = await unit.read.where(CostItem, number="1")
        unit.touch(some[0])  # from here on the order is made in memory
        for order in (("code",), ("-code",)):
            found.append([item.code for item in await unit.read.where(CostItem, order)])
        return found

    up, down, up_in_memory, down_in_memory = await ledger.run(container.id, actor, decide)
    assert up == up_in_memory == ["Z", "a", "b", None]
    assert down == down_in_memory == [None, "b", "a", "Z"]


async def test_units_of_many_rows(ledger: Ledger, container: Container, actor: Actor) -> None:
    async def make(unit: Unit) -> ChangeOrder:
        await unit.reserve(2500)
        order = await create_order(unit)
        for number in range(1200):
            item = unit.new(CostItem, **item_fields(str(number)))
            unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind=order.kind)
        return order

    order = await ledger.run(container.id, actor, make)

    async def touch_all(unit: Unit) -> int:
        memberships = await unit.read.memberships_of_documents([order.id])
        items = await unit.read.many(CostItem, [m.cost_item_id for m in memberships])
        for item in items:
            unit.change(item, "updated", note=f"note of {item.number}")
        return len(items)

    assert await ledger.run(container.id, actor, touch_all) == 1200
    async with ledger.reader(container.id) as read:
        items = await read.where(CostItem)
    assert {(item.version, item.note) for item in items} == {
        (2, f"note of {number}") for number in range(1200)
    }


async def test_another_container_is_not_there(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)
    other = await make_container(ledger)
    async with ledger.reader(other.id) as read:
        await assert_hidden(read, order)

    async def decide(unit: Unit) -> None:
        await assert_hidden(unit.read, order)

    await ledger.run(other.id, actor, decide)


async def assert_hidden(read: LedgerReader, order: ChangeOrder) -> None:
    assert await read.get(ChangeOrder, order.id) is None
    assert await read.many(ChangeOrder, [order.id]) == []
    assert await read.by_uuids(ChangeOrder, [order.uuid]) == []
    assert await read.where(ChangeOrder) == []
    assert await read.journal.of_record(order) == []
    with pytest.raises(NotFound):
        await read.require(ChangeOrder, order.uuid)


async def test_no_such_container(ledger: Ledger, actor: Actor) -> None:
    with pytest.raises(NotFound):
        await ledger.run(2**52, actor, create_order)


async def test_time_goes_on_when_the_clock_does_not(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    stopped = datetime(2026, 1, 1, tzinfo=UTC)
    old = Ledger(ledger.database, clock=lambda: stopped)
    times = [(await ledger.run(container.id, actor, create_order)).updated_at]
    for _ in range(3):
        times.append((await old.run(container.id, actor, create_order)).updated_at)
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert steps == [timedelta(milliseconds=1)] * 3


async def test_settings_change_with_a_trace(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    other = Ledger(ledger.database)  # another process, which knows the settings already

    async def tiers(unit: Unit) -> int:
        return unit.settings.tiers_cost

    assert await other.run(container.id, actor, tiers) == 1

    async def decide(unit: Unit) -> None:
        unit.change_settings(tiers_cost=3)

    await ledger.run(container.id, actor, decide)
    assert await ledger.run(container.id, actor, tiers) == 3
    assert await other.run(container.id, actor, tiers) == 3
    async with ledger.reader(container.id) as read:
        (entry,) = [entry async for page in read.journal.pages(1) for entry in page]
    assert (entry.noun, entry.changed) == ("container_settings", ("tiers_cost",))

    async def wrong(unit: Unit) -> None:
        unit.change_settings(tiers_cost=4)

    with pytest.raises(Invalid):
        await ledger.run(container.id, actor, wrong)


async def test_two_processes_share_the_numbers(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    other = Ledger(ledger.database)
    made = []
    for one in (ledger, other, other, ledger, ledger, other):
        made.append(await one.run(container.id, actor, create_order))
    assert [order.number for order in made] == [f"{n:04}" for n in range(1, 7)]
    assert len({order.id for order in made}) == 6


async def test_numbers_begin_and_jump_where_they_are_told(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def decide(unit: Unit) -> tuple[int, int, int]:
        await create_order(unit)
        return (
            await unit.next_number("other", start=100),
            await unit.next_number("other", start=5, count=10),
            await unit.next_number("other", start=500),
        )

    assert await ledger.run(container.id, actor, decide) == (100, 101, 500)
    assert (await ledger.run(container.id, actor, decide))[0] == 501


async def test_uuids_of_one_container_sort_as_they_were_made(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    made = [(await ledger.run(container.id, actor, create_order)).uuid for _ in range(3)]

    async def many(unit: Unit) -> list[UUID]:
        return [unit.new_uuid() for _ in range(50)]

    made += await ledger.run(container.id, actor, many)
    assert sorted(made) == made
    assert all(uuid.version == 7 and uuid.variant == made[0].variant for uuid in made)


async def test_a_record_given_its_ids_keeps_them(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)

    async def decide(unit: Unit) -> ChangeOrder:
        return unit.new(
            ChangeOrder,
            id=77,
            uuid=UUID(int=9),
            created_at=long_ago,
            created_by=12,
            kind="pco",
            number="1",
            name="Imported",
        )

    order = await ledger.run(container.id, actor, decide)
    assert (order.id, order.uuid, order.created_at, order.created_by) == (
        *(77, UUID(int=9)),
        *(long_ago, 12),
    )
    assert order.updated_at > long_ago
    with pytest.raises(Taken):
        await ledger.run(container.id, actor, decide)
