"""The fields of a row of a schedule of values (autodesk.md §5.4)."""

from __future__ import annotations

from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, ScheduleOfValue

from ..external import EXTERNAL_NAMES, STAMPS
from ..fields import Wire, both
from ..pricing import PRICED_FIELDS, locked_field

# What a row may stand for besides the original contract.
ASSOCIATIONS = ("SCO", "CostItem", "SubCostItem")

SCHEDULE_OF_VALUE_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(
        name="parentId",
        column="parent_id",
        type="reference",
        noun=ScheduleOfValue,
        in_create=True,
    ),
    Wire(
        name="contractId",
        column="contract_id",
        type="reference",
        noun=Contract,
        nullable=False,
        required=True,
        in_create=True,
        filter="contractId",
    ),
    Wire(
        name="budgetId",
        column="budget_id",
        type="reference",
        noun=Budget,
        in_create=True,
        filter="budgetId",
        blank=True,
    ),
    Wire(
        name="associationId",
        column="association_uuid",
        type="uuid",
        description="The change order or cost item that the row was made from.",
    ),
    Wire(name="associationType", column="association_type"),
    Wire(
        name="includeChangeOrders",
        column="association_type",
        filter="includeChangeOrders",
        many=False,
        filter_words={"false": (None,), "true": (None, *ASSOCIATIONS)},
        sortable=False,
        shown=False,
        description="true adds the rows of approved change orders to those of the contract.",
    ),
    both("code", "code", maximum=255),
    both("name", "name", nullable=False, required=True, maximum=1024),
    *PRICED_FIELDS,
    Wire(name="allocatedAmount", column="allocated_amount", type="amount"),
    both("bulk", "bulk", type="quantity"),
    both("bulkUnitPrice", "bulk_unit_price", type="price"),
    both("quantityPerBulk", "quantity_per_bulk", type="quantity"),
    both("exchangeRate", "exchange_rate", type="price"),
    both("position", "position", type="integer", minimum=0, maximum=1_000_000_000),
    Wire(name="hasBudgetLinked", column="has_budget_linked", type="boolean", nullable=False),
    *EXTERNAL_NAMES,
    *STAMPS,
    locked_field(),
)
