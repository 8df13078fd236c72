"""Who takes part in a project, changed by who configures it and by nobody else."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import make_container
from tests.web.browsing import visitor

from changewright.core.roles import ROLE
from changewright.edge.http import Application
from changewright.work.joining import join_project
from changewright.work.ledger import Ledger
from changewright.work.sign_in import hash_password


def address() -> str:
    return f"new.{uuid4().hex[:10]}@example.com"


async def test_each_sees_whom_they_work_with(people: People, place: str) -> None:
    for role, client in people.clients.items():
        page = (await client.get(f"{place}/people")).json()
        shown = {each["role"] for each in page["results"]}
        hidden = {"owner": {"supplier"}, "supplier": {"owner"}}.get(role, set())
        assert shown == set(ROLE) - hidden
        assert [each["role"] for each in page["results"] if each["isYou"]] == [role]
    admin = (await people.clients["admin"].get(f"{place}/people")).json()["results"]
    supplier = next(each for each in admin if each["role"] == "supplier")
    assert supplier["company"]["name"] == "Supplier Company" and supplier["ownCompany"]
    rival = (await people.clients["supplier"].get(f"{place}/companies")).json()["results"]
    assert "Rival Company" not in {each["name"] for each in rival}


async def test_somebody_new_is_brought_in_and_signs_in(
    application: Application, people: People, web: httpx.AsyncClient, place: str
) -> None:
    email = address()
    body = {"email": email, "role": "estimator", "name": "Nora New", "password": "first password"}
    made = await web.post(f"{place}/people", json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["role"]) == ("Nora New", "estimator")
    async with visitor(application) as client:
        signed = await client.post(
            "/web/v1/session", json={"email": email, "password": "first password"}
        )
        assert signed.status_code == 200
        assert (await client.get(place)).json()["role"] == "estimator"
    again = await web.post(f"{place}/people", json=body)
    assert again.status_code == 409
    assert [each["field"] for each in again.json()["problems"]] == ["email"]


async def test_nobodys_password_is_changed_by_being_brought_in(
    application: Application, people: People, web: httpx.AsyncClient, place: str, ledger: Ledger
) -> None:
    """An administrator of one project must not become somebody else by inviting them."""
    victim = people.persons["viewer"]
    gone = await web.delete(f"{place}/people/{victim.uuid}")
    assert gone.status_code == 204
    body = {"email": victim.email, "role": "viewer", "password": "a password of mine", "name": "X"}
    back = await web.post(f"{place}/people", json=body)
    assert back.status_code == 201 and back.json()["name"] == victim.name
    async with visitor(application) as client:
        signed = await client.post(
            "/web/v1/session", json={"email": victim.email, "password": "a password of mine"}
        )
        assert signed.status_code == 401


async def test_who_came_meanwhile_keeps_the_password(
    application: Application, people: People, web: httpx.AsyncClient, place: str, ledger: Ledger
) -> None:
    """Of two who bring in somebody new at the same time, the first to be written gives the
    password: the other met nobody when it began."""
    email, directory = address(), application.services.directory
    body = {"email": email, "role": "viewer", "name": "New", "password": "of the first"}
    companies = (await web.get(f"{place}/companies")).json()["results"]
    body["companyId"] = next(each["id"] for each in companies if "Contractor" in each["name"])
    assert (await web.post(f"{place}/people", json=body)).status_code == 201
    made = await web.post("/web/v1/projects", json={"name": f"Another {uuid4().hex[:6]}"})
    assert made.status_code == 201, made.text
    other = directory.project(UUID(made.json()["id"]))
    assert other is not None
    await join_project(
        ledger,
        directory,
        project=other,
        email=email,
        role="viewer",
        name="New",
        password_hash=await hash_password("of the second"),
    )
    for password, status in (("of the first", 200), ("of the second", 401)):
        async with visitor(application) as client:
            signed = await client.post(
                "/web/v1/session", json={"email": email, "password": password}
            )
            assert signed.status_code == status, password


async def test_roles_are_changed(people: People, web: httpx.AsyncClient, place: str) -> None:
    manager = people.persons["manager"]
    changed = await web.patch(f"{place}/people/{manager.uuid}", json={"role": "viewer"})
    assert changed.status_code == 200 and changed.json()["role"] == "viewer"
    assert (await people.clients["manager"].get(place)).json()["role"] == "viewer"
    rival = str(people.companies["rival"].uuid)
    supplier = people.persons["supplier"]
    moved = await web.patch(f"{place}/people/{supplier.uuid}", json={"companyId": rival})
    assert moved.json()["company"]["id"] == rival and not moved.json()["ownCompany"]
    gone = await web.delete(f"{place}/people/{manager.uuid}")
    assert gone.status_code == 204
    assert (await people.clients["manager"].get(place)).status_code == 404
    assert (await web.delete(f"{place}/people/{manager.uuid}")).status_code == 404


async def test_what_somebody_else_changed_is_not_written_over(
    people: People, web: httpx.AsyncClient, place: str
) -> None:
    """Who takes part, and an entry of a list: by the tag each is listed with."""
    path = f"{place}/people/{people.persons['viewer'].uuid}"
    rows = (await web.get(f"{place}/people")).json()["results"]
    read = next(each for each in rows if each["role"] == "viewer")
    mine = await web.patch(path, json={"role": "approver"}, headers={"if-match": read["tag"]})
    assert (mine.status_code, mine.headers["etag"]) == (200, mine.json()["tag"])
    for method, body in (("PATCH", {"role": "manager"}), ("DELETE", None)):
        late = await web.request(method, path, json=body, headers={"if-match": read["tag"]})
        assert late.status_code == 412, late.text
        assert late.json()["type"] == "urn:changewright:problem:stale"
    assert (await web.get(f"{place}/people")).text.count('"role":"approver"') == 2
    again = {"if-match": mine.headers["etag"]}
    assert (await web.delete(path, headers=again)).status_code == 204

    made = await web.post(f"{place}/choices", json={"list": "change_reason", "name": "Weather"})
    assert made.status_code == 201, made.text
    entry = f"{place}/choices/{made.json()['id']}"
    tag = {"if-match": made.json()["tag"]}
    assert (await web.patch(entry, json={"name": "Storm"}, headers=tag)).status_code == 200
    assert (await web.patch(entry, json={"shown": False}, headers=tag)).status_code == 412
    assert (await web.delete(entry, headers=tag)).status_code == 412
    assert (await web.delete(entry)).status_code == 204


async def test_the_last_who_configures_stays(
    people: People, web: httpx.AsyncClient, place: str
) -> None:
    admin = people.persons["admin"]
    for reply in (
        await web.patch(f"{place}/people/{admin.uuid}", json={"role": "viewer"}),
        await web.delete(f"{place}/people/{admin.uuid}"),
    ):
        assert reply.status_code == 409, reply.text
        assert reply.json()["type"] == "urn:changewright:problem:last-admin"
    manager = people.persons["manager"]
    await web.patch(f"{place}/people/{manager.uuid}", json={"role": "admin"})
    both = await asyncio.gather(
        web.delete(f"{place}/people/{manager.uuid}"),
        people.clients["manager"].delete(f"{place}/people/{admin.uuid}"),
    )
    assert sorted(each.status_code for each in both)[0] == 204
    assert sorted(each.status_code for each in both)[1] in (403, 404, 409)


async def test_others_change_nobody(people: People, place: str) -> None:
    victim = people.persons["viewer"].uuid
    for role, client in people.clients.items():
        if role == "admin":
            continue
        for reply in (
            await client.post(f"{place}/people", json={"email": address(), "role": "admin"}),
            await client.patch(f"{place}/people/{victim}", json={"role": "admin"}),
            await client.delete(f"{place}/people/{victim}"),
            await client.post(f"{place}/companies", json={"name": "X"}),
        ):
            assert reply.status_code in (403, 404), (role, reply.text)
    assert (await people.clients["viewer"].get(place)).json()["role"] == "viewer"


async def test_people_of_other_accounts_stay_unknown(
    application: Application, ledger: Ledger, people: People, web: httpx.AsyncClient, place: str
) -> None:
    others = await join(application, ledger, await make_container(ledger))
    stranger = others.persons["manager"]
    reply = await web.post(f"{place}/people", json={"email": stranger.email, "role": "viewer"})
    assert reply.status_code == 409
    assert stranger.name not in reply.text
    for path in (f"{place}/people/{stranger.uuid}", f"{place}/people/{uuid4()}"):
        refused = await web.patch(path, json={"role": "viewer"})
        assert refused.status_code == 404
        assert refused.json()["detail"] == "there is no such person in the project"
    company = str(others.companies["rival"].uuid)
    body = {"email": address(), "role": "supplier", "name": "N", "companyId": company}
    assert (await web.post(f"{place}/people", json=body)).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"role": "king"}, "role"),
        ({"role": None}, "role"),
        ({"password": "short"}, "password"),
        ({"role": "supplier"}, "companyId"),
        ({"companyId": str(uuid4())}, "companyId"),
    ],
)
async def test_what_is_wrong_is_named(
    web: httpx.AsyncClient, place: str, change: dict[str, object], field: str
) -> None:
    body = {"email": address(), "role": "viewer", "name": "N", **change}
    reply = await web.post(f"{place}/people", json=body)
    assert reply.status_code in (400, 422), reply.text
    assert [each["field"] for each in reply.json()["problems"]] == [field]


async def test_companies_and_roles(people: People, web: httpx.AsyncClient, place: str) -> None:
    made = await web.post(f"{place}/companies", json={"name": "Acme Steel", "trade": "Steel"})
    assert made.status_code == 201, made.text
    assert made.json() in (await web.get(f"{place}/companies")).json()["results"]
    assert (await web.post(f"{place}/companies", json={"name": "acme steel"})).status_code == 409
    roles = (await web.get(f"{place}/roles")).json()["results"]
    assert [each["name"] for each in roles] == list(ROLE)
    assert roles[0]["configures"] and roles[0]["writes"] == ["*"]
