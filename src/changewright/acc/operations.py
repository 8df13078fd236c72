"""The operations that most resources have, as route rows made from one row of names.

List, create, get, change and delete differ between resources by their names, their handlers and
the vendor's rate limits alone (autodesk.md §7.3); what is special stands in a resource's own rows.
"""

from __future__ import annotations

import msgspec

from changewright.edge.routes import Handler, Parameter, Route, Shape

from .resource import Resource
from .wire import page_shape

READ, WRITE = ("data:read",), ("data:write",)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Requests a minute, as the vendor publishes them; None where it does not."""

    list: int | None = None
    create: int | None = None
    get: int | None = None
    edit: int | None = None
    delete: int | None = None


class Handlers(msgspec.Struct, frozen=True, kw_only=True):
    """What runs; None: the resource has no such operation."""

    list: Handler | None = None
    create: Handler | None = None
    get: Handler | None = None
    edit: Handler | None = None
    delete: Handler | None = None


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """`one` and `many` are what people call it, `operation` and `operations` what operation ids
    end in (`Budget`, `Budgets`), `path` and `parameter` where it is."""

    one: str
    many: str
    operation: str
    operations: str
    path: str
    parameter: str


def include_parameter(resource: Resource) -> tuple[Parameter, ...]:
    """`include` of a single record, where the resource has includes."""
    words = resource.grammar.includes
    if not words:
        return ()
    described = f"Nested resources to add: {', '.join(words)}."
    return (Parameter("include", description=described, repeated=True),)


def operations(
    resource: Resource,
    names: Names,
    handlers: Handlers,
    limits: Limits,
    *,
    tags: tuple[str, ...],
    shape: Shape | None = None,
    list_shape: Shape | None = None,
    write_parameters: tuple[Parameter, ...] = (),
) -> tuple[Route, ...]:
    """The rows of a resource. `shape` is the record, `list_shape` the list's answer, where they are
    more than the resource's own fields and a page; `write_parameters` are the query parameters of
    writes."""
    shape = shape or Shape(names.operation, resource.schema())
    one = f"{names.path}/{{{names.parameter}}}"
    rows: list[Route] = []
    if handlers.list is not None:
        rows.append(
            Route(
                method="GET",
                path=names.path,
                operation_id=f"get{names.operations}",
                handler=handlers.list,
                summary=f"{names.many.capitalize()} of the project.",
                scopes=READ,
                parameters=resource.grammar.parameters(),
                response=list_shape or page_shape(shape),
                tags=tags,
                rate_limit=limits.list,
            )
        )
    if handlers.create is not None:
        rows.append(
            Route(
                method="POST",
                path=names.path,
                operation_id=f"create{names.operation}",
                handler=handlers.create,
                summary=f"A new {names.one}.",
                scopes=WRITE,
                parameters=write_parameters,
                body=resource.create_body(),
                status=201,
                response=shape,
                tags=tags,
                rate_limit=limits.create,
            )
        )
    if handlers.get is not None:
        rows.append(
            Route(
                method="GET",
                path=one,
                operation_id=f"get{names.operation}",
                handler=handlers.get,
                summary=f"One {names.one}.",
                scopes=READ,
                parameters=include_parameter(resource),
                response=shape,
                tags=tags,
                rate_limit=limits.get,
            )
        )
    if handlers.edit is not None:
        rows.append(
            Route(
                method="PATCH",
                path=one,
                operation_id=f"update{names.operation}",
                handler=handlers.edit,
                summary=f"Change fields of a {names.one}.",
                scopes=WRITE,
                parameters=write_parameters,
                body=resource.patch_body(),
                response=shape,
                tags=tags,
                rate_limit=limits.edit,
            )
        )
    if handlers.delete is not None:
        rows.append(
            Route(
                method="DELETE",
                path=one,
                operation_id=f"delete{names.operation}",
                handler=handlers.delete,
                summary=f"Delete a {names.one}.",
                scopes=WRITE,
                parameters=write_parameters,
                status=204,
                tags=tags,
                rate_limit=limits.delete,
            )
        )
    return tuple(rows)
