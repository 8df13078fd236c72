"""The sums that a contract shows of its own rows and of the budgets allocated to it."""

from __future__ import annotations

from changewright.core.money import sum_amounts
from changewright.core.records_budgets import Budget, BudgetContract
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)

from .unit import Unit


async def resum(unit: Unit, contract_id: int) -> None:
    """`awarded` is the sum of the original top rows of its schedule of values, `original_budget`
    that of its budgets; `budget_ids` names them. Rows of change orders are no part of either."""
    contract = await unit.read.get(Contract, contract_id)
    if contract is None:
        return
    rows = await unit.read.where(
        ScheduleOfValue, contract_id=contract_id, parent_id=None, association_id=None
    )
    links = await unit.read.where(BudgetContract, contract_id=contract_id)
    budgets = await unit.read.many(Budget, [link.budget_id for link in links])
    unit.change(
        contract,
        "followed",
        awarded=sum_amounts(row.amount for row in rows),
        original_budget=sum_amounts(budget.original_amount for budget in budgets),
        budget_ids=[str(budget.uuid) for budget in budgets],
    )


async def resum_main_contract(unit: Unit, contract: MainContract) -> None:
    """The amount of a main contract is the sum of its top items."""
    items = await unit.read.where(MainContractItem, main_contract_id=contract.id, parent_id=None)
    unit.change(contract, "followed", amount=sum_amounts(item.amount for item in items))
