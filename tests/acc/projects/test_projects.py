"""Finding the container as clients do, and nobody seeing more of the directory than his own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import BASE, People, client_of, join
from tests.fixtures_ledger import Container, make_container

from changewright.core.people import OAuthClient
from changewright.edge.http import Application
from changewright.work import identity
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger

SECRET = "a secret of enough characters"


async def got(client: httpx.AsyncClient, path: str, status: int = 200, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.json()


async def account_of(client: httpx.AsyncClient) -> str:
    hubs = await got(client, "/project/v1/hubs")
    return str(hubs["data"][0]["id"]).removeprefix("b.")


async def test_the_tutorials_way_to_the_container(
    acc: httpx.AsyncClient, container: Container
) -> None:
    """With the doubled slash the vendor's collections send."""
    hubs = await acc.get(f"{BASE}//project/v1/hubs")
    assert hubs.status_code == 200, hubs.text
    assert hubs.headers["content-type"] == "application/vnd.api+json"
    (hub,) = hubs.json()["data"]
    assert hub["type"] == "hubs"
    assert hub["id"].startswith("b.")

    projects = (await acc.get(f"{BASE}//project/v1/hubs/{hub['id']}/projects")).json()["data"]
    (project,) = [one for one in projects if one["attributes"]["name"] == f"Project {container.id}"]
    assert project["id"] == f"b.{container.uuid}"
    assert project["attributes"]["extension"]["data"]["projectType"] == "ACC"

    address = f"{BASE}//project/v1/hubs/{hub['id']}/projects/{project['id']}"
    cost = (await acc.get(address)).json()["data"]["relationships"]["cost"]
    assert cost["data"] == {"type": "costContainerId", "id": str(container.uuid)}
    assert cost["meta"]["link"]["href"] == f"{BASE}/cost/v1/containers/{container.uuid}/budgets"
    one = await got(acc, f"/project/v1/hubs/{hub['id']}")
    assert one["data"] == hub

    listed = f"/project/v1/hubs/{hub['id']}/projects"
    for none, refused in (("limit]=0", 400), ("limit]=201", 400), ("limit]=200", 200)):
        answer = await acc.get(f"{BASE}{listed}?page[{none}")
        assert answer.status_code == refused and ("page[limit]" in answer.text) is (refused == 400)


async def test_an_unchanged_answer_is_not_sent_again(acc: httpx.AsyncClient) -> None:
    first = await acc.get("/project/v1/hubs")
    again = await acc.get("/project/v1/hubs", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_nobody_sees_a_project_he_is_no_member_of(
    acc: httpx.AsyncClient, application: Application, ledger: Ledger
) -> None:
    other = await make_container(ledger)
    others = (await join(application, ledger, other)).clients["admin"]
    mine, theirs = await account_of(acc), await account_of(others)
    assert mine != theirs
    for path in (
        f"/project/v1/hubs/b.{theirs}",
        f"/project/v1/hubs/b.{theirs}/projects",
        f"/project/v1/hubs/b.{mine}/projects/b.{other.uuid}",
        f"/construction/admin/v1/accounts/{theirs}/projects",
        f"/construction/admin/v1/projects/{other.uuid}",
        f"/construction/admin/v1/projects/{other.uuid}/users",
        f"/construction/admin/v1/projects/{other.uuid}/companies",
        f"/hq/v1/accounts/{theirs}/companies",
        f"/hq/v1/accounts/{theirs}/users",
        f"/hq/v1/accounts/{mine}/projects/{other.uuid}/companies",
    ):
        nowhere = path.replace(str(other.uuid), str(container_of_nobody)).replace(
            theirs, str(container_of_nobody)
        )
        stranger, nobody = await acc.get(path), await acc.get(nowhere)
        assert stranger.status_code == nobody.status_code == 404, path
        assert stranger.json() == nobody.json()
    names = [each["name"] for each in (await listed(acc, mine))["results"]]
    assert len(names) == 1


container_of_nobody = "00000000-0000-4000-8000-000000000000"


async def listed(client: httpx.AsyncClient, account: str, **query: Any) -> Any:
    return await got(client, f"/construction/admin/v1/accounts/{account}/projects", **query)


async def test_the_admin_list_pages_filters_and_sorts(
    acc: httpx.AsyncClient, container: Container
) -> None:
    account = await account_of(acc)
    page = await listed(acc, account)
    assert page["pagination"] == {
        "limit": 20,
        "offset": 0,
        "totalResults": 1,
        "nextUrl": "",
        "previousUrl": "",
    }
    (project,) = page["results"]
    assert project["id"] == str(container.uuid)
    assert project["platform"] == "acc"
    assert project["accountId"] == account
    for query, found in (
        ({"filter[name]": f"project {container.id}"}, 1),
        ({"filter[name]": "project", "filterTextMatch": "equals"}, 0),
        ({"filter[status]": "active"}, 1),
        ({"filter[status]": "-active"}, 0),
        ({"filter[platform]": "bim360"}, 0),
        ({"filter[products]": "cost,build"}, 1),
        ({"filter[updatedAt]": "2020-01-01..2021-01-01"}, 0),
        ({"filter[updatedAt]": "2020-01-01.."}, 1),
        ({"limit": "1000", "sort": "updatedAt desc, name"}, 1),
        ({"offset": "1"}, 0),
    ):
        answer = await listed(acc, account, **query)
        assert len(answer["results"]) == found, query
    assert (await listed(acc, account, fields="name"))["results"] == [
        {"id": str(container.uuid), "name": f"Project {container.id}"}
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"sort": "nothing"}, "sort"),
        ({"filter[color]": "red"}, "filter[color]"),
        ({"filter[updatedAt]": "yesterday"}, "filter[updatedAt]"),
        ({"filterTextMatch": "sounds like"}, "filterTextMatch"),
    ],
)
async def test_bad_queries_name_their_parameter(
    acc: httpx.AsyncClient, query: dict[str, str], field: str
) -> None:
    path = f"/construction/admin/v1/accounts/{await account_of(acc)}/projects"
    answer = await got(acc, path, 400, **query)
    assert answer["errors"][0]["field"] == field


