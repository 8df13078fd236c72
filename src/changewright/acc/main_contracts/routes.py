"""The operations on main contracts and their items (autodesk.md §5.3, §7.3)."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route, Shape

from ..budgets.fields import BUDGET_FIELDS
from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..include_schemas import many, one
from ..operations import Handlers, Limits, Names, operations
from ..parents import require_parent
from ..reading import get_one, list_page
from . import writes
from .fields import MAIN_CONTRACT_FIELDS, MAIN_CONTRACT_ITEM_FIELDS
from .resources import MAIN_CONTRACT, MAIN_CONTRACT_ITEM

TAGS = ("Main contracts",)
NAMES = Names(
    one="main contract",
    many="main contracts",
    operation="MainContract",
    operations="MainContracts",
    path="/main-contracts",
    parameter="mainContractId",
)
ITEM_NAMES = Names(
    one="main contract item",
    many="items of a main contract",
    operation="MainContractItem",
    operations="MainContractItems",
    path="/main-contracts/{mainContractId}/items",
    parameter="id",
)
SHAPE = Shape(
    "MainContract",
    MAIN_CONTRACT.schema(
        {
            "mainContractItems": many(
                "MainContractItem", MAIN_CONTRACT_ITEM_FIELDS, "mainContractItems"
            ),
            "properties": ATTRIBUTES_SCHEMA,
        }
    ),
)
ITEM_SHAPE = Shape(
    "MainContractItem",
    MAIN_CONTRACT_ITEM.schema(
        {
            "budget": one("Budget", BUDGET_FIELDS, "budget"),
            "mainContract": one("MainContract", MAIN_CONTRACT_FIELDS, "mainContract"),
        }
    ),
)


async def list_main_contracts(context: Context) -> Answer:
    """GET main-contracts."""
    return await list_page(context, MAIN_CONTRACT)


async def get_main_contract(context: Context) -> Answer:
    """GET main-contracts/{id}."""
    return await get_one(context, MAIN_CONTRACT, "mainContractId")


async def list_items(context: Context) -> Answer:
    """GET main-contracts/{id}/items."""
    contract = await require_parent(context, MAIN_CONTRACT, "mainContractId")
    only = Condition("main_contract_id", "any", (contract.id,))
    return await list_page(context, MAIN_CONTRACT_ITEM, where=(only,))


async def get_item(context: Context) -> Answer:
    """GET main-contracts/{id}/items/{id}."""
    contract = await require_parent(context, MAIN_CONTRACT, "mainContractId")
    await require_parent(context, MAIN_CONTRACT_ITEM, "id", main_contract_id=contract.id)
    return await get_one(context, MAIN_CONTRACT_ITEM, "id")


ROUTES: tuple[Route, ...] = (
    *operations(
        MAIN_CONTRACT,
        NAMES,
        Handlers(
            list=list_main_contracts,
            create=writes.create,
            get=get_main_contract,
            edit=writes.edit,
            delete=writes.delete,
        ),
        Limits(list=120, create=30, get=100, edit=30, delete=30),
        tags=TAGS,
        shape=SHAPE,
    ),
    *operations(
        MAIN_CONTRACT_ITEM,
        ITEM_NAMES,
        Handlers(
            list=list_items,
            create=writes.create_item,
            get=get_item,
            edit=writes.edit_item,
            delete=writes.delete_item,
        ),
        Limits(list=120, create=60, get=120, edit=60, delete=30),
        tags=TAGS,
        shape=ITEM_SHAPE,
    ),
)
