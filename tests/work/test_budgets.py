"""Budgets: codes, prices, trees, locks, and what keeps one from being deleted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict, Forbidden, InUse, Invalid, Locked, Taken
from changewright.core.money import Decimal
from changewright.core.records_budgets import Budget, TrackingItem
from changewright.core.records_contracts import Contract
from changewright.core.records_files import Segment, Template
from changewright.work import budgets, contracts, cost_items, tracking
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

from .conftest import Run

D = Decimal


def fields(code: str = "03-100", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": "Concrete", "quantity": D(10), "unit_price": D("2.505"), **more}


async def test_a_budget_is_quantity_times_price_in_the_projects_cents(run: Run) -> None:
    async def decide(unit: Unit) -> tuple[Budget, Budget, Budget]:
        worked_out = await budgets.create(unit, fields(unit_price=D("0.3333")))
        typed = await budgets.create(unit, fields("2", original_amount=D("24.9999")))
        unit.change_settings(money_places=0)
        whole = await budgets.create(unit, fields("3"))
        return worked_out, typed, whole

    worked_out, typed, whole = await run(decide)
    assert worked_out.original_amount == D("3.33")
    assert typed.original_amount == D("24.9999")
    assert whole.original_amount == D("25")
    assert worked_out.scope == "budgetAndCost"
    assert (worked_out.root_id, worked_out.parent_id) == (worked_out.id, None)


async def test_an_edit_keeps_the_field_that_is_locked(run: Run) -> None:
    async def decide(unit: Unit) -> list[tuple[Decimal | None, ...]]:
        budget = await budgets.create(unit, fields())
        found: list[tuple[Decimal | None, ...]] = []
        for changes, locked in (
            ({"quantity": D(20)}, None),
            ({"quantity": D(10)}, "original_amount"),
            ({"original_amount": D(100)}, "unit_price"),
            ({"name": "Other"}, None),
        ):
            budget = await budgets.edit(unit, budget, changes, locked=locked)
            found.append((budget.quantity, budget.unit_price, budget.original_amount))
        return found

    assert await run(decide) == [
        (D(20), D("2.505"), D("50.1")),
        (D(10), D("5.01"), D("50.1")),
        (D("19.96007984"), D("5.01"), D(100)),
        (D("19.96007984"), D("5.01"), D(100)),
    ]


async def test_sub_items_know_their_root_and_keep_their_parent(run: Run) -> None:
    async def decide(unit: Unit) -> tuple[Budget, Budget, Budget]:
        top = await budgets.create(unit, fields("1"))
        child = await budgets.create(unit, fields("1.1", parent_id=top.id))
        grandchild = await budgets.create(unit, fields("1.1.1", parent_id=child.id))
        with pytest.raises(InUse):
            await budgets.delete(unit, top)
        await budgets.delete(unit, grandchild)
        await budgets.delete(unit, child)
        await budgets.delete(unit, top)
        return top, child, grandchild

    top, child, grandchild = await run(decide)
    assert [one.root_id for one in (top, child, grandchild)] == [top.id] * 3
    assert grandchild.parent_id == child.id


async def test_codes_follow_the_template(run: Run) -> None:
    async def decide(unit: Unit) -> tuple[Budget, Budget, list[Segment]]:
        (template,) = await unit.read.where(Template)
        for old in await unit.read.where(Segment, template_id=template.id):
            unit.delete(old)
        segments = [
            unit.new(
                Segment,
                template_id=template.id,
                name=name,
                length=length,
                delimiter="hyphen",
                position=position,
            )
            for position, (name, length) in enumerate((("Division", 2), ("Section", 4)))
        ]
        division, section = (str(one.uuid) for one in segments)
        parts = {division: "03", section: "3000"}
        made = await budgets.create(unit, {"name": "Walls", "code": "no"}, codes=parts)
        split = await budgets.create(unit, fields("04-2000"))
        for code, refusal in (("042000", Conflict), ("", Invalid), (None, Invalid)):
            with pytest.raises(refusal):
                await budgets.create(unit, fields(code))  # type: ignore[arg-type]
        with pytest.raises(Invalid):
            await budgets.create(unit, {"name": "Walls"}, codes={division: "03"})
        split = await budgets.edit(unit, split, {}, codes={division: "05", section: "0001"})
        free = await budgets.create(unit, fields("anything", parent_id=made.id))
        assert free.code_segment_values == {}
        return made, split, segments

    made, split, (division, section) = await run(decide)
    assert (made.code, split.code) == ("03-3000", "05-0001")
    assert split.code_segment_values == {str(division.uuid): "05", str(section.uuid): "0001"}


async def test_a_code_is_taken_once(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        budget = await budgets.create(unit, fields("1"))
        other = await budgets.create(unit, fields("2"))
        with pytest.raises(Taken) as refusal:
            await budgets.create(unit, fields("1"))
        assert [problem.field for problem in refusal.value.problems] == ["code"]
        with pytest.raises(Taken):
            await budgets.edit(unit, other, {"code": "1"})
        await budgets.edit(unit, budget, {"code": "1", "name": "Same code"})
        await budgets.delete(unit, budget)
        await budgets.edit(unit, other, {"code": "1"})

    await run(decide)


async def test_the_integrated_systems_lock_lets_bookkeeping_through(run: Run) -> None:
    async def decide(unit: Unit) -> Budget:
        budget = await budgets.create(unit, fields(integration_state="locked"))
        assert budget.integration_state_changed_at == unit.now
        with pytest.raises(Locked) as refusal:
            await budgets.edit(unit, budget, {"unit_price": D(1), "name": "X"})
        assert [problem.field for problem in refusal.value.problems] == ["name", "unit_price"]
        with pytest.raises(Locked):
            await budgets.delete(unit, budget)
        with pytest.raises(Locked):
            await budgets.create(unit, fields("1.1", parent_id=budget.id))
        budget = await budgets.edit(unit, budget, {"external_message": "seen"})
        budget = await budgets.edit(unit, budget, {"integration_state": None})
        return await budgets.edit(unit, budget, {"unit_price": D(1)})

    budget = await run(decide)
    assert (budget.external_message, budget.original_amount) == ("seen", D(10))


async def test_a_standing_budget_is_changed_by_an_administrator_who_insists(
    ledger: Ledger, container: Container, actor: Actor, run: Run
) -> None:
    async def stand(unit: Unit) -> Budget:
        budget = await budgets.create(unit, fields())
        unit.change_settings(budgets_locked=True)
        with pytest.raises(Locked) as refusal:
            await budgets.edit(unit, budget, {"unit_price": D(1)})
        assert [problem.field for problem in refusal.value.problems] == ["unit_price"]
        for refused in (budgets.create(unit, fields("2")), budgets.delete(unit, budget)):
            with pytest.raises(Locked):
                await refused
        budget = await budgets.edit(unit, budget, {"actual_cost": D(7)})
        return await budgets.edit(unit, budget, {"unit_price": D(1)}, force=True)

    budget = await run(stand)
    assert (budget.actual_cost, budget.original_amount) == (D(7), D(10))
    manager = msgspec.structs.replace(actor, role="manager")

    async def insist(unit: Unit) -> None:
        await budgets.create(unit, fields("3"), force=True)

    with pytest.raises(Forbidden):
        await ledger.run(container.id, manager, insist)


async def test_viewers_write_nothing(
    ledger: Ledger, container: Container, actor: Actor, run: Run
) -> None:
    async def decide(unit: Unit) -> None:
        await budgets.create(unit, fields())

    with pytest.raises(Forbidden):
        await ledger.run(container.id, msgspec.structs.replace(actor, role="viewer"), decide)


async def test_what_shows_a_budget_follows_it(run: Run) -> None:
    async def decide(unit: Unit) -> tuple[TrackingItem, Contract]:
        budget = await budgets.create(unit, fields())
        item = await tracking.create_item(unit, budget)
        contract = await contracts.create(unit, {"code": "C", "name": "C"}, [budget])
        await budgets.edit(unit, unit.newest(budget), {"code": "9", "quantity": D(2)})
        with pytest.raises(InUse):
            await budgets.delete(unit, unit.newest(budget))
        return unit.newest(item), unit.newest(contract)

    item, contract = await run(decide)
    assert (item.code, item.quantity, item.original_amount) == ("9", D(2), D("5.01"))
    assert contract.original_budget == D("5.01")
    assert contract.awarded == D("25.05"), "what was let is not what is budgeted"


async def test_a_budget_with_cost_items_stays(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        budget = await budgets.create(unit, fields())
        item = await cost_items.create(unit, {"name": "Extra", "budget_id": budget.id})
        with pytest.raises(InUse):
            await budgets.delete(unit, budget)
        await cost_items.delete(unit, item)
        await budgets.delete(unit, budget)

    await run(decide)
