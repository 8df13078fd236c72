"""Editing and moving many rows of the log at once: each has its own outcome."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People


async def made(acc: httpx.AsyncClient, root: str, count: int, kind: str = "pco") -> list[str]:
    ids = []
    for number in range(count):
        reply = await acc.post(f"{root}/change-orders/{kind}", json={"name": f"Change {number}"})
        assert reply.status_code == 201, reply.text
        ids.append(reply.json()["id"])
    return ids


async def post(
    client: httpx.AsyncClient, address: str, body: Any, status: int = 200, key: str = ""
) -> Any:
    headers = {"idempotency-key": key} if key else {}
    reply = await client.post(address, json=body, headers=headers)
    assert reply.status_code == status, reply.text
    return reply.json()


async def test_a_move_with_many_tells_each_outcome(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    first, second, third = await made(acc, root, 3)
    await post(web, f"{place}/log/actions", {"action": "open", "ids": [second]})
    nowhere = str(uuid4())
    told = await post(
        web,
        f"{place}/log/actions?columns=number,state",
        {"action": "open", "ids": [first, second, nowhere, third]},
    )
    assert (told["done"], told["refused"]) == (2, 2)
    outcomes = [(one["id"], one["outcome"]) for one in told["results"]]
    assert outcomes == [
        *((first, "done"), (second, "refused"), (nowhere, "refused"), (third, "done")),
    ]
    assert told["results"][0]["row"]["state"] == "open"
    assert told["results"][1]["problem"]["type"] == "urn:changewright:problem:move-not-allowed"
    assert told["results"][2]["problem"]["title"] == "Not found"
    gone = await post(web, f"{place}/log/actions", {"action": "delete", "ids": [first, second]})
    assert gone["done"] == 2
    left = (await web.get(f"{place}/log")).json()
    assert [row["id"] for row in left["results"]] == [third]


async def test_the_same_cells_for_many_and_cells_of_their_own(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, people: People
) -> None:
    first, second = await made(acc, root, 2)
    person = str(people.persons["manager"].uuid)
    address = f"{place}/log/edit?columns=title,reason,owner,daysAsked,dueDate"
    same = {"reason": "Owner's wish", "owner": person, "daysAsked": 3, "dueDate": "2026-12-24"}
    told = await post(web, address, {"ids": [first, second], "values": same})
    for one in told["results"]:
        row = one["row"]
        assert (row["reason"], row["owner"]["id"], row["daysAsked"], row["dueDate"]) == (
            *("Owner's wish", person, 3, "2026-12-24"),
        )
    again = await post(web, address, {"ids": [first, second], "values": same})
    assert [one["outcome"] for one in again["results"]] == ["unchanged", "unchanged"]
    rows = [
        {"id": first, "version": told["results"][0]["version"], "values": {"title": "A pump"}},
        {"id": second, "version": 1, "values": {"title": "A valve"}},
        {"id": second, "values": {"title": "A valve", "scope": "sideways"}},
        {"kind": "pco", "values": {"title": "A new one", "scope": "in", "reason": None}},
    ]
    told = await post(web, address, {"rows": rows})
    assert [one["outcome"] for one in told["results"]] == ["done", "refused", "refused", "done"]
    stale, wrong = told["results"][1]["problem"], told["results"][2]["problem"]
    assert stale["type"] == "urn:changewright:problem:stale"
    assert [one["field"] for one in wrong["problems"]] == ["scope"]
    assert told["results"][3]["row"]["title"] == "A new one"


async def test_a_day_typed_for_an_instant_ends_where_the_project_is(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    (made_id,) = await made(acc, root, 1)
    zoned = await web.put(f"{place}/clock-calendar", json={"timeZone": "America/Los_Angeles"})
    assert zoned.is_success, zoned.text
    address = f"{place}/log/edit?columns=responseDue"
    for typed, kept in (
        ("2026-03-02", "2026-03-03T07:59:59.999000Z"),
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"),
        (None, None),
    ):
        told = await post(web, address, {"ids": [made_id], "values": {"responseDue": typed}})
        assert told["results"][0]["row"]["responseDue"] == kept
    for typed in ("2026-02-30", "9999-12-31", "soon"):
        told = await post(web, address, {"ids": [made_id], "values": {"responseDue": typed}})
        assert told["results"][0]["problem"]["problems"][0]["field"] == "responseDue"


async def test_a_cell_that_is_locked_says_why_and_the_row_said_so_before(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    (order,) = await made(acc, root, 1, "oco")
    for action in ("open", "submit", "approve"):
        await post(web, f"{place}/log/actions", {"action": action, "ids": [order]})
    (row,) = (await web.get(f"{place}/log")).json()["results"]
    assert row["locked"] == {"fields": "approved", "mainContract": "approved", "contract": "kind"}
    told = await post(
        web, f"{place}/log/edit", {"ids": [order], "values": {"title": "Other", "paidDate": None}}
    )
    problem = told["results"][0]["problem"]
    assert problem["type"] == "urn:changewright:problem:locked"
    assert [one["field"] for one in problem["problems"]] == ["title"]
    assert "title cannot be changed" in problem["problems"][0]["detail"]
    paid = await post(
        web, f"{place}/log/edit", {"ids": [order], "values": {"paidDate": "2026-11-20"}}
    )
    assert paid["done"] == 1


async def test_attributes_are_cells_too(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    made_one = await acc.post(
        f"{root}/property-definitions",
        json={"associationType": "PCO", "name": "Zone", "type": "options", "options": ["A", "B"]},
    )
    assert made_one.status_code == 201, made_one.text
    name = f"attribute.{made_one.json()['id']}"
    (change,) = await made(acc, root, 1)
    (order,) = await made(acc, root, 1, "oco")
    told = await post(
        web, f"{place}/log/edit?columns={name}", {"ids": [change, order], "values": {name: "B"}}
    )
    assert [one["outcome"] for one in told["results"]] == ["done", "refused"]
    assert [*told["results"][0]["row"]["attributes"].values()] == ["B"]
    bad = await post(web, f"{place}/log/edit", {"ids": [change], "values": {name: "C"}})
    assert [one["field"] for one in bad["results"][0]["problem"]["problems"]] == [name]
    found = await web.get(f"{place}/log", params={"filter": f"{name}:is:B", "columns": name})
    assert [row["id"] for row in found.json()["results"]] == [change]


async def test_days_are_typed_as_text(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    """As the app sends every cell, and a spreadsheet writes a number."""
    (change,) = await made(acc, root, 1)
    for typed, days in (("12", 12), ("-3.00", -3), (7, 7), (None, None)):
        body = {"ids": [change], "values": {"daysAsked": typed}}
        told = await post(web, f"{place}/log/edit?columns=daysAsked", body)
        assert told["results"][0]["row"]["daysAsked"] == days
    for typed in ("1.5", "soon", "99999999"):
        body = {"ids": [change], "values": {"daysAsked": typed}}
        (refused,) = (await post(web, f"{place}/log/edit", body))["results"]
        assert [one["field"] for one in refused["problem"]["problems"]] == ["daysAsked"]


async def test_what_is_per_cent_may_be_typed_with_its_sign(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    names = {}
    for kind in ("percent", "number"):
        body = {"associationType": "PCO", "name": f"As {kind}", "type": kind}
        made_one = await acc.post(f"{root}/property-definitions", json=body)
        assert made_one.status_code == 201, made_one.text
        names[kind] = f"attribute.{made_one.json()['id']}"
    (change,) = await made(acc, root, 1)
    address = f"{place}/log/edit?columns={names['percent']}"
    for kind, outcome in (("percent", "done"), ("number", "refused")):
        told = await post(web, address, {"ids": [change], "values": {names[kind]: "-12.5%"}})
        assert [one["outcome"] for one in told["results"]] == [outcome], kind
        if outcome == "done":
            assert [*told["results"][0]["row"]["attributes"].values()] == ["-12.5"]


async def test_a_repeat_with_its_key_gets_the_first_outcomes(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    body = {"rows": [{"kind": "pco", "values": {"title": f"Pasted {n}"}} for n in range(3)]}
    first = await post(web, f"{place}/log/edit", body, key="paste")
    assert await post(web, f"{place}/log/edit", body, key="paste") == first
    assert (await web.get(f"{place}/log")).json()["total"] == 3
    other = await post(web, f"{place}/log/edit", {"rows": body["rows"][:1]}, 409, "paste")
    assert other["type"] == "urn:changewright:problem:outcome-differs"


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.deep)])
async def test_a_thousand_rows_and_not_one_more(
    web: httpx.AsyncClient, place: str, count: int
) -> None:
    rows = [{"kind": "pco", "values": {"title": f"Pasted {n}"}} for n in range(1001)]
    refused = await post(web, f"{place}/log/edit", {"rows": rows}, 400)
    assert [one["field"] for one in refused["problems"]] == ["rows"]
    told = await post(web, f"{place}/log/edit", {"rows": rows[:count]})
    assert (told["done"], told["refused"]) == (count, 0)
    last = count - 1
    page = (await web.get(f"{place}/log?sort=number&offset={last}&columns=number,title")).json()
    assert (page["total"], page["results"][0]["title"]) == (count, f"Pasted {last}")


async def test_bad_bodies_are_refused_by_field(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str
) -> None:
    (change,) = await made(acc, root, 1)
    for path, body, field in (
        ("actions", {"ids": [change]}, "action"),
        ("actions", {"action": "open"}, "ids"),
        ("actions", {"action": "open", "ids": []}, "ids"),
        ("actions", {"action": "open", "ids": ["x"]}, "ids.0"),
        ("edit", {}, "rows"),
        ("edit", {"ids": [change]}, "values"),
        ("edit", {"ids": [change], "values": {}, "rows": []}, "rows"),
        ("edit", {"rows": [{"values": {}}]}, "rows.0.id"),
        ("edit", {"rows": [{"kind": "sco", "values": {}}]}, "rows.0.kind"),
        ("edit?columns=cost", {"ids": [change], "values": {}}, "columns"),
    ):
        reply = await web.post(f"{place}/log/{path}", json=body)
        assert reply.status_code == 400, (body, reply.text)
        assert [one["field"] for one in reply.json()["problems"]] == [field], body
    for values, field in (
        ({"submitted": "5"}, "submitted"),
        ({"cost": 5}, "cost"),
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"daysAsked": "x"}, "daysAsked"),
        ({"contract": str(uuid4())}, "contract"),
        ({"owner": str(uuid4())}, "owner"),
        ({"dueDate": "tomorrow"}, "dueDate"),
    ):
        told = await post(web, f"{place}/log/edit", {"ids": [change], "values": values})
        problem = told["results"][0]["problem"]
        assert [one["field"] for one in problem["problems"]] == [field], values


async def test_who_may_not_is_refused_row_by_row(
    acc: httpx.AsyncClient, people: People, root: str, place: str
) -> None:
    (order,) = await made(acc, root, 1, "oco")
    for action in ("open", "submit"):
        await post(
            people.clients["admin"], f"{place}/log/actions", {"action": action, "ids": [order]}
        )
    for role, title in (
        ("viewer", "Not allowed"),
        ("owner", "Not allowed"),
        ("supplier", "Not found"),
    ):
        client = people.clients[role]
        for path, body in (
            ("edit", {"ids": [order], "values": {"title": "Mine"}}),
            ("actions", {"ids": [order], "action": "execute"}),
            ("actions", {"ids": [order], "action": "delete"}),
        ):
            told = await post(client, f"{place}/log/{path}", body)
            assert told["results"][0]["outcome"] == "refused", (role, told)
            if body.get("action") != "execute":
                assert told["results"][0]["problem"]["title"] == title, (role, told)
        rows = (await client.get(f"{place}/log")).json()["results"]
        assert all(row["locked"].get("fields") == "role" for row in rows), role
