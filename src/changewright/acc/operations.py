"""The operations that most resources have, as route rows made from one row of names.

List, create, get, change and delete differ between resources by their names, their handlers and
the vendor's rate limits alone (autodesk.md §7.3); what is special of one is given beside them, and
operations of other kinds stand in a resource's own rows.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from changewright.edge.bodies import Body
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


class Summaries(msgspec.Struct, frozen=True, kw_only=True):
    """What the reference says of an operation, where the usual sentence says too little."""

    list: str | None = None
    create: str | None = None
    get: str | None = None
    edit: str | None = None
    delete: str | None = None


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """`one` and `many` are what people call it, `operation` and `operations` what operation ids
    end in (`Budget`, `Budgets`), `path` and `parameter` where it is."""

    one: str
    many: str
    operation: str
    operations: str
    path: str
    parameter: str


class _Usual(msgspec.Struct, frozen=True):
    """An operation as every resource has it; `is_of_one`: its path ends in the record's id. The
    texts take `one`, `many`, `operation` and `operations`."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    is_of_one: bool
    operation_id: str
    summary: str
    status: int = 200


_USUAL = {
    "list": _Usual("GET", False, "get{operations}", "{many} of the project."),
    "create": _Usual("POST", False, "create{operation}", "A new {one}.", 201),
    "get": _Usual("GET", True, "get{operation}", "One {one}."),
    "edit": _Usual("PATCH", True, "update{operation}", "Change fields of a {one}."),
    "delete": _Usual("DELETE", True, "delete{operation}", "Delete a {one}.", 204),
}
"""The five operations, in the order of the reference, by the words of `Handlers` and `Limits`."""


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
    get_shape: Shape | None = None,
    create_body: Body | None = None,
    patch_body: Body | None = None,
    path_parameters: tuple[Parameter, ...] = (),
    write_parameters: tuple[Parameter, ...] = (),
    summaries: Summaries | None = None,
) -> tuple[Route, ...]:
    """The rows of a resource, one for each handler.

    `shape` is the record, `list_shape` the list's answer, `get_shape` a single record's, where they
    are more than the resource's own fields and a page; the bodies likewise. `write_parameters` are
    the query parameters of writes.
    """
    record = shape or Shape(names.operation, resource.schema())
    special: dict[str, dict[str, Any]] = {
        "list": {
            "parameters": resource.grammar.parameters(),
            "response": list_shape or page_shape(record),
        },
        "create": {"body": create_body or resource.create_body(), "response": record},
        "get": {"parameters": include_parameter(resource), "response": get_shape or record},
        "edit": {"body": patch_body or resource.patch_body(), "response": record},
        "delete": {},
    }
    rows = []
    for word, usual in _USUAL.items():
        handler = getattr(handlers, word)
        if handler is None:
            continue
        row = {
            **_usual_row(names, usual, summaries, word),
            "path_parameters": path_parameters,
            "parameters": () if usual.method == "GET" else write_parameters,
            "tags": tags,
            "rate_limit": getattr(limits, word),
        }
        rows.append(Route(method=usual.method, handler=handler, **(row | special[word])))
    return tuple(rows)


def _usual_row(
    names: Names, usual: _Usual, summaries: Summaries | None, word: str
) -> dict[str, Any]:
    """What an operation is like on every resource, in this one's words."""
    words = {**msgspec.structs.asdict(names), "many": names.many.capitalize()}
    own = None if summaries is None else getattr(summaries, word)
    return {
        "path": f"{names.path}/{{{names.parameter}}}" if usual.is_of_one else names.path,
        "operation_id": usual.operation_id.format(**words),
        "summary": own or usual.summary.format(**words),
        "scopes": READ if usual.method == "GET" else WRITE,
        "status": usual.status,
    }
