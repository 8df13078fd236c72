"""The worked figures of field.md §5.2 on contract sums, days and summaries, through the engine:
orders are drawn, approved and read back as the doors do it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from tests.fixtures_ledger import Container
from tests.work.site import Site

from changewright.core.errors import Invalid
from changewright.core.forms import (
    Approved,
    Block,
    ScheduleRow,
    block,
    change_percent,
    change_summary,
    direction_of,
    net_before,
    parse_month,
    schedule_check,
    shifted,
)
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rollup import figures_of
from changewright.core.settings import ProjectSettings
from changewright.store.engine import Database
from changewright.work import contracts, main_contracts, schedule_of_values
from changewright.work.forms import Form, check_of, form_of, state_sum, summary_of
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit

ORACLES = {
    23: "payapppro.com: two orders on 500,000",
    24: "payapppro.com: one order on 250,000",
    25: "CJCPAs guide: lines 1 to 3 of a G702",
    26: "CJCPAs guide: its G703 does not come to the contract sum",
    34: "contract time: days on and back",
    35: "estatepass: the change in per cent, sums and days",
    37: "Dublin CA: a transfer between budgets",
    38: "rainfirebuilders.com: the log explains the change",
    39: "support.construction tracker: totals of a log",
    41: "reachback forum: the target of NEC Option C",
}


class Clock:
    """A clock that a test sets; it begins where a container of now is."""

    def __init__(self) -> None:
        self.now = datetime(2027, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def site(database: Database, container: Container, actor: Actor, clock: Clock) -> Site:
    ledger = Ledger(database, clock=clock)
    await open_project(ledger, container.id, ProjectSettings(), actor)
    return Site(ledger, container.id, actor)


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


async def commitment(site: Site, *values: str) -> Contract:
    """A contract with a supplier whose schedule has these values."""

    async def decide(unit: Unit) -> Contract:
        contract = await contracts.create(unit, {"code": "SC-1", "name": "A contract"})
        for value in values:
            row = {"contract_id": contract.id, "name": "A value", "amount": money(value)}
            await schedule_of_values.create(unit, row)
        return unit.newest(contract)

    return await site.run(decide)


async def owner_contract(site: Site, *values: str) -> MainContract:
    """The contract with the owner, whose items have these values."""
    (prime,) = await site.where(MainContract, is_default=True)

    async def decide(unit: Unit) -> MainContract:
        contract = await unit.read.require_id(MainContract, prime.id)
        for value in values:
            fields = {"name": "A value", "amount": money(value)}
            await main_contracts.create_item(unit, contract, fields)
        return unit.newest(contract)

    return await site.run(decide)


async def ordered(
    site: Site, contract: Contract | None, amount: str, days: int | None = None
) -> ChangeOrder:
    """An order that waits for approval: on the contract that is given, else the owner's."""
    kind, column = ("oco", "submitted") if contract is None else ("sco", "proposed")
    contract_id = None if contract is None else contract.id
    drawn = await site.draw(kind, contract_id=contract_id, schedule_change=days)
    fields: dict[str, Any] = {column: money(amount)}
    await site.price(drawn, **fields)
    return await site.act(drawn, "open")


async def approve(site: Site, *orders: ChangeOrder) -> None:
    for order in orders:
        await site.act(order, *(["send"] if order.kind == "sco" else ["submit", "approve"]))


async def form(site: Site, order: ChangeOrder) -> Form:
    async with site.ledger.reader(site.container_id) as read:
        found = await read.require_id(ChangeOrder, order.id)
        return await form_of(read, found, await site.ledger.settings_of(site.container_id))


async def block_of(site: Site, order: ChangeOrder) -> Block:
    found = (await form(site, order)).block
    assert found is not None
    return found


async def test_23_two_orders_on_a_contract(site: Site) -> None:
    """[V] 500,000 + 25,000 + 10,000 = 535,000. The order approved first is first, whatever its
    number; one that is only drawn shows what it would come to, and counts nothing."""
    contract = await commitment(site, "500,000")
    second, first = await ordered(site, contract, "10,000"), await ordered(site, contract, "25,000")
    waiting = await block_of(site, second)
    assert (waiting.prior_change, waiting.new_sum) == (money("0"), money("510,000"))
    await approve(site, first, second)
    shown = await block_of(site, second)
    assert (shown.original_sum, shown.prior_change) == (money("500,000"), money("25,000"))
    assert (shown.prior_sum, shown.amount) == (money("525,000"), money("10,000"))
    assert shown.new_sum == money("535,000")
    assert (await block_of(site, first)).new_sum == money("525,000")


async def test_24_one_order(site: Site) -> None:
    """[V] 250,000 + 12,500 = 262,500."""
    contract = await commitment(site, "250,000")
    order = await ordered(site, contract, "12,500")
    await approve(site, order)
    assert (await block_of(site, order)).new_sum == money("262,500")


