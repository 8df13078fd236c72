"""Markup formulas and applied markups over HTTP, as Autodesk's own pages use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People

ITEMS: list[dict[str, Any]] = [
    {"name": "Overhead", "type": "rate", "amount": "10", "basis": "currentCostBasis"},
    {"name": "With overhead", "type": "subtotal-revise"},
    {"name": "Profit", "type": "rate", "amount": 5.5, "basis": "revisedCostBasis"},
    {"name": "On profit", "type": "rate", "amount": 50, "basis": "Profit"},
    {"name": "So far", "type": "subtotal-info"},
    {"name": "Bond", "type": "fixed", "amount": "12.34", "targetBudgetCode": "99"},
]


async def made(acc: httpx.AsyncClient, address: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(address, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def order(acc: httpx.AsyncClient, root: str) -> dict[str, Any]:
    await made(acc, f"{root}/budgets", code="99", name="Bonds")
    budget = await made(acc, f"{root}/budgets", code="03", name="Concrete")
    oco = await made(acc, f"{root}/change-orders/oco", name="Walls")
    item = await made(
        acc,
        f"{root}/cost-items",
        name="Wall",
        budgetId=budget["id"],
        submitted="1000",
        changeOrderId=oco["id"],
    )
    return oco | {"item": item}


async def again(acc: httpx.AsyncClient, root: str, oco: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await acc.get(f"{root}/change-orders/oco/{oco['id']}")).json()
    return found


async def test_formulas_are_kept(acc: httpx.AsyncClient, root: str) -> None:
    formula = await made(
        acc,
        f"{root}/markup-formulas",
        name="Standard",
        description="All work",
        sampleAmount=1000,
        items=ITEMS,
    )
    assert (formula["name"], formula["sampleAmount"]) == ("Standard", "1000.0000")
    assert [(one["name"], one["type"], one["position"]) for one in formula["items"]] == [
        (one["name"], one["type"], place) for place, one in enumerate(ITEMS)
    ]
    assert formula["items"][2]["basis"] == "revisedCostBasis"
    assert formula["items"][3]["basis"] == formula["items"][2]["id"]
    assert formula["items"][2]["amount"] == "5.50000000"
    assert (await acc.get(f"{root}/markup-formulas")).json() == [formula]
    one = f"{root}/markup-formulas/{formula['id']}"
    renamed = (await acc.patch(one, json={"name": "Renamed"})).json()
    assert renamed["items"] == formula["items"]
    kept = [{"id": formula["items"][0]["id"], "amount": 12}, {"name": "New", "amount": 1}]
    edited = (await acc.put(one, json={"items": kept})).json()
    assert [(each["name"], each["amount"]) for each in edited["items"]] == [
        ("Overhead", "12.00000000"),
        ("New", "1.00000000"),
    ]
    assert edited["items"][0]["id"] == formula["items"][0]["id"]
    assert (await acc.delete(one)).status_code == 204
    assert (await acc.get(f"{root}/markup-formulas")).json() == []
    assert (await acc.delete(one)).status_code == 404


async def test_pages(acc: httpx.AsyncClient, root: str) -> None:
    for name in "abc":
        await made(acc, f"{root}/markup-formulas", name=name)
    found = (await acc.get(f"{root}/markup-formulas?limit=1&offset=1")).json()
    assert [one["name"] for one in found] == ["b"]
    assert (await acc.get(f"{root}/markup-formulas?limit=0")).status_code == 400


async def test_applied_reapplied_ignored_and_cleared(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    assert (oco["markupFormulaId"], oco["appliedBy"], oco["appliedAt"]) == (None, None, None)
    formula = await made(acc, f"{root}/markup-formulas", name="Standard", items=ITEMS)
    applied = await acc.post(
        f"{root}/markup-formulas:apply/{formula['id']}", json={"id": oco["id"], "type": "oco"}
    )
    assert applied.status_code == 200
    assert applied.json() == formula
    marked = await again(acc, root, oco)
    assert marked["markupFormulaId"] == formula["id"]
    assert marked["appliedBy"] == marked["creatorId"]
    assert marked["appliedAt"] == marked["updatedAt"]
    assert marked["submitted"] == "1203.0900", "1000 + 100 + 60.50 + 30.25 + 12.34"
    markups = (await acc.get(f"{root}/markups?filter[changeOrderId]={oco['id']}")).json()
    assert [(one["name"], one["type"], one["submitted"]) for one in markups] == [
        ("Overhead", "markup", "100.0000"),
        ("With overhead", "subtotal", "1100.0000"),
        ("Profit", "markup", "60.5000"),
        ("On profit", "markup", "30.2500"),
        ("So far", "subtotal", "1190.7500"),
        ("Bond", "markup", "12.3400"),
    ]
    assert markups[0]["markupFormulaItemId"] == formula["items"][0]["id"]
    assert markups[0]["sourceCostItemId"] == oco["item"]["id"]
    assert markups[0]["targetBudgetId"] == oco["item"]["budgetId"]
    target = (await acc.get(f"{root}/cost-items/{markups[5]['targetCostItemId']}")).json()
    assert (target["isMarkup"], target["name"], target["submitted"]) == (True, "Bond", "12.3400")
    assert target["budgetId"] == markups[5]["targetBudgetId"] != markups[0]["targetBudgetId"]
    one = (await acc.get(f"{root}/markups?filter[costItemId]={target['id']}")).json()
    assert one == [markups[5]]
    assert (await acc.get(f"{root}/markups?filter[id]={markups[5]['id']}")).json() == one

    await acc.patch(f"{root}/cost-items/{oco['item']['id']}", json={"submitted": 2000})
    stale = await again(acc, root, oco)
    assert stale["submitted"] == "2203.0900"
    again_by = await acc.post(f"{root}/markup-formulas:reapply", json={"id": oco["id"]})
    assert again_by.json() == formula
    summary = (await acc.get(f"{root}/markups/summary?changeOrderId={oco['id']}")).json()
    assert [one["submitted"] for one in summary] == [
        "200.0000",
        "121.0000",
        "60.5000",
        "12.3400",
    ]
    assert {one["markupFormulaId"] for one in summary} == {formula["id"]}
    assert summary[3]["targetCostItemId"] == target["id"]
    await acc.patch(f"{root}/cost-items/{oco['item']['id']}", json={"submitted": 1000})
    ignored = await acc.post(
        f"{root}/change-orders:ignore-markup", json={"changeOrderId": [oco["id"]]}
    )
    assert (ignored.status_code, ignored.content) == (201, b"")
    assert (await again(acc, root, oco))["submitted"] == "1393.8400", "left as they are"
    assert (await acc.delete(f"{root}/markup-formulas/{formula['id']}")).status_code == 409
    cleared = await acc.post(
        f"{root}/change-orders/:clear-markup", json={"changeOrderId": [oco["id"]]}
    )
    assert cleared.status_code == 201
    bare = await again(acc, root, oco)
    assert (bare["submitted"], bare["markupFormulaId"]) == ("1000.0000", None)
    assert (await acc.get(f"{root}/markups")).json() == []
    assert (await acc.delete(f"{root}/markup-formulas/{formula['id']}")).status_code == 204


async def test_variables(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    items = [{"name": "Fee", "isVariable": True}]
    formula = await made(acc, f"{root}/markup-formulas", name="Asked", items=items)
    fee = formula["items"][0]["id"]
    apply = f"{root}/markup-formulas:apply/{formula['id']}"
    refused = await acc.post(apply, json={"id": oco["id"]})
    assert refused.status_code == 400
    body = {"id": oco["id"], "type": "OCO", "variables": [{"id": fee, "amount": 12.5}]}
    assert (await acc.post(apply, json=body)).status_code == 200
    marked = await again(acc, root, oco)
    assert marked["variableMarkupFormulaItems"] == [{"id": fee, "amount": "12.5000"}]
    assert marked["submitted"] == "1125.0000"


async def test_applied_by_the_order(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    formula = await made(acc, f"{root}/markup-formulas", name="Standard", items=ITEMS[:1])
    done = await made(
        acc,
        f"{root}/change-orders/oco/{oco['id']}/apply-markup",
        markupFormulaId=formula["id"],
    )
    assert done == await again(acc, root, oco)
    assert done["submitted"] == "1100.0000"


async def test_conditions(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    calculations = [
        {"column": "code", "operator": "=", "value": "03"},
        {"column": "code", "operator": "in", "value": "98, 99", "logic": "or"},
    ]
    items = [
        {"name": "Concrete", "amount": 10, "calculations": calculations},
        {"name": "Other", "amount": 10, "calculations": [calculations[0] | {"operator": "!="}]},
    ]
    formula = await made(acc, f"{root}/markup-formulas", name="By code", items=items)
    shown = formula["items"][0]["calculations"]
    assert [(one["operator"], one["value"], one["logic"]) for one in shown] == [
        ("is", "03", "and"),
        ("in", "98,99", "or"),
    ]
    await acc.post(f"{root}/markup-formulas:apply/{formula['id']}", json={"id": oco["id"]})
    markups = (await acc.get(f"{root}/markups")).json()
    assert [(one["name"], one["submitted"]) for one in markups] == [
        ("Concrete", "100.0000"),
        ("Other", "0.0000"),
    ]


@pytest.mark.parametrize(
    ("items", "detail"),
    [
        ([{"name": "x", "type": "percent"}], "items.0.type"),
        ([{"name": "x", "amount": "ten"}], "items.0.amount"),
        ([{"name": "x", "basis": "finalTotal", "amount": 100}], "reach 100"),
        ([{"name": "x", "basis": "Unknown"}], "no step above"),
        ([{"name": "x", "calculations": [{"column": "c", "operator": "is", "value": "1"}]}], "c"),
        ([{"name": "x", "calculations": [{"column": "code", "operator": "is"}]}], "value"),
        ([{"amount": 1}], "name"),
        ("x", "items"),
    ],
)
async def test_refusals_name_their_field(
    acc: httpx.AsyncClient, root: str, items: Any, detail: str
) -> None:
    answer = await acc.post(f"{root}/markup-formulas", json={"name": "Bad", "items": items})
    assert answer.status_code == 400, answer.text
    assert detail in answer.text
    assert (await acc.get(f"{root}/markup-formulas")).json() == []


async def test_what_is_not_there(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    formula = await made(acc, f"{root}/markup-formulas", name="Standard", items=ITEMS[:1])
    nobody = str(uuid4())
    apply = f"{root}/markup-formulas:apply"
    assert (await acc.post(f"{apply}/{nobody}", json={"id": oco["id"]})).status_code == 404
    for body, status in (({"id": nobody}, 404), ({"id": oco["id"], "type": "pco"}, 400), ({}, 400)):
        answer = await acc.post(f"{apply}/{formula['id']}", json=body)
        assert answer.status_code == status, answer.text
    no_formula = await acc.post(f"{root}/markup-formulas:reapply", json={"id": oco["id"]})
    assert no_formula.status_code == 409
    assert (await acc.get(f"{root}/markups/summary?changeOrderId={nobody}")).status_code == 404
    assert (await acc.get(f"{root}/markups/summary")).status_code == 400


async def test_an_approved_order_refuses(acc: httpx.AsyncClient, root: str) -> None:
    oco = await order(acc, root)
    formula = await made(acc, f"{root}/markup-formulas", name="Standard", items=ITEMS[:1])
    body = {"id": oco["id"]}
    await acc.post(f"{root}/markup-formulas:apply/{formula['id']}", json=body)
    for action in ("submit", "approve"):
        moves = [{"action": action, "associationType": "OCO", "associationId": oco["id"]}]
        moved = await acc.post(f"{root}/workflows/actions", json=moves)
        assert moved.status_code < 300, moved.text
    refused = await acc.post(f"{root}/markup-formulas:reapply", json=body)
    assert refused.status_code == 409
    assert (await again(acc, root, oco))["approved"] == "1100.0000"


async def test_outsiders_see_no_formula_and_no_hidden_markup(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    oco = await order(acc, root)
    formula = await made(acc, f"{root}/markup-formulas", name="Standard", items=ITEMS)
    await acc.post(f"{root}/markup-formulas:apply/{formula['id']}", json={"id": oco["id"]})
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert (await client.get(f"{root}/markup-formulas")).json() == []
        assert (await client.get(f"{root}/markups")).json() == []
        for method, address, body in (
            ("POST", f"{root}/markup-formulas:apply/{formula['id']}", {"id": oco["id"]}),
            ("POST", f"{root}/markup-formulas:reapply", {"id": oco["id"]}),
            ("POST", f"{root}/change-orders:clear-markup", {"changeOrderId": [oco["id"]]}),
            ("PATCH", f"{root}/markup-formulas/{formula['id']}", {"name": "x"}),
            ("GET", f"{root}/markups/summary?changeOrderId={oco['id']}", None),
        ):
            answer = await client.request(method, address, json=body)
            assert answer.status_code == 404, f"{role} {method} {address}: {answer.text}"
    viewer = people.clients["viewer"]
    assert (await viewer.get(f"{root}/markup-formulas")).json() == [formula]
    refused = await viewer.post(f"{root}/markup-formulas:reapply", json={"id": oco["id"]})
    assert refused.status_code == 403
