"""Contracts, the budgets allocated to them and the rows of their schedules of values."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import InUse, Invalid, Locked, NotFound, Refusal, Taken
from changewright.core.money import ZERO, Decimal
from changewright.core.records_budgets import Budget, BudgetContract
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.work import budgets, change_orders, contracts, schedule_of_values
from changewright.work.unit import Unit

from .conftest import Run

D = Decimal


async def budget(unit: Unit, code: str, price: str = "100") -> Budget:
    fields = {"code": code, "name": f"Budget {code}", "quantity": D(2), "unit_price": D(price)}
    return await budgets.create(unit, fields)


async def contract(unit: Unit, code: str = "C-1", **more: Any) -> Contract:
    return await contracts.create(unit, {"code": code, "name": "Works", **more})


async def rows(unit: Unit, of: Contract) -> list[ScheduleOfValue]:
    return await unit.read.where(ScheduleOfValue, ("position",), contract_id=of.id)


async def test_a_new_contract_is_an_empty_draft(run: Run) -> None:
    made = await run(contract)
    assert (made.status, made.awarded, made.original_budget) == ("draft", ZERO, ZERO)
    assert (made.budget_ids, made.owner_id) == ((), 1)


@pytest.mark.parametrize("code", [None, "", "  "])
async def test_a_contract_needs_a_code(run: Run, code: str | None) -> None:
    async def decide(unit: Unit) -> None:
        await contracts.create(unit, {"code": code, "name": "Works"})

    with pytest.raises(Invalid) as refusal:
        await run(decide)
    assert refusal.value.reason == "contract_code_missing"


async def test_allocating_makes_a_row_and_taking_off_removes_it(run: Run) -> None:
    async def link(unit: Unit) -> tuple[Contract, list[Budget], list[ScheduleOfValue]]:
        made = await contract(unit)
        given = [await budget(unit, "1"), await budget(unit, "2", "50")]
        await contracts.link(unit, [(one, made) for one in given], [])
        return unit.newest(made), [unit.newest(one) for one in given], await rows(unit, made)

    made, (first, second), (row, other) = await run(link)
    assert (made.awarded, made.original_budget) == (D(300), D(300))
    assert list(made.budget_ids) == [str(first.uuid), str(second.uuid)]
    assert list(first.contract_ids) == [str(made.uuid)]
    assert (row.budget_id, row.code, row.name) == (first.id, "1", "Budget 1")
    assert (row.quantity, row.unit_price, row.amount) == (D(2), D(100), D(200))
    assert (row.position, other.position, row.has_budget_linked) == (0, 1, True)

    async def unlink(unit: Unit) -> tuple[Contract, Budget, list[ScheduleOfValue]]:
        of = await unit.read.require(Contract, made.uuid)
        free = await unit.read.require(Budget, first.uuid)
        own = {"contract_id": of.id, "budget_id": first.id, "name": "Typed", "amount": D(5)}
        await schedule_of_values.create(unit, own)
        under = {"contract_id": of.id, "parent_id": row.id, "name": "Part", "amount": D(1)}
        await schedule_of_values.create(unit, under)
        await contracts.link(unit, [], [(free, of)])
        return unit.newest(of), unit.newest(free), await rows(unit, of)

    made, first, left = await run(unlink)
    assert [one.name for one in left] == ["Budget 2", "Typed"]
    assert (left[1].budget_id, left[1].has_budget_linked) == (None, False)
    assert (made.awarded, made.original_budget) == (D(105), D(100))
    assert (list(first.contract_ids), list(made.budget_ids)) == ([], [str(second.uuid)])


async def test_a_budget_is_allocated_in_the_currency_of_the_contract(run: Run) -> None:
    async def decide(unit: Unit) -> tuple[Contract, ScheduleOfValue]:
        rate = {"currency": "EUR", "exchange_rate": Decimal("1.25")}
        budget = await budgets.create(
            unit,
            {"code": "01", "name": "Panes", "quantity": Decimal(4), "unit_price": Decimal(250)},
        )
        contract = await contracts.create(unit, {"code": "E", "name": "E", **rate}, [budget])
        (row,) = await unit.read.where(ScheduleOfValue, contract_id=contract.id)
        return contract, row

    contract, row = await run(decide)
    assert (contract.original_budget, contract.awarded) == (Decimal(1000), Decimal(800))
    assert (row.amount, row.unit_price) == (Decimal(800), Decimal(200))


async def test_a_budget_belongs_to_one_contract(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        one, other, free = (
            await contract(unit),
            await contract(unit, "C-2"),
            await budget(unit, "1"),
        )
        await contracts.link(unit, [(free, one)], [])
        for pairs, reason in (
            ([(free, one)], "budget_already_linked"),
            ([(free, other)], "budget_already_linked"),
            ([(free, one), (free, other)], "budget_twice"),
        ):
            with pytest.raises(Invalid) as refusal:
                await contracts.link(unit, pairs, [])
            assert refusal.value.reason == reason
        with pytest.raises(Invalid):
            await contracts.link(unit, [], [(free, other)])
        await contracts.link(unit, [(free, other)], [(free, one)])
        assert [link.contract_id for link in await unit.read.where(BudgetContract)] == [other.id]
        assert await rows(unit, one) == []

    await run(decide)


async def test_a_refused_link_leaves_nothing_behind(run: Run) -> None:
    async def prepare(unit: Unit) -> tuple[Contract, Budget, Budget]:
        made, taken, free = await contract(unit), await budget(unit, "1"), await budget(unit, "2")
        await contracts.link(unit, [(taken, made)], [])
        return made, taken, free

    made, taken, free = await run(prepare)

    async def decide(unit: Unit) -> None:
        of = await unit.read.require(Contract, made.uuid)
        pairs = [(await unit.read.require(Budget, one.uuid), of) for one in (free, taken)]
        await contracts.link(unit, pairs, [])

    with pytest.raises(Invalid):
        await run(decide)

    async def look(unit: Unit) -> tuple[int, int]:
        return len(await unit.read.where(BudgetContract)), len(await rows(unit, made))

    assert await run(look) == (1, 1)


async def test_budgets_in_an_edit_are_allocated_once_and_stay(run: Run) -> None:
    async def decide(unit: Unit) -> Contract:
        first, second = await budget(unit, "1"), await budget(unit, "2")
        made = await contracts.create(unit, {"code": "C", "name": "C"}, [first])
        for given in ([first], [first, second], [second], []):
            made = await contracts.edit(unit, made, {}, [unit.newest(one) for one in given])
        return made

    assert len((await run(decide)).budget_ids) == 2


async def test_statuses_are_stamped_and_a_sub_status_ends_with_executed(run: Run) -> None:
    async def decide(unit: Unit) -> Contract:
        made = await contract(unit)
        with pytest.raises(Invalid):
            await contracts.edit(unit, made, {"sub_status": "pending"})
        made = await contracts.edit(unit, made, {"status": "executed", "sub_status": "pending"})
        made = await contracts.edit(unit, made, {"status": "closed"})
        assert made.status_changed_at == unit.now
        return made

    made = await run(decide)
    assert (made.status, made.sub_status) == ("closed", None)


async def test_a_locked_contract_keeps_its_fields_rows_and_budgets(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        made, free = await contract(unit), await budget(unit, "1")
        typed = {"contract_id": made.id, "name": "Row", "amount": D(1)}
        row = await schedule_of_values.create(unit, typed)
        made = await contracts.edit(unit, unit.newest(made), {"integration_state": "locked"})
        for refused in (
            contracts.edit(unit, made, {"name": "X"}),
            contracts.delete(unit, made),
            contracts.link(unit, [(free, made)], []),
            schedule_of_values.create(unit, typed),
            schedule_of_values.edit(unit, row, {"amount": D(2)}),
            schedule_of_values.delete(unit, row),
        ):
            with pytest.raises(Locked):
                await refused
        with pytest.raises(Locked) as refusal:
            await schedule_of_values.edit(unit, row, {"amount": D(2), "name": "X"})
        assert [problem.field for problem in refusal.value.problems] == ["amount", "name"]
        row = await schedule_of_values.edit(unit, row, {"external_id": "E-1"})
        assert row.external_id == "E-1"
        made = await contracts.edit(unit, unit.newest(made), {"integration_state": None})
        await contracts.edit(unit, made, {"name": "X"})

    await run(decide)


async def test_a_deleted_contract_frees_its_budgets(run: Run) -> None:
    async def decide(unit: Unit) -> Budget:
        free = await budget(unit, "1")
        made = await contracts.create(unit, {"code": "C", "name": "C"}, [free])
        document = await change_orders.create(unit, "sco", {"name": "X", "contract_id": made.id})
        with pytest.raises(InUse):
            await contracts.delete(unit, made)
        await change_orders.delete(unit, document)
        await contracts.delete(unit, made)
        assert await rows(unit, made) == []
        await contracts.create(unit, {"code": "C", "name": "Again"}, [unit.newest(free)])
        return unit.newest(free)

    assert len((await run(decide)).contract_ids) == 1


async def test_a_contract_code_is_taken_once(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        await contract(unit)
        await contract(unit)

    with pytest.raises(Taken):
        await run(decide)


async def test_rows_add_up_to_the_award(run: Run) -> None:
    async def decide(unit: Unit) -> list[Decimal | None]:
        made, found = await contract(unit), []
        fields: dict[str, Any] = {"contract_id": made.id, "name": "Row"}
        priced = fields | {"quantity": D(3), "unit_price": D("0.335")}
        row = await schedule_of_values.create(unit, priced)
        found.append(unit.newest(made).awarded)
        part = fields | {"parent_id": row.id, "amount": D(9)}
        child = await schedule_of_values.create(unit, part)
        found.append(unit.newest(made).awarded)
        await schedule_of_values.edit(unit, row, {"quantity": D(6)}, locked="unit_price")
        found.append(unit.newest(made).awarded)
        await schedule_of_values.delete(unit, unit.newest(row))
        found.append(unit.newest(made).awarded)
        assert unit.newest(child).deleted_at is not None
        return found

    assert await run(decide) == [D("1.01"), D("1.01"), D("2.01"), ZERO]


async def test_rows_that_are_not_ones_to_change(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        made, other, linked = await contract(unit), await contract(unit, "C-2"), None
        await contracts.link(unit, [(await budget(unit, "1"), made)], [])
        (linked,) = await rows(unit, made)
        with pytest.raises(InUse):
            await schedule_of_values.delete(unit, linked)
        wrong: list[tuple[dict[str, Any], type[Refusal]]] = [
            ({"contract_id": other.id, "name": "X", "parent_id": linked.id}, Invalid),
            ({"contract_id": 1, "name": "X"}, NotFound),
        ]
        for fields, expected in wrong:
            with pytest.raises(expected):
                await schedule_of_values.create(unit, fields)

    await run(decide)
