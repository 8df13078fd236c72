"""Budgets as a resource: what includes add to them."""

from __future__ import annotations

from changewright.core.records_budgets import Budget, BudgetContract
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.edge.fragments import Hop

from ..contracts.fields import CONTRACT_FIELDS
from ..id_only import WORD as ID_ONLY
from ..id_only import id_only
from ..main_contracts.fields import MAIN_CONTRACT_FIELDS, MAIN_CONTRACT_ITEM_FIELDS
from ..parts import attributes_part, ids_part, object_part
from ..resource import Resource
from .fields import BUDGET_FIELDS

PARTS = {
    "subitems": ids_part("subItems", (Hop(Budget, "parent_id"),), ((1, "code"), (1, "id"))),
    "attributes": attributes_part(Budget.TABLE),
    "contract": object_part(
        "contract",
        (Hop(BudgetContract, "budget_id"), Hop(Contract, "id", "contract_id")),
        CONTRACT_FIELDS,
    ),
    "mainContract": object_part(
        "mainContract", (Hop(MainContract, "id", "main_contract_id"),), MAIN_CONTRACT_FIELDS
    ),
    "mainContractItem": object_part(
        "mainContractItem", (Hop(MainContractItem, "budget_id"),), MAIN_CONTRACT_ITEM_FIELDS
    ),
}

BUDGET = Resource(
    "budget",
    Budget,
    BUDGET_FIELDS,
    title="Budget",
    includes=(*PARTS, ID_ONLY),
    properties=True,
    parts=PARTS,
)
BUDGET_ID_ONLY = id_only(BUDGET)
