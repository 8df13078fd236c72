"""Projects over HTTP: their keys, making and changing them, and who sees which."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.procore.site import POTENTIAL, Site, found, open_site

from changewright.core.settings import settings_born
from changewright.store.ids import IdSource
from changewright.work.ledger import read_clock
from changewright.work.people import remove_member

PATH = "/rest/v1.0/projects"
# Appendix A, ProjectListItem and ProjectDetail with what 2026 added.
BOTH = {
    *("id", "name", "is_demo", "parent_job_id", "display_name", "project_number", "address"),
    *("city", "state_code", "country_code", "zip", "county", "time_zone", "latitude"),
    *("longitude", "project_stage", "phone", "created_at", "updated_at", "active"),
    *("origin_id", "origin_data", "origin_code", "owners_project_id", "total_value"),
    *("store_number", "accounting_project_number", "designated_market_area"),
    *("project_region_id", "project_bid_type_id", "project_owner_type_id", "photo_id"),
    *("start_date", "completion_date", "estimated_value", "company", "custom_fields"),
    *("parent_job", "sector", "work_scope", "delivery_method", "created_by"),
    *("project_sector_id", "projected_finish_date"),
}
LIST_ITEM = BOTH | {"stage", "project_template", "fax", "estimated_budget", "priority"}
DETAIL = BOTH | {
    *("logo_url", "template", "tz_name", "description", "square_feet", "warranty_start_date"),
    *("warranty_end_date", "flag", "public_notes", "actual_start_date"),
    *("standard_cost_code_list_id", "is_erp_integrated", "inbound_email"),
    *("inbound_email_address", "estimated_start_date", "estimated_completion_date", "code"),
    *("persistent_message", "office", "project_bid_type", "project_owner_type"),
    *("project_region", "project_stage_id", "project_type", "program", "departments"),
    *("dictionary_type", "logo_id", "from_project_template_id", "locale", "photo_url"),
}
WRITTEN: dict[str, Any] = {
    "project_number": "T-1",
    "address": "1 Quay",
    "city": "Hull",
    "county": "Yorks",
    "state_code": "YK",
    "country_code": "GB",
    "zip": "HU1",
    "time_zone": "Europe/London",
    "phone": "1",
    "description": "Tall",
    "public_notes": "Two\nlines",
    "store_number": "9",
    "accounting_project_number": "A9",
    "designated_market_area": "North",
    "origin_id": "77",
    "origin_data": "{}",
    "origin_code": "C",
    "square_feet": 900,
    "start_date": "2026-01-02",
    "completion_date": "2027-01-02",
    "flag": "Green",
    "warranty_start_date": "2027-02-01",
    "warranty_end_date": "2028-02-01",
    "estimated_start_date": "2026-01-01",
    "estimated_completion_date": "2027-01-01",
    "work_scope": "new_construction",
    "delivery_method": "design_build_db",
    "sector": "Health",
    "locale": "en",
}
CREATED: dict[str, Any] = {**WRITTEN, "code": "TWR", "latitude": 53.744, "longitude": -0.33219}


def names(site: Site, **fields: Any) -> dict[str, Any]:
    return {"company_id": site.company_id, "project": fields}


async def make(site: Site, **fields: Any) -> dict[str, Any]:
    answer = await site.procore.post(PATH, json=names(site, **fields))
    assert answer.status_code == 201, answer.text
    return found(answer)


async def listed(site: Site, **query: Any) -> list[dict[str, Any]]:
    answer = await site.procore.get(PATH, params={"company_id": site.company_id, **query})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


async def test_a_project_has_the_keys_of_the_reference(site: Site) -> None:
    (row,) = await listed(site)
    assert set(row) == LIST_ITEM
    assert row["company"]["id"] == site.company_id
    assert row["created_at"][-1] == "Z" and len(row["created_at"]) == 20
    detail = found(await site.procore.get(f"{PATH}/{site.project_id}"))
    assert set(detail) == DETAIL
    assert {name: row[name] for name in BOTH} == {name: detail[name] for name in BOTH}
    minimal = await site.procore.get(f"{PATH}/{site.project_id}", params={"view": "minimal"})
    assert set(found(minimal)) == {"id", "name", "display_name"}
    for alias in ("/rest/v1.1/projects", f"/rest/v1.0/companies/{site.company_id}/projects"):
        assert found(await site.procore.get(f"{alias}/{site.project_id}")) == detail


async def test_a_project_is_made_with_its_container(site: Site) -> None:
    made = await make(
        site,
        name="Tower",
        **CREATED,
        total_value=1250000.5,
        estimated_value="99.05",
        estimated_budget=7,
        priority="high",
        parent_job_id=site.project_id,
        override_start_date="2026-03-01",
        override_start_date_check=True,
        currency_configuration={"currency_iso_code": "GBP"},
        active=False,
    )
    assert {name: made[name] for name in CREATED} == CREATED
    assert (made["total_value"], made["estimated_value"]) == ("1250000.5", "99.05")
    assert (made["display_name"], made["active"]) == ("T-1 - Tower", False)
    assert made["actual_start_date"] == "2026-03-01"
    assert made["parent_job"]["id"] == made["parent_job_id"] == site.project_id
    assert made["created_by"]["id"] == site.people.persons["admin"].id
    assert found(await site.procore.get(f"{PATH}/{made['id']}")) == made
    row = (await listed(site))[-1]
    assert (row["estimated_budget"], row["priority"]) == (7.0, "high")
    settings = await site.ledger.settings_of(made["id"])
    assert settings.born == "procore" and settings.status_cascade == "mirror"
    assert settings.currency == "GBP" and settings.commitment_first
    # Its maker works in it at once, through either door; nobody else does.
    query = {"project_id": made["id"]}
    assert (await site.procore.get(POTENTIAL, params=query)).json() == []
    assert (await site.as_role("manager").get(POTENTIAL, params=query)).status_code == 404
    hubs = await site.acc.get("/project/v1/hubs")
    (hub,) = hubs.json()["data"]
    projects = await site.acc.get(f"/project/v1/hubs/{hub['id']}/projects")
    (shown,) = [each for each in projects.json()["data"] if each["attributes"]["name"] == "Tower"]
    project_id = shown["id"].removeprefix("b.")
    theirs = found(await site.acc.get(f"/construction/admin/v1/projects/{project_id}"))
    assert (theirs["jobNumber"], theirs["status"]) == ("T-1", "archived")
    assert (theirs["startDate"], theirs["endDate"]) == ("2026-01-02", "2027-01-02")
    assert (theirs["latitude"], theirs["timezone"]) == ("53.744", "Europe/London")


async def test_a_project_is_no_part_of_what_its_maker_does_not_see(site: Site) -> None:
    made = await make(site, name="Tower")
    directory = site.application.services.directory
    person = site.people.persons["admin"]
    await remove_member(site.ledger, directory, project_id=made["id"], person_id=person.id)
    body = names(site, name="Annex", parent_job_id=made["id"])
    refused = await site.procore.post(PATH, json=body)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["parent_job_id"])
    assert "Tower" not in refused.text


async def test_a_project_is_changed(site: Site) -> None:
    path = f"{PATH}/{site.project_id}"
    changed = found(await site.procore.patch(path, json=names(site, name="Bridge", **WRITTEN)))
    assert {name: changed[name] for name in WRITTEN} == WRITTEN
    assert changed["name"] == "Bridge"
    again = found(await site.procore.patch(path, json=names(site, flag=None, active=False)))
    assert (again["flag"], again["active"], again["city"]) == (None, False, "Hull")
    assert found(await site.procore.get(path)) == again
    echoed = {name: again[name] for name in (*WRITTEN, "name", "active", "project_stage_id")}
    assert found(await site.procore.patch(path, json=names(site, **echoed))) == again


async def test_lists_are_filtered_and_sorted(site: Site) -> None:
    await make(site, name="Alpha tower", project_number="2", origin_id="o1")
    await make(site, name="beta Tower", project_number="1", active=False)
    own, last = f"Project {site.project_id}", "beta Tower"
    for query, expected in (
        ({"filters[name]": "TOWER"}, ["Alpha tower", "beta Tower"]),
        ({"filters[by_status]": "Inactive"}, ["beta Tower"]),
        ({"filters[by_status]": "Active"}, [own, "Alpha tower"]),
        ({"filters[by_status]": "All"}, [own, "Alpha tower", "beta Tower"]),
        ({"filters[origin_id]": "o1"}, ["Alpha tower"]),
        ({"filters[synced]": "true"}, ["Alpha tower"]),
        ({"filters[id]": f"{site.project_id},{2**50}"}, [own]),
        ({"filters[created_at]": "2001-01-01...2001-01-02"}, []),
        ({"filters[updated_at]": "2001-01-01..."}, [own, "Alpha tower", "beta Tower"]),
        ({"filters[vendor_id]": site.people.companies["supplier"].id}, [own]),
        ({"filters[from_project_template_id]": 1}, []),
        ({"sort": "-name", "per_page": 2}, [own, "beta Tower"]),
        ({"sort": "project_number"}, ["beta Tower", "Alpha tower", own]),
        ({"sort": "created_at", "serializer_view": "compact", "per_page": 2}, [own, "Alpha tower"]),
        ({"sort": "created_at", "serializer_view": "compact", "page": 2, "per_page": 2}, [last]),
    ):
        assert [row["name"] for row in await listed(site, **query)] == expected, query
    for name, text in (
        ("filters[by_status]", "Gone"),
        ("filters[synced]", "perhaps"),
        ("filters[id]", "x"),
        ("sort", "money"),
        ("per_page", "0"),
    ):
        refused = await site.procore.get(PATH, params={name: text})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [name])


async def test_lists_are_in_the_order_of_making_whatever_clock_and_ids_say(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock set back between two projects makes the later one no older, nor does an id from the
    earlier block of another process."""
    ledger = site.application.services.ledger
    first = read_clock()
    blocks = [IdSource() for _ in range(4)]
    for each in blocks:
        async with ledger.database.connection() as connection:
            await each.promise(connection, 1)
    for number, (hours, ids) in enumerate(zip((0, -2, 0, -1), reversed(blocks), strict=True)):
        ids.release(1)
        at = first + timedelta(hours=hours)
        monkeypatch.setattr(ledger, "clock", lambda at=at: at)
        monkeypatch.setattr(ledger, "ids", ids)
        await make(site, name=f"Tower {number}")
    rows = await listed(site)
    assert [row["id"] for row in rows[1:]] == sorted((row["id"] for row in rows[1:]), reverse=True)
    assert [row["name"] for row in rows[1:]] == [f"Tower {number}" for number in range(4)]
    assert await listed(site, sort="created_at") == rows
    assert await listed(site, sort="-created_at") == rows[::-1]
    times = [row["created_at"] for row in rows]
    assert times == sorted(times)


