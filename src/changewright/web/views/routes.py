"""The operations on saved views of the log."""

from __future__ import annotations

from changewright.edge.bodies import Body

from ..operations import PAGED, operation
from . import handlers
from .handlers import UPDATE_FIELDS, VIEW_FIELDS
from .showing import LogView, LogViewPage

TAGS = ("Log",)

ROUTES = (
    operation(
        "GET",
        "/views",
        "webListViews",
        handlers.list_views,
        "The views of the log: ready-made, shared, and your own.",
        response=LogViewPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/views",
        "webCreateView",
        handlers.create_view,
        "Keep a view of the log.",
        body=Body("WebView", VIEW_FIELDS),
        response=LogView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/views/{viewId}",
        "webShowView",
        handlers.show_view,
        "One view of the log.",
        response=LogView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/views/{viewId}",
        "webUpdateView",
        handlers.update_view,
        "Change a view, or your copy of somebody else's.",
        body=Body("WebViewUpdate", UPDATE_FIELDS, partial=True),
        response=LogView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/views/{viewId}",
        "webDeleteView",
        handlers.delete_view,
        "Delete a view of the log.",
        tags=TAGS,
    ),
)
