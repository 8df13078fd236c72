"""The operations on the log of a project."""

from __future__ import annotations

from changewright.edge.routes import Parameter

from ..operations import OFFSET, operation
from . import handlers
from .handlers import INCLUDES, LIMIT_DEFAULT, LIMIT_MAXIMUM
from .views import LogColumnsView, LogGroupsView, LogPageView

TAGS = ("Log",)

ASKED = (
    Parameter("q", description="Words that must stand in the number or the title."),
    Parameter(
        "filter",
        description="Conditions, all of which hold: `<column>:<operator>:<values>`, separated by "
        "semicolons.",
        example="kind:is:pco,oco;submitted:range:10000..;due:before:t+14",
    ),
    Parameter(
        "sort",
        description="Columns to sort by, `-` before those that descend.",
        example="-submitted,number",
    ),
    Parameter("group", description="Up to three columns to group by.", example="phase"),
    Parameter("columns", description="The columns to show, in their order."),
    Parameter("view", "uuid", "A saved view, which says what the query leaves out."),
)
LIMIT = Parameter(
    "limit", "integer", "How many at most.", minimum=1, maximum=LIMIT_MAXIMUM, default=LIMIT_DEFAULT
)
INCLUDE = Parameter(
    "include",
    description="More to be told: `totals` of all rows found, the `moves` the caller may make on "
    "each, its running `clocks`.",
    repeated=True,
    enum=INCLUDES,
)

ROUTES = (
    operation(
        "GET",
        "/log/columns",
        "webListLogColumns",
        handlers.show_columns,
        "The columns of the log, custom attributes among them.",
        response=LogColumnsView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/log",
        "webListLog",
        handlers.list_rows,
        "Change orders of all kinds in one list.",
        response=LogPageView,
        parameters=(*ASKED, INCLUDE, LIMIT, OFFSET),
        tags=TAGS,
    ),
    operation(
        "GET",
        "/log/groups",
        "webListLogGroups",
        handlers.list_groups,
        "The groups of the log with their counts and sums.",
        response=LogGroupsView,
        parameters=ASKED,
        tags=TAGS,
    ),
)
