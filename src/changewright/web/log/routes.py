"""The operations on the log of a project."""

from __future__ import annotations

import msgspec

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Shape

from ..operations import OFFSET, operation
from . import export, handlers, writes
from .files import FILES
from .handlers import INCLUDES, LIMIT_DEFAULT, LIMIT_MAXIMUM
from .views import LogColumnsView, LogGroupsView, LogOutcomesView, LogPageView
from .writes import ACTION_FIELDS, EDIT_FIELDS

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

SHOWN = Parameter("columns", description="The columns in which to show the rows that were done.")

FILE = Shape("WebLogFile", {"type": "string", "format": "binary"})

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
    msgspec.structs.replace(
        operation(
            "GET",
            "/log/export",
            "webExportLog",
            export.export,
            "The log as a file: the rows, columns, groups and sums that the query shows.",
            parameters=(Parameter("format", enum=tuple(FILES), default="csv"), *ASKED),
            tags=TAGS,
        ),
        response=FILE,
        response_media="*/*",
    ),
    operation(
        "POST",
        "/log/actions",
        "webActOnLog",
        writes.act_on_rows,
        "Make a move with many change orders, each for itself.",
        body=Body("WebLogAction", ACTION_FIELDS),
        response=LogOutcomesView,
        status=200,
        parameters=(SHOWN,),
        tags=TAGS,
    ),
    operation(
        "POST",
        "/log/edit",
        "webEditLog",
        writes.edit_rows,
        "Edit cells of many change orders, each for itself.",
        body=Body("WebLogEdit", EDIT_FIELDS),
        response=LogOutcomesView,
        status=200,
        parameters=(SHOWN,),
        tags=TAGS,
    ),
)