BAD: tuple[tuple[Any, int, str], ...] = (
    ({}, 400, "name"),
    ({"name": None}, 400, "name"),
    ({"name": "  "}, 400, "name"),
    ({"name": "a\x07b"}, 400, "name"),
    ({"name": "x" * 256}, 400, "name"),
    ({"name": "a", "total_value": "lots"}, 400, "total_value"),
    ({"name": "a", "start_date": "soon"}, 400, "start_date"),
    ({"name": "a", "square_feet": -1}, 400, "square_feet"),
    ({"name": "a", "flag": "Blue"}, 400, "flag"),
    ({"name": "a", "priority": "urgent"}, 400, "priority"),
    ({"name": "a", "active": None}, 400, "active"),
    ({"name": "a", "parent_job_id": 2**50}, 422, "parent_job_id"),
    ({"name": "a", "office_id": 5}, 422, "office_id"),
    ({"name": "a", "department_ids": [5]}, 422, "department_ids"),
    ({"name": "a", "department_ids": ["x"]}, 400, "department_ids.0"),
    ({"name": "a", "currency_configuration": {"currency_iso_code": "eur"}}, 400, "currency"),
    ({"name": "a", "currency_configuration": {}}, 400, "currency"),
    ("x", 400, "project"),
)


async def test_bad_input_is_named_and_nothing_made(site: Site) -> None:
    for sent, status, field in BAD:
        body = {"company_id": site.company_id, "project": sent}
        answer = await site.procore.post(PATH, json=body)
        assert answer.status_code == status, (sent, answer.text)
        (named,) = answer.json()["errors"]
        assert named.startswith(field), (sent, named)
    assert len(await listed(site)) == 1


