"""The parts about value: what contracts come to by certainty, and what suppliers' costs recover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from changewright.core.certainty import STEPS, StepName, states_of
from changewright.core.kinds import Track
from changewright.core.money import ZERO, Decimal, multiply
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rollup import column_of
from changewright.edge.context import Answer, Context
from changewright.edge.values import camel_case
from changewright.work.dashboard import NOTHING, Recovered, Tally, Valued, contract_values, recovery

from ..reading import answer, hidden_of, reading, sees
from . import filters
from .asking import (
    currency_of,
    explain_address,
    holder_view,
    require_part,
    supplier_view,
    word_asked,
)
from .views import (
    ContractValueView,
    RecoveryRowView,
    RecoverySupplierView,
    RecoveryView,
    ValueStepView,
    ValueView,
)

SIDE_OF_AUDIENCE: Mapping[str, tuple[Track, ...]] = {
    "full": ("budget", "cost"),
    "owner": ("budget",),
    "supplier": ("cost",),
}


async def show_contract_value(context: Context) -> Answer:
    """GET contract values of a side by certainty. Those outside the contractor see of their own
    contracts what was agreed at first and what orders approved."""
    require_part(context, "contract-value")
    sides = SIDE_OF_AUDIENCE[context.role.audience]
    side: Track = "cost" if word_asked(context, "side", sides, sides[0]) == "cost" else "budget"
    settings = await context.services.ledger.settings_of(context.container_id)
    async with reading(context) as read:
        found = await contract_values(read, side)
        is_inside = context.role.audience == "full"
        if not is_inside:
            found = [
                _outward(context, one)
                for one in found
                if one.contract is not None and await sees(context, read, one.contract)
            ]
    default = settings.default_main_contract_id
    shown = [_value(context, one, side, settings.currency, default) for one in found]
    return answer(
        context,
        ContractValueView(
            side=side,
            currency=settings.currency,
            totals=_totals(found, shown, side),
            awaited=sum((_in_own_rate(one) for one in found if one.awaited), ZERO),
            in_project=_in_project(found, side) if is_inside else [],
            contracts=shown,
        ),
    )


def _in_own_rate(one: Valued) -> Decimal:
    """A contract's original sum in the project's currency."""
    rate = one.contract.exchange_rate if isinstance(one.contract, Contract) else None
    original = one.original or ZERO
    return original if rate is None else multiply(original, rate)


def _outward(context: Context, one: Valued) -> Valued:
    """A contract as those outside see it: its own column of approved changes, nothing else."""
    contract = one.contract
    assert contract is not None
    hidden = hidden_of(context, contract)
    side: Track = "cost" if isinstance(contract, Contract) else "budget"
    column = column_of(side, "approved")
    steps: dict[StepName, Tally] = {}
    if column not in hidden:
        amount: Decimal = getattr(contract, column)
        steps["approved"] = Tally(0, amount, amount)
    original = "awarded" if isinstance(contract, Contract) else "amount"
    told = None if original in hidden else one.original
    return Valued(contract, told, one.stands, one.awaited, steps)


def _value(
    context: Context, one: Valued, side: Track, currency: str | None, default: int | None
) -> ValueView:
    contract = one.contract
    own = contract.currency if isinstance(contract, Contract) else None
    where, explain = "", {}
    if isinstance(contract, MainContract):
        where = filters.of_main_contract(contract.uuid, contract.id == default)
        explain = _explained(context, contract, "main-contract", side)
    elif contract is not None:
        where = filters.among("contract", (contract.uuid,))
        explain = _explained(context, contract, "contract", side)
    steps = _steps(one.steps, one.original or ZERO, side, where, explain)
    return ValueView(
        contract=None if contract is None else holder_view(context, contract),
        currency=own or currency,
        stands=one.stands,
        original=one.original or ZERO,
        steps=steps,
        projected=_projected(one.original or ZERO, steps),
    )


def _explained(
    context: Context, contract: Contract | MainContract, word: str, side: Track
) -> dict[str, str]:
    """Phase → where its sum is explained, of those that the caller sees."""
    hidden = hidden_of(context, contract)
    columns = {step.phase: column_of(side, step.phase) for step in STEPS}
    return {
        phase: explain_address(context, word, contract.uuid, camel_case(column))
        for phase, column in columns.items()
        if column not in hidden
    }


def _steps(
    tallies: Mapping[StepName, Tally],
    original: Decimal,
    side: Track,
    where: str,
    explain: Mapping[str, str],
) -> list[ValueStepView]:
    """The steps that there are, each on top of those before it."""
    views, before = [], original
    for step in STEPS:
        tally = tallies.get(step.name)
        if tally is None:
            continue
        after = before + tally.amount if step.projected else before
        listed = filters.joined(
            filters.among("kind", filters.KINDS_OF[side]),
            filters.in_states(side, states_of(step, side)),
            where,
        )
        views.append(
            ValueStepView(
                step=step.name,
                phase=step.phase,
                count=tally.count or None,
                amount=tally.amount,
                before=before,
                after=after,
                projected=step.projected,
                filter=listed,
                explain=explain.get(step.phase),
            )
        )
        before = after
    return views


def _projected(original: Decimal, steps: Iterable[ValueStepView]) -> Decimal:
    return original + sum((step.amount for step in steps if step.projected), ZERO)


def _totals(found: list[Valued], shown: list[ValueView], side: Track) -> list[ValueView]:
    """What they come to by currency, the originals of those alone that stand."""
    originals: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    steps: dict[str | None, dict[StepName, Tally]] = defaultdict(dict)
    for one, view in zip(found, shown, strict=True):
        originals[view.currency] += (one.original or ZERO) if one.stands else ZERO
        _add(steps[view.currency], one.steps)
    views = []
    for currency, original in sorted(originals.items(), key=lambda item: item[0] or ""):
        listed = _steps(steps[currency], original, side, "", {})
        views.append(
            ValueView(
                contract=None,
                currency=currency,
                stands=True,
                original=original,
                steps=listed,
                projected=_projected(original, listed),
            )
        )
    return views


def _in_project(found: Iterable[Valued], side: Track) -> list[ValueStepView]:
    whole: dict[StepName, Tally] = {}
    for one in found:
        _add(whole, one.steps)
    rated = {
        name: Tally(tally.count, tally.in_project, tally.in_project)
        for name, tally in whole.items()
    }
    return _steps(rated, ZERO, side, "", {})


def _add(whole: dict[StepName, Tally], part: Mapping[StepName, Tally]) -> None:
    for name, tally in part.items():
        whole[name] = whole.get(name, NOTHING).plus(tally)


# -- recovery -------------------------------------------------------------------------------------


async def show_recovery(context: Context) -> Answer:
    """GET suppliers' costs by whether the owner pays them."""
    require_part(context, "recovery")
    currency = await currency_of(context)
    async with reading(context) as read:
        found = await recovery(read)
    rows: dict[tuple[str, str], list[Recovered]] = defaultdict(list)
    suppliers: dict[int | None, list[Recovered]] = defaultdict(list)
    for one in found:
        rows[one.phase, one.coverage].append(one)
        if one.phase != "draft":
            suppliers[one.company_id].append(one)
    return answer(
        context,
        RecoveryView(
            currency=currency,
            results=[_recovery_row(*key, rows[key]) for key in sorted(rows)],
            suppliers=sorted(
                (_recovery_supplier(context, key, each) for key, each in suppliers.items()),
                key=lambda one: (-one.unrecovered, one.supplier.name if one.supplier else ""),
            ),
        ),
    )


