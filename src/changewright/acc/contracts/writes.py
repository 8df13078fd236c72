"""Creating, editing and deleting contracts, and allocating budgets to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from changewright.core.errors import NotFound, Problem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, Reference, read_fields
from changewright.edge.context import Answer, Context
from changewright.work import contracts
from changewright.work.unit import Unit

from ..contract_words import without_echo
from ..writing import Written, answer, require, resolved, without_shown_defaults, write
from .resources import CONTRACT

PAIRS_MAXIMUM = 500
NOT_FOUND = "contract_not_found"

PAIR = bodies.objects_of(
    Field("budgetId", "budget", bodies.reference(Budget), required=True, nullable=False),
    Field("contractId", "contract", bodies.UUID_TEXT, required=True, nullable=False),
)
LINK_FIELDS = (
    Field("create", "create", PAIR, maximum=PAIRS_MAXIMUM, description="Budgets to allocate."),
    Field("remove", "remove", PAIR, maximum=PAIRS_MAXIMUM, description="Budgets to take off."),
)
LINK_BODY = Body("Links of budgets and contracts", LINK_FIELDS)


def no_contract(uuid: UUID, field: str) -> NotFound:
    """The refusal of a contract that is not there (autodesk.md §1.6 [live]: 450023)."""
    detail = f"There is no contract {uuid} here."
    return NotFound(detail, Problem(field, "reference", detail), reason=NOT_FOUND)


async def require_contract(context: Context, unit: Unit) -> Contract:
    """The contract in the path."""
    try:
        contract: Contract = await require(context, unit, CONTRACT, "contractId")
    except NotFound as refusal:
        raise no_contract(context.uuid("contractId"), "contractId") from refusal
    return contract


async def create(context: Context) -> Answer:
    """POST contracts: one contract; budgets named in it are allocated to it."""
    values = _with_budgets(read_fields(await context.json(), CONTRACT.creating))

    async def decide(unit: Unit) -> Written:
        fields = await resolved(context, unit, values)
        budgets = await unit.read.many(Budget, fields.pop("budgets"))
        contract = await contracts.create(unit, fields, budgets)
        return await answer(context, unit, CONTRACT, contract)

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH contracts/{id}: the fields given; budgets named are allocated if they are not yet."""
    values = _with_budgets(read_fields(await context.json(), CONTRACT.patching, partial=True))

    async def decide(unit: Unit) -> Written:
        contract = await require_contract(context, unit)
        fields = await resolved(context, unit, values, contract)
        budgets = await unit.read.many(Budget, fields.pop("budgets"))
        fields = without_echo("cost", contract.status, fields)
        fields = without_shown_defaults(CONTRACT, contract, fields, decided_by="currency")
        contract = await contracts.edit(unit, contract, fields, budgets)
        return await answer(context, unit, CONTRACT, contract)

    return await write(context, decide)


def _with_budgets(values: dict[str, Any]) -> dict[str, Any]:
    """`budgets: [{id}]` as a tuple of references, which `resolved` replaces."""
    return values | {"budgets": tuple(one["id"] for one in values.get("budgets") or ())}


async def delete(context: Context) -> Answer:
    """DELETE contracts/{id}: 204, or 409 where change orders or cost items belong to it."""

    async def decide(unit: Unit) -> Written:
        await contracts.delete(unit, await require_contract(context, unit))
        return Written()

    return await write(context, decide)


async def link(context: Context) -> Answer:
    """POST budgets-contracts:link `{create, remove}`: removals first; all or none; no body."""
    values = read_fields(await context.json(), LINK_FIELDS)

    async def decide(unit: Unit) -> Written:
        wanted = [
            await _pairs(context, unit, name, values.get(name) or ())
            for name in ("create", "remove")
        ]
        await contracts.link(unit, *wanted)
        return Written()

    return await write(context, decide)


async def _pairs(
    context: Context, unit: Unit, name: str, given: tuple[dict[str, Any], ...]
) -> list[contracts.Pair]:
    """The records that a list of links names. Raises `NotFound` for a contract, `Invalid` for a
    budget that is not there."""
    references: tuple[Reference, ...] = tuple(one["budget"] for one in given)
    budget_ids = (await resolved(context, unit, {"budgets": references}))["budgets"]
    budgets = {one.id: one for one in await unit.read.many(Budget, budget_ids)}
    pairs = []
    for index, (budget_id, one) in enumerate(zip(budget_ids, given, strict=True)):
        contract = await unit.read.by_uuid(Contract, one["contract"])
        if contract is None:
            raise no_contract(one["contract"], f"{name}.{index}.contractId")
        pairs.append((budgets[budget_id], contract))
    return pairs
