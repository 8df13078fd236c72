"""What an approved order does to its contract: its form, its days, its rows of the schedule."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import psycopg
import pytest

from changewright.core.errors import Conflict, Invalid, Locked
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_forms import FormSnapshot
from changewright.work import contracts, main_contracts, moves, schedule_of_values
from changewright.work.forms import approved_orders, form_of
from changewright.work.rebuild import rebuild
from changewright.work.unit import Unit
from changewright.work.verify import verify

from .site import Site


async def supplier(site: Site, awarded: str = "500000", **fields: Any) -> Contract:
    """A commitment whose schedule of values comes to `awarded`."""

    async def decide(unit: Unit) -> Contract:
        contract = await contracts.create(unit, {"code": "SC-1", "name": "Steel"} | fields)
        row = {"contract_id": contract.id, "name": "Work", "amount": Decimal(awarded)}
        await schedule_of_values.create(unit, row)
        return unit.newest(contract)

    return await site.run(decide)


async def order(
    site: Site, contract: Contract | None, *amounts: str, kind: str = "sco", **fields: Any
) -> ChangeOrder:
    """An order in open with one item for each amount."""
    column = "proposed" if kind == "sco" else "submitted"
    if contract is not None:
        fields["contract_id"] = contract.id
    drawn = await site.draw(kind, **fields)
    for amount in amounts:
        await site.price(drawn, **{column: amount})
    return await site.act(drawn, "open")


async def sums(site: Site, drawn: ChangeOrder) -> tuple[str, ...]:
    (found,) = await site.where(FormSnapshot, change_order_id=drawn.id)
    names = ("original_sum", "prior_change", "prior_sum", "amount", "new_sum")
    return tuple(f"{getattr(found, name):.2f}" for name in names)


async def rows(site: Site) -> list[tuple[str | None, str, str]]:
    found = await site.where(ScheduleOfValue, order=("position", "id"))
    return [(row.association_type, row.name, f"{row.amount:.2f}") for row in found]


async def test_each_order_counts_those_approved_before_it_whatever_its_number(site: Site) -> None:
    contract = await supplier(site)
    later = await order(site, contract, "10000", number="2")
    first = await order(site, contract, "20000", "5000", number="10")
    await site.act(first, "send")
    await site.act(later, "send")
    assert await sums(site, first) == ("500000.00", "0.00", "500000.00", "25000.00", "525000.00")
    assert await sums(site, later) == (
        *("500000.00", "25000.00", "525000.00", "10000.00", "535000.00"),
    )


async def test_orders_approved_in_one_unit_are_in_line(site: Site) -> None:
    contract = await supplier(site, "100")
    drawn = [await order(site, contract, "1"), await order(site, contract, "2", schedule_change=3)]

    async def decide(unit: Unit) -> None:
        for one in drawn:
            found = await unit.read.require_id(ChangeOrder, one.id)
            await moves.act(unit, found, "send")

    await site.run(decide)
    assert await sums(site, drawn[0]) == ("100.00", "0.00", "100.00", "1.00", "101.00")
    assert await sums(site, drawn[1]) == ("100.00", "1.00", "101.00", "2.00", "103.00")
    assert (await site.now(contract)).schedule_change == 3


async def test_leaving_approved_gives_everything_back(site: Site) -> None:
    contract = await supplier(site, estimated_completion_date=date(2026, 6, 30))
    before = await site.now(contract)
    drawn = await order(site, contract, "1000", "-200", schedule_change=14)
    await site.act(drawn, "send")
    moved = await site.now(contract)
    assert (moved.schedule_change, moved.revised_completion_date) == (14, date(2026, 7, 14))
    assert await rows(site) == [
        (None, "Work", "500000.00"),
        ("CostItem", "An item", "1000.00"),
        ("CostItem", "An item", "-200.00"),
        ("SCO", "A sco", "800.00"),
    ]
    await site.act(drawn, "sentToOpen")
    after = await site.now(contract)
    assert (after.schedule_change, after.revised_completion_date) == (None, None)
    assert after.cost_approved == before.cost_approved
    assert await rows(site) == [(None, "Work", "500000.00")]
    assert await site.where(FormSnapshot) == []


async def test_days_move_though_nothing_is_paid_and_not_for_no_charge(site: Site) -> None:
    contract = await supplier(site)
    drawn = await order(site, contract, "0", schedule_change=-5)
    await site.act(drawn, "send")
    moved = await site.now(contract)
    assert (moved.schedule_change, moved.revised_completion_date) == (-5, None)
    free = await order(site, contract, "0", schedule_change=9)
    await site.set(free, cost="no_charge")
    assert (await site.now(contract)).schedule_change == -5


async def test_the_owners_completion_follows_until_somebody_writes_it(site: Site) -> None:
    (prime,) = await site.where(MainContract, is_default=True)

    async def plan(**fields: Any) -> MainContract:
        async def decide(unit: Unit) -> MainContract:
            found = await unit.read.require_id(MainContract, prime.id)
            return await main_contracts.edit(unit, found, fields)

        return await site.run(decide)

    await plan(planned_completion_date=date(2025, 6, 1))
    first = await order(site, None, "0", kind="oco", schedule_change=30)
    await site.act(first, "submit", "approve")
    assert (await site.now(prime)).revised_completion_date == date(2025, 7, 1)
    moved = await plan(planned_completion_date=date(2025, 6, 2))
    assert moved.revised_completion_date == date(2025, 7, 2)
    typed = await plan(revised_completion_date=date(2025, 9, 1))
    assert (typed.revised_completion_date, typed.schedule_change) == (date(2025, 9, 1), 30)
    second = await order(site, None, "0", kind="oco", schedule_change=-15)
    await site.act(second, "submit", "approve")
    assert (await site.now(prime)).revised_completion_date == date(2025, 8, 17)
    assert (await plan(planned_completion_date=None)).revised_completion_date == date(2025, 8, 17)


async def test_days_beyond_the_calendar_are_refused_and_nothing_is_approved(site: Site) -> None:
    contract = await supplier(site, estimated_completion_date=date(9999, 12, 1))
    drawn = await order(site, contract, "1", schedule_change=31)
    async with site.refuses(Invalid, match="calendar"):
        await site.act(drawn, "send")


async def test_later_blocks_are_superseded_where_any_approval_may_be_undone(site: Site) -> None:
    async def decide(unit: Unit) -> None:
        unit.change_settings(lifo=False)

    await site.run(decide)
    contract = await supplier(site, "100")
    drawn = [await order(site, contract, amount) for amount in ("1", "2", "4")]
    for one in drawn:
        await site.act(one, "send")
    await site.act(drawn[1], "sentToOpen")
    (first,) = await site.where(FormSnapshot, change_order_id=drawn[0].id)
    (last,) = await site.where(FormSnapshot, change_order_id=drawn[2].id)
    assert (first.superseded_at, first.superseded_by) == (None, None)
    assert (last.superseded_at is not None, last.superseded_by) == (True, drawn[1].id)
    assert await sums(site, drawn[2]) == ("100.00", "3.00", "103.00", "4.00", "107.00")
    await site.act(drawn[1], "send")
    assert await sums(site, drawn[1]) == ("100.00", "5.00", "105.00", "2.00", "107.00")


async def test_rows_of_orders_are_nobodys_to_edit(site: Site) -> None:
    contract = await supplier(site)
    drawn = await order(site, contract, "10", schedule_change=1)
    await site.act(drawn, "send")
    (row,) = await site.where(ScheduleOfValue, association_type="SCO")

    async def edit(unit: Unit) -> None:
        found = await unit.read.require_id(ScheduleOfValue, row.id)
        await schedule_of_values.edit(unit, found, {"amount": Decimal(11)})

    async def remove(unit: Unit) -> None:
        await schedule_of_values.delete(unit, await unit.read.require_id(ScheduleOfValue, row.id))

    async def add(unit: Unit) -> None:
        fields = {"contract_id": contract.id, "parent_id": row.id, "name": "More"}
        await schedule_of_values.create(unit, fields)

    for decide, fields in ((edit, ["amount"]), (remove, []), (add, ["parentId"])):
        async with site.refuses(Locked, match="alone changes it") as refusal:
            await site.run(decide)
        assert [problem.field for problem in refusal.value.problems] == fields

    async def enter(unit: Unit) -> None:
        found = await unit.read.require_id(ScheduleOfValue, row.id)
        await schedule_of_values.edit(unit, found, {"external_id": "ERP-7"})

    await site.run(enter)
    async with site.refuses(Conflict):
        (item,) = await site.where(CostItem)
        await site.edit(item, committed="12")


async def test_a_private_order_stands_as_a_private_row_and_follows(site: Site) -> None:
    contract = await supplier(site)
    drawn = await order(site, contract, "10", private=True)
    await site.act(drawn, "send")
    found = await site.where(ScheduleOfValue, is_private=True)
    assert sorted(row.association_type or "" for row in found) == ["CostItem", "SCO"]

    async def rename(unit: Unit) -> None:
        unit.change(await unit.read.require_id(ChangeOrder, drawn.id), private=False, name="New")
        (item,) = await unit.read.where(CostItem)
        unit.change(item, quantity=Decimal(4), unit="h")

    await site.run(rename)
    own, below = await site.where(
        ScheduleOfValue, order=("id",), association_type=["SCO", "CostItem"]
    )
    assert (own.name, own.is_private, below.parent_id) == ("New", False, own.id)
    assert (below.quantity, below.unit, f"{below.unit_price:.2f}") == (Decimal(4), "h", "2.50")


async def test_orders_of_before_there_were_forms_are_told_and_then_frozen(site: Site) -> None:
    """As after an upgrade, or a load in bulk: approved, and nothing kept of it."""
    contract = await supplier(site, "100", estimated_completion_date=date(2026, 6, 30))
    drawn = [await order(site, contract, each, schedule_change=5) for each in ("1", "2", "-4")]
    for one in drawn:
        await site.act(one, "send")
    blocks = [await sums(site, one) for one in drawn]
    shown = await rows(site)
    moved = await site.now(contract)

    async def forget(unit: Unit) -> None:
        for snapshot in await unit.read.where(FormSnapshot):
            unit.delete(snapshot)
        for row in await unit.read.where(ScheduleOfValue):
            if row.association_id is not None:
                unit.delete(row)
        found = await unit.read.require_id(Contract, contract.id)
        unit.change(found, schedule_change=None, revised_completion_date=None)

    await site.run(forget)
    async with site.ledger.reader(site.container_id) as read:
        settings = await site.ledger.settings_of(site.container_id)
        found = await read.require_id(ChangeOrder, drawn[2].id)
        told = (await form_of(read, found, settings)).block
    assert told is not None
    assert (f"{told.prior_change:.2f}", f"{told.new_sum:.2f}") == (blocks[2][1], blocks[2][4])
    assert told.prior_days == 10
    await rebuild(site.ledger, site.container_id)
    assert [await sums(site, one) for one in drawn] == blocks
    assert sorted(map(str, await rows(site))) == sorted(map(str, shown))
    again = await site.now(contract)
    assert (again.schedule_change, again.revised_completion_date) == (
        *(moved.schedule_change, moved.revised_completion_date),
    )
    assert await verify(site.ledger.database, site.container_id) == []


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE contract SET schedule_change = 6", "days_contract"),
        ("UPDATE main_contract SET schedule_change = 1", "days_main_contract"),
        ("UPDATE form_snapshot SET sequence = 9", "form_order"),
        ("UPDATE form_snapshot SET new_sum = new_sum + 1", "form_block"),
        ("UPDATE form_snapshot SET amount = 0, new_sum = prior_sum", "form_row"),
        (
            "UPDATE schedule_of_value SET amount = 1 WHERE association_type = 'CostItem'",
            "row_items",
        ),
    ],
)
async def test_verify_names_what_is_not_as_it_must_be(
    site: Site, statement: str, check: str
) -> None:
    contract = await supplier(site, "100")
    drawn = await order(site, contract, "7", schedule_change=5)
    await site.act(drawn, "send")
    assert await verify(site.ledger.database, site.container_id) == []
    statement += f" {'AND' if 'WHERE' in statement else 'WHERE'} container_id = %s"
    async with await psycopg.AsyncConnection.connect(
        site.ledger.database.urls.owner, autocommit=True
    ) as connection:
        await connection.execute(statement.encode(), (site.container_id,))
    findings = await verify(site.ledger.database, site.container_id)
    assert check in {finding.check for finding in findings}


@pytest.mark.parametrize(
    "seed",
    [*range(2), *(pytest.param(each, marks=pytest.mark.deep) for each in range(2, 4))],
)
async def test_random_approvals_leave_forms_that_follow_from_one_another(
    site: Site, seed: int
) -> None:
    """Whatever is approved and taken back in whatever order: the blocks that stand are in line, the
    last comes to the contract, and undoing all of it restores every figure."""
    chance = Random(seed)

    async def decide(unit: Unit) -> None:
        unit.change_settings(lifo=False)

    await site.run(decide)
    contract = await supplier(site, "1000", estimated_completion_date=date(2026, 6, 30))
    before = await site.now(contract)
    drawn = [
        await order(
            site,
            contract,
            *[str(chance.randint(-500, 500)) for _ in range(chance.randint(0, 2))],
            schedule_change=chance.choice((None, 0, 3, -2)),
        )
        for _ in range(5)
    ]
    for _ in range(14):
        one = await site.now(chance.choice(drawn))
        await site.act(one, "send" if one.approval_sequence is None else "sentToOpen")
        now = await site.now(contract)
        stand = await site.where(FormSnapshot, superseded_at=None)
        stand.sort(key=lambda each: each.sequence)
        if stand and stand[-1].sequence == max(
            each.sequence for each in await site.where(FormSnapshot)
        ):
            assert stand[-1].new_sum == now.awarded + now.cost_approved  # type: ignore[operator]
            assert stand[-1].prior_days + stand[-1].days == (now.schedule_change or 0)
        async with site.ledger.reader(site.container_id) as read:
            approved = await approved_orders(read, now)
        assert sum(each.amount for each in approved) == now.cost_approved
        assert [each.sequence for each in approved] == sorted(each.sequence for each in approved)
    assert await verify(site.ledger.database, site.container_id) == []
    for one in drawn:
        if (await site.now(one)).approval_sequence is not None:
            await site.act(one, "sentToOpen")
    after = await site.now(contract)
    for column in ("cost_approved", "schedule_change", "revised_completion_date", "awarded"):
        assert getattr(after, column) == getattr(before, column), column
    assert await rows(site) == [(None, "Work", "1000.00")]
