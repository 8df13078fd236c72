"""Vendors over HTTP: the companies of the one directory."""

from __future__ import annotations

from typing import Any

from tests.procore.site import Site, found, open_site

from changewright.core.settings import settings_born

PATH = "/rest/v1.0/vendors"
# Appendix A, the answer of GET vendors.
KEYS = {
    *("id", "name", "abbreviated_name", "address", "attachments", "authorized_bidder"),
    *("business_id", "business_phone", "business_register", "city", "contact_count", "company"),
    *("country_code", "created_at", "email_address", "fax_number", "is_active", "is_connected"),
    *("labor_union", "license_number", "logo", "mobile_phone", "non_union_prevailing_wage"),
    *("notes", "origin_code", "origin_data", "origin_id", "prequalified", "primary_contact"),
    *("state_code", "synced_to_erp", "trade_name", "union_member", "updated_at"),
    *("vendor_group", "website", "zip", "bidding", "bidding_distribution", "children_count"),
    *("company_vendor", "legal_name", "parent", "project_ids", "standard_cost_codes", "trades"),
}
WRITTEN: dict[str, Any] = {
    "name": "Acme Steel",
    "address": "1 Quay",
    "city": "Hull",
    "zip": "HU1",
    "business_phone": "1",
    "mobile_phone": "2",
    "fax_number": "3",
    "state_code": "YK",
    "email_address": "a@acme.example",
    "country_code": "GB",
    "labor_union": "UCATT",
    "license_number": "L1",
    "website": "https://acme.example",
    "abbreviated_name": "AS",
    "trade_name": "Acme",
    "notes": "two\nlines",
    "origin_id": "7",
    "origin_data": "{}",
    "origin_code": "C",
    "is_active": False,
    "authorized_bidder": True,
    "prequalified": True,
    "union_member": True,
    "non_union_prevailing_wage": True,
}


def body(site: Site, **fields: Any) -> dict[str, Any]:
    return {"company_id": site.company_id, "vendor": fields}


async def make(site: Site, **fields: Any) -> dict[str, Any]:
    answer = await site.procore.post(PATH, json=body(site, **fields))
    assert answer.status_code == 201, answer.text
    return found(answer)


async def listed(site: Site, path: str = PATH, **query: Any) -> list[dict[str, Any]]:
    answer = await site.procore.get(path, params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


async def test_vendors_are_the_companies_of_the_directory(site: Site) -> None:
    rows = await listed(site)
    assert {row["id"]: row["name"] for row in rows} == {
        company.id: company.name for company in site.people.companies.values()
    }
    for row in rows:
        assert set(row) == KEYS
    own = next(row for row in rows if row["name"] == "Contractor Company")
    assert own["project_ids"] == [site.project_id] and own["contact_count"] == 5
    in_project = f"/rest/v1.0/projects/{site.project_id}/vendors"
    assert await listed(site, in_project) == rows
    assert await listed(site, f"/rest/v1.1/projects/{site.project_id}/vendors") == rows
    assert found(await site.procore.get(f"{PATH}/{own['id']}")) == own
    compact = await listed(site, view="compact")
    assert [set(row) for row in compact] == [{"id", "name"}] * 4
    normal = await listed(site, view="normal")
    assert set(normal[0]) < KEYS and "bidding" not in normal[0]


async def test_what_is_written_comes_back_and_both_doors_show_it(site: Site) -> None:
    made = await make(site, **WRITTEN, bidding={"small_business": True})
    assert set(made) == KEYS
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert [name for name, value in made["bidding"].items() if value] == ["small_business"]
    assert made["synced_to_erp"] is True and made["company"] == "Acme Steel"
    path = f"{PATH}/{made['id']}"
    assert found(await site.procore.get(path)) == made
    edit = {"name": "Acme", "city": None, "bidding": {"womens_business": True}}
    above = site.people.companies["supplier"].id
    changed = found(await site.procore.patch(path, json=body(site, **edit, parent_id=above)))
    assert (changed["name"], changed["city"], changed["zip"]) == ("Acme", None, "HU1")
    given = [name for name, value in changed["bidding"].items() if value]
    assert given == ["small_business", "womens_business"]
    parent = found(await site.procore.get(f"{PATH}/{changed['parent']['id']}"))
    assert parent["children_count"] == 1
    accounts = await site.acc.get("/project/v1/hubs")
    account_id = accounts.json()["data"][0]["id"].removeprefix("b.")
    theirs = await site.acc.get(f"/hq/v1/accounts/{account_id}/companies?limit=50")
    (shown,) = [each for each in theirs.json() if each["name"] == "Acme"]
    assert (shown["address_line_1"], shown["postal_code"], shown["city"]) == ("1 Quay", "HU1", None)
    assert (shown["phone"], shown["website_url"]) == ("1", "https://acme.example")
    path = f"/construction/admin/v1/accounts/{account_id}/companies"
    admin = (await site.acc.get(path, params={"filter[name]": "Acme"})).json()["results"]
    assert [(each["status"], each["addresses"][0]["country"]) for each in admin] == [
        ("inactive", "GB")
    ]


async def _first(site: Site) -> int:
    return int((await listed(site))[0]["id"])


async def test_a_contact_is_one_of_its_people(site: Site) -> None:
    supplier = site.people.companies["supplier"]
    person, stranger = site.people.persons["supplier"], site.people.persons["owner"]
    path = f"{PATH}/{supplier.id}"
    edit = body(site, primary_contact_id=person.id)
    contact = found(await site.procore.patch(path, json=edit))["primary_contact"]
    assert (contact["id"], contact["last_name"]) == (person.id, "Person")
    refused = await site.procore.patch(path, json=body(site, primary_contact_id=stranger.id))
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["primary_contact_id"])


