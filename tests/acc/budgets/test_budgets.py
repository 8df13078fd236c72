"""Budgets over HTTP: bodies as clients send them, lists, includes, import, refusals."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import Container, make_container

from changewright.edge.http import Application
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

TUTORIAL = {
    "parentId": None,
    "code": "200420420378",
    "name": "Concrete",
    "description": "Walls",
    "quantity": 10,
    "unitPrice": "1000.0000",
    "unit": "LS",
}


async def made(acc: httpx.AsyncClient, root: str, code: str, **more: Any) -> dict[str, Any]:
    answer = await acc.post(f"{root}/budgets", json={**TUTORIAL, "code": code, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def codes(acc: httpx.AsyncClient, root: str, query: str = "") -> list[str]:
    answer = await acc.get(f"{root}/budgets{query}")
    assert answer.status_code == 200, answer.text
    return [row["code"] for row in answer.json()["results"]]


async def test_what_is_created_is_what_is_read(acc: httpx.AsyncClient, root: str) -> None:
    answer = await acc.post(f"{root}/budgets", json=TUTORIAL)
    budget = answer.json()
    assert answer.status_code == 201
    assert budget | TUTORIAL | {"unitPrice": "1000.00000000"} == budget
    assert budget["originalAmount"] == "10000.0000"
    one = await acc.get(f"{root}/budgets/{budget['id']}?")
    assert one.json() == budget
    assert one.headers["etag"] == answer.headers["etag"]
    assert (await acc.get(f"{root}/budgets")).json()["results"] == [budget]
    assert budget["approvedOwnerChanges"] == "0.0000", "no change has come to it yet"


async def test_the_edit_of_the_vendors_own_collection(acc: httpx.AsyncClient, root: str) -> None:
    budget = await made(acc, root, "200420420348")
    answer = await acc.patch(
        f"{root}/budgets/{budget['id']}",
        json={
            "code": "200420420845",
            "name": "new name",
            "quantity": 50,
            "unitPrice": 0.30000000000000004,
            "unit": "LS",
            "actualCost": "1000.0000",
            "adjustments": {"details": [{"quantity": 2, "unitPrice": 2, "unit": "MNTH"}]},
        },
    )
    found = answer.json()
    assert answer.status_code == 200, answer.text
    assert (found["unitPrice"], found["originalAmount"]) == ("0.30000000", "15.0000")
    assert (found["code"], found["actualCost"]) == ("200420420845", "1000.0000")
    locked = await acc.patch(
        f"{root}/budgets/{budget['id']}", json={"quantity": 30, "lockedField": "originalAmount"}
    )
    assert (locked.json()["unitPrice"], locked.json()["originalAmount"]) == (
        "0.50000000",
        "15.0000",
    )
    assert (await acc.delete(f"{root}/budgets/{budget['id']}")).status_code == 204
    assert (await acc.get(f"{root}/budgets/{budget['id']}")).status_code == 404


async def test_import_answers_with_the_budgets_it_made(acc: httpx.AsyncClient, root: str) -> None:
    row = '{"parentId":null,"code":"CODE","name":"n","quantity":1,"unitPrice":1000.0000}'
    rows = ",".join(row.replace("CODE", code) for code in ("200420420833", "200420420843"))
    body = '{"data":[ROWS],"append":false}'.replace("ROWS", rows)
    answer = await acc.post(
        f"{root}/budgets:import", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    assert [row["code"] for row in answer.json()] == ["200420420833", "200420420843"]
    assert [row["originalAmount"] for row in answer.json()] == ["1000.0000"] * 2


@pytest.mark.parametrize(
    ("rows", "status", "field"),
    [
        ([{"code": "1", "name": "a"}, {"code": "1", "name": "b"}], 409, "data.1.code"),
        ([{"code": "1", "name": "a"}, {"code": "2"}], 400, "data.1.name"),
        ([{"code": "1", "name": "a"}, {"name": "b"}], 400, "data.1.code"),
        ([], 400, "data"),
        ([{"code": str(n), "name": "a"} for n in range(51)], 400, "data"),
    ],
)
async def test_an_import_is_all_or_nothing(
    acc: httpx.AsyncClient, root: str, rows: list[dict[str, str]], status: int, field: str
) -> None:
    answer = await acc.post(f"{root}/budgets:import", json={"data": rows})
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert [entry["field"] for entry in body.get("error", body)["errors"]] == [field]
    assert await codes(acc, root) == []


async def test_filters_and_sorting(acc: httpx.AsyncClient, root: str) -> None:
    top = await made(acc, root, "1", quantity=1)
    child = await made(acc, root, "1,5", parentId=top["id"], externalId="E", externalSystem="S")
    other = await made(acc, root, "2", quantity=2)
    for query, expected in (
        (f"?filter[rootId]={top['id']}", ["1", "1,5"]),
        ('?filter[code]="1","1,5"', ["1", "1,5"]),
        ("?filter[code]=2", ["2"]),
        (f"?filter[id]={other['id']}&filter[id]={child['id']}", ["1,5", "2"]),
        ("?filter[externalId]=E&filter[externalSystem]=S", ["1,5"]),
        (f"?filter[lastModifiedSince]={other['updatedAt']}", ["2"]),
        ("?sort=code desc", ["2", "1,5", "1"]),
        ("?sort=originalAmount%20desc%20%2B%20code", ["1,5", "2", "1"]),
        ("?limit=1&offset=1", ["1,5"]),
        (f"?filter[rootId]={uuid4()}", []),
    ):
        assert await codes(acc, root, query) == expected, query


async def test_includes(acc: httpx.AsyncClient, root: str) -> None:
    (main,) = (await acc.get(f"{root}/main-contracts")).json()["results"]
    top = await made(acc, root, "1", mainContractId=main["id"])
    child = await made(acc, root, "1.1", parentId=top["id"])
    contract = (
        await acc.post(
            f"{root}/contracts",
            json={"code": "C", "name": "C", "budgets": [{"id": top["id"]}]},
        )
    ).json()
    item = (
        await acc.post(
            f"{root}/main-contracts/{main['id']}/items",
            json={"name": "Line", "budgetId": top["id"]},
        )
    ).json()
    words = "subitems,contract,mainContract,mainContractItem,attributes,segments,nonsense"
    found = (await acc.get(f"{root}/budgets/{top['id']}?include={words}")).json()
    assert found["contractIds"] == [contract["id"]]
    assert found["subItems"] == [child["id"]]
    assert found["contract"]["id"] == contract["id"]
    assert found["mainContract"]["id"] == main["id"] == found["mainContractId"]
    assert found["mainContractItem"]["id"] == item["id"]
    assert found["properties"] == []
    listed = (await acc.get(f"{root}/budgets?include=contract&filter[code]=1.1")).json()
    assert listed["results"][0]["contract"] is None
    ids = (await acc.get(f"{root}/budgets?include=idOnly,contract&sort=code")).json()
    assert ids["results"] == [{"id": top["id"]}, {"id": child["id"]}]
    alone = await acc.get(f"{root}/budgets/{top['id']}?include=contract,idOnly")
    assert alone.json() == {"id": top["id"]}


async def test_parts_of_a_code_win_over_the_code(acc: httpx.AsyncClient, root: str) -> None:
    parts = (await made(acc, root, "1"))["codeSegmentValues"]
    (segment,) = parts
    budget = await made(acc, root, "no", segmentCodeMap={segment: "77"})
    assert (budget["code"], budget["codeSegmentValues"]) == ("77", {segment: "77"})
    for given, status in (({segment: ""}, 400), ({str(uuid4()): "7"}, 400), ({segment: 7}, 400)):
        answer = await acc.post(f"{root}/budgets", json={"name": "n", "segmentCodeMap": given})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "n"}, "code"),
        ({"code": "1"}, "name"),
        ({"code": "1", "name": None}, "name"),
        ({"code": "x" * 256, "name": "n"}, "code"),
        ({"code": "1", "name": "n", "scope": "all"}, "scope"),
        ({"code": "1", "name": "n", "quantity": "1.123456789"}, "quantity"),
        ({"code": "1", "name": "n", "quantity": 9e11, "unitPrice": 9e11}, "originalAmount"),
        ({"code": "1", "name": "n", "parentId": str(uuid4())}, "parentId"),
        ({"code": "1", "name": "n", "plannedStartDate": "tomorrow"}, "plannedStartDate"),
        ({"code": "1", "name": "n", "durationDays": -1}, "durationDays"),
        ({"code": "1", "name": "n", "segmentCodeMap": []}, "segmentCodeMap"),
        ({"code": "1\u0000", "name": "n"}, "code"),
    ],
)
async def test_bad_bodies_name_their_field_and_write_nothing(
    acc: httpx.AsyncClient, root: str, body: dict[str, Any], field: str
) -> None:
    answer = await acc.post(f"{root}/budgets", json=body)
    assert answer.status_code == 400, answer.text
    found = answer.json()
    assert [entry["field"] for entry in found.get("error", found)["errors"]] == [field]
    assert await codes(acc, root) == []


async def test_nulls_where_something_always_stands(acc: httpx.AsyncClient, root: str) -> None:
    budget = await made(acc, root, "1", locations=None, scope=None)
    assert (budget["locations"], budget["scope"]) == ([], "budgetAndCost")
    answer = await acc.patch(f"{root}/budgets/{budget['id']}", json={"locations": None})
    assert answer.status_code == 200, answer.text


async def test_locks_and_stale_tags(
    acc: httpx.AsyncClient, root: str, ledger: Ledger, container: Container, actor: Actor
) -> None:
    budget = await made(acc, root, "1", integrationState="locked")
    address = f"{root}/budgets/{budget['id']}"
    assert budget["integrationStateChangedBy"] == (await acc.get("/userinfo")).json()["sub"]
    locked = await acc.patch(address, json={"unitPrice": 1})
    assert locked.status_code == 409
    assert [entry["field"] for entry in locked.json()["error"]["errors"]] == ["unitPrice"]
    assert (await acc.delete(address)).status_code == 409
    freed = await acc.patch(address, json={"integrationState": None, "externalMessage": "ok"})
    assert freed.status_code == 200
    old = (await acc.get(address)).headers["etag"]
    assert (await acc.patch(address, json={"unitPrice": 1})).status_code == 200
    stale = await acc.patch(address, json={"unitPrice": 2}, headers={"if-match": old})
    assert stale.status_code == 412

    async def stand(unit: Unit) -> None:
        unit.change_settings(budgets_locked=True)

    await ledger.run(container.id, actor, stand)
    assert (await acc.patch(address, json={"unitPrice": 3})).status_code == 409
    assert (await acc.patch(f"{address}?force=maybe", json={"unitPrice": 3})).status_code == 400
    assert (await acc.patch(f"{address}?force=true", json={"unitPrice": 3})).status_code == 200
    assert (await acc.delete(f"{address}?force=true")).status_code == 204


async def test_other_roles_and_other_containers(
    people: People,
    acc: httpx.AsyncClient,
    root: str,
    application: Application,
    ledger: Ledger,
) -> None:
    budget = await made(acc, root, "1")
    address = f"{root}/budgets/{budget['id']}"
    assert (await people.clients["viewer"].get(address)).status_code == 200
    assert (await people.clients["viewer"].patch(address, json={"name": "x"})).status_code == 403
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert (await client.get(address)).status_code == 404
        assert (await client.get(f"{root}/budgets?include=idOnly")).json()["results"] == []
        assert (await client.patch(address, json={"name": "x"})).status_code in (403, 404)
    elsewhere = await make_container(ledger)
    strangers = await join(application, ledger, elsewhere)
    stranger = strangers.clients["admin"]
    other_root = f"/cost/v1/containers/{elsewhere.uuid}"
    assert (await stranger.get(address)).status_code == 404
    assert (await stranger.get(f"{other_root}/budgets/{budget['id']}")).status_code == 404
    crossing = await stranger.post(
        f"{other_root}/budgets", json={"code": "1", "name": "n", "parentId": budget["id"]}
    )
    assert crossing.status_code == 400
    link = await stranger.post(
        f"{other_root}/budgets-contracts:link",
        json={"create": [{"budgetId": budget["id"], "contractId": str(uuid4())}]},
    )
    assert link.status_code in (400, 404)
