"""Cost codes, and the budget codes that lines of money name."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import Invalid, Locked, Taken
from changewright.core.money import Decimal
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.work import budgets, codes
from changewright.work.unit import Unit

from .conftest import Run

D = Decimal


async def division(unit: Unit, code: str = "03", **more: Any) -> CostCode:
    return await codes.create(unit, {"code": code, "name": f"Division {code}", **more})


async def test_a_budget_has_the_cost_code_of_its_code(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        budget = await budgets.create(unit, {"code": "03-100", "name": "Concrete"})
        (cost_code,) = await unit.read.where(CostCode)
        assert (cost_code.code, cost_code.full_code, cost_code.name) == (
            *("03-100", "03-100"),
            "Concrete",
        )
        assert (budget.cost_code_id, budget.cost_type_id) == (cost_code.id, None)
        # The same row for the line that names the cost code alone.
        assert await codes.budget_of_line(unit, cost_code_id=cost_code.id) == budget

    await run(decide)


async def test_a_pair_without_a_row_gets_one_once(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        top = await division(unit)
        child = await division(unit, "500", parent_id=top.id)
        assert child.full_code == "03-500"
        made = await codes.budget_of_line(
            unit, cost_code_id=child.id, cost_type_id=7, cost_type_code="L"
        )
        assert made is not None
        assert (made.code, made.name, made.root_id) == ("03-500.L", "Division 500", made.id)
        assert (made.cost_code_id, made.cost_type_id) == (child.id, 7)
        assert made.original_amount is None
        named: dict[str, Any]
        for named in (
            {"cost_code_id": child.id, "cost_type_id": 7, "cost_type_code": "L"},
            {"wbs_code_id": made.id},
            {"wbs_code_id": made.id, "cost_code_id": top.id},
        ):
            assert await codes.budget_of_line(unit, **named) == made
        assert len(await unit.read.where(Budget)) == 1

    await run(decide)


async def test_a_budget_of_that_code_is_taken_instead_of_made(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        held = await budgets.create(unit, {"code": "03-500.L", "name": "Labour"})
        top = await division(unit, "03-500")
        found = await codes.budget_of_line(
            unit, cost_code_id=top.id, cost_type_id=7, cost_type_code="L"
        )
        assert found is not None and found.id == held.id
        assert (found.cost_code_id, found.cost_type_id) == (top.id, 7)

    await run(decide)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"wbs_code_id": 1}, "wbs_code_id"),
        ({"cost_code_id": 1}, "cost_code_id"),
        ({"cost_type_id": 1}, "cost_code_id"),
        ({"cost_code_id": 2**62}, "cost_code_id"),
    ],
)
async def test_what_is_not_there_is_named(run: Run, given: dict[str, Any], field: str) -> None:
    async def decide(unit: Unit) -> None:
        await codes.budget_of_line(unit, **given)

    with pytest.raises(Invalid) as refusal:
        await run(decide)
    assert [problem.field for problem in refusal.value.problems] == [field]


async def test_a_line_keeps_the_half_of_its_code_that_is_left_out(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        one, other = await division(unit, "01"), await division(unit, "02")
        budget = await codes.budget_of_line(
            unit, cost_code_id=one.id, cost_type_id=7, cost_type_code="L"
        )
        assert budget is not None

        async def after(**given: int | None) -> str | None:
            found = await codes.budget_after(unit, budget.id, given, cost_type_code="M")
            return None if found is None else found.code

        assert await after() == "01.L"
        assert await after(cost_type_id=8) == "01.M"
        assert await after(cost_code_id=other.id, cost_type_id=None) == "02"
        assert await after(wbs_code_id=None) is None
        assert await after(cost_code_id=None, cost_type_id=None) is None
        with pytest.raises(Invalid):
            await after(cost_code_id=None)
        assert await codes.budget_after(unit, None, {}) is None

    await run(decide)


async def test_a_new_code_goes_down_to_what_is_made_of_it(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        top = await division(unit)
        child = await division(unit, "500", parent_id=top.id)
        budget = await codes.budget_of_line(
            unit, cost_code_id=child.id, cost_type_id=7, cost_type_code="L"
        )
        assert budget is not None
        await codes.edit(unit, top, {"code": "04"})
        assert unit.newest(child).full_code == "04-500"
        assert unit.newest(budget).code == "04-500.L"
        # Moved to the top.
        await codes.edit(unit, unit.newest(child), {"parent_id": None, "name": "Slabs"})
        assert unit.newest(child).full_code == "500"
        assert unit.newest(budget).code == "500.L"

    await run(decide)


async def test_budgets_and_cost_codes_follow_one_another(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        budget = await budgets.create(unit, {"code": "1", "name": "One"})
        (cost_code,) = await unit.read.where(CostCode)
        budget = await budgets.edit(unit, budget, {"code": "2", "name": "Two"})
        assert unit.newest(cost_code).full_code == "2"
        assert unit.newest(cost_code).name == "Two"
        # A cost code that another budget has stays as it is.
        await codes.budget_of_line(
            unit, cost_code_id=cost_code.id, cost_type_id=7, cost_type_code="L"
        )
        budget = await budgets.edit(unit, budget, {"code": "3"})
        assert unit.newest(cost_code).full_code == "2"
        assert budget.cost_code_id != cost_code.id
        # A code that is a cost code already is joined with it.
        other = await division(unit, "9")
        budget = await budgets.edit(unit, budget, {"code": "9"})
        assert budget.cost_code_id == other.id

    await run(decide)


async def test_what_cannot_be(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        top = await division(unit)
        child = await division(unit, "500", parent_id=top.id)
        with pytest.raises(Taken):
            await division(unit)
        with pytest.raises(Taken):
            await division(unit, "03-500")
        for parent_id in (child.id, top.id, 1):
            with pytest.raises(Invalid) as refusal:
                await codes.edit(unit, top, {"parent_id": parent_id})
            assert refusal.value.problems[0].field == "parent_id"
        deepest = child
        for level in range(codes.LEVELS_MAXIMUM - 2):
            deepest = await division(unit, str(level), parent_id=deepest.id)
        with pytest.raises(Invalid) as refusal:
            await division(
                unit, "X", parent_id=(await division(unit, "Y", parent_id=deepest.id)).id
            )
        assert refusal.value.problems[0].field == "parent_id"
        await codes.budget_of_line(unit, cost_code_id=child.id)
        unit.change_settings(budgets_locked=True)
        with pytest.raises(Locked):
            await codes.edit(unit, top, {"code": "05"})
        # Naming a pair makes its row all the same: it has no money.
        assert await codes.budget_of_line(unit, cost_code_id=top.id) is not None

    await run(decide)
