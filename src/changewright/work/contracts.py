"""What can be done with contracts: create, edit, delete, allocate budgets (autodesk.md §5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.contract_states import PURCHASE_ORDER, form_of, with_execution
from changewright.core.errors import InUse, Invalid, Problem, invalid
from changewright.core.exchange import CONVERTED_PLACES, ONE
from changewright.core.money import PRICE_PLACES, ZERO, Decimal, divide
from changewright.core.numbering import contract_number
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget, BudgetContract
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.records_expenses import ExpenseItem

from .addressing import follow_company
from .contract_locks import refuse_fall, refuse_settled_parties, refuse_settled_schedule
from .currency import checked_contract
from .edits import (
    differing,
    filled,
    refuse_locked,
    refuse_locked_record,
    refuse_origin_taken,
    refuse_taken,
    stamped,
)
from .order_forms import rescheduled
from .permission import require_write
from .unit import Unit
from .values import resum

EXECUTED = "executed"
Pair = tuple[Budget, Contract]

REFERRERS: tuple[tuple[type[Record], str], ...] = (
    (ChangeOrder, "change orders"),
    (CostItem, "cost items"),
    (ExpenseItem, "expenses"),
)


async def create(unit: Unit, fields: Mapping[str, Any], budgets: Sequence[Budget] = ()) -> Contract:
    """A new contract, with the budgets named allocated to it.

    Raises `Invalid` (reason contract_code_missing) without a code and `Taken` for one in use.
    """
    require_write(unit.actor, "contract")
    values = filled(Contract, with_execution("cost", False, fields))
    _require_code(values.get("code"))
    await refuse_taken(unit, Contract, "code", values["code"])
    await refuse_origin_taken(unit, Contract, values)
    _check_sub_status(values.get("status"), values.get("sub_status"))
    values |= await checked_contract(unit, values)
    values = {
        "awarded": ZERO,
        "original_budget": ZERO,
        "owner_id": unit.actor.person_id,
        "status_changed_at": unit.now,
        "currency": unit.settings.currency,
        "form": form_of(values.get("type")),
        **stamped(unit, values, None),
    }
    contract = unit.new(Contract, **values)
    await link(unit, [(budget, contract) for budget in budgets], [])
    return unit.newest(contract)


async def edit(
    unit: Unit, contract: Contract, fields: Mapping[str, Any], budgets: Sequence[Budget] = ()
) -> Contract:
    """Change the fields that differ and allocate those of `budgets` that are not allocated yet.

    Budgets that are not named stay allocated: taking one away is `link`'s business.
    """
    require_write(unit.actor, "contract")
    changes = differing(contract, with_execution("cost", contract.executed_flag, fields))
    if changes:
        refuse_locked(contract, changes)
        refuse_settled_parties(unit, contract, changes)
        await refuse_fall(unit, contract, changes)
        contract = await _changed(unit, contract, changes)
    held = {one.budget_id for one in await unit.read.where(BudgetContract, contract_id=contract.id)}
    await link(unit, [(budget, contract) for budget in budgets if budget.id not in held], [])
    return unit.newest(contract)


NUMBER_PREFIXES: Mapping[str, str] = {PURCHASE_ORDER: "PO-"}
OTHER_PREFIX = "SC-"


async def next_code(unit: Unit, form: str) -> str:
    """The next automatic number of a commitment of this form that no other has: SC-001, PO-001."""
    prefix = NUMBER_PREFIXES.get(form, OTHER_PREFIX)
    while True:
        code = prefix + contract_number(await unit.next_number(f"number:contract:{prefix}"))
        if not await unit.read.where(Contract, limit=1, code=code):
            return code


async def _changed(unit: Unit, contract: Contract, changes: dict[str, Any]) -> Contract:
    if "code" in changes:
        _require_code(changes["code"])
        await refuse_taken(unit, Contract, "code", changes["code"], contract)
    await refuse_origin_taken(unit, Contract, changes, contract)
    changes |= await checked_contract(unit, changes, contract)
    if "type" in changes:
        changes.setdefault("form", form_of(changes["type"]))
    if "status" in changes:
        changes["status_changed_at"] = unit.now
        if changes["status"] != EXECUTED:
            changes.setdefault("sub_status", None)
    status = changes.get("status", contract.status)
    _check_sub_status(status, changes.get("sub_status", contract.sub_status))
    changes |= rescheduled(contract, "cost", changes)
    after = unit.change(contract, "updated", **stamped(unit, changes, contract))
    await follow_company(unit, contract, after)
    return after


async def delete(unit: Unit, contract: Contract) -> None:
    """Delete a contract that nothing but its own rows refers to; its budgets are free again."""
    require_write(unit.actor, "contract")
    refuse_locked_record(contract, "a contract is not deleted")
    for noun, what in REFERRERS:
        if await unit.read.where(noun, limit=1, contract_id=contract.id):
            raise InUse(f"contract {contract.code} cannot be deleted: {what} belong to it")
    for allocation in await unit.read.where(BudgetContract, contract_id=contract.id):
        unit.delete(allocation)
        budget = await unit.read.require_id(Budget, allocation.budget_id)
        unit.change(budget, "unlinked", contract_ids=[])
    for row in await unit.read.where(ScheduleOfValue, contract_id=contract.id):
        unit.delete(row)
    unit.delete(contract)


# -- allocating budgets ---------------------------------------------------------------------------


async def link(unit: Unit, create: Sequence[Pair], remove: Sequence[Pair]) -> None:
    """Take budgets off contracts, then allocate budgets to contracts; all or none.

    A budget belongs to one contract. Allocating makes a row of the contract's schedule of values;
    taking off removes it. Raises `Invalid` for a budget named twice (reason budget_twice) or
    allocated already (budget_already_linked), `Locked` for a contract the integrated system locked.
    """
    pairs = [*create, *remove]
    if not pairs:
        return
    require_write(unit.actor, "contract")
    for _, contract in pairs:
        refuse_locked_record(contract, "no budget is allocated or taken off")
        refuse_settled_schedule(unit, contract, "no budget is allocated or taken off")
    for contract in {contract.id: contract for _, contract in remove}.values():
        await _unlink(unit, contract, [budget for budget, of in remove if of.id == contract.id])
    await _refuse_linked(unit, [budget for budget, _ in create])
    given = {contract.id: contract for _, contract in create}
    ends = {contract_id: await _end(unit, contract) for contract_id, contract in given.items()}
    for budget, contract in create:
        _link(unit, budget, contract, ends[contract.id])
        ends[contract.id] += 1
    for contract_id in dict.fromkeys(contract.id for _, contract in pairs):
        await resum(unit, contract_id)


async def _refuse_linked(unit: Unit, budgets: Sequence[Budget]) -> None:
    ids = [budget.id for budget in budgets]
    if len(set(ids)) < len(ids):
        detail = "a budget is named twice"
        raise Invalid(detail, Problem("budgetId", "rule", detail), reason="budget_twice")
    links = await unit.read.where(BudgetContract, budget_id=ids) if ids else []
    linked = {one.budget_id for one in links}
    problems = [
        Problem(
            "budgetId",
            "rule",
            f"budget {budget.uuid} is already linked to a contract",
            str(budget.uuid),
        )
        for budget in budgets
        if budget.id in linked
    ]
    if problems:
        raise Invalid(problems[0].detail, *problems, reason="budget_already_linked")


async def _end(unit: Unit, contract: Contract) -> int:
    """The position behind the last row of the contract's schedule of values."""
    rows = await unit.read.where(
        ScheduleOfValue, contract_id=contract.id, parent_id=None, association_id=None
    )
    return max((one.position for one in rows), default=-1) + 1


