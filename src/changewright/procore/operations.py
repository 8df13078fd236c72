"""The operations that most resources have, as route rows made from one row of names.

List, show, create, update, delete and sync differ between resources by their names, their handlers
and their bodies alone; what is special of one is given beside them, by the word of the operation.
An operation is documented at one path. Clients in the wild call others (procore.md §7), and the
old spelling of every v1.0 path: those are aliases, which the reference does not repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from changewright.edge.bodies import Body, Field, objects_of
from changewright.edge.routes import Handler, Parameter, Route, Shape

from .fields import Resource
from .grammar import PAGING, VIEW, parameters_of
from .wire import INTEGER, is_v2

READ, WRITE = ("data:read",), ("data:write",)

ERRORS = (400, 401, 403, 404, 406, 409, 422, 429, 500, 503)
"""The statuses of refusals: malformed requests answer 400, rules of the records 422."""

SYNC_MAXIMUM = 1000
"""Updates of one sync (procore.md §4.5)."""

V1, OLD_V1 = "/rest/v1.0/", "/vapid/"

PROJECT = Parameter("project_id", "integer", "The project.", required=True)
COMPANY = Parameter("company_id", "integer", "The company; where it is sent, the header's.")
CONTRACT = Parameter("contract_id", "integer", "The contract.", required=True)


class Handlers(msgspec.Struct, frozen=True, kw_only=True):
    """What runs; None: the resource has no such operation."""

    list: Handler | None = None
    show: Handler | None = None
    create: Handler | None = None
    update: Handler | None = None
    delete: Handler | None = None
    sync: Handler | None = None


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """`one` and `many` are what people call it, `operation` and `operations` what operation ids
    end in (`ChangeOrderPackage`, `ChangeOrderPackages`)."""

    one: str
    many: str
    operation: str
    operations: str


class _Usual(msgspec.Struct, frozen=True):
    """An operation as every resource has it. `tail` follows the collection's path."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    tail: str
    operation_id: str
    summary: str
    status: int = 200


_USUAL = {
    "list": _Usual("GET", "", "list{operations}", "{Many}."),
    "create": _Usual("POST", "", "create{operation}", "A new {one}.", 201),
    "sync": _Usual("PATCH", "/sync", "sync{operations}", "Create and change {many} by the dozen."),
    "show": _Usual("GET", "/{id}", "show{operation}", "One {one}."),
    "update": _Usual("PATCH", "/{id}", "update{operation}", "Change fields of a {one}."),
    "delete": _Usual("DELETE", "/{id}", "delete{operation}", "Delete a {one}.", 204),
}
"""The operations, in the order of the reference, by the words of `Handlers`."""


def in_project(path: str) -> str:
    """A path as clients spell it that put the project into it."""
    version, _, rest = path.removeprefix("/rest/").partition("/")
    return f"/rest/{version}/projects/{{project_id}}/{rest}"


def operations(
    names: Names,
    path: str,
    handlers: Handlers,
    *,
    listed: Resource | Shape,
    detailed: Resource | Shape,
    created: Resource | None = None,
    synced: Resource | None = None,
    tags: tuple[str, ...],
    aliases: Iterable[str] = (),
    path_of_one: str = "",
    aliases_of_one: Iterable[str] | None = None,
    path_parameters: tuple[Parameter, ...] = (),
    place: tuple[Parameter, ...] = (PROJECT,),
    query: Mapping[str, tuple[Parameter, ...]] | None = None,
    create_body: Body | None = None,
    update_body: Body | None = None,
    sync_fields: tuple[Field, ...] = (),
    statuses: Mapping[str, int] | None = None,
    summaries: Mapping[str, str] | None = None,
    user_context: bool = True,
) -> tuple[Route, ...]:
    """The rows of a resource, one for each handler.

    `path` is the collection's documented path, `aliases` others; where single records stand under
    another one (`/prime_contract/{id}`), that is `path_of_one`. Every parameter of a path is an
    integer unless `path_parameters` says otherwise. `place` are the query parameters that say where
    list, show, delete and sync look; `query`, `statuses` and `summaries` hold what an operation has
    of its own, by its word. `created` and `synced` are what those two answer with, where it is not
    the record as it is shown. Under v2.0 answers stand in an envelope by themselves.
    """
    said = {"Many": names.many.capitalize(), **msgspec.structs.asdict(names)}
    answers = _answers(names, listed, detailed, created, synced)
    bodies = {
        "create": create_body,
        "update": update_body,
        "sync": sync_body(names, sync_fields),
    }
    asked = _asked(place, listed, detailed)
    rows = []
    for word, usual in _USUAL.items():
        handler = getattr(handlers, word)
        if handler is None:
            continue
        is_of_one = usual.tail == "/{id}" or word == "create"
        own = (path_of_one or path) if is_of_one else path
        others = aliases if own == path or aliases_of_one is None else aliases_of_one
        spelled = [f"{each}{usual.tail}" for each in (own, *others)]
        answer = answers.get(word)
        row = Route(
            method=usual.method,
            path=spelled[0],
            aliases=(*spelled[1:], *old_spelling(spelled)),
            operation_id=usual.operation_id.format(**said),
            handler=handler,
            summary=(summaries or {}).get(word) or usual.summary.format(**said),
            scopes=READ if usual.method == "GET" else WRITE,
            user_context=user_context,
            place="root",
            path_parameters=integers_of(path_parameters, spelled),
            parameters=_distinct((*(query or {}).get(word, ()), *asked.get(word, ())), own),
            body=bodies.get(word),
            status=(statuses or {}).get(word, usual.status),
            response=enveloped_shape(answer) if answer and is_v2(own) else answer,
            errors=ERRORS,
            tags=tags,
        )
        rows.append(row)
    return tuple(rows)


