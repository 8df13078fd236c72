"""Users over HTTP: the people of the one directory, and bringing somebody into a project."""

from __future__ import annotations

from typing import Any

from tests.procore.site import POTENTIAL, Site, found, open_site

from changewright.core.roles import ROLE
from changewright.core.settings import settings_born

# Appendix A, the answer of POST projects/{id}/users.
KEYS = {
    *("address", "avatar", "business_id", "business_phone", "business_phone_extension", "city"),
    *("country_code", "email_address", "email_signature", "employee_id", "fax_number"),
    *("first_name", "name", "id", "initials", "is_active", "is_employee"),
    *("is_insurance_manager", "job_title", "last_login_at", "last_name", "mobile_phone"),
    *("notes", "state_code", "zip", "default_permission_template_id"),
    *("company_permission_template_id", "origin_id", "origin_data", "created_at", "updated_at"),
    *("work_classification_id", "vendor"),
}
COMPACT = {"first_name", "id", "initials", "last_name", "name", "vendor"}
WRITTEN: dict[str, Any] = {
    "first_name": "Mary Ann",
    "last_name": "van der Berg",
    "initials": "MB",
    "zip": "HU1",
    "address": "1 Quay",
    "city": "Hull",
    "state_code": "YK",
    "country_code": "GB",
    "business_phone": "1",
    "business_phone_extension": 22,
    "mobile_phone": "2",
    "fax_number": "3",
    "job_title": "Engineer",
    "employee_id": "E1",
    "notes": "two\nlines",
    "email_signature": "Yours\nM",
    "avatar": "https://a.example/m.png",
    "is_employee": True,
}


def path_of(site: Site) -> str:
    return f"/rest/v1.0/projects/{site.project_id}/users"


def address(site: Site, name: str = "new") -> str:
    return f"{name}.{site.project_id}@somewhere.example"


async def listed(site: Site, **query: Any) -> list[dict[str, Any]]:
    answer = await site.procore.get(path_of(site), params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


async def template(site: Site, role: str) -> int:
    path = f"/rest/v1.0/projects/{site.project_id}/permission_templates"
    rows = (await site.procore.get(path)).json()
    assert {row["name"].lower() for row in rows} == set(ROLE)
    (found_id,) = [row["id"] for row in rows if row["name"].lower() == role]
    return int(found_id)


async def add(site: Site, **fields: Any) -> dict[str, Any]:
    answer = await site.procore.post(path_of(site), json={"user": fields})
    assert answer.status_code == 201, answer.text
    return found(answer)


async def test_users_are_the_members_of_the_project(site: Site) -> None:
    rows = await listed(site)
    assert {row["id"]: row["email_address"] for row in rows} == {
        person.id: person.email for person in site.people.persons.values()
    }
    for row in rows:
        assert set(row) == KEYS
    estimator = site.people.persons["estimator"]
    row = found(await site.procore.get(f"{path_of(site)}/{estimator.id}"))
    assert row in rows
    assert (row["first_name"], row["last_name"]) == ("Estimator", "Person")
    assert row["vendor"]["name"] == "Contractor Company"
    assert row["default_permission_template_id"] == await template(site, "estimator")
    compact = await listed(site, view="compact")
    assert {frozenset(each) for each in compact} == {frozenset(COMPACT)}
    company = await site.procore.get(f"/rest/v1.0/companies/{site.company_id}/users")
    assert [each["id"] for each in company.json()] == [each["id"] for each in rows]


async def test_somebody_new_is_brought_in(site: Site) -> None:
    made = await add(
        site,
        email_address=f" {address(site).upper()} ",
        **WRITTEN,
        vendor_id=site.people.companies["contractor"].id,
        permission_template_id=await template(site, "manager"),
    )
    assert set(made) == KEYS
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert (made["name"], made["email_address"]) == ("Mary Ann van der Berg", address(site))
    assert made["vendor"]["name"] == "Contractor Company"
    assert made in await listed(site)
    directory = site.application.services.directory
    role = directory.role_of(made["id"], site.project_id)
    assert role is not None and role.name == "manager"
    members = await site.acc.get(f"/construction/admin/v1/projects/{site.container.uuid}/users")
    assert address(site) in [each["email"] for each in members.json()["results"]]


async def test_without_a_template_one_sees_least(site: Site) -> None:
    supplier = site.people.companies["supplier"].id
    other = await add(site, email_address=address(site), last_name="Doe", vendor_id=supplier)
    own = await add(site, email_address=address(site, "own"), last_name="Roe", is_employee=True)
    directory = site.application.services.directory
    told = [directory.role_of(each["id"], site.project_id) for each in (other, own)]
    assert [role and role.name for role in told] == ["supplier", "viewer"]
    refused = await site.procore.post(
        path_of(site), json={"user": {"email_address": address(site, "c"), "last_name": "Poe"}}
    )
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["vendor_id"])