def _recovery_row(phase: str, coverage: str, found: list[Recovered]) -> RecoveryRowView:
    states = [state for step in STEPS if step.phase == phase for state in states_of(step, "cost")]
    return RecoveryRowView(
        phase=phase,
        coverage=coverage,
        count=sum(one.items for one in found),
        cost=sum((one.cost for one in found), ZERO),
        revenue=sum((one.revenue for one in found), ZERO),
        filter=filters.joined(
            filters.among("kind", ("pco",)),
            filters.in_states("cost", states),
            _owner_says(coverage),
        ),
    )


def _owner_says(coverage: str) -> str:
    """The owner's side of what is covered like this, as far as the states of documents tell."""
    if coverage == "own":
        return filters.among("scope", ("in",))
    if coverage == "refused":
        return filters.in_states("budget", filters.CLOSED)
    phases = {"recovered": ("approved",), "asked": ("pending",), "not_asked": ("exposed", "draft")}
    named = [
        state
        for step in STEPS
        if step.phase in phases[coverage]
        for state in states_of(step, "budget")
    ]
    return filters.in_states("budget", named)


def _recovery_supplier(
    context: Context, company_id: int | None, found: list[Recovered]
) -> RecoverySupplierView:
    supplier = supplier_view(context, company_id)
    cost = sum((one.cost for one in found), ZERO)
    recovered = sum((one.cost for one in found if one.coverage == "recovered"), ZERO)
    uuid = None if supplier is None else supplier.id
    return RecoverySupplierView(
        supplier=supplier,
        cost=cost,
        recovered=recovered,
        unrecovered=cost - recovered,
        filter=filters.among("supplier", (uuid,)),
    )