def _link(unit: Unit, budget: Budget, contract: Contract, position: int) -> None:
    rate = contract.exchange_rate
    row = unit.new(
        ScheduleOfValue,
        contract_id=contract.id,
        budget_id=budget.id,
        code=budget.code,
        name=budget.name,
        quantity=budget.quantity,
        unit=budget.unit,
        unit_price=_at_rate(budget.unit_price, rate, PRICE_PLACES),
        amount=_at_rate(budget.original_amount, rate, CONVERTED_PLACES),
        position=position,
        has_budget_linked=True,
    )
    unit.new(
        BudgetContract,
        budget_id=budget.id,
        contract_id=contract.id,
        schedule_of_value_id=row.id,
    )
    unit.change(budget, "linked", contract_ids=[str(contract.uuid)])


def _at_rate(value: Decimal | None, rate: Decimal | None, places: int) -> Decimal | None:
    """A figure of a budget, which is in the project's currency, in that of a contract."""
    return value if value is None or not rate or rate == ONE else divide(value, rate, places)


async def _unlink(unit: Unit, contract: Contract, budgets: Sequence[Budget]) -> None:
    """Take budgets off one contract, with the rows that stood for them and what is under those."""
    links = await unit.read.where(BudgetContract, contract_id=contract.id)
    link_of = {one.budget_id: one for one in links}
    gone: set[int] = set()
    for budget in budgets:
        allocation = link_of.pop(budget.id, None)
        if allocation is None:
            detail = f"budget {budget.uuid} is not linked to contract {contract.uuid}"
            raise invalid("budgetId", "rule", detail)
        unit.delete(allocation)
        unit.change(budget, "unlinked", contract_ids=[])
        if allocation.schedule_of_value_id is not None:
            gone.add(allocation.schedule_of_value_id)
    freed = {budget.id for budget in budgets}
    for row in await unit.read.where(ScheduleOfValue, contract_id=contract.id, association_id=None):
        if gone & {row.id, row.parent_id}:
            unit.delete(row)
        elif row.budget_id in freed:
            unit.change(row, "unlinked", budget_id=None, has_budget_linked=False)


def _require_code(code: object) -> None:
    if not isinstance(code, str) or not code.strip():
        detail = "a contract needs a code"
        raise Invalid(detail, Problem("code", "rule", detail), reason="contract_code_missing")


def _check_sub_status(status: object, sub_status: object) -> None:
    if sub_status is not None and status != EXECUTED:
        raise invalid("subStatus", "rule", "subStatus has a value only while status is executed")