async def test_lists_are_filtered_and_sorted(site: Site) -> None:
    made = await make(site, name="Acme", abbreviated_name="ZZQ", origin_id="o1")
    for query, expected in (
        ({"filters[search]": "zzq"}, ["Acme"]),
        ({"filters[origin_id]": "o1"}, ["Acme"]),
        ({"filters[id][]": [made["id"], 1]}, ["Acme"]),
        ({"filters[parent_id]": made["id"]}, []),
        ({"filters[trade_id][]": 1}, []),
        ({"filters[created_at]": "2001-01-01..."}, ["Acme"]),
        ({"sort": "name", "per_page": 2}, ["Acme", "Contractor Company"]),
        ({"sort": "-name", "per_page": 1}, ["Supplier Company"]),
    ):
        assert [row["name"] for row in await listed(site, **query)] == expected, query


BAD: tuple[tuple[Any, int, str], ...] = (
    ({}, 400, "name"),
    ({"name": ""}, 400, "name"),
    ({"name": "x" * 256}, 400, "name"),
    ({"name": "Owner Company"}, 409, "name"),
    ({"name": "a", "is_active": None}, 400, "is_active"),
    ({"name": "a", "email_address": 5}, 400, "email_address"),
    ({"name": "a", "bidding": {"small_business": "yes"}}, 400, "bidding.small_business"),
    ({"name": "a", "bidding": []}, 400, "bidding"),
    ({"name": "a", "parent_id": 2**50}, 422, "parent_id"),
    ({"name": "a", "primary_contact_id": 2**50}, 422, "primary_contact_id"),
    ({"name": "a", "trade_ids": [1]}, 422, "trade_ids"),
    ({"name": "a", "vendor_group_id": 1}, 422, "vendor_group_id"),
    (None, 400, "vendor"),
)


async def test_bad_input_is_named_and_nothing_written(site: Site) -> None:
    for sent, status, field in BAD:
        answer = await site.procore.post(PATH, json={"company_id": site.company_id, "vendor": sent})
        assert answer.status_code == status, (sent, answer.text)
        assert list(answer.json()["errors"]) == [field], sent
    assert len(await listed(site)) == 4


async def test_who_may_read_and_write(site: Site) -> None:
    one = f"{PATH}/{await _first(site)}"
    for role, reads, writes in (
        ("manager", 200, 403),
        ("viewer", 200, 403),
        ("supplier", 403, 403),
    ):
        client = site.as_role(role)
        assert (await client.get(PATH)).status_code == reads
        assert (await client.post(PATH, json=body(site, name="x"))).status_code == writes
        assert (await client.patch(one, json=body(site, name="x"))).status_code == writes


async def test_another_companys_vendors_are_not_there(site: Site) -> None:
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    theirs = await _first(other)
    answers = (
        await site.procore.get(f"{PATH}/{theirs}"),
        await site.procore.patch(f"{PATH}/{theirs}", json=body(site, name="mine")),
        await site.procore.get(PATH, params={"company_id": other.company_id}),
        await site.procore.get(f"/rest/v1.0/projects/{other.project_id}/vendors"),
    )
    assert [answer.status_code for answer in answers] == [404] * 4
    refused = await site.procore.post(PATH, json=body(site, name="x", parent_id=theirs))
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["parent_id"])
