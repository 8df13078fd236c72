"""Taxes over HTTP: sets of them, on records, after the markups."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
from tests.fixtures_acc import People

VAT = [{"name": "VAT", "type": "rate", "amount": 19}]


async def made(acc: httpx.AsyncClient, address: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(address, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(acc: httpx.AsyncClient, root: str, kind: str, *ids: str) -> list[dict[str, Any]]:
    answer = await acc.get(f"{root}/taxes?associationType={kind}&associationId={','.join(ids)}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


async def oco_with_markup(acc: httpx.AsyncClient, root: str) -> dict[str, Any]:
    """Field.md §5.1 no. 11: 8,250 of cost, 20 % on top."""
    oco = await made(acc, f"{root}/change-orders/oco", name="Walls")
    for name, amount in (("Labour", "6250"), ("Material", "2000")):
        await made(acc, f"{root}/cost-items", name=name, submitted=amount, changeOrderId=oco["id"])
    items = [{"name": "Fee", "amount": 20}]
    formula = await made(acc, f"{root}/markup-formulas", name="Fee", items=items)
    await acc.post(f"{root}/markup-formulas:apply/{formula['id']}", json={"id": oco["id"]})
    return oco


async def test_taxes_come_after_markups(acc: httpx.AsyncClient, root: str) -> None:
    oco = await oco_with_markup(acc, root)
    sales = [{"name": "Sales tax", "type": "rate", "amount": 9.5}]
    formula = await made(acc, f"{root}/tax-formulas", name="Sales tax", items=sales)
    tax = await made(
        acc,
        f"{root}/taxes",
        associationType="OCO",
        associationId=oco["id"],
        taxFormulaId=formula["id"],
    )
    assert tax["summary"] == [{"name": "Sales tax", "type": "rate", "rate": "9.5", "amount": 940.5}]
    assert (tax["name"], tax["needUpdate"], tax["options"]) == ("Sales tax", False, {})
    assert (tax["associationId"], tax["associationType"]) == (oco["id"], "OCO")
    assert tax["taxFormulaId"] == formula["id"]
    (item,) = tax.pop("items")
    assert (item["name"], item["amount"], item["isActive"]) == ("Sales tax", 9.5, True)
    assert await listed(acc, root, "OCO", oco["id"]) == [tax]
    assert (await listed(acc, root, "OCO", oco["id"] + "&include=items"))[0]["items"] == [item]
    edited = await acc.patch(f"{root}/tax-items/{item['id']}", json={"amount": 10})
    assert (edited.json()["amount"], edited.json()["associationId"]) == (10, oco["id"])
    assert (await listed(acc, root, "OCO", oco["id"]))[0]["summary"][0]["amount"] == 990
    assert await listed(acc, root, "SCO", oco["id"]) == []
    assert await listed(acc, root, "OCO", str(uuid4())) == []
    assert await listed(acc, root, "BudgetPayment", oco["id"]) == []
    after = (await acc.get(f"{root}/change-orders/oco/{oco['id']}")).json()
    assert after["submitted"] == "9900.0000", "taxes are beside the amounts"


async def test_stale_and_worked_out_again(acc: httpx.AsyncClient, root: str) -> None:
    oco = await made(acc, f"{root}/change-orders/oco", name="Walls")
    place = {"associationType": "OCO", "associationId": oco["id"]}
    formula = await made(acc, f"{root}/tax-formulas", name="VAT", items=VAT)
    body = place | {"taxFormulaId": formula["id"]}
    tax = await made(acc, f"{root}/taxes", **body)
    assert tax["summary"][0]["amount"] == 0
    await made(acc, f"{root}/cost-items", name="x", submitted="100", changeOrderId=oco["id"])
    (stale,) = await listed(acc, root, "OCO", oco["id"])
    assert (stale["needUpdate"], stale["summary"][0]["amount"]) == (True, 0)
    again = await made(acc, f"{root}/taxes", **body)
    assert (again["id"], again["needUpdate"]) == (tax["id"], False)
    assert again["summary"][0]["amount"] == 19
    step = {"taxId": tax["id"], "taxFormulaItemId": formula["items"][0]["id"]}
    off = await made(acc, f"{root}/tax-items:deactivate", **step)
    assert off["summary"] == []
    on = await made(acc, f"{root}/tax-items:activate", **step, amount=7)
    assert on["summary"][0]["amount"] == 7
    assert (await acc.delete(f"{root}/tax-formulas/{formula['id']}")).status_code == 409
    assert (await acc.delete(f"{root}/taxes/{tax['id']}")).status_code == 204
    assert await listed(acc, root, "OCO", oco["id"]) == []
    assert (await acc.delete(f"{root}/tax-formulas/{formula['id']}")).status_code == 204


async def test_compound_taxes_and_a_contract(acc: httpx.AsyncClient, root: str) -> None:
    items = [
        {"name": "GST", "type": "rate", "amount": 5},
        {"name": "With GST", "type": "subtotal-revise"},
        {"name": "QST", "type": "rate", "amount": 10},
    ]
    formula = await made(acc, f"{root}/tax-formulas", name="Both", items=items)
    assert [one["type"] for one in formula["items"]] == ["rate", "subtotal-revise", "rate"]
    assert (await acc.get(f"{root}/tax-formulas")).json() == [formula]
    edited = await acc.patch(f"{root}/tax-formulas/{formula['id']}", json={"name": "Two"})
    assert edited.json()["items"] == formula["items"]
    contract = await made(acc, f"{root}/contracts", code="SC-1", name="Walls")
    await made(
        acc,
        f"{root}/schedule-of-values",
        contractId=contract["id"],
        name="Walls",
        quantity=1,
        unitPrice=1000,
    )
    tax = await made(
        acc,
        f"{root}/taxes",
        associationType="Contract",
        associationId=contract["id"],
        taxFormulaId=formula["id"],
    )
    assert [one["amount"] for one in tax["summary"]] == [50, 1050, 105]


async def test_what_is_refused(people: People, acc: httpx.AsyncClient, root: str) -> None:
    oco = await made(acc, f"{root}/change-orders/oco", name="Walls")
    formula = await made(acc, f"{root}/tax-formulas", name="VAT", items=VAT)
    good = {
        "associationType": "OCO",
        "associationId": oco["id"],
        "taxFormulaId": formula["id"],
    }
    for change, status in (
        ({"associationType": "Payment"}, 400),
        ({"associationType": "SCO"}, 404),
        ({"associationId": str(uuid4())}, 404),
        ({"taxFormulaId": str(uuid4())}, 404),
        ({"taxFormulaId": None}, 400),
    ):
        answer = await acc.post(f"{root}/taxes", json=good | change)
        assert answer.status_code == status, answer.text
    for query in ("", "associationType=OCO", "associationType=X&associationId=1"):
        assert (await acc.get(f"{root}/taxes?{query}")).status_code == 400
    bad = [{"name": "x", "type": "fixed", "amount": 1}]
    refused = await acc.post(f"{root}/tax-formulas", json={"name": "x", "items": bad})
    assert refused.status_code == 400
    await made(acc, f"{root}/taxes", **good)
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert (await client.get(f"{root}/tax-formulas")).json() == []
        assert await listed(client, root, "OCO", oco["id"]) == []
        assert (await client.post(f"{root}/taxes", json=good)).status_code in (403, 404)
    assert (await people.clients["viewer"].post(f"{root}/taxes", json=good)).status_code == 403
