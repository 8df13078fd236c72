"""The operations on contracts and the budgets allocated to them (autodesk.md §5.2, §7.3)."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route, Shape

from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..id_only import asked
from ..include_schemas import many, or_id_only
from ..operations import WRITE, Handlers, Limits, Names, operations
from ..reading import get_one, list_page
from ..schedule_of_values.fields import SCHEDULE_OF_VALUE_FIELDS
from ..wire import page_shape
from . import writes
from .resources import BUDGET_OF_CONTRACT_FIELDS, CONTRACT, CONTRACT_ID_ONLY

TAGS = ("Contracts",)
NAMES = Names(
    one="contract",
    many="contracts",
    operation="Contract",
    operations="Contracts",
    path="/contracts",
    parameter="contractId",
)
SHAPE = Shape(
    "Contract",
    CONTRACT.schema(
        {
            "budgets": many("BudgetOfContract", BUDGET_OF_CONTRACT_FIELDS, "budgets"),
            "properties": ATTRIBUTES_SCHEMA,
            "scheduleOfValues": many(
                "ScheduleOfValue", SCHEDULE_OF_VALUE_FIELDS, "scheduleOfValues"
            ),
        }
    ),
)


async def list_contracts(context: Context) -> Answer:
    """GET contracts."""
    resource = asked(context, CONTRACT, CONTRACT_ID_ONLY)
    return await list_page(context, resource)


async def get_contract(context: Context) -> Answer:
    """GET contracts/{id}."""
    try:
        return await get_one(context, asked(context, CONTRACT, CONTRACT_ID_ONLY), "contractId")
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
        shape=SHAPE,
        list_shape=page_shape(or_id_only(SHAPE)),
        get_shape=or_id_only(SHAPE),
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
