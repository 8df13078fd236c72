"""The fields of a cost item and of a sub cost item (autodesk.md §3.2, §3.4)."""

from __future__ import annotations

from changewright.core.kinds import SCOPES, Track
from changewright.core.money import Decimal
from changewright.core.query import Order
from changewright.core.records import ChangeOrder, CostItem, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop

from ..budgets.fields import BUDGET_FIELDS
from ..change_orders.described import DESCRIBED_COLUMNS, describe_document
from ..change_orders.fields import AMOUNTS, split_number, status_filter
from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..parts import array_part, attributes_part, documents_part, object_part
from ..resource import Resource
from ..words import WORDS

ONE = Decimal(1)

INCLUDES = ("budget", "changeOrders", "subCostItems", "attributes")


def _status(track: Track) -> Wire:
    return Wire(
        name=f"{track}Status",
        column=f"{track}_state",
        nullable=False,
        filter=f"{track}Status",
        words=WORDS[("item", track)],
        filter_words=status_filter("item", track),
        description=f"The {track} status; it follows the documents the item is on.",
    )


COST_ITEM_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    Wire(name="number", column="number", nullable=False, filter="number", maximum=255),
    Wire(
        name="splitNumber",
        type="object",
        nullable=False,
        columns=("number_prefix", "number_value", "number_suffix"),
        compose=lambda prefix, value, suffix: split_number(prefix, value, suffix, False),
    ),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("code", "code", maximum=255, shown=False),
    both("description", "description", maximum=2048),
    both("type", "type", maximum=255),
    both("scope", "scope", type="choice", choices=tuple(SCOPES), nullable=False),
    _status("budget"),
    _status("cost"),
    *(both(name, name, type="amount", description=text) for name, text in AMOUNTS.items()),
    both("quantity", "quantity", type="quantity"),
    both("inputQuantity", "input_quantity", type="quantity"),
    both("unit", "unit", maximum=64),
    both("proposedExchangeRate", "proposed_exchange_rate", type="price", empty=ONE),
    both("committedExchangeRate", "committed_exchange_rate", type="price", empty=ONE),
    both("budgetId", "budget_id", type="reference", noun=Budget, filter="budgetId", blank=True),
    both(
        "contractId",
        "contract_id",
        type="reference",
        noun=Contract,
        filter="contractId",
        blank=True,
    ),
    Wire(name="mainContractId", column="main_contract_id", type="reference", noun=MainContract),
    Wire(name="isMarkup", column="is_markup", type="boolean", nullable=False),
    Wire(name="includeMarkup", column="include_markup", type="boolean", nullable=False),
    Wire(name="activeBudget", column="active_budget", type="boolean", nullable=False),
    Wire(name="activeCost", column="active_cost", type="boolean", nullable=False),
    both("scopeOfWork", "scope_of_work", sortable=False),
    both("note", "note", sortable=False),
    both("locations", "locations", type="texts", maximum=1000),
    both("locationPaths", "location_paths", type="texts", maximum=1000),
    Wire(name="budgetTransferId"),
    Wire(name="budgetTransferItemId"),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    *EXTERNAL_FIELDS,
    *STAMPS,
    Wire(
        name="changeOrderId",
        column="change_order_id",
        type="reference",
        noun=ChangeOrder,
        in_create=True,
        filter="changeOrderId",
        sortable=False,
        shown=False,
        description="The change order it is created on; fixed from then on.",
    ),
)

SUB_COST_ITEM_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="costItemId", column="cost_item_id", type="reference", noun=CostItem),
    both("parentId", "parent_id", type="reference", noun=SubCostItem),
    Wire(
        name="type",
        column="type",
        type="choice",
        choices=tuple(AMOUNTS),
        nullable=False,
        in_create=True,
        required=True,
        filter="type",
        filter_words={name: (name,) for name in AMOUNTS},
        description="Which of the five amounts it is the detail of.",
    ),
    both("code", "code", maximum=255),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("quantity", "quantity", type="quantity"),
    both("inputQuantity", "input_quantity", type="quantity"),
    both("unit", "unit", maximum=64),
    both("unitPrice", "unit_price", type="price"),
    both("value", "value", type="amount"),
    both("position", "position", type="integer", minimum=0, maximum=1_000_000),
    *STAMPS,
    Wire(
        name="lockedField",
        column="locked_field",
        type="choice",
        choices=("quantity", "unitPrice", "value"),
        in_patch=True,
        sortable=False,
        shown=False,
        description="Which of the three stays as it is when the others are recalculated.",
    ),
)

SUB_COST_ITEM = Resource(
    "sub_cost_item",
    SubCostItem,
    SUB_COST_ITEM_FIELDS,
    title="Sub cost item",
    order=(Order("position"),),
)

COST_ITEM = Resource(
    "cost_item",
    CostItem,
    COST_ITEM_FIELDS,
    title="Cost item",
    includes=INCLUDES,
    properties=True,
    order=(Order("created_at"),),
    parts={
        "budget": object_part("budget", (Hop(Budget, "id", "budget_id"),), BUDGET_FIELDS),
        "changeOrders": documents_part(DESCRIBED_COLUMNS, describe_document),
        "subCostItems": array_part(
            "subCostItems",
            (Hop(SubCostItem, "cost_item_id"),),
            SUB_COST_ITEM_FIELDS,
            ((1, "position"), (1, "id")),
        ),
        "attributes": attributes_part("cost_item"),
    },
)
