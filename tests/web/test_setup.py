"""Numbering, custom attributes and the lists of a project, through the web app's door."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People


async def kind_of(web: httpx.AsyncClient, place: str, name: str) -> dict[str, Any]:
    page = (await web.get(f"{place}/kinds")).json()
    return next(dict(each) for each in page["results"] if each["kind"] == name)


async def test_the_next_document_is_numbered_as_the_project_says(
    web: httpx.AsyncClient, place: str, root: str
) -> None:
    kind = await kind_of(web, place, "pco")
    assert kind["example"] == "0001"
    body = {"numberPrefix": "P-", "numberSuffix": "/26", "numberDigits": 3, "numberStart": 100}
    changed = await web.patch(f"{place}/kinds/{kind['id']}", json=body | {"name": "Idea"})
    assert changed.status_code == 200, changed.text
    assert changed.json() == kind | body | {"name": "Idea", "example": "P-100/26"}
    made = await web.post(f"{root}/change-orders/pco", json={"name": "x"})
    assert made.json()["number"] == "P-100/26"
    stale = await web.patch(
        f"{place}/kinds/{kind['id']}",
        json={"numberDigits": 5},
        headers={"if-match": '"change_order_type.1.1.full"'},
    )
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"numberDigits": 0}, "numberDigits"),
        ({"numberDigits": 13}, "numberDigits"),
        ({"numberStart": -1}, "numberStart"),
        ({"numberPrefix": "x" * 33}, "numberPrefix"),
        ({"numberPrefix": "a\nb"}, "numberPrefix"),
        ({"name": " "}, "name"),
    ],
)
async def test_numbering_that_cannot_be(
    web: httpx.AsyncClient, place: str, change: dict[str, Any], field: str
) -> None:
    kind = await kind_of(web, place, "oco")
    reply = await web.patch(f"{place}/kinds/{kind['id']}", json=change)
    assert reply.status_code == 400, reply.text
    assert [each["field"] for each in reply.json()["problems"]] == [field]
    assert await kind_of(web, place, "oco") == kind


async def test_an_attribute_lives(web: httpx.AsyncClient, place: str, root: str) -> None:
    body = {
        "associationType": "FormInstance",
        "name": "Area",
        "type": "options",
        "options": ["North", "South"],
        "defaultValue": "North",
        "collaboratorAccess": "no_access",
    }
    made = await web.post(f"{place}/attributes", json=body)
    assert made.status_code == 201, made.text
    assert made.json().items() >= body.items() and made.json()["builtIn"] is False
    listed = (await web.get(f"{place}/attributes")).json()["results"]
    assert made.json() in listed
    assert made.json()["id"] in {
        each["id"] for each in (await web.get(f"{root}/properties")).json()
    }
    path = f"{place}/attributes/{made.json()['id']}"
    changed = await web.patch(path, json={"name": "Zone", "options": ["North", "South", "Roof"]})
    assert changed.status_code == 200 and changed.json()["options"][-1] == "Roof"
    taken = await web.post(f"{place}/attributes", json=body | {"name": "Zone"})
    assert taken.status_code == 409
    assert [each["field"] for each in taken.json()["problems"]] == ["name"]
    assert (await web.delete(path)).status_code == 204
    assert (await web.patch(path, json={"name": "Area"})).status_code == 404
    built_in = next(each for each in listed if each["builtIn"])
    path = f"{place}/attributes/{built_in['id']}"
    assert (await web.delete(path)).status_code == 409
    assert (await web.patch(path, json={"name": "x"})).status_code == 409


async def list_named(client: httpx.AsyncClient, place: str, name: str) -> dict[str, Any]:
    reply = await client.get(f"{place}/choices")
    assert reply.status_code == 200, reply.text
    return next(dict(each) for each in reply.json()["results"] if each["name"] == name)


async def test_reasons_are_kept(web: httpx.AsyncClient, place: str) -> None:
    before = await list_named(web, place, "change_reason")
    assert before["grows"] and before["words"] == []
    made = await web.post(f"{place}/choices", json={"list": "change_reason", "name": "Weather"})
    assert made.status_code == 201, made.text
    assert made.json()["deletable"] and not made.json()["builtIn"]
    again = await web.post(f"{place}/choices", json={"list": "change_reason", "name": "weather"})
    assert again.status_code == 409
    path = f"{place}/choices/{made.json()['id']}"
    changed = await web.patch(path, json={"name": "Bad weather", "shown": False})
    assert (changed.json()["name"], changed.json()["shown"]) == ("Bad weather", False)
    assert (await web.delete(path)).status_code == 204
    assert (await web.delete(path)).status_code == 404
    assert await list_named(web, place, "change_reason") == before


async def test_what_an_entry_stands_for_is_a_word_of_its_list(
    web: httpx.AsyncClient, place: str
) -> None:
    body = {"list": "change_event_status", "name": "Parked"}
    for word in (None, "nonsense"):
        reply = await web.post(f"{place}/choices", json=body | {"mappedTo": word})
        assert [each["field"] for each in reply.json()["problems"]] == ["mappedTo"], reply.text
    assert (await web.post(f"{place}/choices", json=body)).status_code == 400
    made = await web.post(f"{place}/choices", json=body | {"mappedTo": "pending"})
    assert made.status_code == 201, made.text
    statuses = await list_named(web, place, "change_order_status")
    assert not statuses["grows"]
    fixed = await web.delete(f"{place}/choices/{statuses['entries'][0]['id']}")
    assert fixed.status_code == 422
    refused = await web.post(f"{place}/choices", json=body | {"list": "change_order_status"})
    assert refused.status_code == 400


async def test_who_may_read_and_write_them(people: People, place: str) -> None:
    admin = people.clients["admin"]
    entry = (await list_named(admin, place, "change_reason"))["entries"][0]
    kind = await kind_of(admin, place, "pco")
    body = {"associationType": "Budget", "name": "Zone", "type": "text"}
    for role, client in people.clients.items():
        sees_all = role not in ("owner", "supplier")
        assert (await client.get(f"{place}/choices")).status_code == (200 if sees_all else 403)
        if role == "admin":
            continue
        for reply in (
            await client.post(f"{place}/choices", json={"list": "change_reason", "name": "X"}),
            await client.patch(f"{place}/choices/{entry['id']}", json={"name": "X"}),
            await client.delete(f"{place}/choices/{entry['id']}"),
            await client.patch(f"{place}/kinds/{kind['id']}", json={"numberDigits": 6}),
            await client.post(f"{place}/attributes", json=body),
        ):
            assert reply.status_code == 403, (role, reply.text)
    outside = (await people.clients["owner"].get(f"{place}/attributes")).json()["results"]
    assert all(each["collaboratorAccess"] != "no_access" for each in outside)


async def test_an_entry_of_another_account_is_not_there(web: httpx.AsyncClient, place: str) -> None:
    for choice in ("1", "999999999", "x"):
        assert (await web.delete(f"{place}/choices/{choice}")).status_code in (400, 404)
