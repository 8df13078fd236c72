"""The operations on budgets (autodesk.md §5.1, §7.3)."""

from __future__ import annotations

from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route, Shape

from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..contracts.fields import CONTRACT_FIELDS
from ..id_only import asked
from ..include_schemas import ids, one, or_id_only
from ..main_contracts.fields import MAIN_CONTRACT_FIELDS, MAIN_CONTRACT_ITEM_FIELDS
from ..operations import WRITE, Handlers, Limits, Names, operations
from ..reading import get_one, list_page
from ..wire import array_shape, page_shape
from . import writes
from .resources import BUDGET, BUDGET_ID_ONLY

TAGS = ("Budgets",)
NAMES = Names(
    one="budget",
    many="budgets",
    operation="Budget",
    operations="Budgets",
    path="/budgets",
    parameter="budgetId",
)
SHAPE = Shape(
    "Budget",
    BUDGET.schema(
        {
            "subItems": ids("subitems"),
            "properties": ATTRIBUTES_SCHEMA,
            "contract": one("Contract", CONTRACT_FIELDS, "contract"),
            "mainContract": one("MainContract", MAIN_CONTRACT_FIELDS, "mainContract"),
            "mainContractItem": one(
                "MainContractItem", MAIN_CONTRACT_ITEM_FIELDS, "mainContractItem"
            ),
        }
    ),
)


async def list_budgets(context: Context) -> Answer:
    """GET budgets: tops and sub-items alike, each with its parentId."""
    resource = asked(context, BUDGET, BUDGET_ID_ONLY)
    return await list_page(context, resource)


async def get_budget(context: Context) -> Answer:
    """GET budgets/{id}."""
    return await get_one(context, asked(context, BUDGET, BUDGET_ID_ONLY), "budgetId")


ROUTES: tuple[Route, ...] = (
    *operations(
        BUDGET,
        NAMES,
        Handlers(
            list=list_budgets,
            create=writes.create,
            get=get_budget,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=300, create=60, get=120, edit=150, delete=30),
        tags=TAGS,
        shape=SHAPE,
        list_shape=page_shape(or_id_only(SHAPE)),
        get_shape=or_id_only(SHAPE),
        write_parameters=(writes.FORCE,),
    ),
    Route(
        method="POST",
        path="/budgets:import",
        operation_id="importBudgets",
        handler=writes.import_many,
        summary="Create up to 50 budgets, all or none.",
        scopes=WRITE,
        parameters=(writes.FORCE,),
        body=writes.IMPORT_BODY,
        response=array_shape(SHAPE),
        tags=TAGS,
        rate_limit=30,
    ),
)
