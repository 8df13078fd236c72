"""Creating, editing and deleting main contracts and their items."""

from __future__ import annotations

from changewright.core.records_contracts import MainContract, MainContractItem
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.work import main_contracts
from changewright.work.unit import Unit

from ..contract_words import without_echo
from ..parents import require_above, require_below
from ..pricing import take_locked_column
from ..simple_writes import creates, deletes
from ..writing import Written, answer, require, resolved, write
from .resources import MAIN_CONTRACT, MAIN_CONTRACT_ITEM

PARAMETER = "mainContractId"


create = creates(MAIN_CONTRACT, main_contracts.create)
delete = deletes(MAIN_CONTRACT, PARAMETER, main_contracts.delete)


async def edit(context: Context) -> Answer:
    """PATCH main-contracts/{id}."""
    values = read_fields(await context.json(), MAIN_CONTRACT.patching, partial=True)

    async def decide(unit: Unit) -> Written:
        contract = await require(context, unit, MAIN_CONTRACT, PARAMETER)
        fields = await resolved(context, unit, values, contract)
        fields = without_echo("budget", contract.status, fields)
        contract = await main_contracts.edit(unit, contract, fields)
        return await answer(context, unit, MAIN_CONTRACT, contract)

    return await write(context, decide)


async def create_item(context: Context) -> Answer:
    """POST main-contracts/{id}/items."""
    values = read_fields(await context.json(), MAIN_CONTRACT_ITEM.creating)

    async def decide(unit: Unit) -> Written:
        contract = await require_above(context, unit, MAIN_CONTRACT, PARAMETER)
        fields = await resolved(context, unit, values)
        item = await main_contracts.create_item(unit, contract, fields)
        return await answer(context, unit, MAIN_CONTRACT_ITEM, item)

    return await write(context, decide)


async def edit_item(context: Context) -> Answer:
    """PATCH main-contracts/{id}/items/{id}; `lockedField` says what must not follow."""
    values = read_fields(await context.json(), MAIN_CONTRACT_ITEM.patching, partial=True)
    locked = take_locked_column(values)

    async def decide(unit: Unit) -> Written:
        contract, item = await _contract_and_item(context, unit)
        fields = await resolved(context, unit, values)
        item = await main_contracts.edit_item(unit, contract, item, fields, locked=locked)
        return await answer(context, unit, MAIN_CONTRACT_ITEM, item)

    return await write(context, decide)


async def delete_item(context: Context) -> Answer:
    """DELETE main-contracts/{id}/items/{id}, with the items under it."""

    async def decide(unit: Unit) -> Written:
        await main_contracts.delete_item(unit, *await _contract_and_item(context, unit))
        return Written()

    return await write(context, decide)


async def _contract_and_item(context: Context, unit: Unit) -> tuple[MainContract, MainContractItem]:
    return await require_below(
        context, unit, MAIN_CONTRACT, PARAMETER, MAIN_CONTRACT_ITEM, "main_contract_id"
    )
