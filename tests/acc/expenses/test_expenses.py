"""Expenses and their items over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People


async def made(acc: httpx.AsyncClient, address: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(address, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_expense_with_items(people: People, acc: httpx.AsyncClient, root: str) -> None:
    company = people.companies["supplier"]
    expense = await made(
        acc, f"{root}/expenses", name="Crane", supplierCompanyUid=str(company.uuid), type="hire"
    )
    assert (expense["number"], expense["status"], expense["scope"]) == ("0001", "draft", "full")
    assert expense["supplierCompanyUid"] == str(company.uuid)
    budget = await made(acc, f"{root}/budgets", code="03-100", name="Concrete")
    address = f"{root}/expenses/{expense['id']}"
    item = await made(
        acc, f"{address}/items", name="Week 1", budgetCode="03-100", quantity=2, unitPrice="10.005"
    )
    assert (item["budgetId"], item["amount"], item["exchangeRate"]) == (
        budget["id"],
        "20.0100",
        "1.00000000",
    )
    one = f"{address}/items/{item['id']}"
    assert (await acc.get(one)).json() == item
    edited = await acc.patch(one, json={"amount": 30, "aggregateBy": "workCompleted"})
    assert (edited.json()["unitPrice"], edited.json()["aggregateBy"]) == (
        "15.00000000",
        "workCompleted",
    )
    approved = await acc.patch(address, json={"status": "approved"})
    assert approved.json()["approvedAt"] == approved.json()["updatedAt"]
    found = (await acc.get(f"{address}?include=expenseItems,attributes")).json()
    assert (found["amount"], found["properties"]) == ("30.0000", [])
    assert [each["id"] for each in found["expenseItems"]] == [item["id"]]
    listed = (await acc.get(f"{address}/items?filter[id]={item['id']}")).json()
    assert listed["pagination"]["totalResults"] == 1
    assert (await acc.delete(one)).status_code == 204
    assert (await acc.delete(address)).status_code == 204
    assert (await acc.get(address)).status_code == 404
    assert (await acc.get(f"{address}/items")).status_code == 404


async def test_filters(acc: httpx.AsyncClient, root: str) -> None:
    first = await made(acc, f"{root}/expenses", name="a", number="E-1", externalId="X")
    second = await made(acc, f"{root}/expenses", name="b", status="pending")
    for query, expected in (
        ("filter[number]=E-1", [first]),
        ("filter[status]=pending,paid", [second]),
        ("filter[status]=submitted,executed", []),
        (f"filter[createdAt]={second['createdAt']}", [second]),
        ("filter[externalId]=X", [first]),
        (f"filter[mainContractId]={uuid4()}", []),
        (f"filter[budgetPaymentId]={uuid4()}", []),
        ("sort=name desc", [second, first]),
    ):
        found = (await acc.get(f"{root}/expenses?{query}")).json()["results"]
        assert found == expected, query


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {}, "name"),
        ("", {"name": "n", "status": "done"}, "status"),
        ("", {"name": "n", "scope": "half"}, "scope"),
        ("", {"name": "n", "type": "x" * 129}, "type"),
        ("", {"name": "n", "supplierCompanyUid": str(uuid4())}, "supplierCompanyUid"),
        ("/items", {"budgetCode": "none"}, "budgetCode"),
        ("/items", {"amount": "1.00001"}, "amount"),
        ("/items", {"contractId": str(uuid4())}, "contractId"),
    ],
)
async def test_bad_bodies_name_their_field(
    acc: httpx.AsyncClient, root: str, path: str, body: dict[str, Any], field: str
) -> None:
    expense = await made(acc, f"{root}/expenses", name="Crane")
    address = f"{root}/expenses/{expense['id']}/items" if path else f"{root}/expenses"
    answer = await acc.post(address, json=body)
    assert answer.status_code == 400, answer.text
    found = answer.json()
    assert [entry["field"] for entry in found.get("error", found)["errors"]] == [field]


async def test_nobody_outside_sees_expenses(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    expense = await made(acc, f"{root}/expenses", name="Crane")
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert (await client.get(f"{root}/expenses")).json()["results"] == []
        for path in ("", "/items"):
            answer = await client.get(f"{root}/expenses/{expense['id']}{path}")
            assert answer.status_code == 404
