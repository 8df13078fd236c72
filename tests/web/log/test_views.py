"""Saved views of the log: one's own, shared ones, locked ones, copies for oneself."""

from __future__ import annotations

from typing import Any

import httpx
from tests.fixtures_acc import People

MINE: dict[str, Any] = {
    "columns": [{"name": "number", "width": 90}, {"name": "title"}, {"name": "submitted"}],
    "filter": "kind:is:pco;submitted:range:1000..",
    "sort": "-submitted",
    "group": "phase",
    "rowHeight": "short",
}


async def keep(client: httpx.AsyncClient, place: str, **fields: Any) -> Any:
    reply = await client.post(
        f"{place}/views", json={"name": "Dear ones", "definition": MINE} | fields
    )
    assert reply.status_code == 201, reply.text
    return reply.json()


async def views(client: httpx.AsyncClient, place: str) -> dict[str, Any]:
    reply = await client.get(f"{place}/views")
    assert reply.status_code == 200, reply.text
    return {one["name"]: one for one in reply.json()["results"]}


async def change(
    client: httpx.AsyncClient, place: str, view: Any, status: int = 200, **fields: Any
) -> Any:
    reply = await client.patch(f"{place}/views/{view['id']}", json=fields)
    assert reply.status_code == status, reply.text
    return reply.json()


async def test_ready_made_views_are_there_and_can_be_read(
    web: httpx.AsyncClient, people: People, place: str
) -> None:
    found = await views(web, place)
    ready = [one for one in found.values() if one["sharing"] == "ready"]
    assert [one["name"] for one in ready] == [
        *("Summary", "Detail", "Complete", "Owner's"),
        *("Scope and exposure", "My court", "Due soon"),
    ]
    for client in people.clients.values():
        known = {
            one["name"] for one in (await client.get(f"{place}/log/columns")).json()["columns"]
        }
        for one in (await views(client, place)).values():
            assert {column["name"] for column in one["definition"]["columns"]} <= known
            reply = await client.get(f"{place}/log", params={"view": one["id"]})
            assert reply.status_code == 200, (one["name"], reply.text)
    assert "My court" not in await views(people.clients["supplier"], place)
    gone = await web.delete(f"{place}/views/{ready[0]['id']}")
    assert gone.status_code == 403


async def test_a_view_of_ones_own(web: httpx.AsyncClient, people: People, place: str) -> None:
    kept = await keep(people.clients["viewer"], place)
    assert kept["sharing"] == "personal" and kept["mayEdit"] and kept["version"] == 1
    assert kept["definition"]["columns"][1] == {"name": "title", "width": None}
    assert "Dear ones" not in await views(web, place)
    shown = await people.clients["viewer"].get(f"{place}/log", params={"view": kept["id"]})
    assert shown.json()["columns"] == ["number", "title", "submitted"]
    assert (await web.get(f"{place}/log", params={"view": kept["id"]})).status_code == 404
    later = await change(
        people.clients["viewer"], place, kept, name="Dearer", definition=MINE | {"sort": "number"}
    )
    assert (later["name"], later["definition"]["sort"]) == ("Dearer", "number")
    assert (await web.patch(f"{place}/views/{kept['id']}", json={})).status_code == 404
    gone = await people.clients["viewer"].delete(f"{place}/views/{kept['id']}")
    assert gone.status_code == 204
    assert "Dearer" not in await views(people.clients["viewer"], place)


