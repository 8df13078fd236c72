"""The operations on attributes, one row each (autodesk.md §5.7, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..operations import WRITE, Handlers, Limits, Names, operations
from ..wire import array_shape
from . import reads, writes
from .fields import DEFINITIONS, VALUE_SHAPE

TAGS = ("Custom attributes",)
DEFINITION_SHAPE = Shape("PropertyDefinition", DEFINITIONS.schema())

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/properties",
        operation_id="getProperties",
        handler=reads.list_definitions,
        summary="The definitions of custom attributes.",
        scopes=("data:read",),
        parameters=DEFINITIONS.grammar.parameters(),
        response=array_shape(DEFINITION_SHAPE),
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="POST",
        path="/property-values:batch-update",
        operation_id="batchUpdatePropertyValues",
        handler=writes.set_values,
        summary="Give records values of custom attributes, all or none.",
        scopes=WRITE,
        body=writes.VALUES_BODY,
        response=array_shape(VALUE_SHAPE),
        tags=TAGS,
        rate_limit=300,
    ),
    *operations(
        DEFINITIONS,
        Names(
            one="property definition",
            many="property definitions",
            operation="PropertyDefinition",
            operations="PropertyDefinitions",
            path="/property-definitions",
            parameter="id",
        ),
        Handlers(
            create=writes.create, get=reads.get_definition, edit=writes.edit, delete=writes.delete
        ),
        Limits(),
        tags=TAGS,
    ),
)
