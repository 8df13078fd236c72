"""The operation that watches a project."""

from __future__ import annotations

import msgspec

from changewright.edge.routes import Parameter

from ..operations import operation
from .handlers import MEDIA, LiveChangeView, watch_project

ROUTES = (
    msgspec.structs.replace(
        operation(
            "GET",
            "/live",
            "webWatchProject",
            watch_project,
            "What others change in the project, as server-sent events `change`.",
            response=LiveChangeView,
            description="Each event's data is a JSON object of this shape. A comment comes every "
            "quarter of a minute. The stream ends after some minutes; ask again.",
            tags=("Project",),
        ),
        response_media=MEDIA,
        headers=(Parameter("Last-Event-ID", description="Where the client was."),),
    ),
)
