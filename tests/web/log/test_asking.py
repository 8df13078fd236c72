"""What may be asked of the log: filters, words, the project's days, the past, unchanged answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People
from tests.web.log.test_reading import read

from changewright.edge.http import Application
from changewright.work.ledger import Ledger
from changewright.work.people import edit_person

ZONE = "America/Los_Angeles"


@pytest.fixture
async def site(acc: httpx.AsyncClient, root: str, place: str, people: People) -> dict[str, str]:
    """Five change orders by name."""
    reply = await acc.patch(f"{place}/settings", json={"currency": "USD"})
    assert reply.status_code == 200, reply.text
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "pump": ("pco", {"name": "A pump; 5%, 'new'", "scope": "out", "scheduleChange": 4}),
        "valve": ("pco", {"name": "a VALVE", "scope": "in", "description": "x"}),
        "wall": ("pco", {"name": "Wall", "scope": "out"}),
        "order": ("oco", {"name": "Order of the pump", "sourceRef": "RFI 7"}),
        "paid": ("sco", {"name": "Paid"}),
    }
    ids = {}
    for name, (kind, body) in bodies.items():
        made = await acc.post(f"{root}/change-orders/{kind}", json=body)
        assert made.status_code == 201, made.text
        ids[name] = made.json()["id"]
    for name, number in (("valve", "16"), ("wall", "2")):
        body = {"ids": [ids[name]], "values": {"number": number}}
        assert (await acc.post(f"{place}/log/edit", json=body)).json()["done"] == 1
    contracts = {}
    for code, currency in (("C-1", "USD"), ("C-2", "EUR")):
        body = {"code": code, "name": f"Contract {code}", "currency": currency}
        if currency != "USD":
            body["exchangeRate"] = "1.1"
        made = await acc.post(f"{root}/contracts", json=body)
        assert made.status_code == 201, made.text
        contracts[code] = made.json()["id"]
    for name, code in (("valve", "C-1"), ("paid", "C-2")):
        kind = bodies[name][0]
        done = await acc.patch(
            f"{root}/change-orders/{kind}/{ids[name]}", json={"contractId": contracts[code]}
        )
        assert done.status_code == 200, done.text
    return ids | contracts


async def names(web: httpx.AsyncClient, place: str, site: dict[str, str], **query: str) -> set[str]:
    back = {uuid: name for name, uuid in site.items()}
    page = await read(web, f"{place}/log", **query)
    assert page["total"] == len(page["results"])
    return {back[row["id"]] for row in page["results"]}


async def test_every_operator(
    web: httpx.AsyncClient, place: str, site: dict[str, str], people: People
) -> None:
    manager = str(people.persons["manager"].uuid)
    admin = str(people.persons["admin"].uuid)
    every = {"pump", "valve", "wall", "order", "paid"}
    for text, found in (
        ("kind:is:pco", {"pump", "valve", "wall"}),
        ("kind:not:pco,oco", {"paid"}),
        ("kind:is:pco;scope:is:out", {"pump", "wall"}),
        ("title:contains:VALVE", {"valve"}),
        (r"title:is:A pump\; 5%\, 'new'", {"pump"}),
        ("title:contains:pump", {"pump", "order"}),
        ("description:blank", {"pump", "wall", "order", "paid"}),
        ("description:filled", {"valve"}),
        ("sourceRef:is:none", every - {"order"}),
        ("sourceRef:not:none,RFI 8", {"order"}),
        ("daysAsked:range:1..4", {"pump"}),
        ("daysAsked:range:..3", set()),
        ("daysAsked:is:4.0", {"pump"}),
        ("daysAsked:blank", every - {"pump"}),
        (f"contract:is:{site['C-1']}", {"valve"}),
        (f"contract:is:none,{site['C-1']};kind:is:pco,sco", {"pump", "valve", "wall"}),
        (f"createdBy:is:{admin}", every),
        ("createdBy:is:me", every),
        (f"createdBy:not:{admin}", set()),
        (f"owner:is:{manager}", set()),
        (f"id:is:{site['pump']},{site['paid']}", {"pump", "paid"}),
        ("private:is:false", every),
        ("private:is:true", set()),
        ("created:is:t", every),
        ("created:before:t", set()),
        ("created:after:t-1", every),
        ("created:range:t-1..t", every),
        ("created:range:2020-01-01..2020-02-01", set()),
        ("phase:is:draft", every),
        ("budgetState:blank", {"paid"}),
        ("myCourt:is:true", every),
        ("", every),
    ):
        assert await names(web, place, site, filter=text) == found, text
    assert await names(web, place, site, q="PUMP order") == {"order"}
    assert await names(web, place, site, q="16") == {"valve"}


async def test_numbers_sort_as_people_count(
    web: httpx.AsyncClient, place: str, site: dict[str, str]
) -> None:
    page = await read(web, f"{place}/log", filter="kind:is:pco", sort="number", columns="number")
    assert [row["number"] for row in page["results"]] == ["0001", "2", "16"]
    page = await read(web, f"{place}/log", sort="kind,-number", columns="kind,number")
    kinds = [row["kind"] for row in page["results"]]
    assert kinds == ["pco", "pco", "pco", "oco", "sco"]


async def test_totals_are_told_by_currency(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, site: dict[str, str]
) -> None:
    for name, code, amounts in (
        ("pump", None, {"estimated": "10.10", "submitted": "20.25"}),
        ("valve", "C-1", {"estimated": "1", "committed": "2.5"}),
        ("paid", "C-2", {"committed": "7.7777"}),
    ):
        body = {"name": name} | amounts | ({"contractId": site[code]} if code else {})
        item = await acc.post(f"{root}/cost-items", json=body)
        assert item.status_code == 201, item.text
        attached = await acc.post(
            f"{root}/cost-items:attach",
            json=[{"changeOrderId": site[name], "costItemId": item.json()["id"]}],
        )
        assert attached.status_code < 300, attached.text
    page = await read(web, f"{place}/log", include="totals", sort="number")
    rows = {row["id"]: row for row in page["results"]}
    assert rows[site["paid"]]["currency"] == "EUR" and rows[site["pump"]]["currency"] == "USD"
    totals = {one["currency"]: one for one in page["totals"]}
    assert {name: one["count"] for name, one in totals.items()} == {"USD": 4, "EUR": 1}
    assert totals["USD"]["estimated"] == "11.1000" and totals["USD"]["submitted"] == "20.2500"
    assert totals["EUR"]["committed"] == "7.7777" and totals["EUR"]["submitted"] is None
    for row in page["results"]:
        told = (await acc.get(f"{root}/change-orders/{row['kind']}/{row['id']}")).json()
        for name in ("estimated", "submitted", "approved", "committed"):
            shown = told[name]
            assert (row[name] and float(row[name])) == (shown and float(shown)), (row, told)


async def test_groups_hold_each_other_and_say_where_they_begin(
    web: httpx.AsyncClient, place: str, site: dict[str, str]
) -> None:
    told = await read(web, f"{place}/log/groups", group="-kind,scope")
    assert [(one["path"], one["count"], one["offset"]) for one in told["groups"]] == [
        (["sco"], 1, 0),
        (["sco", "out"], 1, 0),
        (["oco"], 1, 1),
        (["oco", "out"], 1, 1),
        (["pco"], 3, 2),
        (["pco", "out"], 2, 2),
        (["pco", "in"], 1, 4),
    ]
    page = await read(web, f"{place}/log", group="-kind,scope", sort="title")
    assert [(row["kind"], row["scope"]) for row in page["results"]] == [
        *(("sco", "out"), ("oco", "out"), ("pco", "out"), ("pco", "out"), ("pco", "in")),
    ]
    by_contract = await read(web, f"{place}/log/groups", group="contract")
    assert [(one["path"], one["title"], one["count"]) for one in by_contract["groups"]] == [
        ([site["C-1"]], "C-1 Contract C-1", 1),
        ([site["C-2"]], "C-2 Contract C-2", 1),
        ([None], None, 3),
    ]


async def test_groups_follow_the_names_of_now(
    ledger: Ledger,
    people: People,
    application: Application,
    web: httpx.AsyncClient,
    place: str,
    site: dict[str, str],
) -> None:
    """Who is called otherwise stands elsewhere at once, in the list and among its groups."""
    asked = {"filter": "kind:is:pco", "group": "owner", "columns": "owner"}
    named = [people.persons[role] for role in ("manager", "estimator")]
    rows = (await read(web, f"{place}/log", filter="kind:is:pco"))["results"]
    cells = [
        {"id": row["id"], "values": {"owner": str(one.uuid)}}
        for row, one in zip(rows, named, strict=False)
    ]
    done = await web.post(f"{place}/log/edit", json={"rows": cells})
    assert done.json()["refused"] == 0, done.text

    async def groups() -> list[str | None]:
        listed = [row["owner"] for row in (await read(web, f"{place}/log", **asked))["results"]]
        told = (await read(web, f"{place}/log/groups", **asked))["groups"]
        at = [listed[one["offset"]] for one in told]
        assert [None if one is None else one["id"] for one in at] == [
            one["path"][0] for one in told
        ]
        return [one["path"][0] for one in told]

    before = await groups()
    first = next(one for one in people.persons.values() if str(one.uuid) == before[0])
    known = [one for one in before if one is not None]
    directory = application.services.directory
    try:
        await edit_person(ledger, directory, first.id, {"name": "Zz Last"})
        assert len(known) > 1
        assert await groups() == [*known[1:], known[0], *before[len(known) :]]
    finally:
        await edit_person(ledger, directory, first.id, {"name": first.name})


async def test_days_are_the_projects(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, site: dict[str, str]
) -> None:
    reply = await web.put(f"{place}/clock-calendar", json={"timeZone": ZONE})
    assert reply.status_code == 200, reply.text
    # Eight in the evening of the first in California is the second in UTC.
    late = "2026-03-02T04:00:00.000Z"
    edited = await web.post(
        f"{place}/log/edit", json={"ids": [site["pump"]], "values": {"responseDue": late}}
    )
    assert edited.json()["done"] == 1, edited.text
    for text, found in (
        ("due:is:2026-03-01", {"pump"}),
        ("due:is:2026-03-02", set()),
        ("due:before:2026-03-02", {"pump"}),
        ("due:after:2026-02-28", {"pump"}),
        ("responseDue:range:2026-03-01..2026-03-01", {"pump"}),
    ):
        assert await names(web, place, site, filter=text) == found, text
    told = await read(web, f"{place}/log/groups", group="due")
    assert told["groups"][0]["path"] == ["2026-03"]


async def test_the_past_is_what_it_was(
    web: httpx.AsyncClient, place: str, site: dict[str, str]
) -> None:
    before = await read(web, f"{place}/log", sort="title", include="totals")
    edited = await web.post(
        f"{place}/log/edit", json={"ids": [site["wall"]], "values": {"title": "Zebra wall"}}
    )
    assert edited.json()["done"] == 1
    now = await read(web, f"{place}/log", sort="title", columns="title")
    assert now["results"][-1]["title"] == "Zebra wall"
    query = {"asOf": str(before["revision"]), "sort": "title", "include": "totals"}
    then = await read(web, f"{place}/log", **query)
    for row in then["results"]:
        assert set(row.pop("locked").values()) == {"past"}
    for row in before["results"]:
        row.pop("locked")
    assert then == before
    groups = await read(web, f"{place}/log/groups", asOf=str(before["revision"]), group="kind")
    assert groups["total"] == 5


async def test_the_past_counts_to_its_own_day(
    application: Application,
    web: httpx.AsyncClient,
    place: str,
    site: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A month on, a revision's log still says which day it was, and what was overdue on it."""
    page, columns = await read(web, f"{place}/log"), await read(web, f"{place}/log/columns")
    then = date.fromisoformat(columns["today"])
    due = (then + timedelta(days=9)).isoformat()
    edited = await web.post(
        f"{place}/log/edit", json={"ids": [site["pump"]], "values": {"responseDue": due}}
    )
    assert edited.json()["done"] == 1, edited.text
    revision = str(page["revision"] + 1)
    services = application.services
    later = replace(services, clock=lambda: services.clock() + timedelta(days=30))
    monkeypatch.setattr(application, "services", later)
    for path, query, day in (
        ("log/columns", {}, then + timedelta(days=30)),
        ("log/columns", {"asOf": revision}, then),
        ("log/columns", {"asOf": "2020-02-01T12:00:00Z"}, date(2020, 2, 1)),
    ):
        assert (await read(web, f"{place}/{path}", **query))["today"] == day.isoformat(), query
    late = {"filter": "due:before:t"}
    assert await names(web, place, site, **late) == {"pump"}
    assert await names(web, place, site, **late, asOf=revision) == set()


