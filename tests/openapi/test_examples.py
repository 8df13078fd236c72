"""The description's examples are real, and what is answered is what is described."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.openapi.site import furnished
from tests.openapi.tour import JSON_MEDIA, ROUTES, Exchange, schema_of

from changewright.compose import doors
from changewright.edge.http import Application
from changewright.edge.reference import reference_page
from changewright.edge.values import parse_uuid

DOCUMENT: dict[str, Any] = json.loads(json.dumps(doors.openapi("acc")))
# Not shown by an example: pages for people, and old addresses of what is shown at the new one.
WITHOUT_EXAMPLE = frozenset(
    {
        *("authorize", "authorize_post", "authorize_v1", "authorize_v1_post", "logout"),
        *("gettoken_v1", "refreshtoken_v1"),
    }
)
FORMATS = jsonschema.FormatChecker(("date", "uuid", "regex"))


def problems(schema: Any, value: Any) -> list[str]:
    """What a value has against a schema of the document."""
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = jsonschema.Draft202012Validator(whole, format_checker=FORMATS)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def content_of(part: Any) -> Any:
    """The JSON (or form) content of a request body or a response, if it has such content."""
    for media, content in part.get("content", {}).items():
        if media in (*JSON_MEDIA, "application/x-www-form-urlencoded"):
            return content
    return None


def check(exchange: Exchange) -> None:
    operation, status = schema_of(DOCUMENT, exchange.operation_id), success(exchange.operation_id)
    if exchange.response is not None:
        schema = content_of(operation["responses"][status])["schema"]
        assert problems(schema, exchange.response) == [], exchange.operation_id
    if exchange.request is not None:
        schema = content_of(operation["requestBody"])["schema"]
        assert problems(schema, exchange.request) == [], exchange.operation_id


def success(operation_id: str) -> str:
    return str(ROUTES[operation_id][1].status)


@pytest.mark.parametrize("operation_id", sorted(set(ROUTES) - WITHOUT_EXAMPLE))
def test_an_operation_has_examples_that_its_schema_allows(operation_id: str) -> None:
    operation = schema_of(DOCUMENT, operation_id)
    body = content_of(operation.get("requestBody", {}))
    if body is not None:
        (example,) = body["examples"].values()
        assert problems(body["schema"], example["value"]) == []
    answer = content_of(operation["responses"][success(operation_id)])
    if answer is not None and operation_id not in ("revoke", "linkBudgetsToContracts"):
        assert problems(answer["schema"], answer["example"]) == []


def test_no_example_is_left_over() -> None:
    names = {file.name.split(".")[0] for file in doors.EXAMPLES.glob("*.json")}
    assert names <= set(ROUTES)


def test_no_example_holds_a_token() -> None:
    for file in doors.EXAMPLES.glob("*.json"):
        assert "eyJhbGciOi" not in file.read_text("utf-8").replace("eyJhbGciOiJS…", "")


async def test_the_walk_is_answered_as_described_and_as_the_examples_show(
    application: Application,
) -> None:
    """Every operation once more: no field has come or gone since the examples were recorded."""
    tour = await furnished(application)
    assert set(ROUTES) - set(tour.exchanges) == WITHOUT_EXAMPLE
    for exchanges in tour.exchanges.values():
        for exchange in exchanges:
            check(exchange)
    for operation_id in tour.exchanges:
        file = doors.EXAMPLES / f"{operation_id}.response.json"
        answer = tour.example(operation_id).response
        assert file.is_file() == (answer is not None), operation_id
        if answer is not None:
            assert shape(answer) == shape(json.loads(file.read_text("utf-8"))), operation_id


def shape(value: Any) -> Any:
    """The fields of an answer, however deep, without their values."""
    if isinstance(value, dict):
        return {"*" if parse_uuid(name) else name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def test_the_page_shows_the_examples() -> None:
    page = reference_page(doors.openapi()).body.decode()
    assert page.count("Example answer") >= len(list(doors.EXAMPLES.glob("*.response.json"))) - 2
    assert "Fire-rated glazing, corridor 3.12" in page
    assert "EI60 glazing, supplied and fixed" in page
