"""The operations of performance tracking (autodesk.md §5.10)."""

from __future__ import annotations

from changewright.edge.routes import Route

from ..operations import Handlers, Limits, Names, operations
from ..reading import gets, lists
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

ROUTES: tuple[Route, ...] = (
    *operations(
        TRACKING_ITEM,
        ITEM_NAMES,
        Handlers(
            list=lists(TRACKING_ITEM),
            create=writes.create_item,
            get=gets(TRACKING_ITEM, "id"),
            delete=writes.delete_item,
        ),
        Limits(),
        tags=TAGS,
    ),
    *operations(
        INSTANCE,
        INSTANCE_NAMES,
        Handlers(
            list=lists(INSTANCE),
            create=writes.create_instance,
            get=gets(INSTANCE, "id"),
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
            list=lists(TIME_SHEET),
            create=writes.create_sheet,
            get=gets(TIME_SHEET, "id"),
            edit=writes.edit_sheet,
            delete=writes.delete_sheet,
        ),
        Limits(),
        tags=TAGS,
    ),
)
