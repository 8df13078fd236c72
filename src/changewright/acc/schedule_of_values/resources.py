"""Rows of schedules of values as a resource: what includes add to them."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records_contracts import ScheduleOfValue
from changewright.edge.fragments import Hop

from ..id_only import WORD as ID_ONLY
from ..id_only import id_only
from ..parts import array_part, attributes_part
from ..resource import Resource
from .fields import SCHEDULE_OF_VALUE_FIELDS

PARTS = {
    "subitems": array_part(
        "subItems",
        (Hop(ScheduleOfValue, "parent_id"),),
        SCHEDULE_OF_VALUE_FIELDS,
        ((1, "position"), (1, "id")),
    ),
    "attributes": attributes_part(ScheduleOfValue.TABLE),
}

SCHEDULE_OF_VALUE = Resource(
    "schedule_of_value",
    ScheduleOfValue,
    SCHEDULE_OF_VALUE_FIELDS,
    title="Schedule of value",
    includes=(*PARTS, ID_ONLY),
    properties=True,
    order=(Order("contract_id"), Order("position")),
    parts=PARTS,
)
SCHEDULE_OF_VALUE_ID_ONLY = id_only(SCHEDULE_OF_VALUE)