async def test_who_changes_a_shared_view_has_a_copy(
    web: httpx.AsyncClient, people: People, place: str
) -> None:
    manager, estimator = people.clients["manager"], people.clients["estimator"]
    shared = await keep(manager, place, sharing="shared", locked=True)
    mine = await change(estimator, place, shared, definition=MINE | {"sort": "title"})
    assert mine["definition"]["sort"] == "-submitted" and not mine["mayEdit"]
    assert mine["temporary"]["definition"]["sort"] == "title"
    assert (await views(manager, place))["Dear ones"]["temporary"] is None
    await change(estimator, place, shared, 403, name="Mine now")
    locked = await change(estimator, place, shared, 403, overwrite=True, definition=MINE)
    assert locked["type"] == "urn:changewright:problem:forbidden"
    back = await change(estimator, place, shared, definition=None)
    assert back["temporary"] is None
    # An administrator writes over a locked view; without the lock anybody inside does.
    await change(web, place, shared, overwrite=True, definition=MINE | {"q": "pump"})
    await change(manager, place, shared, locked=False)
    await change(estimator, place, shared, overwrite=True, definition=MINE | {"q": "valve"})
    await change(estimator, place, shared, 403, overwrite=True, sharing="personal")
    assert (await views(manager, place))["Dear ones"]["definition"]["q"] == "valve"
    assert (await estimator.delete(f"{place}/views/{shared['id']}")).status_code == 403
    await change(estimator, place, shared, definition=MINE | {"sort": "title"})
    assert (await manager.delete(f"{place}/views/{shared['id']}")).status_code == 204
    assert "Dear ones" not in await views(estimator, place)


async def test_nobody_from_outside_sees_or_shares_what_is_shared(
    people: People, place: str
) -> None:
    shared = await keep(people.clients["manager"], place, sharing="shared")
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert "Dear ones" not in await views(client, place)
        assert (await client.get(f"{place}/views/{shared['id']}")).status_code == 404
        body = {"name": "Mine", "definition": {"columns": [{"name": "number"}]}}
        assert (await client.post(f"{place}/views", json=body)).status_code == 201
        refused = await client.post(f"{place}/views", json=body | {"sharing": "shared"})
        assert refused.status_code == 403
        hidden = await client.post(
            f"{place}/views", json={"name": "x", "definition": {"filter": "estimated:range:1.."}}
        )
        assert hidden.status_code == 400
        assert [one["field"] for one in hidden.json()["problems"]] == ["definition.filter"]


async def test_everybody_begins_with_a_view_of_his_choice(people: People, place: str) -> None:
    manager, viewer = people.clients["manager"], people.clients["viewer"]
    summary = (await views(viewer, place))["Summary"]
    chosen = await change(viewer, place, summary, isDefault=True)
    assert chosen["isDefault"] and not (await views(manager, place))["Summary"]["isDefault"]
    mine = await keep(viewer, place, isDefault=True)
    found = await views(viewer, place)
    assert [one["name"] for one in found.values() if one["isDefault"]] == ["Dear ones"]
    await change(viewer, place, mine, isDefault=False)
    assert not any(one["isDefault"] for one in (await views(viewer, place)).values())


async def test_bad_views_are_refused_by_field(web: httpx.AsyncClient, place: str) -> None:
    for body, field in (
        ({"definition": MINE}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x", "sharing": "everybody"}, "sharing"),
        ({"name": "x", "definition": {"columns": [{"name": "cost"}]}}, "definition.columns"),
        (
            {"name": "x", "definition": {"columns": [{"name": "cost", "width": 1}]}},
            "definition.columns.0.width",
        ),
        ({"name": "x", "definition": {"sort": "clock"}}, "definition.sort"),
        ({"name": "x", "definition": {"group": "title"}}, "definition.group"),
        ({"name": "x", "definition": {"filter": "kind:like:pco"}}, "definition.filter"),
        ({"name": "x", "definition": {"rowHeight": "huge"}}, "definition.rowHeight"),
        ({"name": "x", "definition": "all"}, "definition"),
    ):
        reply = await web.post(f"{place}/views", json=body)
        assert reply.status_code == 400, (body, reply.text)
        assert [one["field"] for one in reply.json()["problems"]] == [field], body


async def test_a_stale_change_of_a_view_is_refused(web: httpx.AsyncClient, place: str) -> None:
    kept = await keep(web, place)
    await change(web, place, kept, name="Newer")
    late = await web.patch(
        f"{place}/views/{kept['id']}",
        json={"name": "Newest"},
        headers={"if-match": '"saved_view.1.1.full"'},
    )
    assert late.status_code == 412, late.text
    stale = {"if-match": '"saved_view.1.1.full"'}
    assert (await web.delete(f"{place}/views/{kept['id']}", headers=stale)).status_code == 412
    assert (await web.get(f"{place}/views/{kept['id']}")).json()["name"] == "Newer"
