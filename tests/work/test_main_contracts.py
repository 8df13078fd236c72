"""Main contracts: one default, items that add up, locks."""

from __future__ import annotations

import pytest

from changewright.core.errors import Conflict, InUse, Invalid, Locked, Taken
from changewright.core.money import ZERO, Decimal
from changewright.core.records_contracts import MainContract, MainContractItem
from changewright.work import change_orders, main_contracts
from changewright.work.unit import Unit

from .conftest import Run

D = Decimal


async def default(unit: Unit) -> MainContract:
    (found,) = await unit.read.where(MainContract, is_default=True)
    return found


async def test_a_project_has_one_default(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        first = await default(unit)
        with pytest.raises(InUse):
            await main_contracts.delete(unit, first)
        with pytest.raises(Conflict) as refusal:
            await main_contracts.edit(unit, first, {"is_default": False})
        assert refusal.value.problems[0].field == "is_default"
        second = await main_contracts.create(
            unit, {"code": "MC-2", "name": "Second", "is_default": True}
        )
        assert await default(unit) == second
        assert unit.settings.default_main_contract_id == second.id
        await main_contracts.edit(unit, unit.newest(first), {"is_default": True})
        assert (await default(unit)).id == first.id
        await main_contracts.delete(unit, unit.newest(second))
        with pytest.raises(Taken):
            await main_contracts.create(unit, {"code": first.code, "name": "Same"})

    await run(decide)


async def test_items_add_up(run: Run) -> None:
    async def decide(unit: Unit) -> list[Decimal | None]:
        contract, found = await default(unit), []
        item = await main_contracts.create_item(
            unit, contract, {"name": "Walls", "quantity": D(3), "unit_price": D("0.335")}
        )
        part = {"name": "Part", "amount": D(9), "parent_id": item.id}
        child = await main_contracts.create_item(unit, contract, part)
        found.append(unit.newest(contract).amount)
        item = await main_contracts.edit_item(unit, contract, item, {"amount": D(6)})
        found += [unit.newest(contract).amount, item.unit_price]
        await main_contracts.delete_item(unit, contract, item)
        assert unit.newest(child).deleted_at is not None
        return [*found, unit.newest(contract).amount]

    assert await run(decide) == [D("1.01"), D(6), D(2), ZERO]


async def test_a_parent_is_of_the_same_contract(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        item = await main_contracts.create_item(unit, await default(unit), {"name": "Walls"})
        other = await main_contracts.create(unit, {"code": "MC-2", "name": "Second"})
        await main_contracts.create_item(unit, other, {"name": "X", "parent_id": item.id})

    with pytest.raises(Invalid):
        await run(decide)


async def test_what_is_referred_to_or_locked_stays(run: Run) -> None:
    async def decide(unit: Unit) -> None:
        contract = await main_contracts.create(unit, {"code": "MC-2", "name": "Second"})
        item = await main_contracts.create_item(unit, contract, {"name": "Walls"})
        order = await change_orders.create(
            unit, "oco", {"name": "X", "main_contract_id": contract.id}
        )
        with pytest.raises(InUse):
            await main_contracts.delete(unit, unit.newest(contract))
        await change_orders.delete(unit, order)
        locked = {"integration_state": "locked"}
        contract = await main_contracts.edit(unit, unit.newest(contract), locked)
        for refused in (
            main_contracts.edit(unit, contract, {"name": "X"}),
            main_contracts.delete(unit, contract),
            main_contracts.create_item(unit, contract, {"name": "X"}),
            main_contracts.edit_item(unit, contract, item, {"name": "X"}),
            main_contracts.delete_item(unit, contract, item),
        ):
            with pytest.raises(Locked):
                await refused
        contract = await main_contracts.edit(unit, contract, {"integration_state": "integrated"})
        await main_contracts.delete(unit, contract)
        assert await unit.read.where(MainContractItem, main_contract_id=contract.id) == []

    await run(decide)
