"""Performance tracking: copies of budgets, sums of time sheets, the ratio."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from changewright.core.errors import InUse, Invalid, Taken
from changewright.core.money import ZERO, Decimal
from changewright.core.records_budgets import Budget, TimeSheet, TrackingItem, TrackingItemInstance
from changewright.work import budgets, tracking
from changewright.work.unit import Unit

from .conftest import Run

D = Decimal


async def budget(unit: Unit, code: str = "1") -> Budget:
    return await budgets.create(unit, {"code": code, "name": "Walls", "quantity": D(10)})


async def instance(unit: Unit, of: Budget, **more: Any) -> TrackingItemInstance:
    fields = {
        "budget_id": of.id,
        "number": "1",
        "name": "Level 1",
        "input_quantity": D(100),
        "input_unit": "hr",
        "output_quantity": D(50),
        "output_unit": "m2",
    }
    return await tracking.create_instance(unit, fields | more)


def sheet(day: int, spent: str, built: str) -> dict[str, Any]:
    when = date(2026, 3, day)
    return {
        "start_date": when,
        "end_date": when,
        "input_quantity": D(spent),
        "output_quantity": D(built),
    }


async def test_an_instance_tracks_its_budget(run: Run) -> None:
    async def decide(unit: Unit) -> TrackingItem:
        of = await budget(unit)
        made = await instance(unit, of)
        (item,) = await unit.read.where(TrackingItem)
        with pytest.raises(Taken):
            await tracking.create_item(unit, of)
        with pytest.raises(Taken):
            await instance(unit, of)
        with pytest.raises(InUse):
            await tracking.delete_item(unit, item)
        other = await budget(unit, "2")
        await instance(unit, other)
        await budgets.edit(unit, of, {"code": "1a"})
        assert unit.newest(made).budget_code == "1a"
        return unit.newest(item)

    assert (await run(decide)).code == "1a"


async def test_tracked_quantities_are_the_sums_of_the_sheets(run: Run) -> None:
    async def decide(unit: Unit) -> list[tuple[Decimal | None, ...]]:
        made = await instance(unit, await budget(unit), tracked_input_quantity=D(3))
        other = await instance(unit, await budget(unit, "2"))
        found: list[tuple[Decimal | None, ...]] = []

        def note() -> None:
            now = unit.newest(made)
            found.append(
                (now.tracked_input_quantity, now.tracked_output_quantity, now.performance_ratio)
            )

        note()
        first = await tracking.create_sheet(unit, made, sheet(2, "8", "5"))
        note()
        second = await tracking.create_sheet(unit, made, sheet(3, "12", "5"))
        note()
        await tracking.edit_sheet(unit, first, {"output_quantity": D(3)})
        note()
        await tracking.edit_sheet(unit, unit.newest(second), {}, other)
        note()
        assert unit.newest(other).tracked_input_quantity == D(12)
        assert unit.newest(second).budget_code == "2"
        with pytest.raises(Invalid):
            await tracking.edit_instance(unit, unit.newest(made), {"tracked_input_quantity": D(1)})
        await tracking.delete_sheet(unit, unit.newest(first))
        note()
        return found

    assert await run(decide) == [
        (D(3), None, None),
        (D(8), D(5), D("1.25")),
        (D(20), D(10), D(1)),
        (D(20), D(8), D("0.8")),
        (D(8), D(3), D("0.75")),
        (ZERO, ZERO, None),
    ]


async def test_sheets_show_the_units_of_their_instance_and_go_with_it(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        made = await instance(unit, await budget(unit))
        reported = await tracking.create_sheet(unit, made, sheet(2, "8", "5"))
        assert (reported.input_unit, reported.output_unit) == ("hr", "m2")
        made = await tracking.edit_instance(unit, unit.newest(made), {"input_unit": "day"})
        assert unit.newest(reported).input_unit == "day"
        backwards = {"end_date": date(2026, 3, 1)}
        with pytest.raises(Invalid):
            await tracking.edit_sheet(unit, unit.newest(reported), backwards)
        await tracking.delete_instance(unit, made)
        assert await unit.read.where(TimeSheet) == []

    await run(decide)
