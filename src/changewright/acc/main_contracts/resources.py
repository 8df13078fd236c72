"""Main contracts and their items as resources: what includes add to them."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import MainContract, MainContractItem
from changewright.edge.fragments import Hop

from ..budgets.fields import BUDGET_FIELDS
from ..parts import array_part, attributes_part, object_part
from ..resource import Resource
from .fields import MAIN_CONTRACT_FIELDS, MAIN_CONTRACT_ITEM_FIELDS

PARTS = {
    "mainContractItems": array_part(
        "mainContractItems",
        (Hop(MainContractItem, "main_contract_id"),),
        MAIN_CONTRACT_ITEM_FIELDS,
        ((1, "position"), (1, "id")),
    ),
    "attributes": attributes_part(MainContract.TABLE),
}

MAIN_CONTRACT = Resource(
    "main_contract",
    MainContract,
    MAIN_CONTRACT_FIELDS,
    title="Main contract",
    includes=tuple(PARTS),
    properties=True,
    parts=PARTS,
)

ITEM_PARTS = {
    "budget": object_part("budget", (Hop(Budget, "id", "budget_id"),), BUDGET_FIELDS),
    "mainContract": object_part(
        "mainContract", (Hop(MainContract, "id", "main_contract_id"),), MAIN_CONTRACT_FIELDS
    ),
}

MAIN_CONTRACT_ITEM = Resource(
    "main_contract_item",
    MainContractItem,
    MAIN_CONTRACT_ITEM_FIELDS,
    title="Main contract item",
    includes=tuple(ITEM_PARTS),
    order=(Order("position"),),
    parts=ITEM_PARTS,
)