async def test_an_unchanged_log_costs_no_answer(
    web: httpx.AsyncClient, people: People, place: str, site: dict[str, str]
) -> None:
    for path in ("log?include=totals", "log/groups?group=kind", "log/columns"):
        first = await web.get(f"{place}/{path}")
        tag = {"if-none-match": first.headers["etag"]}
        again = await web.get(f"{place}/{path}", headers=tag)
        assert (again.status_code, again.content) == (304, b""), path
        other = await people.clients["viewer"].get(f"{place}/{path}", headers=tag)
        assert other.status_code == (200 if "columns" not in path else 304), path
        edited = await web.post(
            f"{place}/log/edit",
            json={"ids": [site["wall"]], "values": {"title": f"Wall of {path}"}},
        )
        assert edited.json()["done"] == 1
        changed = await web.get(f"{place}/{path}", headers=tag)
        assert changed.status_code == (200 if "columns" not in path else 304), path


async def test_what_cannot_be_asked_is_named(
    web: httpx.AsyncClient, place: str, site: dict[str, str]
) -> None:
    for query, field in (
        ({"filter": "cost:is:1"}, "filter"),
        ({"filter": "kind:is:event"}, "filter"),
        ({"filter": "kind:contains:p"}, "filter"),
        ({"filter": "kind:is:"}, "filter"),
        ({"filter": "kind"}, "filter"),
        ({"filter": r"kind\:is\:pco"}, "filter"),
        ({"filter": r"kind:is\:pco"}, "filter"),
        ({"filter": "submitted:is:x"}, "filter"),
        ({"filter": "submitted:range:1"}, "filter"),
        ({"filter": "submitted:range:.."}, "filter"),
        ({"filter": "submitted:range:1..1e400"}, "filter"),
        ({"filter": "created:before:soon"}, "filter"),
        ({"filter": "created:before:t+99999999"}, "filter"),
        ({"filter": "created:is:9999-12-31"}, "filter"),
        ({"filter": "created:after:9999-12-31T23:59:59.999Z"}, "filter"),
        ({"filter": "contract:is:C-1"}, "filter"),
        ({"filter": "private:is:no"}, "filter"),
        ({"filter": ";".join(["kind:is:pco"] * 41)}, "filter"),
        ({"filter": f"title:is:{','.join('x' * 1001)}"}, "filter"),
        ({"sort": "cost"}, "sort"),
        ({"sort": "attachments"}, "sort"),
        ({"sort": "number,title,kind,state,phase,reason,type,scope,due"}, "sort"),
        ({"group": "submitted"}, "group"),
        ({"group": "kind,phase,scope,type"}, "group"),
        ({"columns": "number,cost"}, "columns"),
        ({"q": "x" * 201}, "q"),
        ({"q": "one two three four five six seven eight nine"}, "q"),
        ({"limit": "501"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"include": "everything"}, "include"),
        ({"view": "mine"}, "view"),
        ({"asOf": "2999-01-01T00:00:00Z"}, "asOf"),
        ({"asOf": "0001-01-01T00:00:00Z"}, "asOf"),
    ):
        reply = await web.get(f"{place}/log", params=query)
        assert reply.status_code == 400, (query, reply.status_code, reply.text)
        assert [one["field"] for one in reply.json()["problems"]] == [field], query
    several = await web.get(f"{place}/log", params={"filter": "a:is:1", "sort": "b", "group": "c"})
    assert [one["field"] for one in several.json()["problems"]] == ["filter", "group", "sort"]


async def test_moves_and_clocks_are_told_where_asked(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, site: dict[str, str]
) -> None:
    page = await read(web, f"{place}/log", include="moves,clocks", columns="number,clock")
    for row in page["results"]:
        told = (await acc.get(f"{root}/workflows/FormInstance/{row['id']}/actions")).json()
        offered = [one["name"] for one in told]
        assert [move["action"] for move in row["moves"]] == offered, (row, told)
        assert row["clock"] is None
    plain = await read(web, f"{place}/log")
    assert "moves" not in plain["results"][0]
