"""The fields of a budget (autodesk.md §5.1)."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import MainContract
from changewright.edge.bodies import Field, Reader

from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..pricing import locked_field
from ..rolled_up import FIGURE_NAMES, figure_fields

SCOPES = ("budgetOnly", "budgetAndCost")
CODE_MAXIMUM = 255
SEGMENTS_MAXIMUM = 50


def _read_codes(value: Any, field: Field, where: str) -> dict[str, str]:
    """A map of segment id to a part of the code."""
    if not isinstance(value, dict):
        raise invalid(where, "type", f"{where} must be an object of segment ids and codes")
    if len(value) > SEGMENTS_MAXIMUM:
        raise invalid(where, "range", f"{where} names more than {SEGMENTS_MAXIMUM} segments")
    for segment_id, code in value.items():
        place = f"{where}.{segment_id[:64]}"
        if type(code) is not str:
            raise invalid(place, "type", f"{place} must be a string")
        if len(code) > CODE_MAXIMUM:
            raise invalid(place, "length", f"{place}: at most {CODE_MAXIMUM} characters go")
    return dict(value)


CODES = Reader({"type": "object", "additionalProperties": {"type": "string"}}, _read_codes)

BUDGET_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="parentId", column="parent_id", type="reference", noun=Budget, in_create=True),
    Wire(
        name="rootId",
        column="root_id",
        type="reference",
        noun=Budget,
        filter="rootId",
        sortable=False,
        shown=False,
        description="The top budget of a tree; the filter finds it and all under it.",
    ),
    both("code", "code", nullable=False, maximum=CODE_MAXIMUM, filter="code"),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    Wire(name="scope", column="scope", type="choice", choices=SCOPES, in_create=True),
    both("quantity", "quantity", type="quantity"),
    both("inputQuantity", "input_quantity", type="quantity"),
    both("unitPrice", "unit_price", type="price"),
    both("unit", "unit", maximum=255),
    both(
        "originalAmount",
        "original_amount",
        type="amount",
        description="quantity × unitPrice, unless it was given itself.",
    ),
    Wire(name="internalAdjustment", column="internal_adjustment", type="amount"),
    Wire(
        name="originalCommitment",
        column="original_commitment",
        type="amount",
        description="Rows of schedules of values of commitments that stand.",
    ),
    *figure_fields(Budget, *FIGURE_NAMES),
    Wire(name="ratio", type="quantity", description="Never set: nothing says what it divides."),
    Wire(name="actualCost", column="actual_cost", type="amount", in_patch=True),
    Wire(name="actualQuantity", column="actual_quantity", type="quantity", in_patch=True),
    Wire(name="actualUnitPrice", column="actual_unit_price", type="price", in_patch=True),
    Wire(name="budgetCode", type="object"),
    Wire(
        name="codeSegmentValues",
        column="code_segment_values",
        type="object",
        description="The parts of the code by segment id.",
    ),
    Wire(
        name="segmentCodeMap",
        column="segment_codes",
        type="object",
        reader=CODES,
        in_create=True,
        in_patch=True,
        sortable=False,
        shown=False,
        description="The parts of the code by segment id; wins over code.",
    ),
    Wire(name="contractIds", column="contract_ids", type="texts"),
    Wire(
        name="mainContractId",
        column="main_contract_id",
        type="reference",
        noun=MainContract,
        in_create=True,
    ),
    both("mainContractAmountSource", "main_contract_amount_source", maximum=255),
    Wire(name="milestoneId", column="milestone_id", type="uuid", sortable=False),
    Wire(name="isMarkup", column="is_markup", type="boolean", nullable=False, in_patch=True),
    Wire(name="costUnitPrice", column="cost_unit_price", type="price", in_create=True),
    Wire(
        name="originalCostUnitPrice",
        column="cost_unit_price",
        type="price",
        in_patch=True,
        sortable=False,
        shown=False,
    ),
    both("plannedStartDate", "planned_start_date", type="date"),
    both("plannedEndDate", "planned_end_date", type="date"),
    both("actualStartDate", "actual_start_date", type="date"),
    both("actualEndDate", "actual_end_date", type="date"),
    both("durationDays", "duration_days", type="integer", minimum=0, maximum=1_000_000),
    both("locations", "locations", type="texts", maximum=1000),
    Wire(name="locationPaths", column="location_paths", type="texts"),
    *EXTERNAL_FIELDS,
    *STAMPS,
    locked_field("originalAmount"),
)
