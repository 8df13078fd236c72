"""Comments over HTTP: on records of several kinds, in lists and includes, and who sees them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People

FIELDS = {
    *("id", "content", "associationId", "associationType", "creatorId", "createdAt"),
    "updatedAt",
}


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, (path, answer.status_code, answer.text)
    return answer.json()


@pytest.fixture
async def pco(acc: httpx.AsyncClient, root: str) -> Any:
    return await made(acc, f"{root}/change-orders/pco", name="Openings")


def of(record: Any, word: str = "FormInstance", **more: Any) -> dict[str, Any]:
    return {"associationId": record["id"], "associationType": word, **more}


async def test_comments_are_listed_and_included(
    acc: httpx.AsyncClient, root: str, pco: Any, people: People
) -> None:
    first = await made(acc, f"{root}/comments", **of(pco, content="Ask the engineer"))
    assert set(first) == FIELDS
    assert first["creatorId"] == people.persons["admin"].autodesk_id
    answer = await acc.post(
        f"{root}/comments:batch-create",
        json=[of(pco, "PCO", content="Asked"), of(pco, content="Answered")],
    )
    assert answer.status_code == 201, answer.text
    item = await made(acc, f"{root}/cost-items", name="Saw cutting")
    await made(acc, f"{root}/comments", **of(item, "CostItem", content="Dear"))

    async def contents(**query: str) -> list[str]:
        found = (await acc.get(f"{root}/comments", params=query)).json()
        return [each["content"] for each in found]

    of_pco = ["Ask the engineer", "Asked", "Answered"]
    assert await contents() == [*of_pco, "Dear"]
    assert await contents(associationId=pco["id"], associationType="FormInstance") == of_pco
    assert await contents(associationType="PCO") == of_pco
    assert await contents(**{"filter[associationType]": "CostItem"}) == ["Dear"]
    assert await contents(associationId=str(uuid4())) == []
    shown = await acc.get(f"{root}/change-orders/pco/{pco['id']}", params={"include": "comments"})
    assert [each["content"] for each in shown.json()["comments"]] == of_pco
    assert {"content", "createdAt", "creatorId"} <= set(shown.json()["comments"][0])
    assert shown.json()["updatedAt"] == pco["updatedAt"]


async def test_a_comment_is_deleted_by_its_writer_or_an_administrator(
    people: People, acc: httpx.AsyncClient, root: str, pco: Any
) -> None:
    estimator, manager = people.clients["estimator"], people.clients["manager"]
    mine, other = [
        await made(estimator, f"{root}/comments", **of(pco, content=text)) for text in "ab"
    ]
    assert (await manager.delete(f"{root}/comments/{mine['id']}")).status_code == 403
    assert (await estimator.delete(f"{root}/comments/{mine['id']}")).status_code == 204
    assert (await acc.delete(f"{root}/comments/{other['id']}")).status_code == 204
    assert (await acc.get(f"{root}/comments")).json() == []


async def test_outsiders_see_and_write_none(
    people: People, root: str, acc: httpx.AsyncClient
) -> None:
    sco = await made(acc, f"{root}/change-orders/sco", name="Order")
    one = await made(acc, f"{root}/comments", **of(sco, content="a secret remark"))
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert (await client.get(f"{root}/comments")).json() == []
        body = of(sco, content="hello")
        assert (await client.post(f"{root}/comments", json=body)).status_code in (400, 403)
        assert (await client.delete(f"{root}/comments/{one['id']}")).status_code in (403, 404)
    refused = await people.clients["viewer"].post(f"{root}/comments", json=of(sco, content="x"))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": ""}, "content"),
        ({"content": None}, "content"),
        ({"content": "x" * 10_001}, "content"),
        ({"associationId": str(uuid4())}, "associationId"),
        ({"associationType": "RFQ"}, "associationId"),
        ({"associationType": "Something"}, "associationType"),
    ],
)
async def test_bad_comments_name_their_field(
    acc: httpx.AsyncClient, root: str, pco: Any, change: dict[str, Any], field: str
) -> None:
    body = of(pco, content="fine") | change
    answer = await acc.post(f"{root}/comments", json=body)
    assert answer.status_code == 400, answer.text
    error = answer.json().get("error", answer.json())
    assert error["errors"][0]["field"] == field
