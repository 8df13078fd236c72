"""Keys for repeats: the rows that describe `Idempotency-Key` honour it, and no others do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import BASE, People
from tests.fixtures_ledger import Container
from tests.web.test_every_route import address_of

from changewright.compose.doors import openapi
from changewright.edge.bodies import fields_schema
from changewright.edge.routes import Route
from changewright.edge.writing import IDEMPOTENCY_KEY_MAXIMUM
from changewright.web.routes import DOOR

HEADER = "Idempotency-Key"
POSTS = [route for route in DOOR.routes if route.method == "POST"]
# What a row asks of a body beside its fields, so that it comes to the point of writing.
SAID: Mapping[str, Mapping[str, Any]] = {
    "webEditLog": {"ids": [str(uuid4())], "values": {}},
    "webGiveRecordQuotes": {"prices": [{"amount": "1"}]},
}
TEXTS: Mapping[str, str] = {
    "uuid": str(uuid4()),
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05Z",
}


def sample(schema: Mapping[str, Any]) -> Any:
    """The least that a schema of a field takes."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else next(each for each in kind if each != "null")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: sample(properties[name]) for name in schema.get("required", ())}
    if kind == "array":
        return [sample(schema["items"])] * max(1, schema.get("minItems", 0))
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    if "format" in schema:
        return TEXTS[schema["format"]]
    return "1" if "pattern" in schema else "words"


def body_of(route: Route) -> Any:
    if route.body is None:
        return None
    return sample(fields_schema(route.body.fields)) | SAID.get(route.operation_id, {})


async def honours(client: httpx.AsyncClient, route: Route, project: object) -> bool:
    """Whether a row looks at the key: it refuses one that is too long."""
    headers = {HEADER: "k" * (IDEMPOTENCY_KEY_MAXIMUM + 1)}
    reply = await client.post(address_of(route, project), json=body_of(route), headers=headers)
    fields = [each["field"] for each in reply.json().get("problems", ())]
    return reply.status_code == 400 and fields == [HEADER.lower()]


async def test_a_key_is_described_where_it_is_honoured(
    people: People, container: Container
) -> None:
    described = {
        operation["operationId"]
        for path in openapi("web", BASE)["paths"].values()
        for operation in path.values()
        if any(each["name"] == HEADER for each in operation.get("parameters", ()))
    }
    client = people.clients["admin"]
    honoured = {
        route.operation_id for route in POSTS if await honours(client, route, container.uuid)
    }
    assert honoured == described
    assert len(honoured) > 15 and "webAddPerson" not in honoured


async def test_a_repeat_makes_nothing_twice(web: httpx.AsyncClient, place: str) -> None:
    said = {"associationType": "FormInstance", "name": "Storey", "type": "text"}
    sent = [
        await web.post(f"{place}/attributes", json=said, headers={HEADER: "storey"})
        for _ in range(2)
    ]
    assert [each.status_code for each in sent] == [201, 201], sent[0].text
    assert sent[0].content == sent[1].content
    assert sent[0].headers["etag"] == sent[1].headers["etag"]
    other = await web.post(
        f"{place}/attributes", json=said | {"name": "Wing"}, headers={HEADER: "storey"}
    )
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("companies", {"name": "Glaziers"}),
        ("choices", {"list": "change_reason", "name": "Weather"}),
        ("people", {"email": "twice@example.com", "role": "viewer"}),
    ],
)
async def test_what_has_no_key_is_refused_the_second_time(
    web: httpx.AsyncClient, place: str, container: Container, path: str, said: dict[str, str]
) -> None:
    """Nothing is made twice here either: the name, or the address, is taken."""
    said = {name: text.replace("twice", f"twice.{container.id}") for name, text in said.items()}
    first = await web.post(f"{place}/{path}", json=said)
    assert first.status_code == 201, first.text
    second = await web.post(f"{place}/{path}", json=said)
    assert second.status_code in (409, 422), second.text
