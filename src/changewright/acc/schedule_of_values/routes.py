"""The operations on rows of schedules of values (autodesk.md §5.4, §7.3)."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route, Shape

from ..change_orders.reads import ATTRIBUTES_SCHEMA
from ..id_only import asked
from ..include_schemas import many, or_id_only
from ..operations import Handlers, Limits, Names, operations
from ..reading import get_one, list_array
from ..wire import array_shape
from . import writes
from .fields import SCHEDULE_OF_VALUE_FIELDS
from .resources import SCHEDULE_OF_VALUE, SCHEDULE_OF_VALUE_ID_ONLY

TAGS = ("Schedule of values",)
NAMES = Names(
    one="schedule of values row",
    many="schedule of values rows",
    operation="ScheduleOfValue",
    operations="ScheduleOfValues",
    path="/schedule-of-values",
    parameter="id",
)
SHAPE = Shape(
    "ScheduleOfValue",
    SCHEDULE_OF_VALUE.schema(
        {
            "subItems": many("ScheduleOfValue", SCHEDULE_OF_VALUE_FIELDS, "subitems"),
            "properties": ATTRIBUTES_SCHEMA,
        }
    ),
)
CHANGE_ORDERS = "filter[includeChangeOrders]"
ORIGINAL = (Condition("association_type", "blank"),)


async def list_rows(context: Context) -> Answer:
    """GET schedule-of-values: a bare array; original rows only unless asked otherwise (§5.4)."""
    all_rows = any(name == CHANGE_ORDERS for name, _ in context.query)
    resource = asked(context, SCHEDULE_OF_VALUE, SCHEDULE_OF_VALUE_ID_ONLY)
    return await list_array(context, resource, where=() if all_rows else ORIGINAL)


async def get_row(context: Context) -> Answer:
    """GET schedule-of-values/{id}."""
    return await get_one(
        context, asked(context, SCHEDULE_OF_VALUE, SCHEDULE_OF_VALUE_ID_ONLY), "id"
    )


ROUTES: tuple[Route, ...] = operations(
    SCHEDULE_OF_VALUE,
    NAMES,
    Handlers(
        list=list_rows,
        create=writes.create,
        get=get_row,
        edit=writes.edit,
        delete=writes.delete,
    ),
    Limits(list=400, create=150, get=50, edit=100, delete=30),
    tags=TAGS,
    shape=SHAPE,
    list_shape=array_shape(or_id_only(SHAPE)),
    get_shape=or_id_only(SHAPE),
)
