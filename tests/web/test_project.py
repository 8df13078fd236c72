"""A project and its settings through the web app's door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container


async def test_a_project_by_either_of_its_ids(
    web: httpx.AsyncClient, place: str, container: Container
) -> None:
    by_uuid = await web.get(place)
    assert by_uuid.status_code == 200, by_uuid.text
    told = by_uuid.json()
    assert (told["id"], told["integerId"]) == (str(container.uuid), container.id)
    companies = (await web.get("/rest/v1.0/companies")).json()
    assert told["accountIntegerId"] in [each["id"] for each in companies]
    in_it = {"Procore-Company-Id": str(told["accountIntegerId"])}
    path = f"/rest/v1.0/projects/{container.id}/prime_change_orders"
    assert (await web.get(path, headers=in_it)).status_code == 200
    assert (told["role"], told["audience"]) == ("admin", "full")
    by_integer = await web.get(f"/web/v1/projects/{container.id}")
    assert by_integer.json() == told
    again = await web.get(place, headers={"if-none-match": by_uuid.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_only_ones_own_projects_are_listed(people: People, container: Container) -> None:
    for role, client in people.clients.items():
        page = (await client.get("/web/v1/projects")).json()
        assert [each["role"] for each in page["results"]] == [role]
        assert (page["total"], page["limit"], page["offset"]) == (1, 100, 0)
    beyond = (await people.clients["viewer"].get("/web/v1/projects?offset=1")).json()
    assert (beyond["results"], beyond["total"]) == ([], 1)


async def test_the_zone_of_a_project_is_that_of_its_days(
    people: People, web: httpx.AsyncClient, place: str
) -> None:
    async def told() -> tuple[str, str]:
        (listed,) = (await people.clients["viewer"].get("/web/v1/projects")).json()["results"]
        return listed["timeZone"], (await web.get(place)).json()["timeZone"]

    assert await told() == ("UTC", "UTC"), "nobody said where it is"
    for zone, known in (("Asia/Tokyo", "Asia/Tokyo"), (None, "UTC")):
        reply = await web.put(f"{place}/clock-calendar", json={"timeZone": zone})
        assert reply.status_code == 200, reply.text
        assert await told() == (known, known)


async def test_settings_are_shown_and_changed(web: httpx.AsyncClient, place: str) -> None:
    first = await web.get(f"{place}/settings")
    before = first.json()
    assert before["tiersCost"] == 1 and before["currency"] is None
    assert before["defaultMainContractId"] is not None
    changes: dict[str, Any] = {"tiersCost": 3, "currency": "EUR"}
    changed = await web.patch(
        f"{place}/settings", json=changes, headers={"if-match": first.headers["etag"]}
    )
    assert changed.status_code == 200, changed.text
    assert changed.json() == before | changes
    assert changed.headers["etag"] != first.headers["etag"]
    events = {"changeEvents": {"syncWbsCode": True}}
    after = (await web.patch(f"{place}/settings", json=events)).json()["changeEvents"]
    assert after == before["changeEvents"] | {"syncWbsCode": True}


async def test_who_read_the_settings_before_somebody_changed_them_is_refused(
    web: httpx.AsyncClient, place: str
) -> None:
    read = (await web.get(f"{place}/settings")).headers["etag"]
    assert (await web.patch(f"{place}/settings", json={"lifo": False})).status_code == 200
    late = await web.patch(f"{place}/settings", json={"lifo": True}, headers={"if-match": read})
    assert late.status_code == 412
    assert late.json()["type"] == "urn:changewright:problem:stale"
    assert (await web.get(f"{place}/settings")).json()["lifo"] is False


async def test_a_bad_setting_is_named(web: httpx.AsyncClient, place: str) -> None:
    for body, field, code, status in (
        ({"tiersCost": 4}, "tiersCost", "range", 400),
        ({"statusCascade": "sideways"}, "statusCascade", "choice", 400),
        ({"currency": "euro"}, "currency", "length", 400),
        ({"currency": "eur"}, "currency", "choice", 400),
        ({"changeEvents": {"syncWbsCode": 1}}, "changeEvents.syncWbsCode", "type", 400),
        ({"defaultMainContractId": str(uuid4())}, "defaultMainContractId", "reference", 422),
        ([], "body", "type", 400),
    ):
        reply = await web.patch(f"{place}/settings", json=body)
        assert reply.headers["content-type"] == "application/problem+json"
        told = reply.json()
        assert (reply.status_code, told["status"]) == (status, status), told
        assert [(each["field"], each["code"]) for each in told["problems"]] == [(field, code)]


async def test_only_who_configures_changes_settings(people: People, place: str) -> None:
    for role in ("manager", "viewer", "owner", "supplier"):
        reply = await people.clients[role].patch(f"{place}/settings", json={"lifo": False})
        assert reply.status_code == 403, (role, reply.text)


async def test_a_project_is_opened_by_who_configures_one(people: People) -> None:
    body = {"name": "Annex", "currency": "CAD", "timeZone": "America/Toronto", "tiersCost": 3}
    for role, client in people.clients.items():
        reply = await client.post("/web/v1/projects", json=body)
        assert reply.status_code == (201 if role == "admin" else 403), (role, reply.text)
    admin = people.clients["admin"]
    again = await admin.post("/web/v1/projects", json=body)
    assert again.status_code == 409
    assert [each["field"] for each in again.json()["problems"]] == ["name"]
    page = (await admin.get("/web/v1/projects")).json()
    assert page["total"] == 2
    annex = page["results"][-1]
    assert (annex["currency"], annex["timeZone"], annex["role"]) == (
        "CAD",
        "America/Toronto",
        "admin",
    )
    settings = (await admin.get(f"/web/v1/projects/{annex['id']}/settings")).json()
    assert (settings["tiersCost"], settings["tiersBudget"]) == (3, 2)
    assert (await people.clients["manager"].get(f"/web/v1/projects/{annex['id']}")).is_client_error
    for change, field in (({"accountId": str(uuid4())}, "accountId"), ({"name": ""}, "name")):
        reply = await admin.post("/web/v1/projects", json=body | {"name": "B"} | change)
        assert reply.status_code in (400, 422), reply.text
        assert [each["field"] for each in reply.json()["problems"]] == [field]
