"""The operations of performance tracking (autodesk.md §5.10)."""

from __future__ import annotations

from changewright.edge.context import Answer, Context
from changewright.edge.routes import Route

from ..operations import Handlers, Limits, Names, operations
from ..reading import get_one, list_page
from . import writes
from .fields import INSTANCE, TIME_SHEET, TRACKING_ITEM

TAGS = ("Performance tracking",)
ITEM_NAMES = Names(
    one="performance tracking item",
    many="performance tracking items",
    operation="PerformanceTrackingItem",
    operations="PerformanceTrackingItems",
    path="/performance-tracking-items",
    parameter="id",
)
INSTANCE_NAMES = Names(
    one="performance tracking item instance",
    many="performance tracking item instances",
    operation="PerformanceTrackingItemInstance",
    operations="PerformanceTrackingItemInstances",
    path="/performance-tracking-item-instances",
    parameter="id",
)
SHEET_NAMES = Names(
    one="time sheet",
    many="time sheets",
    operation="TimeSheet",
    operations="TimeSheets",
    path="/time-sheets",
    parameter="id",
)


async def list_items(context: Context) -> Answer:
    """GET performance-tracking-items."""
    return await list_page(context, TRACKING_ITEM)


async def get_item(context: Context) -> Answer:
    """GET performance-tracking-items/{id}."""
    return await get_one(context, TRACKING_ITEM, "id")


async def list_instances(context: Context) -> Answer:
    """GET performance-tracking-item-instances."""
    return await list_page(context, INSTANCE)


async def get_instance(context: Context) -> Answer:
    """GET performance-tracking-item-instances/{id}."""
    return await get_one(context, INSTANCE, "id")


async def list_sheets(context: Context) -> Answer:
    """GET time-sheets."""
    return await list_page(context, TIME_SHEET)


async def get_sheet(context: Context) -> Answer:
    """GET time-sheets/{id}."""
    return await get_one(context, TIME_SHEET, "id")


ROUTES: tuple[Route, ...] = (
    *operations(
        TRACKING_ITEM,
        ITEM_NAMES,
        Handlers(
            list=list_items,
            create=writes.create_item,
            get=get_item,
            delete=writes.delete_item,
        ),
        Limits(),
        tags=TAGS,
    ),
    *operations(
        INSTANCE,
        INSTANCE_NAMES,
        Handlers(
            list=list_instances,
            create=writes.create_instance,
            get=get_instance,
            edit=writes.edit_instance,
            delete=writes.delete_instance,
        ),
        Limits(),
        tags=TAGS,
    ),
    *operations(
        TIME_SHEET,
        SHEET_NAMES,
        Handlers(
            list=list_sheets,
            create=writes.create_sheet,
            get=get_sheet,
            edit=writes.edit_sheet,
            delete=writes.delete_sheet,
        ),
        Limits(),
        tags=TAGS,
    ),
)
