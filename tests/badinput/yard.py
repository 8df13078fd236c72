"""Sending what should be refused, and seeing that it was: by status, envelope, field, and with
nothing written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from tests.fixtures_acc import client_of
from tests.openapi.tour import ROUTES, Exchange, Tour

from changewright.edge.http import Application
from changewright.edge.routes import Route, addresses
from changewright.store.write_ledger import read_head

JSON = "application/json"
UNKNOWN_ID = "0e0e0e0e-1111-4222-8333-444444444444"
OTHER_ENVELOPES = ("AUTH-006", "AUTH-010", "AUTH-012")

COST: Mapping[str, Route] = {
    name: route for name, (door, route) in ROUTES.items() if door.name == "acc"
}
"""The operations on a container."""


@dataclass(frozen=True)
class Yard:
    """The application with two furnished projects: one's own, and one where one is a stranger."""

    application: Application
    own: Tour
    foreign: Tour

    @property
    def client(self) -> httpx.AsyncClient:
        return self.own.client

    def client_with(self, token: str) -> httpx.AsyncClient:
        return client_of(self.application, token)

    async def revision(self) -> int:
        """How many units have been written to one's own container."""
        ledger = self.application.services.ledger
        async with ledger.database.connection() as connection:
            return (await read_head(connection, self.own.container.id)).revision

    def address(self, operation_id: str, places: Mapping[str, str] | None = None) -> str:
        """An operation's path, by default that of a record of one's own that is there."""
        door, route = ROUTES[operation_id]
        path = addresses(door, route)[0]
        values = self.own.placed(operation_id, self.places(operation_id) | dict(places or {}))
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], path)

    def places(self, operation_id: str) -> dict[str, str]:
        """The path's parameters of a record that is there."""
        spares = self.own.spares.get(operation_id)
        return dict(spares[-1] if spares else self.own.example(operation_id).places)

    def example(self, operation_id: str) -> Exchange:
        return self.own.example(operation_id)

    async def send(
        self, operation_id: str, places: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        """One request of one's own, its query that of the walk."""
        sent.setdefault("params", dict(self.example(operation_id).query))
        method = ROUTES[operation_id][1].method
        return await self.client.request(method, self.address(operation_id, places), **sent)


def errors_of(answer: httpx.Response) -> list[dict[str, Any]]:
    """The errors inside an answer, whose envelope must be one of the vendor's."""
    assert answer.headers["content-type"] == JSON, answer.headers
    body = answer.json()
    if "error" in body:
        inner = body["error"]
        assert inner["statusCode"] == answer.status_code, body
    else:
        assert answer.status_code == 400, body
        inner = body
    assert {"errors", "name", "title", "detail"} <= set(inner), body
    assert inner["errors"], body
    for each in inner["errors"]:
        assert isinstance(each["code"], int) and each["title"] and each["detail"], body
    found: list[dict[str, Any]] = inner["errors"]
    return found


def fields_of(answer: httpx.Response) -> set[str]:
    """The fields that a refusal names."""
    return {each["field"] for each in errors_of(answer) if "field" in each}


def refused(answer: httpx.Response, status: int, *fields: str) -> None:
    """The answer is this refusal, naming just these fields where any are given."""
    assert answer.status_code == status, (answer.request.method, str(answer.url), answer.text[:600])
    found = fields_of(answer)
    if fields:
        assert found == set(fields), (str(answer.url), sorted(found ^ set(fields)), answer.text)


def gateway_refused(answer: httpx.Response, status: int) -> None:
    """The answer is a refusal of the gateway's, before anything of the request was read."""
    assert answer.status_code == status, (answer.request.method, str(answer.url), answer.text[:600])
    body = answer.json()
    assert set(body) == {"developerMessage", "errorCode", "more info"}, body
    assert body["errorCode"] in OTHER_ENVELOPES


def raw_json(value: Any) -> bytes:
    """JSON text in which `<1e400>` inside a string stands for the number without its quotes."""
    return re.sub(r'"<([^"<>]+)>"', r"\1", json.dumps(value)).encode()


def nested(depth: int) -> bytes:
    """A list in a list in a list."""
    return b"[" * depth + b"]" * depth


def with_json_body() -> Iterator[str]:
    """The operations that read a JSON body, by id."""
    for name, route in COST.items():
        if route.body is not None and route.body.media == JSON:
            yield name