async def test_each_family_refuses_in_its_own_envelope(acc: httpx.AsyncClient) -> None:
    hubs = await got(acc, f"/project/v1/hubs/b.{container_of_nobody}", 404)
    assert hubs["errors"][0]["status"] == "404"
    older = await got(acc, f"/hq/v1/accounts/{container_of_nobody}/users", 404)
    assert older["code"] == 404
    assert (await got(acc, "/project/v1/hubs/nonsense", 400))["jsonapi"] == {"version": "1.0"}
    unknown = await acc.get("/hq/v1/nothing/here")
    assert unknown.status_code == 404
    bare = await acc.get("/project/v1/hubs", headers={"authorization": ""})
    assert bare.status_code == 401
    assert "developerMessage" in bare.json()


async def test_people_and_companies_have_the_ids_of_cost_records(
    acc: httpx.AsyncClient, people: People, container: Container
) -> None:
    account = await account_of(acc)
    users = await got(acc, f"/hq/v1/accounts/{account}/users", limit=100)
    assert {each["uid"] for each in users} == {
        person.autodesk_id for person in people.persons.values()
    }
    assert len(await got(acc, f"/hq/v1/accounts/{account}/users", limit="2", sort="-name")) == 2
    owner = people.persons["owner"]
    for key in (owner.autodesk_id, str(owner.uuid)):
        user = await got(acc, f"/hq/v1/accounts/{account}/users/{key}")
        assert (user["email"], user["company_name"]) == (owner.email, "Owner Company")
        admin = f"/construction/admin/v1/projects/{container.uuid}/users/{key}"
        assert (await got(acc, admin, fields="email"))["email"] == owner.email
    older, firm = f"/hq/v1/accounts/{account}", people.companies["owner"]
    for key in (firm.autodesk_id, str(firm.uuid)):
        company = await got(acc, f"{older}/companies/{key}")
        assert (company["id"], company["member_group_id"]) == (str(firm.uuid), firm.autodesk_id)
    for path, asked, count in (
        ("users/search", {"email": owner.email.upper()}, 1),
        ("users/search", {"name": "person", "company_name": "owner", "operator": "AND"}, 1),
        ("users/search", {"name": "nobody", "company_name": "owner"}, 1),
        ("users/search", {"company_name": "owner", "partial": "false"}, 0),
        ("companies/search", {"name": "owner comp"}, 1),
        ("companies/search", {"name": "company", "trade": "x", "operator": "AND"}, 0),
        ("companies/search", {}, len(people.companies)),
    ):
        reply = await acc.get(f"{older}/{path}", params=asked)
        assert len(reply.json()) == count, (path, asked, reply.text)
    await got(acc, f"{older}/users/search", 400, operator="XOR")
    companies = await got(acc, f"/hq/v1/accounts/{account}/projects/b.{container.uuid}/companies")
    assert {each["member_group_id"] for each in companies} == {
        company.autodesk_id for company in people.companies.values()
    }
    regional = await got(acc, f"/hq/v1/regions/eu/accounts/{account}/companies", field="name")
    assert {"name", "id"} == set(regional[0])
    await got(acc, f"/hq/v1/regions/moon/accounts/{account}/companies", 400)
    shown = await got(acc, f"/construction/admin/v1/projects/{container.uuid}/users", sort="name")
    roles = {each["autodeskId"]: each["roleIds"] for each in shown["results"]}
    assert roles[owner.autodesk_id] == ["owner"]
    found = await got(acc, f"/construction/admin/v1/projects/{container.uuid}/companies")
    assert {each["memberGroupId"] for each in found["results"]} == {
        company.autodesk_id for company in people.companies.values()
    }