async def test_25_lines_1_to_3_and_the_change_summary(site: Site, clock: Clock) -> None:
    """[V] 2,500,000; 50,000 before and 25,000 this month, no deductions; 2,575,000."""
    contract = await owner_contract(site, "2,000,000", "500,000")
    await approve(site, await ordered(site, None, "50,000"))
    clock.now = datetime(2027, 2, 10, tzinfo=UTC)
    await approve(site, await ordered(site, None, "25,000"))
    await ordered(site, None, "-7,000")  # not approved: no part of it
    async with site.ledger.reader(site.container_id) as read:
        contract = await read.require_id(MainContract, contract.id)
        summary = await summary_of(read, contract, parse_month("2027-02"))
        before = await summary_of(read, contract, parse_month("2027-01"))
        signed = await summary_of(read, contract, parse_month("2027-02"), "executed")
    assert summary.original_sum == money("2,500,000")
    assert (summary.previous.additions, summary.previous.deductions) == (
        money("50,000"),
        money("0"),
    )
    assert (summary.this_month.additions, summary.this_month.deductions) == (
        money("25,000"),
        money("0"),
    )
    assert (summary.net_change, summary.sum_to_date) == (money("75,000"), money("2,575,000"))
    assert before.sum_to_date == money("2,550,000")
    assert signed.sum_to_date == money("2,500,000")


SHEET = (
    *("150,000", "200,000", "180,000", "320,000", "275,000", "140,000", "95,000", "210,000"),
    *("165,000", "380,000", "240,000", "185,000", "125,000", "110,000", "130,000"),
)
"""Fifteen values that add to the 2,905,000 of the sheet; which value is whose is ours."""


async def test_26_a_schedule_that_is_not_the_contract_sum_is_flagged(site: Site) -> None:
    """[D, negative] The values come to 2,905,000 and the sheet prints 2,500,000: 405,000 over."""
    contract = await owner_contract(site, *SHEET)
    assert contract.amount == money("2,905,000")

    async def decide(unit: Unit) -> None:
        state_sum(unit, await unit.read.require_id(MainContract, contract.id), money("2,500,000"))

    await site.run(decide)
    async with site.ledger.reader(site.container_id) as read:
        check = await check_of(read, await read.require_id(MainContract, contract.id))
    assert (check.agrees, check.scheduled) == (False, money("2,905,000"))
    assert (check.contract_sum, check.difference) == (money("2,500,000"), money("405,000"))


def test_26_a_schedule_is_flagged_within_a_row_too() -> None:
    """Rows that come to the sum may still be detailed wrongly, or hide a change in the original."""
    rows = [
        ScheduleRow(1, None, money("100")),
        ScheduleRow(2, 1, money("60")),
        ScheduleRow(3, 1, money("30")),
        ScheduleRow(4, None, money("5"), is_change=True),
    ]
    check = schedule_check(money("100"), money("5"), rows)
    assert (check.difference, check.agrees) == (money("0"), False)
    (uneven,) = check.uneven
    assert (uneven.key, uneven.difference) == (1, money("-10"))
    shifted_sums = schedule_check(money("90"), money("15"), [rows[0], rows[3]])
    assert (shifted_sums.difference, shifted_sums.agrees) == (money("0"), False)
    assert schedule_check(money("100"), money("5"), [rows[0], rows[3]]).agrees


@pytest.mark.parametrize(("days", "day"), [(30, date(2025, 7, 1)), (-15, date(2025, 5, 17))])
async def test_34_days_move_the_completion(site: Site, days: int, day: date) -> None:
    """[V] 2025-06-01 + 30 = 2025-07-01; - 15 = 2025-05-17. Also where nothing is paid."""
    (prime,) = await site.where(MainContract, is_default=True)

    async def decide(unit: Unit) -> None:
        contract = await unit.read.require_id(MainContract, prime.id)
        fields = {"planned_completion_date": date(2025, 6, 1)}
        await main_contracts.edit(unit, contract, fields)

    await site.run(decide)
    order = await ordered(site, None, "0", days)
    await approve(site, order)
    shown = await block_of(site, order)
    assert (shown.days, shown.prior_completion) == (days, date(2025, 6, 1))
    assert shown.new_completion == day
    moved = await site.now(prime)
    assert (moved.schedule_change, moved.revised_completion_date) == (days, day)
    await site.act(order, "approvedToSubmit")
    back = await site.now(prime)
    assert (back.schedule_change, back.revised_completion_date) == (None, None)