async def test_names_and_origins_are_one_projects(site: Site) -> None:
    await make(site, name="Tower", origin_id="1")
    for fields, field in (
        ({"name": "tower"}, "name"),
        ({"name": "b", "origin_id": "1"}, "origin_id"),
    ):
        refused = await site.procore.post(PATH, json=names(site, **fields))
        assert (refused.status_code, list(refused.json()["errors"])) == (409, [field])
    own = f"{PATH}/{site.project_id}"
    refused = await site.procore.patch(own, json=names(site, parent_job_id=site.project_id))
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["parent_job_id"])


async def test_who_may_make_and_change_projects(site: Site) -> None:
    for role, may in (("manager", False), ("viewer", False), ("supplier", False)):
        client = site.as_role(role)
        made = await client.post(PATH, json=names(site, name=f"By {role}"))
        changed = await client.patch(f"{PATH}/{site.project_id}", json=names(site, name=role))
        assert (made.status_code, changed.status_code) == (403, 403) and not may
    assert len(await listed(site)) == 1


async def test_outsiders_see_where_it_is_built_and_no_money(site: Site) -> None:
    secrets = {"total_value": 424242, "description": "hush", "origin_id": "x424242"}
    await site.procore.patch(
        f"{PATH}/{site.project_id}", json=names(site, city="Hull", flag="Red", **secrets)
    )
    for role in ("owner", "supplier"):
        client = site.as_role(role)
        rows = await client.get(PATH)
        (row,) = rows.json()
        detail = await client.get(f"{PATH}/{site.project_id}")
        assert (set(row), set(detail.json())) == (LIST_ITEM, DETAIL)
        for answer in (rows, detail):
            assert "Hull" in answer.text
            for secret in ("424242", "hush", "Red"):
                assert secret not in answer.text, role
        # What cannot be seen cannot be asked for.
        asked = await client.get(PATH, params={"filters[origin_id]": "x424242"})
        assert asked.json() == []
        asked = await client.get(PATH, params={"filters[vendor_id]": str(site.company_id)})
        assert asked.json() == []


async def test_a_stranger_sees_nothing(site: Site) -> None:
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    assert [row["id"] for row in await listed(other)] == [other.project_id]
    absent = await other.procore.get(f"{PATH}/{2**50}")
    for answer in (
        await other.procore.get(f"{PATH}/{site.project_id}"),
        await other.procore.get(
            f"{PATH}/{site.project_id}", headers={"procore-company-id": str(site.company_id)}
        ),
        await other.procore.patch(f"{PATH}/{site.project_id}", json={"project": {"name": "x"}}),
        await other.procore.get(PATH, params={"company_id": site.company_id}),
        await other.procore.post(PATH, json=names(site, name="mine")),
    ):
        assert answer.status_code == absent.status_code == 404
    bare = other.as_role("admin")
    del bare.headers["procore-company-id"]
    missing = await bare.get(PATH)
    assert missing.status_code == 403
    assert missing.json()["errors"][0].startswith("Missing Procore-Company-Id header")
    # A client in the wild names the company in the path alone.
    for company_id, status in ((other.company_id, 200), (site.company_id, 404)):
        answer = await bare.get(f"/rest/v1.0/companies/{company_id}/projects")
        assert answer.status_code == status, answer.text