async def test_suppliers_and_owners_do_not_see_each_other(
    people: People, container: Container
) -> None:
    """Each sees the contractor's people and his own; never who else is asked for prices."""
    for role, unseen in (("supplier", "owner"), ("owner", "supplier")):
        client = people.clients[role]
        account = await account_of(client)
        texts = ""
        for path in (
            f"/construction/admin/v1/projects/{container.uuid}/users?limit=200",
            f"/construction/admin/v1/projects/{container.uuid}/companies",
            f"/construction/admin/v1/accounts/{account}/companies",
            f"/hq/v1/accounts/{account}/users?limit=100",
            f"/hq/v1/accounts/{account}/companies?limit=100",
            f"/hq/v1/accounts/{account}/projects/{container.uuid}/companies?limit=100",
        ):
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            texts += answer.text
        assert people.persons["admin"].autodesk_id in texts
        assert people.companies[role].autodesk_id in texts
        for secret in (
            people.persons[unseen].autodesk_id,
            people.persons[unseen].email,
            people.companies[unseen].autodesk_id,
            people.companies["rival"].autodesk_id,
        ):
            assert secret not in texts
        for part, uuid in (
            ("users", people.persons[unseen].uuid),
            ("companies", people.companies[unseen].uuid),
        ):
            await got(client, f"/hq/v1/accounts/{account}/{part}/{uuid}", 404)
            found = await got(client, f"/hq/v1/accounts/{account}/{part}/search", name=unseen)
            assert str(uuid) not in {each["id"] for each in found}
        member = f"{container.uuid}/users/{people.persons[unseen].uuid}"
        await got(client, f"/construction/admin/v1/projects/{member}", 404)
        hidden = f"/hq/v1/accounts/{account}/users/{people.persons[unseen].uuid}"
        await got(client, hidden, 404)


async def test_a_program_for_itself_sees_what_its_service_person_sees(
    application: Application, ledger: Ledger, people: People, container: Container
) -> None:
    bridge = OAuthClient(
        f"bridge-{container.id}", "Bridge", service_person_id=people.persons["supplier"].id
    )
    nobody = OAuthClient(f"nobody-{container.id}", "Nobody")
    for client, hubs in ((bridge, 1), (nobody, 0)):
        await identity.add_client(ledger.database, client, SECRET)
        form = {"grant_type": "client_credentials", "scope": "data:read account:read"}
        async with client_of(application) as program:
            answer = await program.post(
                "/authentication/v2/token",
                data=form,
                auth=httpx.BasicAuth(client.client_id, SECRET),
            )
        assert answer.status_code == 200, answer.text
        async with client_of(application, answer.json()["access_token"]) as itself:
            assert len((await got(itself, "/project/v1/hubs"))["data"]) == hubs
            account = await account_of(people.clients["admin"])
            users = await itself.get(f"/hq/v1/accounts/{account}/users")
            assert users.status_code == (200 if hubs else 404)
            assert people.persons["owner"].email not in users.text
            refused = await itself.get(f"/cost/v1/containers/{container.uuid}/properties")
            assert refused.status_code in (403, 404)


async def test_the_scope_for_accounts_is_asked_for(
    application: Application, ledger: Ledger, people: People
) -> None:
    keys = KeyRing(ledger.database)
    token = await identity.issue_personal_token(
        ledger.database, keys, people.persons["admin"], ("data:read",), 600, datetime.now(UTC)
    )
    async with client_of(application, token) as client:
        account = await account_of(client)
        await got(client, f"/hq/v1/accounts/{account}/users", 403)
