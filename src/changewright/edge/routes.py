"""Route rows: each operation of a door is one row, from which router and OpenAPI are made.

A door is a tuple of such rows with its prefixes and its way of writing refusals. The router finds
the row of a request by walking a tree of path segments, so its cost does not grow with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from .bodies import Body

if TYPE_CHECKING:
    from datetime import datetime

    from .context import Answer, Context
    from .rate_limits import Standing
    from .reply import HeaderPairs, Reply, RequestFacts

Handler = Callable[["Context"], Awaitable["Answer"]]
"""What a row runs: the request's context in, bytes or a Reply or a Starlette response out."""

DOCUMENTED_ERRORS = (400, 401, 403, 404, 409, 429, 500, 503)


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a path or query, for the reference and for reading it.

    `type` is one of text, uuid, integer, datetime, date, boolean, amount. `repeated`: a list,
    by commas or by repeating the key.
    """

    name: str
    type: str = "text"
    description: str = ""
    repeated: bool = False
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    minimum_length: int | None = None
    maximum_length: int | None = None
    default: object = None
    example: object = None


class Shape(msgspec.Struct, frozen=True, eq=False):
    """A JSON Schema under a name, for the reference. Shapes may stand inside a schema, at any
    depth; each is written once, among the components, and referred to."""

    name: str
    schema: Mapping[str, Any]


class Route(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One operation.

    `path` has `{name}` parameters and may end in a verb (`/cost-items:attach`); the spelling with
    a slash before the colon, doubled slashes and a trailing slash reach it too. A parameter in the
    path is a UUID unless `path_parameters` has a row for it. With `place` "container" the path
    follows each of the door's prefixes and the handler gets the project; with "root" it is whole.

    `aliases` are more whole paths that reach a "root" row, left out of the reference.

    `status` is the success. `response` is a msgspec type or a `Shape`, for the reference alone; the
    handler returns bytes. `error_media` are the forms a refusal may have; those that are not JSON
    are pages. `errors` are all other statuses; those below 400 have no body. `rate_limit` is the
    vendor's published number per minute.
    """

    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    path: str
    operation_id: str
    handler: Handler
    summary: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    scopes: tuple[str, ...] = ()
    user_context: bool = True
    authenticated: bool = True
    place: Literal["container", "root"] = "container"
    path_parameters: tuple[Parameter, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    headers: tuple[Parameter, ...] = ()
    body: Body | None = None
    status: int = 200
    response: Any = None
    response_media: str = "application/json"
    error_media: tuple[str, ...] = ("application/json",)
    errors: tuple[int, ...] = DOCUMENTED_ERRORS
    tags: tuple[str, ...] = ()
    rate_limit: int | None = None


class Window(msgspec.Struct, frozen=True):
    """So many calls in so many seconds."""

    seconds: int
    calls: int


class Door(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A door: its rows, where its containers are mounted, and how it writes a refusal.

    `claims` are beginnings of paths that belong to this door even when no row is there, so that an
    unknown path is refused in its own words. The prefixes after the first are aliases, not
    repeated in the reference. `integer_projects`: the project in them may also be its integer.
    `as_of` is the query parameter by which its GET rows answer about the past. `any_origin`: pages
    of other sites may call it, with a token (`edge.cross_origin`). `takes_forms`: bodies may be a
    form's pairs instead of JSON (`edge.forms`).
    `path_parameters` describes those of the prefix, `headers` are those
    that every row takes, by method, and under `*` those of all methods. `security` are the OpenAPI
    security schemes, of which every row that is authenticated asks the first.
    """

    name: str
    title: str
    description: str = ""
    prefixes: tuple[str, ...] = ()
    integer_projects: bool = False
    as_of: str = ""
    any_origin: bool = False
    takes_forms: bool = False
    claims: tuple[str, ...] = ()
    routes: tuple[Route, ...]
    refuse: Callable[[BaseException, RequestFacts], Reply]
    error_schemas: Mapping[int, tuple[Any, ...]] = {}
    """Per status the types (or Shapes) an error's body may have; key 0 for all others."""
    path_parameters: tuple[Parameter, ...] = ()
    headers: Mapping[str, tuple[Parameter, ...]] = {}
    security: Mapping[str, Mapping[str, Any]] = {}
    tags: Mapping[str, str] = {}
    """What a tag of its rows means, in the order of the reference."""
    windows: tuple[Window, ...] = ()
    """The vendor's limits on all calls to the door."""
    tell_standing: Callable[[Standing, datetime], HeaderPairs] | None = None
    """The headers by which an answer, or a refusal, says how its caller stands at that time."""


class Endpoint(msgspec.Struct, frozen=True, eq=False):
    """A row at one of its addresses."""

    route: Route
    door: Door
    template: str
    names: tuple[str, ...]
    uuid_places: tuple[int, ...]
    """Which of `names` must be UUIDs, the container apart."""
    has_container: bool


class Found(msgspec.Struct, frozen=True):
    endpoint: Endpoint
    values: tuple[str, ...]


class Node:
    """A place in the tree: what may follow it, and the endpoints that end here by method."""

    __slots__ = ("endpoints", "literals", "parameter", "verbs")

    def __init__(self) -> None:
        self.literals: dict[str, Node] = {}
        self.verbs: dict[str, Node] = {}
        self.parameter: Node | None = None
        self.endpoints: dict[str, Endpoint] = {}


_MANY_SLASHES = re.compile(r"/{2,}")
_PARAMETER = re.compile(r"\{(\w+)\}(?::([\w-]+))?\Z")


def path_segments(path: str) -> list[str]:
    """A path's parts, with doubled and trailing slashes dropped and `/:verb` joined to its noun."""
    if "//" in path:
        path = _MANY_SLASHES.sub("/", path)
    if "/:" in path:
        path = path.replace("/:", ":")
    return [segment for segment in path.split("/") if segment]


class Router:
    """Finds the endpoint of a method and path among all doors. Built once; then read only.

    Raises ValueError when two rows claim the same method and path, or an operation id twice.
    """

    def __init__(self, doors: Sequence[Door]) -> None:
        self.doors = tuple(doors)
        self.endpoints: list[Endpoint] = []
        self._root = Node()
        seen: set[str] = set()
        for door in doors:
            for route in door.routes:
                if route.operation_id in seen:
                    raise ValueError(f"operation id {route.operation_id} stands twice")
                seen.add(route.operation_id)
                for address in addresses(door, route):
                    self._add(door, route, address)

    def _add(self, door: Door, route: Route, address: str) -> None:
        node = self._root
        names: list[str] = []
        for segment in path_segments(address):
            match = _PARAMETER.match(segment)
            if match is None:
                node = node.literals.setdefault(segment, Node())
                continue
            names.append(match[1])
            if match[2]:
                node = node.verbs.setdefault(match[2], Node())
            else:
                node.parameter = node.parameter or Node()
                node = node.parameter
        if route.method in node.endpoints:
            other = node.endpoints[route.method].route.operation_id
            raise ValueError(f"{route.method} {address}: both {other} and {route.operation_id}")
        endpoint = _endpoint(door, route, address, tuple(names))
        node.endpoints[route.method] = endpoint
        self.endpoints.append(endpoint)

    def find(self, method: str, path: str) -> Found | None:
        """The endpoint for this method, literal parts before parameters, or None."""
        segments = path_segments(path)
        values: list[str] = []
        node: Node | None = self._root
        for segment in segments:
            # The straight way down; the rare path that must turn back takes the long one.
            assert node is not None
            literal = node.literals.get(segment)
            if literal is None:
                values.append(segment)
                node = node.parameter
                if node is None:
                    break
            else:
                node = literal
        endpoint = None if node is None else node.endpoints.get(method)
        if endpoint is None or ":" in path:
            values = []
            endpoint = _descend(self._root, segments, 0, values, method)
        return None if endpoint is None else Found(endpoint, tuple(values))

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that this path answers; empty for an unknown path."""
        segments = path_segments(path)
        found = [m for m in ALL_METHODS if _descend(self._root, segments, 0, [], m) is not None]
        return (*found, "HEAD", "OPTIONS") if "GET" in found else (*found, "OPTIONS") * bool(found)

    def door_of(self, path: str) -> Door | None:
        """The door in whose words to refuse an unknown path."""
        path = _MANY_SLASHES.sub("/", path)
        for door in self.doors:
            if path.startswith(door.claims):
                return door
        return None


ALL_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def addresses(door: Door, route: Route) -> tuple[str, ...]:
    """The whole paths of a row: one for each prefix, or its own and its aliases."""
    if route.place == "root":
        return (route.path, *route.aliases)
    return tuple(prefix + route.path for prefix in door.prefixes)


def _endpoint(door: Door, route: Route, address: str, names: tuple[str, ...]) -> Endpoint:
    described = {parameter.name: parameter for parameter in route.path_parameters}
    in_container = route.place == "container"
    places = (
        place
        for place, name in enumerate(names)
        if not (in_container and place == 0)
        and (name not in described or described[name].type == "uuid")
    )
    return Endpoint(route, door, address, names, tuple(places), in_container)


def _descend(
    node: Node, segments: list[str], index: int, values: list[str], method: str
) -> Endpoint | None:
    if index == len(segments):
        return node.endpoints.get(method)
    segment = segments[index]
    literal = node.literals.get(segment)
    if literal is not None:
        found = _descend(literal, segments, index + 1, values, method)
        if found is not None:
            return found
    if node.verbs and ":" in segment:
        head, _, verb = segment.rpartition(":")
        if head and verb in node.verbs:
            values.append(head)
            found = _descend(node.verbs[verb], segments, index + 1, values, method)
            if found is not None:
                return found
            values.pop()
    if node.parameter is not None:
        values.append(segment)
        found = _descend(node.parameter, segments, index + 1, values, method)
        if found is not None:
            return found
        values.pop()
    return None


def rows(*groups: Iterable[Route]) -> tuple[Route, ...]:
    """The rows of several resources as one tuple."""
    return tuple(route for group in groups for route in group)
