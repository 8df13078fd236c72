"""The fields of tracking items, their instances and time sheets (autodesk.md §5.10)."""

from __future__ import annotations

from changewright.core.records_budgets import Budget, TimeSheet, TrackingItem, TrackingItemInstance

from ..external import STAMPS
from ..fields import Wire, both
from ..resource import Resource

CODE_MAXIMUM = 255


def _budget_id(*, filtered: bool, in_create: bool) -> Wire:
    return Wire(
        name="budgetId",
        column="budget_id",
        type="reference",
        noun=Budget,
        nullable=False,
        required=in_create,
        in_create=in_create,
        filter="budgetId" if filtered else "",
    )


TRACKING_ITEM_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    _budget_id(filtered=True, in_create=True),
    Wire(name="code", column="code", nullable=False, filter="budgetCode", maximum=CODE_MAXIMUM),
    Wire(name="name", column="name", nullable=False),
    Wire(name="description", column="description"),
    Wire(name="quantity", column="quantity", type="quantity"),
    Wire(name="unit", column="unit"),
    Wire(name="unitPrice", column="unit_price", type="price"),
    Wire(name="originalAmount", column="original_amount", type="amount"),
    Wire(name="plannedStartDate", column="planned_start_date", type="date"),
    Wire(name="plannedEndDate", column="planned_end_date", type="date"),
    Wire(name="locations", column="locations", type="texts"),
    Wire(name="locationPaths", column="location_paths", type="texts"),
    *STAMPS,
)

TRACKING_ITEM = Resource(
    "tracking_item",
    TrackingItem,
    TRACKING_ITEM_FIELDS,
    title="Performance tracking item",
)

INSTANCE_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    _budget_id(filtered=True, in_create=True),
    Wire(
        name="budgetCode",
        column="budget_code",
        nullable=False,
        filter="budgetCode",
        maximum=CODE_MAXIMUM,
    ),
    both("number", "number", nullable=False, required=True, maximum=255, filter="number"),
    both("name", "name", nullable=False, required=True, maximum=1024, filter="name"),
    both("inputQuantity", "input_quantity", type="quantity"),
    both("inputUnit", "input_unit", maximum=255),
    both("inputUnitPrice", "input_unit_price", type="price"),
    both("trackedInputQuantity", "tracked_input_quantity", type="quantity"),
    both("outputQuantity", "output_quantity", type="quantity"),
    both("outputUnit", "output_unit", maximum=255),
    both("outputUnitPrice", "output_unit_price", type="price"),
    both("trackedOutputQuantity", "tracked_output_quantity", type="quantity"),
    both("adjustedOutputQuantity", "adjusted_output_quantity", type="quantity"),
    Wire(
        name="performanceRatio",
        column="performance_ratio",
        type="quantity",
        description="(inputQuantity × trackedOutputQuantity) ÷ (outputQuantity × "
        "trackedInputQuantity).",
    ),
    both("locations", "locations", type="texts", maximum=1000),
    Wire(name="locationPaths", column="location_paths", type="texts"),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    *STAMPS,
)

INSTANCE = Resource(
    "tracking_item_instance",
    TrackingItemInstance,
    INSTANCE_FIELDS,
    title="Performance tracking item instance",
)

TIME_SHEET_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    both(
        "trackingItemInstanceId",
        "tracking_item_instance_id",
        type="reference",
        noun=TrackingItemInstance,
        nullable=False,
        filter="trackingItemInstanceId",
        many=False,
    ),
    Wire(
        name="budgetCode",
        column="budget_code",
        nullable=False,
        in_create=True,
        in_patch=True,
        filter="budgetCode",
        many=False,
        maximum=CODE_MAXIMUM,
        shown=False,
        description="With trackingItemInstanceNumber: the instance by its budget and number.",
    ),
    both(
        "trackingItemInstanceNumber",
        "instance_number",
        nullable=False,
        maximum=255,
        sortable=False,
        shown=False,
    ),
    both(
        "startDate",
        "start_date",
        type="date",
        nullable=False,
        required=True,
        filter="startDate",
        operator="since",
        many=False,
    ),
    both(
        "endDate",
        "end_date",
        type="date",
        nullable=False,
        required=True,
        filter="endDate",
        operator="until",
        many=False,
    ),
    both("inputQuantity", "input_quantity", type="quantity"),
    Wire(name="inputUnit", column="input_unit"),
    both("outputQuantity", "output_quantity", type="quantity"),
    Wire(name="outputUnit", column="output_unit"),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    *STAMPS,
)

TIME_SHEET = Resource(
    "time_sheet",
    TimeSheet,
    TIME_SHEET_FIELDS,
    title="Time sheet",
)
