"""Expenses: numbers, statuses, items that add up, locks."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import Locked, Taken
from changewright.core.money import ZERO, Decimal
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.work import expenses
from changewright.work.unit import Unit

from .conftest import Run

D = Decimal


async def expense(unit: Unit, **more: Any) -> Expense:
    return await expenses.create(unit, {"name": "Crane hire", **more})


async def test_numbers_are_given_in_turn_and_step_over_typed_ones(run: Run) -> None:
    async def decide(unit: Unit) -> list[str]:
        made = [await expense(unit, number="0002"), await expense(unit), await expense(unit)]
        with pytest.raises(Taken):
            await expense(unit, number="0003")
        with pytest.raises(Taken):
            await expenses.edit(unit, made[0], {"number": "0001"})
        return [one.number for one in made]

    assert await run(decide) == ["0002", "0001", "0003"]


async def test_approval_and_payment_are_stamped_once(run: Run) -> None:
    async def decide(unit: Unit) -> Expense:
        made = await expense(unit)
        for status in ("pending", "approved", "paid"):
            made = await expenses.edit(unit, made, {"status": status})
        assert (made.approved_at, made.paid_at) == (unit.now, unit.now)
        return made

    first = await run(decide)

    async def again(unit: Unit) -> Expense:
        made = await unit.read.require(Expense, first.uuid)
        made = await expenses.edit(unit, made, {"status": "draft"})
        return await expenses.edit(unit, made, {"status": "approved"})

    assert (await run(again)).approved_at == first.approved_at


async def test_items_add_up_and_go_with_their_expense(run: Run) -> None:
    async def decide(unit: Unit) -> list[Decimal | None]:
        made, found = await expense(unit), []
        item = await expenses.create_item(unit, made, {"quantity": D(3), "unit_price": D("0.335")})
        other = await expenses.create_item(unit, made, {"amount": D("4.1234")})
        found.append(unit.newest(made).amount)
        item = await expenses.edit_item(unit, made, item, {"amount": D(9)}, locked="unit_price")
        found += [unit.newest(made).amount, item.quantity]
        await expenses.delete_item(unit, made, other)
        found.append(unit.newest(made).amount)
        await expenses.delete_item(unit, made, item)
        found.append(unit.newest(made).amount)
        await expenses.create_item(unit, made, {"amount": D(1)})
        await expenses.delete(unit, unit.newest(made))
        assert await unit.read.where(ExpenseItem, expense_id=made.id) == []
        return found

    assert await run(decide) == [D("5.1334"), D("13.1234"), D("26.86567164"), D(9), ZERO]


async def test_a_locked_expense_keeps_its_items(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        made = await expense(unit)
        item = await expenses.create_item(unit, made, {"amount": D(1)})
        made = await expenses.edit(unit, unit.newest(made), {"integration_state": "locked"})
        for refused in (
            expenses.edit(unit, made, {"name": "X"}),
            expenses.delete(unit, made),
            expenses.create_item(unit, made, {"amount": D(1)}),
            expenses.edit_item(unit, made, item, {"amount": D(2)}),
            expenses.delete_item(unit, made, item),
        ):
            with pytest.raises(Locked):
                await refused
        await expenses.edit_item(unit, made, item, {"external_id": "E"})

    await run(decide)
