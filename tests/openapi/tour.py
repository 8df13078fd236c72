"""A walk through every operation of Autodesk's door, each request sent for real and kept.

What the walk leaves behind is used three times: as the examples of the reference, as the living
records that random requests are aimed at, and as the good bodies that bad ones are made from.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container

from changewright.compose import doors
from changewright.edge.routes import Door, Route, addresses

ROUTES: Mapping[str, tuple[Door, Route]] = {
    route.operation_id: (door, route) for door in doors.DESCRIBED["acc"] for route in door.routes
}
JSON_MEDIA = ("application/json", "application/vnd.api+json")
SECRET = "a secret of enough characters"


@dataclass(frozen=True)
class Exchange:
    """One request as it was sent, and its answer. `request` is None without a body of JSON or of
    a form; `response` is None without one of JSON."""

    operation_id: str
    places: Mapping[str, str]
    query: Mapping[str, Any]
    request: Any
    response: Any


@dataclass
class Tour:
    """Sends requests by operation id and keeps them."""

    client: httpx.AsyncClient
    container: Container
    people: People
    client_id: str
    exchanges: dict[str, list[Exchange]] = field(default_factory=lambda: defaultdict(list))
    spares: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """By deletion, the places of records that may go."""

    async def go(
        self,
        operation_id: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **places: str,
    ) -> Any:
        """Send one request; answers what came back. Fails unless it is the row's success."""
        return await self._go(operation_id, places, body, query, headers)

    async def _go(
        self,
        operation_id: str,
        places: Mapping[str, str],
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        door, route = ROUTES[operation_id]
        address = addresses(door, route)[0]
        for name, value in self.placed(operation_id, places).items():
            address = re.sub(rf"\{{{name}\}}", value, address)
        sent: dict[str, Any] = {"params": query, "headers": dict(headers or {})}
        if isinstance(body, bytes):
            sent["content"] = body
        elif route.body is not None and route.body.media != "application/json":
            sent["data"] = body
        elif body is not None:
            sent["json"] = body
        answer = await self.client.request(route.method, address, **sent)
        assert answer.status_code == route.status, (operation_id, answer.status_code, answer.text)
        media = answer.headers.get("content-type", "").partition(";")[0]
        found = json.loads(answer.content) if media in JSON_MEDIA else None
        kept = None if isinstance(body, bytes) else body
        self.exchanges[operation_id].append(
            Exchange(operation_id, dict(places), dict(query or {}), kept, found)
        )
        return found

    async def spend(
        self, create: str, delete: str, parameter: str, *bodies: Mapping[str, Any], **places: str
    ) -> None:
        """Make two records, delete one and leave the other to be deleted. A `#` in a body's text
        becomes the number of the record."""
        for number in range(2):
            body = {
                name: value.replace("#", str(number)) if isinstance(value, str) else value
                for name, value in bodies[number % len(bodies)].items()
            }
            made = await self._go(create, places, body)
            self.spares[delete].append({parameter: made["id"], **places})
        await self._go(delete, self.spares[delete][0])

    def placed(self, operation_id: str, places: Mapping[str, str]) -> dict[str, str]:
        """The parameters of an operation's path, with the container's."""
        door, _ = ROUTES[operation_id]
        more = {"containerId": str(self.container.uuid)} if door.prefixes else {}
        return {**more, **places}

    def example(self, operation_id: str) -> Exchange:
        """The exchange that shows an operation best: its first."""
        return self.exchanges[operation_id][0]


def schema_of(document: Mapping[str, Any], operation_id: str) -> Mapping[str, Any]:
    """An operation of an OpenAPI document."""
    for item in document["paths"].values():
        for operation in item.values():
            if operation["operationId"] == operation_id:
                found: Mapping[str, Any] = operation
                return found
    raise KeyError(operation_id)
