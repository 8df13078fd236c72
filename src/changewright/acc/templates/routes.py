"""The operations on templates, segments and values, one row each (autodesk.md §5.9, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..operations import READ, WRITE, Handlers, Limits, Names, operations
from ..wire import array_shape, cursor_page_shape
from . import handlers
from .fields import IMPORT_BODY, SEGMENT, SEGMENT_VALUE, TEMPLATE

TAGS = ("Budget code templates",)
VALUE_SHAPE = Shape("SegmentValue", SEGMENT_VALUE.schema())
FORCE = Parameter(
    "force",
    "boolean",
    "true: an administrator changes the segment although it is locked or in use.",
    default=False,
)
CURSOR = Parameter("cursorState", description="Where the page begins, from the page before.")
LIMITS = Limits(list=250, get=250)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/templates",
        operation_id="getTemplates",
        handler=handlers.list_templates,
        summary="The templates of budget codes.",
        scopes=READ,
        parameters=TEMPLATE.grammar.parameters(),
        response=array_shape(Shape("Template", TEMPLATE.schema())),
        tags=TAGS,
        rate_limit=250,
    ),
    *operations(
        SEGMENT,
        Names(
            one="segment",
            many="segments",
            operation="Segment",
            operations="Segments",
            path="/templates/{templateId}/segments",
            parameter="segmentId",
        ),
        Handlers(
            list=handlers.list_segments,
            create=handlers.create_segment,
            get=handlers.get_segment,
            edit=handlers.edit_segment,
            delete=handlers.delete_segment,
        ),
        LIMITS,
        tags=TAGS,
        write_parameters=(FORCE,),
    ),
    *operations(
        SEGMENT_VALUE,
        Names(
            one="segment value",
            many="segment values",
            operation="SegmentValue",
            operations="SegmentValuesOfSegment",
            path="/segments/{segmentId}/values",
            parameter="valueId",
        ),
        Handlers(
            list=handlers.list_values,
            create=handlers.create_value,
            get=handlers.get_value,
            edit=handlers.edit_value,
            delete=handlers.delete_value,
        ),
        LIMITS,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/segments/{segmentId}/values:import",
        operation_id="importSegmentValues",
        handler=handlers.import_values,
        summary="Take over a list of values, all or none.",
        scopes=WRITE,
        body=IMPORT_BODY,
        response=array_shape(VALUE_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="GET",
        path="/segment-values",
        operation_id="getSegmentValues",
        handler=handlers.list_all_values,
        summary="The values of all segments.",
        scopes=READ,
        parameters=(
            CURSOR,
            *(each for each in SEGMENT_VALUE.grammar.parameters() if each.name != "offset"),
        ),
        response=cursor_page_shape(VALUE_SHAPE),
        tags=TAGS,
        rate_limit=250,
    ),
)
