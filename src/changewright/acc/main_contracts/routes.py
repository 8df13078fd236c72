"""The operations on main contracts and their items (autodesk.md §5.3, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..budgets.fields import BUDGET_FIELDS
from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..include_schemas import many, one
from ..operations import Handlers, Limits, Names, operations
from ..parents import gets_below, lists_below
from ..reading import gets, lists
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

BELOW = (MAIN_CONTRACT, writes.PARAMETER, MAIN_CONTRACT_ITEM, "main_contract_id")

ROUTES: tuple[Route, ...] = (
    *operations(
        MAIN_CONTRACT,
        NAMES,
        Handlers(
            list=lists(MAIN_CONTRACT),
            create=writes.create,
            get=gets(MAIN_CONTRACT, writes.PARAMETER),
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
            list=lists_below(*BELOW),
            create=writes.create_item,
            get=gets_below(*BELOW),
            edit=writes.edit_item,
            delete=writes.delete_item,
        ),
        Limits(list=120, create=60, get=120, edit=60, delete=30),
        tags=TAGS,
        shape=ITEM_SHAPE,
    ),
)
