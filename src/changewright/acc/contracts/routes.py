"""The operations on contracts and the budgets allocated to them (autodesk.md §5.2, §7.3)."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route

from ..id_only import wants_id_only
from ..operations import WRITE, Handlers, Limits, Names, operations
from ..reading import get_one, list_page
from . import writes
from .resources import CONTRACT, CONTRACT_ID_ONLY

TAGS = ("Contracts",)
NAMES = Names(
    one="contract",
    many="contracts",
    operation="Contract",
    operations="Contracts",
    path="/contracts",
    parameter="contractId",
)


async def list_contracts(context: Context) -> Answer:
    """GET contracts."""
    resource = CONTRACT_ID_ONLY if wants_id_only(context) else CONTRACT
    return await list_page(context, resource)


async def get_contract(context: Context) -> Answer:
    """GET contracts/{id}."""
    try:
        return await get_one(context, CONTRACT, "contractId")
    except NotFound as refusal:
        raise writes.no_contract(context.uuid("contractId"), "contractId") from refusal


ROUTES: tuple[Route, ...] = (
    *operations(
        CONTRACT,
        NAMES,
        Handlers(
            list=list_contracts,
            create=writes.create,
            get=get_contract,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=120, create=60, get=150, edit=50, delete=30),
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/budgets-contracts:link",
        operation_id="linkBudgetsToContracts",
        handler=writes.link,
        summary="Take budgets off contracts and allocate budgets to contracts, all or none.",
        description="Allocating makes a row of the contract's schedule of values; taking off "
        "removes it.",
        scopes=WRITE,
        body=writes.LINK_BODY,
        tags=TAGS,
        rate_limit=40,
    ),
)
