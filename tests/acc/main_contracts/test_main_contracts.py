"""Main contracts and their items over HTTP."""

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


async def test_a_main_contract_with_items(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    contracts = f"{root}/main-contracts"
    body = {
        "code": "MC-2",
        "name": "Second",
        "status": "signed",
        "ownerCompanyUid": str(people.companies["owner"].uuid),
        "startDate": "2026-01-05",
        "executedDate": "2026-01-02T03:04:05.678000+00:00",
        "completedWorkRetentionPercent": 5,
    }
    contract = await made(acc, contracts, **body)
    assert contract["ownerCompanyId"] == people.companies["owner"].autodesk_id
    assert (contract["executedDate"], contract["isDefault"]) == ("2026-01-02", False)
    address = f"{contracts}/{contract['id']}"
    item = await made(acc, f"{address}/items", name="Walls", quantity=3, unitPrice="0.335")
    part = await made(acc, f"{address}/items", name="Part", parentId=item["id"], amount=9)
    listed = (await acc.get(f"{address}/items?include=mainContract,budget")).json()
    assert listed["pagination"]["totalResults"] == 2
    assert [one["id"] for one in listed["results"]] == [item["id"], part["id"]]
    assert listed["results"][0]["mainContract"]["id"] == contract["id"]
    assert listed["results"][0]["budget"] is None
    found = (await acc.get(f"{address}?include=mainContractItems,attributes")).json()
    assert [one["id"] for one in found["mainContractItems"]] == [item["id"], part["id"]]
    assert (found["amount"], found["properties"]) == ("1.0100", [])
    one = f"{address}/items/{item['id']}"
    assert (await acc.get(one)).json() == item
    edited = await acc.patch(one, json={"unitPrice": 2, "lockedField": "quantity"})
    assert edited.json()["amount"] == "6.0000"
    assert (await acc.delete(f"{address}/items/{part['id']}")).status_code == 204
    assert (await acc.get(address)).json()["amount"] == "6.0000"
    assert (await acc.delete(address)).status_code == 204
    assert (await acc.get(one)).status_code == 404


async def test_items_are_found_under_their_own_contract_alone(
    acc: httpx.AsyncClient, root: str
) -> None:
    contracts = f"{root}/main-contracts"
    first = await made(acc, contracts, code="1", name="First")
    second = await made(acc, contracts, code="2", name="Second")
    item = await made(acc, f"{contracts}/{first['id']}/items", name="Walls")
    wrong = f"{contracts}/{second['id']}/items"
    for answer in (
        await acc.get(f"{wrong}/{item['id']}"),
        await acc.patch(f"{wrong}/{item['id']}", json={"name": "x"}),
        await acc.delete(f"{wrong}/{item['id']}"),
        await acc.get(f"{contracts}/{uuid4()}/items"),
        await acc.post(f"{contracts}/{uuid4()}/items", json={"name": "x"}),
    ):
        assert answer.status_code == 404, answer.text
    assert (await acc.get(wrong)).json()["results"] == []
    crossed = await acc.post(wrong, json={"name": "x", "parentId": item["id"]})
    assert crossed.status_code == 400


async def test_the_default_stays_one(acc: httpx.AsyncClient, root: str) -> None:
    contracts = f"{root}/main-contracts"
    (first,) = (await acc.get(contracts)).json()["results"]
    assert (await acc.delete(f"{contracts}/{first['id']}")).status_code == 409
    refused = await acc.patch(f"{contracts}/{first['id']}", json={"isDefault": False})
    assert refused.status_code == 409
    second = await made(acc, contracts, code="2", name="Second", isDefault=True)
    listed = (await acc.get(f"{contracts}?sort=createdAt")).json()["results"]
    assert [one["isDefault"] for one in listed] == [False, True]
    assert second["isDefault"] is True


@pytest.mark.parametrize("status", ["review", "executed", "draft"])
async def test_filters(acc: httpx.AsyncClient, root: str, status: str) -> None:
    await made(acc, f"{root}/main-contracts", code="9", name="Ninth", status=status)
    answer = await acc.get(f"{root}/main-contracts?filter[code]=9&filter[status]={status},sent")
    assert [one["code"] for one in answer.json()["results"]] == ["9"]
    # The reference's filter names these, which no main contract is ever in.
    others = "submitted,revise,sent,inReview"
    answer = await acc.get(f"{root}/main-contracts?filter[status]={others}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


async def test_the_owner_sees_no_private_item_and_no_note(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    contract = await made(acc, f"{root}/main-contracts", code="9", name="n", note="secret")
    address = f"{root}/main-contracts/{contract['id']}"
    budget = await made(acc, f"{root}/budgets", code="1", name="Budget")
    await made(acc, f"{address}/items", name="Open", budgetId=budget["id"])
    private = await made(acc, f"{address}/items", name="Private", isPrivate=True)
    owner = people.clients["owner"]
    found = (await owner.get(f"{address}?include=mainContractItems")).json()
    assert (found["code"], found["note"]) == ("9", None)
    assert [one["name"] for one in found["mainContractItems"]] == ["Open"]
    listed = (await owner.get(f"{address}/items?include=budget")).json()
    assert [one["name"] for one in listed["results"]] == ["Open"]
    assert budget["id"] not in str(listed)
    assert (await owner.get(f"{address}/items/{private['id']}")).status_code == 404
    assert (await people.clients["supplier"].get(address)).status_code == 404
    assert (await people.clients["supplier"].get(f"{address}/items")).status_code == 404
