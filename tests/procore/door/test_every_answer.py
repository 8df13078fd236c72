"""Every list and every record of the door is as its description says, key by key."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.procore.door.visits import ROUTES, Yard, document, operation_of

READS = [n for n, route in ROUTES.items() if route.method == "GET" and route.status == 200]
NOTHING_THERE: frozenset[str] = frozenset()
"""Reads of which the furnished project has nothing yet."""
FORMATS = jsonschema.FormatChecker(("date", "date-time"))


def strict(schema: Any) -> Any:
    """The schema with every object closed: no key that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(value) for name, value in schema.items()}
    if closed.get("properties") and "additionalProperties" not in closed:
        closed["additionalProperties"] = False
    return closed


@pytest.mark.parametrize("operation_id", READS)
async def test_a_read_answers_as_described(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    responses = operation_of(operation_id)["responses"]
    schema = responses[str(route.status)]["content"]["application/json"]["schema"]
    whole = {**strict(schema), "components": strict(document()["components"])}
    validator = jsonschema.Draft202012Validator(whole, format_checker=FORMATS)
    seen = 0
    for path in await yard.fills(route):
        for query in yard.queries(route):
            answer = await yard.client.get(path, params=query)
            assert answer.status_code in (200, 404), (path, query, answer.text)
            if answer.status_code == 404:
                continue  # a record of the other contract
            faults = [
                f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(answer.json())
            ]
            assert faults == [], (path, query, faults)
            seen += bool(answer.json())
            tag = answer.headers["etag"]
            again = await yard.client.get(path, params=query, headers={"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b""), (path, query)
    assert (seen > 0) != (operation_id in NOTHING_THERE), "what is there must be seen"


@pytest.mark.parametrize(
    "operation_id", [name for name in READS if not ROUTES[name].path.endswith("}")]
)
async def test_a_list_has_pages(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    if not any(parameter.name == "page" for parameter in route.parameters):
        return
    asked, listed = 0, 0
    for path in await yard.fills(route):
        for query in yard.queries(route):
            answer = await yard.client.get(path, params={**query, "per_page": 1, "page": 1})
            asked += 1
            if answer.status_code == 404 and "contract_id" in query:
                continue  # it is not that contract's
            listed += 1
            assert answer.status_code == 200, (path, answer.text)
            total = int(answer.headers["total"])
            assert answer.headers["per-page"] == "1"
            rows = answer.json()
            rows = rows["data"] if isinstance(rows, dict) else rows
            assert len(rows) == min(1, total)
            assert ("link" in answer.headers) == (total > 1)
            beyond = await yard.client.get(path, params={**query, "per_page": 5, "page": 999})
            rows = beyond.json()
            assert (rows["data"] if isinstance(rows, dict) else rows) == []
            assert beyond.headers["total"] == str(total)
            for bad in ({"per_page": 0}, {"page": 0}, {"per_page": "x"}):
                refused = await yard.client.get(path, params={**query, **bad})
                assert refused.status_code == 400, (path, bad, refused.text)
    assert listed or not asked, "some of what was asked for must be there"
