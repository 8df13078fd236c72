"""Going to every address of Procore's door with ids of records that are there.

An id in a path is found by asking the list that stands above it, so a resource is visited as soon
as its list answers something in the furnished project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import httpx
from tests.procore.site import Site

from changewright.compose import doors
from changewright.edge.bodies import Field
from changewright.edge.routes import Route, Router
from changewright.procore.place import HEADER
from changewright.procore.routes import DOOR
from changewright.procore.wire import INTEGER

ROUTES: Mapping[str, Route] = {
    route.operation_id: route for route in DOOR.routes if route.authenticated
}
"""Those that ask for a token; what goes by a link of its own is tested with the files."""
JSON = "application/json"
FILLS_MAXIMUM = 2
"""How many ids of one list are tried."""
WITHOUT_COMPANY = frozenset({"/rest/v1.0/me", "/rest/v1.0/companies", "/rest/v1.0/companies/{id}"})
"""What is asked before a company is known (procore.md §4.2)."""

_PARAMETER = re.compile(r"\{(\w+)\}")
_V2 = re.compile(r"^/rest/v2\.0/companies/\d+/")


@cache
def router() -> Router:
    return Router((DOOR,))


@cache
def document() -> dict[str, Any]:
    """The description of this door."""
    return doors.openapi("procore")


@dataclass
class Yard:
    """A furnished project, and somebody else's; what the lists of both hold is remembered."""

    own: Site
    foreign: Site
    contracts: tuple[int, ...]
    uploads: tuple[str, ...] = ()
    """Of the project, then of the company; no list shows them."""
    found: dict[str, list[str]] = field(default_factory=dict)
    tall: Yard | None = None
    """Another of three tiers, where what only such a project has is looked for."""

    def of(self, operation_id: str) -> Yard:
        """The yard in which an operation has something to find."""
        return self.tall if self.tall is not None and "ChangeOrderRequest" in operation_id else self

    @property
    def client(self) -> httpx.AsyncClient:
        return self.own.procore

    def constants(self) -> dict[str, list[Any]]:
        """What the parameters and fields of these names are filled with."""
        return {
            "project_id": [self.own.project_id],
            "company_id": [self.own.company_id],
            "contract_id": list(self.contracts),
            "holder_type": ["Contract"],
            "holder_id": list(self.contracts),
            "uuid": list(self.uploads),
            "payload_version": ["v3"],
        }

    async def fills(self, route: Route) -> list[str]:
        """The route's documented path with ids that are there; nothing where a list is empty."""
        paths = [route.path]
        while True:
            open_ = [path for path in paths if _PARAMETER.search(path)]
            if not open_:
                return paths
            paths = [path for each in paths for path in await self._filled(each)]

    async def _filled(self, path: str) -> list[str]:
        """The path with its first parameter filled."""
        match = _PARAMETER.search(path)
        if match is None:
            return [path]
        values = self.constants().get(match[1])
        if values is None:
            values = await self._ids(path[: match.start() - 1])
        return [path.replace(match[0], str(value), 1) for value in values[:FILLS_MAXIMUM]]

    async def _ids(self, collection: str) -> list[str]:
        if collection not in self.found:
            self.found[collection] = await self._listed(collection)
        return self.found[collection]

    async def _listed(self, collection: str) -> list[str]:
        """The ids that a list shows, whichever of the choices it asks for. What v2.0 has no list of
        is listed by v1.0."""
        if router().find("GET", collection) is None:
            collection = _V2.sub("/rest/v1.0/", collection)
        found = router().find("GET", collection)
        ids: dict[str, None] = {}
        for query in self.queries(found.endpoint.route) if found is not None else ():
            answer = await self.client.get(collection, params=query)
            if answer.status_code == 200:
                ids |= dict.fromkeys(str(row["id"]) for row in rows_of(answer) if "id" in row)
        return list(ids)

    def queries(self, route: Route) -> Iterator[dict[str, Any]]:
        """Each choice of what a route must be asked, and of what says where."""
        constants = self.constants()
        names = [
            each.name
            for each in route.parameters
            if each.name in constants and (each.required or each.name.endswith("_id"))
            if each.required or each.name != "contract_id"
        ]
        for values in product(*(constants[name] for name in names)):
            yield dict(zip(names, values, strict=True))

    def places(self, fields: tuple[Field, ...]) -> dict[str, Any]:
        """The fields of a body that say where."""
        constants = self.constants()
        return {
            each.name: constants[each.name][0]
            for each in fields
            if each.name in constants and each.reader is INTEGER
        }

    def least(self, route: Route) -> dict[str, Any]:
        """What a route sends at least: a body that says where, and has what it must have."""
        if route.body is None or route.body.media != JSON:
            return {}
        fields, partial = route.body.fields, route.body.partial
        return {"json": {**least_of(fields, partial=partial), **self.places(fields)}}

    async def revision(self) -> int:
        """How many units have been written to one's own project."""
        async with self.own.ledger.database.connection() as connection:
            cursor = await connection.execute(
                "SELECT revision FROM head WHERE container_id = %s", (self.own.project_id,)
            )
            row = await cursor.fetchone()
        assert row is not None
        return int(row[0])


VALUES: Mapping[str, Any] = {
    "boolean": True,
    "integer": 1,
    "number": "1",
    "array": [],
    "object": {},
}


def least_of(fields: tuple[Field, ...], *, partial: bool = False) -> dict[str, Any]:
    """The values that a body of these fields must have."""
    found = {}
    for each in fields:
        if each.always or (each.required and not partial):
            inner = inner_fields(each)
            kind = each.reader.schema.get("type", "string")
            value = VALUES.get(kind[0] if isinstance(kind, list) else kind, "x")
            found[each.name] = each.choices[0] if each.choices else value
            if inner is not None:
                found[each.name] = least_of(inner)
    return found


def rows_of(answer: httpx.Response) -> list[dict[str, Any]]:
    """The records of a list, or of what is one record."""
    value = answer.json()
    value = value.get("data", value) if isinstance(value, dict) else value
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def operation_of(operation_id: str) -> Mapping[str, Any]:
    """An operation of the description."""
    for item in document()["paths"].values():
        for operation in item.values():
            if operation["operationId"] == operation_id:
                found: Mapping[str, Any] = operation
                return found
    raise KeyError(operation_id)


def errors_of(answer: httpx.Response) -> dict[str, list[str]]:
    """What a refusal tells by field, in whichever of the vendor's two forms; under "" what it tells
    of no field. Fails for anything else."""
    assert answer.headers["content-type"].startswith(JSON), answer.headers
    body = answer.json()
    if "error" in body:
        error = body["error"]
        assert error["code"] and error["message"] and isinstance(error["details"], list), body
        told: dict[str, list[str]] = {"": [error["message"]]}
        for each in error["details"]:
            told.setdefault(each["source"], []).append(each["message"])
        return told
    found = body["errors"]
    assert found, body
    return found if isinstance(found, dict) else {"": found}


def with_body() -> Iterator[str]:
    """The operations that read a JSON body."""
    for name, route in ROUTES.items():
        if route.body is not None and route.body.media == JSON and route.body.fields:
            yield name


def inner_fields(each: Field) -> tuple[Field, ...] | None:
    """The fields of a wrapper; None for any other field."""
    closure: Callable[..., Any] = each.reader.read
    for cell in closure.__closure__ or ():
        value = cell.cell_contents
        if isinstance(value, tuple) and value and all(isinstance(one, Field) for one in value):
            return value
    return None


def needs_company(route: Route) -> bool:
    return route.path not in WITHOUT_COMPANY


COMPANY_HEADER = HEADER.lower()
