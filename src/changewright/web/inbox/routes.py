"""The operations on the inbox beyond one project's list, which `web.approvals` has."""

from __future__ import annotations

from ..operations import PAGED, operation
from . import handlers, preview
from .views import InboxPreviewView, InboxView

TAGS = ("Approvals",)

ROUTES = (
    operation(
        "GET",
        "/web/v1/inbox",
        "webShowWholeInbox",
        handlers.show_all,
        "What waits for you in all of your projects.",
        response=InboxView,
        parameters=PAGED,
        tags=TAGS,
        place="root",
    ),
    operation(
        "GET",
        "/inbox/{changeOrderId}",
        "webPreviewDecision",
        preview.show_preview,
        "A change order as it stands before whoever decides.",
        response=InboxPreviewView,
        tags=TAGS,
    ),
)