def _answers(
    names: Names,
    listed: Resource | Shape,
    detailed: Resource | Shape,
    created: Resource | None,
    synced: Resource | None,
) -> dict[str, Shape]:
    """What each operation answers with; a deletion with nothing."""
    one = record_shape(names.operation, detailed)
    new = one if created is None else record_shape(f"{names.operation}Created", created)
    entity = one if synced is None else record_shape(f"{names.operation}ListItem", synced)
    return {
        "list": list_shape(names, listed),
        "create": new,
        "update": one,
        "show": one,
        "sync": sync_shape(names, entity),
    }


def _asked(
    place: tuple[Parameter, ...], listed: Resource | Shape, detailed: Resource | Shape
) -> dict[str, tuple[Parameter, ...]]:
    """The query parameters that an operation has on every resource of this kind."""
    narrowing = parameters_of(listed) if isinstance(listed, Resource) else PAGING
    return {
        "list": (*place, *narrowing),
        "show": (*place, *_views(detailed)),
        "delete": place,
        "sync": place,
    }


def old_spelling(paths: Iterable[str]) -> list[str]:
    """The same paths below the prefix that v1.0 had before it had a number (procore.md §4.9)."""
    return [OLD_V1 + each.removeprefix(V1) for each in paths if each.startswith(V1)]


def integers_of(described: tuple[Parameter, ...], paths: Iterable[str]) -> tuple[Parameter, ...]:
    """A row for every parameter in these paths: as described, else an integer."""
    found = {each.name: each for each in described}
    for path in paths:
        for segment in path.split("/"):
            if segment.startswith("{"):
                name = segment[1:-1]
                found.setdefault(name, Parameter(name, "integer"))
    return tuple(found.values())


def _distinct(asked: tuple[Parameter, ...], path: str) -> tuple[Parameter, ...]:
    """Each parameter once, the first one standing, without those that the path has already."""
    found: dict[str, Parameter] = {}
    for each in asked:
        if f"{{{each.name}}}" not in path:
            found.setdefault(each.name, each)
    return tuple(found.values())


def _views(detailed: Resource | Shape) -> tuple[Parameter, ...]:
    if not isinstance(detailed, Resource) or not detailed.views:
        return ()
    return (msgspec.structs.replace(VIEW, enum=tuple(detailed.views)),)


# Shapes for the reference


def record_shape(name: str, shown: Resource | Shape) -> Shape:
    """A record; a resource with views may be any of them."""
    if isinstance(shown, Shape):
        return shown
    found = list({id(each): each for each in (shown, *shown.views.values())}.values())
    if len(found) == 1:
        return Shape(name, shown.schema())
    every = [Shape(f"{name}.{each.name}", each.schema()) for each in found]
    return Shape(name, {"anyOf": every})


def list_shape(names: Names, listed: Resource | Shape) -> Shape:
    """A page of records, which is a bare array."""
    item = record_shape(f"{names.operation}ListItem", listed)
    return Shape(names.operations, {"type": "array", "items": item})


def enveloped_shape(shape: Shape) -> Shape:
    """What v2.0 puts around every answer."""
    schema = {"type": "object", "properties": {"data": shape}, "required": ["data"]}
    return Shape(f"{shape.name}Data", schema)


def sync_body(names: Names, fields: tuple[Field, ...]) -> Body:
    """`{"updates": […]}`, each with the fields of an update and maybe the record's `id`."""
    updates = Field(
        "updates",
        "updates",
        objects_of(Field("id", "id", INTEGER), *fields, partial=True),
        maximum=SYNC_MAXIMUM,
        required=True,
        nullable=False,
    )
    return Body(f"{names.operations}Sync", (updates,))


def sync_shape(names: Names, one: Shape) -> Shape:
    """`{"entities": […], "errors": […]}`; an error is what was sent, with its `errors`."""
    told = {"type": "object", "additionalProperties": {"type": "array"}}
    error = {"type": "object", "properties": {"errors": told}, "required": ["errors"]}
    schema = {
        "type": "object",
        "properties": {
            "entities": {"type": "array", "items": one},
            "errors": {"type": "array", "items": error},
        },
        "required": ["entities", "errors"],
    }
    return Shape(f"{names.operations}Synced", schema)
