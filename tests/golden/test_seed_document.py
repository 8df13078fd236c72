"""The reference page on listing change orders, held to the letter: fields, envelopes, oddities.

The fields of each of the five kinds are compared with the kept lists, refusals with the kept
envelopes. Facts in the JSON files beside this module are re-typed from the page (autodesk.md §1.3
to §1.6). Its example request is in `test_seed_request.py`.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_ledger import Container
from tests.golden.seed import AMOUNTS, RESPONSE, costs, made, slab_openings
from tests.golden.shapes import differences, golden

FIELDS = golden("change_order_fields")
ERRORS = golden("errors")["cases"]
KINDS: dict[str, dict[str, str | None]] = FIELDS["kinds"]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_has_its_fields(
    acc: httpx.AsyncClient, container: Container, kind: str
) -> None:
    created = await made(acc, container, f"change-orders/{kind}", name="Slab openings")
    listed = costs(container, f"change-orders/{kind}")
    page = (await acc.get(listed)).json()
    one = (await acc.get(f"{listed}/{created['id']}")).json()
    patched = (await acc.patch(f"{listed}/{created['id']}", json={"note": "x"})).json()
    always, also, asked = set(FIELDS["always"]), set(FIELDS["also"]), FIELDS["asked"]
    table = {
        path: row
        for path, row in RESPONSE["result"].items()
        if path.split(".")[0].removesuffix("[]") in always
    }
    for shown in (created, page["results"][0], one, patched):
        assert not always - shown.keys()
        assert not shown.keys() - always - also
        assert differences(shown, table) == []
        assert {name: shown[name] for name in KINDS[kind]} == KINDS[kind]
        assert [shown[name] in (None, "0.0000") for name in AMOUNTS] == [True] * 5
    for include, field in asked.items():
        for path in (listed, f"{listed}/{created['id']}"):
            answer = (await acc.get(path, params={"include": include})).json()
            shown = answer["results"][0] if "results" in answer else answer
            assert isinstance(shown[field], list)
            assert not shown.keys() - always - also - {field}


def envelope(body: dict[str, Any], status: int) -> tuple[str, dict[str, Any]]:
    """Which of the two envelopes a refusal came in, and its inside; fails on any other shape."""
    if "error" in body:
        assert body.keys() == {"error"}
        inside = body["error"]
        assert inside["statusCode"] == status
        return "business", inside
    return "validation", body


@pytest.mark.parametrize("name", ERRORS)
async def test_refusals_come_in_their_envelopes(
    acc: httpx.AsyncClient, container: Container, name: str
) -> None:
    case = ERRORS[name]
    budget = await made(acc, container, "budgets", code="200420420378", name="Concrete")
    contract = await made(acc, container, "contracts", code="GC-01", name="Concrete works")
    ids = {"{nobody}": str(uuid4()), "{budget}": budget["id"], "{contract}": contract["id"]}
    text = json.dumps(case["request"])
    for mark, id in ids.items():
        text = text.replace(mark, id)
    method, path, *body = json.loads(text)
    answer = await acc.request(method, costs(container, path), json=body[0] if body else None)
    assert answer.status_code == case["status"], answer.text
    kind, inside = envelope(answer.json(), case["status"])
    assert kind in case["envelope"].split(" or ")
    assert isinstance(inside["name"], str) and isinstance(inside["title"], str)
    assert "detail" in inside
    first = inside["errors"][0]
    assert first.keys() >= {"code", "title", "detail"}
    assert first["code"] == case.get("code", first["code"])
    assert first["title"] == case.get("title", first["title"])
    assert case.get("field", "") in json.dumps([first, inside["detail"]])
    if "detail" in case:
        assert case["detail"] in json.dumps(inside)


async def test_an_unknown_token_gets_the_gateways_envelope(
    acc: httpx.AsyncClient, container: Container
) -> None:
    path = costs(container, "change-orders/pco")
    answer = await acc.get(path, headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401
    assert answer.json().keys() >= {"developerMessage", "errorCode", "more info"}


async def test_a_locked_record_refuses_all_but_the_erp_fields(
    acc: httpx.AsyncClient, container: Container
) -> None:
    order = await slab_openings(acc, container)
    path = costs(container, f"change-orders/pco/{order['id']}")
    answer = await acc.patch(path, json={"name": "Renamed"})
    assert answer.status_code == 409, answer.text
    kind, inside = envelope(answer.json(), 409)
    assert (kind, inside["name"]) == ("business", "ConflictError")
    assert (await acc.get(path)).json()["name"] == order["name"]
    answer = await acc.patch(path, json={"externalMessage": "Posted", "integrationState": None})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["externalMessage"], answer.json()["integrationState"]) == ("Posted", None)
    assert (await acc.patch(path, json={"name": "Renamed"})).json()["name"] == "Renamed"


async def test_a_draft_lists_opening_first_and_refuses_another_action_by_element(
    acc: httpx.AsyncClient, container: Container
) -> None:
    order = await made(acc, container, "change-orders/pco", name="Slab openings")
    answer = await acc.get(costs(container, f"workflows/PCO/{order['id']}/actions"))
    first = answer.json()[0]
    assert first["name"] == "open"
    rules = {row["key"]: row["only"] for row in first["rules"]}
    assert all("draft" in rules[key] for key in rules) and rules
    assert {row["key"]: row["to"] for row in first["transforms"]} == dict.fromkeys(rules, "open")
    elements = [
        {"action": name, "associationId": order["id"], "associationType": "PCO", "options": {}}
        for name in ("acceptedToSubmit", "open")
    ]
    answer = await acc.post(costs(container, "workflows/actions"), json=elements)
    assert answer.status_code == 200
    refused, done = answer.json()
    for element, reply in zip(elements, (refused, done), strict=True):
        assert {name: reply[name] for name in element} == element
    assert done["errors"] == []
    (error,) = refused["errors"]
    assert isinstance(error["status"], int) and error["title"] and error["detail"]
    for row in error.get("errors", ()):
        assert all(isinstance(row[name], str) for name in ("code", "field", "title", "detail"))