async def test_somebody_of_the_company_joins_and_stays_who_they_are(site: Site) -> None:
    made = found(
        await site.procore.post(
            "/rest/v1.0/projects", json={"project": {"name": f"Second {site.project_id}"}}
        )
    )
    path = f"/rest/v1.0/projects/{made['id']}/users"
    person = site.people.persons["viewer"]
    body = {"email_address": person.email, "last_name": "Changed", "notes": "x"}
    joined = await site.procore.post(path, json={"user": {**body, "is_employee": True}})
    assert joined.status_code == 201, joined.text
    told = joined.json()
    assert (told["id"], told["name"], told["notes"]) == (person.id, person.name, None)
    client = site.as_role("viewer")
    assert (await client.get(POTENTIAL, params={"project_id": made["id"]})).status_code == 200
    again = await site.procore.post(path, json={"user": {**body, "is_employee": True}})
    assert (again.status_code, list(again.json()["errors"])) == (409, ["email_address"])


async def test_an_address_does_not_tell_whose_it_is(site: Site) -> None:
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    secret = other.people.persons["manager"]
    body = {"email_address": secret.email, "last_name": "Guess", "is_employee": True}
    refused = await site.procore.post(path_of(site), json={"user": body})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["email_address"])
    assert secret.name not in refused.text and str(secret.id) not in refused.text
    assert len(await listed(site)) == len(ROLE)


async def test_lists_are_filtered_and_sorted(site: Site) -> None:
    supplier = site.people.companies["supplier"].id
    for query, expected in (
        ({"filters[vendor_id]": supplier}, ["Supplier Person"]),
        ({"filters[permission_template]": await template(site, "owner")}, ["Owner Person"]),
        ({"filters[search]": "ESTIM"}, ["Estimator Person"]),
        ({"filters[employee]": "true"}, []),
        ({"filters[id]": site.people.persons["admin"].id}, ["Admin Person"]),
        ({"filters[origin_id]": "x"}, []),
        ({"sort": "first_name", "per_page": 2}, ["Admin Person", "Approver Person"]),
    ):
        assert [row["name"] for row in await listed(site, **query)] == expected, query


BAD: tuple[tuple[Any, int, str], ...] = (
    ({}, 400, "email_address"),
    ({"email_address": "a@b.example"}, 400, "last_name"),
    ({"email_address": "nonsense", "last_name": "a"}, 400, "email_address"),
    ({"email_address": "a@b.example", "last_name": " "}, 400, "last_name"),
    ({"email_address": "a@b.example", "last_name": "a", "is_active": None}, 400, "is_active"),
    ({"email_address": "a@b.example", "last_name": "a", "vendor_id": 2**50}, 422, "vendor_id"),
    (
        {"email_address": "a@b.example", "last_name": "a", "permission_template_id": 5},
        422,
        "permission_template_id",
    ),
    (
        {"email_address": "a@b.example", "last_name": "a", "business_phone_extension": "x"},
        400,
        "business_phone_extension",
    ),
    (7, 400, "user"),
)


async def test_bad_input_is_named_and_nobody_added(site: Site) -> None:
    for sent, status, field in BAD:
        answer = await site.procore.post(path_of(site), json={"user": sent})
        assert answer.status_code == status, (sent, answer.text)
        assert field in answer.json()["errors"], sent
    assert len(await listed(site)) == len(ROLE)


async def test_who_may_read_and_add(site: Site) -> None:
    body = {"user": {"email_address": address(site), "last_name": "a", "is_employee": True}}
    for role, reads in (("manager", 200), ("viewer", 200), ("owner", 403), ("supplier", 403)):
        client = site.as_role(role)
        assert (await client.get(path_of(site))).status_code == reads
        assert (await client.post(path_of(site), json=body)).status_code == 403
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    stranger = other.people.persons["admin"].id
    for answer in (
        await site.procore.get(path_of(other)),
        await site.procore.post(path_of(other), json=body),
        await site.procore.get(f"{path_of(site)}/{stranger}"),
        await site.procore.get(f"/rest/v1.0/companies/{other.company_id}/users"),
    ):
        assert answer.status_code == 404
