"""Contracts as a resource: what includes add to them."""

from __future__ import annotations

from changewright.core.records_budgets import Budget, BudgetContract
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.edge.fragments import Hop

from ..fields import Wire
from ..id_only import WORD as ID_ONLY
from ..id_only import id_only
from ..parts import array_part, attributes_part
from ..resource import Resource
from ..schedule_of_values.fields import SCHEDULE_OF_VALUE_FIELDS
from .fields import CONTRACT_FIELDS

BUDGET_OF_CONTRACT_FIELDS = (
    Wire(name="id", column="uuid", type="uuid"),
    Wire(name="mainContractId", column="main_contract_id", type="reference", noun=MainContract),
)

PARTS = {
    "budgets": array_part(
        "budgets",
        (Hop(BudgetContract, "contract_id"), Hop(Budget, "id", "budget_id")),
        BUDGET_OF_CONTRACT_FIELDS,
        ((1, "id"),),
    ),
    "attributes": attributes_part(Contract.TABLE),
    "scheduleOfValues": array_part(
        "scheduleOfValues",
        (Hop(ScheduleOfValue, "contract_id", where=(("association_type", None),)),),
        SCHEDULE_OF_VALUE_FIELDS,
        ((1, "position"), (1, "id")),
    ),
}

CONTRACT = Resource(
    "contract",
    Contract,
    CONTRACT_FIELDS,
    title="Contract",
    includes=(*PARTS, ID_ONLY),
    properties=True,
    parts=PARTS,
)
CONTRACT_ID_ONLY = id_only(CONTRACT)
