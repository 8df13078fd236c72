"""Contracts, allocated budgets and schedules of values over HTTP."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People


async def made(acc: httpx.AsyncClient, root: str, path: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(f"{root}/{path}", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def budget(acc: httpx.AsyncClient, root: str, code: str) -> dict[str, Any]:
    return await made(acc, root, "budgets", code=code, name=f"B {code}", quantity=2, unitPrice=50)


def errors(answer: httpx.Response) -> list[tuple[int, str]]:
    body = answer.json()
    return [(entry["code"], entry.get("field", "")) for entry in body.get("error", body)["errors"]]


async def test_the_tutorials_contract(acc: httpx.AsyncClient, root: str) -> None:
    own = await budget(acc, root, "1")
    fields = {"code": "GC-01", "name": "n", "type": "consultant", "budgets": [{"id": own["id"]}]}
    body = "\n" + json.dumps(fields)
    answer = await acc.post(
        f"{root}/contracts", content=body, headers={"content-type": "application/json"}
    )
    contract = answer.json()
    assert answer.status_code == 201, answer.text
    assert contract["budgetIds"] == [own["id"]]
    assert (contract["awarded"], contract["originalBudget"]) == ("100.0000", "100.0000")
    assert contract["ownerId"] == (await acc.get("/userinfo")).json()["sub"]
    assert (await acc.get(f"{root}/contracts?")).json()["results"] == [contract]
    assert (await acc.get(f"{root}/contracts/{contract['id']}")).json() == contract
    rows = (await acc.get(f"{root}/schedule-of-values?filter[contractId]={contract['id']}")).json()
    assert [(row["budgetId"], row["amount"]) for row in rows] == [(own["id"], "100.0000")]
    assert (await acc.delete(f"{root}/contracts/{contract['id']}")).status_code == 204
    assert (await acc.get(f"{root}/schedule-of-values")).json() == []
    assert (await acc.get(f"{root}/budgets/{own['id']}")).json()["contractIds"] == []


async def test_the_edit_of_the_vendors_own_collection(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    contract = await made(acc, root, "contracts", code="Contract-1", name="n")
    own = await budget(acc, root, "1")
    person, company = people.persons["manager"], people.companies["supplier"]
    body = {
        "id": contract["id"],
        "code": "GCC09",
        "name": "new",
        "type": "Subcontract",
        "companyId": company.autodesk_id,
        "contactId": person.autodesk_id,
        "signedBy": person.autodesk_id,
        "ownerId": person.autodesk_id,
        "budgets": [{"id": own["id"]}],
    }
    for _ in range(2):
        answer = await acc.patch(f"{root}/contracts/{contract['id']}", json=body)
        found = answer.json()
        assert answer.status_code == 200, answer.text
        assert found["budgetIds"] == [own["id"]]
    assert {name: found[name] for name in body if name != "budgets"} == {
        name: value for name, value in body.items() if name != "budgets"
    }
    assert (found["companyUid"], found["companyName"]) == (str(company.uuid), company.name)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "n"}, [(451111, "code")]),
        ({"name": "n", "code": " "}, [(451111, "code")]),
        ({"code": "c"}, [(45007, "name")]),
        ({"code": "c", "name": "n", "status": "open"}, [(45007, "status")]),
        ({"code": "c", "name": "n", "subStatus": "x"}, [(450019, "subStatus")]),
        ({"code": "c", "name": "n", "budgets": [{}]}, [(45007, "budgets.0.id")]),
        (
            {"code": "c", "name": "n", "budgets": [{"id": str(uuid4())}]},
            [(450019, "budgets.0.id")],
        ),
        ({"code": "c", "name": "n", "companyId": "NOBODY"}, [(450019, "companyId")]),
        (
            {"code": "c", "name": "n", "additionalContacts": {"signatoryId": 1}},
            [(45007, "additionalContacts.signatoryId")],
        ),
        ({"code": "c", "name": "n", "recipients": [{}]}, [(45007, "recipients.0.id")]),
    ],
)
async def test_bad_bodies_have_the_services_codes(
    acc: httpx.AsyncClient, root: str, body: dict[str, Any], expected: list[tuple[int, str]]
) -> None:
    answer = await acc.post(f"{root}/contracts", json=body)
    assert (answer.status_code, errors(answer)) == (400, expected), answer.text
    assert (await acc.get(f"{root}/contracts")).json()["results"] == []


async def test_a_contract_that_is_not_there(acc: httpx.AsyncClient, root: str) -> None:
    address, own = f"{root}/contracts/{uuid4()}", await budget(acc, root, "1")
    link = {"create": [{"budgetId": own["id"], "contractId": str(uuid4())}]}
    for answer, field in (
        (await acc.get(address), "contractId"),
        (await acc.patch(address, json={}), "contractId"),
        (await acc.delete(address), "contractId"),
        (await acc.post(f"{root}/budgets-contracts:link", json=link), "create.0.contractId"),
    ):
        assert (answer.status_code, errors(answer)) == (404, [(450023, field)])


async def test_linking_and_its_refusals(acc: httpx.AsyncClient, root: str) -> None:
    contract = await made(acc, root, "contracts", code="c", name="n")
    first, second = await budget(acc, root, "1"), await budget(acc, root, "2")
    address = f"{root}/budgets-contracts:link"

    def pair(own: dict[str, Any]) -> dict[str, str]:
        return {"budgetId": own["id"], "contractId": contract["id"]}

    linked = await acc.post(address, json={"create": [pair(first)]})
    assert (linked.status_code, linked.content) == (200, b"")
    for body, code in (
        ({"create": [pair(second), pair(first)]}, 450030),
        ({"create": [pair(second), pair(second)]}, 450031),
        ({"remove": [pair(second)]}, 450019),
    ):
        answer = await acc.post(address, json=body)
        assert (answer.status_code, [code for code, _ in errors(answer)]) == (400, [code])
        if code == 450030:
            (entry,) = answer.json()["error"]["errors"]
            assert entry["detail"] == {"alreadyLinkedBudgets": [first["id"]]}
    unknown = {"create": [pair(second), {"budgetId": str(uuid4()), "contractId": contract["id"]}]}
    answer = await acc.post(address, json=unknown)
    assert (answer.status_code, errors(answer)) == (400, [(450019, "create.1.budgetId")])
    again = await acc.post(address, json={"create": [pair(first)], "remove": [pair(first)]})
    assert again.status_code == 200
    found = (
        await acc.get(f"{root}/contracts/{contract['id']}?include=budgets,scheduleOfValues")
    ).json()
    assert found["budgets"] == [{"id": first["id"], "mainContractId": None}]
    assert [row["budgetId"] for row in found["scheduleOfValues"]] == [first["id"]]
    assert (await acc.post(address, json={})).status_code == 200


async def test_rows_of_a_schedule_of_values(acc: httpx.AsyncClient, root: str) -> None:
    contract = await made(acc, root, "contracts", code="c", name="n")
    row = await made(
        acc,
        root,
        "schedule-of-values",
        contractId=contract["id"],
        name="Row",
        quantity=3,
        unitPrice="0.335",
        externalId="E",
        externalSystem="S",
    )
    part = await made(
        acc,
        root,
        "schedule-of-values",
        contractId=contract["id"],
        parentId=row["id"],
        name="Part",
        amount="9.9999",
    )
    assert (row["amount"], part["amount"], row["hasBudgetLinked"]) == ("1.0100", "9.9999", False)
    assert "integrationState" not in row
    address = f"{root}/schedule-of-values/{row['id']}"
    edited = await acc.patch(address, json={"amount": 6, "lockedField": "unitPrice"})
    assert edited.json()["quantity"] == 17.91044776
    found = (await acc.get(f"{address}?include=subitems")).json()
    assert [one["id"] for one in found["subItems"]] == [part["id"]]
    for query, expected in (
        ("", [row["id"], part["id"]]),
        ("?filter[externalId]=E&filter[externalSystem]=S", [row["id"]]),
        ("?filter[includeChangeOrders]=true", [row["id"], part["id"]]),
        ("?filter[includeChangeOrders]=false&limit=1", [row["id"]]),
        (f"?filter[budgetId]={uuid4()}", []),
        ("?filter[budgetId]=blank&sort=name", [part["id"], row["id"]]),
    ):
        rows = (await acc.get(f"{root}/schedule-of-values{query}")).json()
        assert [one["id"] for one in rows] == expected, query
    wrong = await acc.get(f"{root}/schedule-of-values?filter[includeChangeOrders]=perhaps")
    assert wrong.status_code == 400
    ids = (await acc.get(f"{root}/schedule-of-values?include=idOnly")).json()
    assert ids == [{"id": row["id"]}, {"id": part["id"]}]
    for path in (f"schedule-of-values/{row['id']}", f"contracts/{contract['id']}"):
        alone = await acc.get(f"{root}/{path}?include=attributes,idOnly")
        assert alone.json() == {"id": path.partition("/")[2]}
    awarded = (await acc.get(f"{root}/contracts/{contract['id']}")).json()["awarded"]
    assert awarded == "6.0000"
    assert (await acc.delete(address)).status_code == 204
    assert (await acc.get(f"{root}/schedule-of-values")).json() == []


async def test_filters(acc: httpx.AsyncClient, root: str) -> None:
    await made(acc, root, "contracts", code="1", name="b", type="consultant", source="erp")
    await made(acc, root, "contracts", code="2", name="a", type="Subcontract", status="sent")
    for query, expected in (
        ('?filter[code]="1"', ["1"]),
        ("?filter[status]=draft,sent&sort=name", ["2", "1"]),
        ("?filter[type]=consultant", ["1"]),
        ("?filter[source]=erp", ["1"]),
        ("?filter[status]=executed", []),
    ):
        found = (await acc.get(f"{root}/contracts{query}")).json()["results"]
        assert [one["code"] for one in found] == expected, query


async def test_a_supplier_sees_his_own_contracts_without_the_contractors_budget(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    own = await budget(acc, root, "1")
    companies = people.companies
    bodies = (
        ("own", companies["supplier"], "sent"),
        ("draft", companies["supplier"], "draft"),
        ("rival", companies["rival"], "sent"),
    )
    for code, company, status in bodies:
        await made(
            acc,
            root,
            "contracts",
            code=code,
            name=code,
            companyUid=str(company.uuid),
            status=status,
            note="secret",
            budgets=[{"id": own["id"]}] if code == "own" else [],
        )
    supplier = people.clients["supplier"]
    query = "include=budgets,scheduleOfValues"
    (found,) = (await supplier.get(f"{root}/contracts?{query}")).json()["results"]
    assert (found["code"], found["awarded"]) == ("own", "100.0000")
    hidden = ("note", "originalBudget", "mainContractId", "actualCost")
    assert [found[name] for name in hidden] == [None] * len(hidden)
    assert (found["budgetIds"], found["budgets"]) == ([], [])
    assert own["id"] not in str(found)
    rows = (await supplier.get(f"{root}/schedule-of-values")).json()
    assert [(row["name"], row["budgetId"]) for row in rows] == [("B 1", None)]
    refused = await supplier.get(f"{root}/schedule-of-values?filter[budgetId]={own['id']}")
    assert refused.status_code == 400
    assert (await supplier.get(f"{root}/contracts?sort=originalBudget")).status_code == 400
    assert (await people.clients["owner"].get(f"{root}/contracts")).json()["results"] == []