async def test_35_the_change_in_per_cent_and_in_days(site: Site) -> None:
    """[V] 45,000 of 850,000 is 5.29 %. [D] 895,000; 180 + 12 = 192 days."""
    contract = await commitment(site, "850,000")
    before = await ordered(site, contract, "0", 180)
    order = await ordered(site, contract, "45,000", 12)
    await approve(site, before, order)
    shown = await block_of(site, order)
    assert change_percent(shown) == money("5.29")
    assert shown.new_sum == money("895,000")
    assert (shown.prior_days, shown.days) == (180, 12)
    assert (await site.now(contract)).schedule_change == 192


def test_35_there_is_no_per_cent_of_nothing() -> None:
    assert change_percent(block(money("0"), money("0"), money("45,000"))) is None


async def test_37_a_transfer_between_budgets(site: Site) -> None:
    """[V] 431,240 + 159,481 = 590,721; what one budget gains the other gives."""

    async def decide(unit: Unit) -> list[Budget]:
        return [
            unit.new(
                Budget,
                code=code,
                name=code,
                original_amount=money(original),
                internal_adjustment=money(adjusted),
            )
            for code, original, adjusted in (
                ("01", "431,240", "159,481"),
                ("02", "1,000,000", "-159,481"),
            )
        ]

    gains, gives = await site.run(decide)
    revised = figures_of(await site.now(gains))["revised"]
    assert revised == money("590,721")
    assert revised + figures_of(await site.now(gives))["revised"] == money("1,431,240")


async def test_38_the_log_explains_the_change(site: Site) -> None:
    """[V] 450,000 became 518,000: the orders before and this one come to the 68,000 between."""
    contract = await commitment(site, "450,000")
    orders = [await ordered(site, contract, each) for each in ("40,000", "-4,500", "32,500")]
    await approve(site, *orders)
    blocks = [await block_of(site, order) for order in orders]
    assert sum(each.amount for each in blocks) == money("68,000")
    assert blocks[-1].new_sum == money("518,000")
    for earlier, later in pairwise(blocks):
        assert later.prior_sum == earlier.new_sum


async def test_39_the_totals_of_a_log(site: Site) -> None:
    """[D] 2,500 and 800 approved, 5,000 pending: 3,300, 5,000, and 8,300 of exposure."""
    contract = await commitment(site, "100,000")
    orders = [await ordered(site, contract, each) for each in ("2,500", "5,000", "800")]
    await approve(site, orders[0], orders[2])
    await site.act(orders[1], "submit")
    sums = await site.now(contract)
    assert (sums.cost_approved, sums.cost_pending) == (money("3,300"), money("5,000"))
    figures = figures_of(sums)
    assert figures["projected_cost"] - money("100,000") == money("8,300")
    assert (await block_of(site, orders[2])).prior_change == money("2,500")


async def test_41_the_target_moves_by_the_event(site: Site) -> None:
    """[V inputs] A target of 900,000 and a compensation event of 80,000: 980,000, whatever the
    event cost."""
    await owner_contract(site, "900,000")
    order = await ordered(site, None, "80,000")
    await approve(site, order)
    assert (await block_of(site, order)).new_sum == money("980,000")


# -- what the forms' own rules say, without a figure ----------------------------------------------


def test_previous_means_lower_in_sequence_not_in_number() -> None:
    orders = [Approved(2, money("5"), 1), Approved(10, money("7"), 2), Approved(9, money("1"), 4)]
    assert net_before(orders, 10) == (money("6"), 5)
    assert net_before(orders, 2) == (money("0"), 0)
    assert net_before(orders) == (money("13"), 7)


def test_a_form_says_increased_decreased_or_unchanged() -> None:
    assert [direction_of(each) for each in (money("0.01"), money("-1"), money("0"), 3)] == [
        *("increased", "decreased", "unchanged", "increased"),
    ]


def test_deductions_stand_as_positive_amounts_and_later_months_count_nothing() -> None:
    changes = [
        (date(2026, 10, 31), money("10")),
        (date(2026, 11, 1), money("-4")),
        (date(2026, 11, 30), money("1")),
        (date(2026, 12, 1), money("100")),
        (date(2025, 12, 31), money("-3")),
    ]
    summary = change_summary(money("50"), changes, parse_month("2026-11"))
    assert (summary.previous.additions, summary.previous.deductions) == (money("10"), money("3"))
    assert (summary.this_month.additions, summary.this_month.deductions) == (money("1"), money("4"))
    assert (summary.this_month.orders, summary.previous.orders) == (2, 2)
    assert (summary.net_change, summary.sum_to_date) == (money("4"), money("54"))


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "0000-01", "2026-11-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="month"):
        parse_month(text)


def test_days_beyond_the_calendar_have_no_date() -> None:
    assert shifted(date(9999, 12, 31), 1) is None
    assert (
        block(None, money("0"), money("0"), completion=date(1, 1, 1), days=-1).new_completion
        is None
    )
