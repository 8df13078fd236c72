"""The summary of a contract, of either side, under v2.0."""

from __future__ import annotations

from changewright.edge.routes import Handler, Route, Shape

from ..fields import Resource
from ..operations import READ, V1, enveloped_shape, integers_of, old_spelling


def summary_route(
    collection: str,
    operation: str,
    told: str,
    resource: Resource,
    tags: tuple[str, ...],
    handler: Handler,
) -> Route:
    """GET …/{id}/summary of v2.0, which clients also call under the project."""
    path = f"{collection}/{{id}}/summary"
    short = f"{V1}projects/{{project_id}}/{collection.rpartition('/')[2]}/{{id}}/summary"
    return Route(
        method="GET",
        path=path,
        aliases=(short, *old_spelling((short,))),
        operation_id=f"show{operation}Summary",
        handler=handler,
        summary=told,
        scopes=READ,
        place="root",
        path_parameters=integers_of((), (path,)),
        response=enveloped_shape(Shape(f"{operation}Summary", resource.schema())),
        tags=tags,
    )
