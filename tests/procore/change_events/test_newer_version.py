"""Change events of version 1.1, which shows both sides of a line (procore.md §2.8)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import Json, found, refused
from tests.procore.eventing import EVENTS, NEWER, Floor
from tests.procore.site import POTENTIAL, Site

# The keys that the vendor's real answers have (procore.md §2.8).
KEYS = {
    *("attachments", "change_items", "change_reason", "change_type", "comments_enabled"),
    *("company_id", "created_at", "created_by", "currency_configuration", "custom_fields"),
    *("deletable", "deleted_at", "description", "event_origin", "external_data"),
    *("has_edited_markups", "id", "in_recycle_bin", "markup_items", "notes", "number"),
    *("prime_contract_for_estimates", "production_quantities", "project_id", "scope", "source"),
    *("source_of_revenue_rom", "status", "title", "updated_at"),
}
ITEM = {
    *("budget_code", "budget_impact", "cost_impact", "created_at", "currency_configuration"),
    *("deletable", "deleted_at", "description", "editable", "event_id", "event_number"),
    *("event_title", "id", "item_type", "latest_cost_values", "latest_revenue_values"),
    *("line_aging", "notes", "revenue_impact", "source", "updated_at"),
}


def cost(amount: str, **more: Any) -> Json:
    return {"cost_impact": {"estimate": {"amount": amount, **more}}}


async def test_it_has_the_keys_of_real_answers_and_all_that_was_written(
    site: Site, floor: Floor
) -> None:
    prime_id = await site.main_contract()
    reason = await floor.entry("/rest/v1.0/change_order_change_reasons", change_reason="Allowance")
    kind = await floor.entry("/rest/v1.0/change_types", change_type="Transfer")
    item: Json = {"description": "Rock"} | cost("100", unit_of_measure="t")
    item["revenue_impact"] = {"estimate": {"amount": "130"}}
    made = await floor.newer(
        item,
        title="Rock",
        description="Found",
        scope="in_scope",
        event_origin={"origin_id": 5, "origin_type": "meetings"},
        external_data={"origin_id": "X-1", "origin_data": "{}"},
        change_reason={"id": reason["id"]},
        change_type={"id": kind["id"]},
        prime_contract_for_estimates={"id": prime_id},
        source="budget_change",
        source_of_revenue_rom="manual",
    )
    assert set(made) == KEYS
    (shown,) = made["change_items"]
    assert set(shown) == ITEM
    assert (made["number"], made["scope"], made["description"]) == ("001", "in_scope", "Found")
    assert made["event_origin"]["origin_id"] == 5
    assert made["event_origin"]["origin_type"] == "meetings"
    assert made["external_data"] == {"origin_id": "X-1", "origin_data": "{}"}
    assert made["change_reason"]["change_reason"] == "Allowance"
    assert (made["change_type"]["name"], made["change_type"]["abbreviation"]) == ("Transfer", "T")
    assert made["prime_contract_for_estimates"]["id"] == prime_id
    assert (made["source"], made["source_of_revenue_rom"]) == ("budget_change", "manual")
    assert made["deletable"] and not made["in_recycle_bin"]
    assert shown["cost_impact"]["estimate"]["amount"] == "100.0"
    assert shown["cost_impact"]["source_of_latest_cost"] == "estimate"
    assert shown["latest_cost_values"]["unit_of_measure"] == "t"
    assert shown["latest_revenue_values"]["amount"] == "130.0"
    assert await floor.rows(NEWER) == [made]
    assert await floor.get(f"{NEWER}/{made['id']}") == made


@pytest.mark.parametrize(
    ("source", "typed", "shown"),
    [
        ("latest_cost", None, "100.0"),
        ("automatic", None, "100.0"),
        ("automatic", "130", "130.0"),
        ("manual", None, "0.0"),
        ("manual", "130", "130.0"),
        ("no_revenue_expected", "130", "0.0"),
    ],
)
async def test_the_revenue_of_a_line_is_read_where_the_event_says(
    floor: Floor, source: str, typed: str | None, shown: str
) -> None:
    item = cost("100") | {"revenue_impact": {"estimate": {"amount": typed}}}
    made = await floor.newer(item, source_of_revenue_rom=source)
    assert made["change_items"][0]["latest_revenue_values"]["amount"] == shown


async def test_what_came_of_a_line_is_named_as_this_door_knows_it(
    site: Site, floor: Floor, contract_id: int
) -> None:
    event = await floor.event({"cost_code_id": (await floor.code())["id"]}, title="Rock")
    (line,) = event["change_event_line_items"]
    prime_id, shown = await site.main_contract(), {}
    for contract, field in (
        (contract_id, "commitment_change_event_id"),
        (prime_id, "prime_change_event_id"),
    ):
        body = site.body({"title": "Rock", "number": "7", field: event["id"]}, contract)
        change = found(await site.procore.post(POTENTIAL, json=body), 201)
        path = f"{POTENTIAL}/{change['id']}/line_items"
        await floor.send(
            "POST", path, "line_item", {"amount": "9", "cost_code_id": line["cost_code"]["id"]}
        )
        shown[field] = {"id": change["id"], "number": "7", "amount": "9.0"}
    (package,) = await site.packages()
    (item,) = (await floor.get(f"{NEWER}/{event['id']}"))["change_items"]
    cost, revenue = item["cost_impact"], item["revenue_impact"]
    assert cost["commitment"].items() >= shown["commitment_change_event_id"].items()
    assert revenue["change_order"].items() >= shown["prime_change_event_id"].items()
    assert cost["change_order_package"].items() >= {"id": package["id"], "number": "7"}.items()
    assert revenue["change_order_package"] is None


async def test_items_are_changed_added_and_taken_off_and_the_old_version_sees_it(
    floor: Floor,
) -> None:
    made = await floor.newer(cost("1") | {"description": "a"}, cost("2") | {"description": "b"})
    first, second = made["change_items"]
    path = f"{NEWER}/{made['id']}"
    counted = cost("9", quantity="2", unit_cost="2.5", calculation_strategy="automatic")
    items = [
        {"id": first["id"], **counted},
        {"id": second["id"], "deleted": True},
        {"description": "c"},
    ]
    changed = found(await floor.send("PATCH", path, "change_event", {"change_items": items}))
    assert [each["description"] for each in changed["change_items"]] == ["a", "c"]
    assert changed["change_items"][0]["latest_cost_values"]["amount"] == "5.0"
    old = await floor.get(f"{EVENTS}/{made['id']}")
    amounts = [each["estimated_cost_amount"] for each in old["change_event_line_items"]]
    assert amounts == ["5.0", "0.0"]
    shown = await floor.get(path, include_deleted_change_event_line_items="true")
    gone = {each["description"]: each["deleted_at"] for each in shown["change_items"]}
    assert gone["a"] is None and gone["b"] is not None and len(gone) == 3
    refused(
        await floor.site.procore.get(
            path, params=floor.here | {"include_deleted_change_event_line_items": "x"}
        ),
        400,
        "include_deleted_change_event_line_items",
    )


async def test_a_new_one_begins_with_the_defaults(site: Site, floor: Floor) -> None:
    await floor.newer(title="First")
    told = await floor.get(f"{NEWER}/new", selected_origin_id=7)
    assert told == {
        "company_id": site.company_id,
        "project_id": site.project_id,
        "number": "002",
        "scope": "tbd",
        "status": {"id": await floor.status()},
        "event_origin": {"origin_id": 7, "origin_type": None},
        "change_type": {"id": told["change_type"]["id"]},
        "prime_contract_for_estimates": {"id": await site.main_contract()},
    }
    assert (await floor.newer(title="Second"))["number"] == "002"


async def test_a_clone_has_the_lines_and_nothing_that_came_of_them(floor: Floor) -> None:
    made = await floor.newer(
        cost("100") | {"description": "Rock"}, title="Rock", external_data={"origin_id": "X"}
    )
    answer = await floor.site.procore.post(f"{NEWER}/{made['id']}/clone", params=floor.here)
    copy = found(answer)
    assert (copy["title"], copy["number"]) == ("Rock", "002")
    assert copy["external_data"]["origin_id"] is None
    (line,), (original,) = copy["change_items"], made["change_items"]
    assert line["id"] != original["id"] and line["description"] == "Rock"
    assert line["latest_cost_values"] == original["latest_cost_values"]


async def test_one_is_deleted_and_restored_with_its_lines(floor: Floor) -> None:
    made = await floor.newer(
        cost("100") | {"description": "Rock"}, cost("1"), title="Rock", number="CE-1"
    )
    path, client = f"{NEWER}/{made['id']}", floor.site.procore
    gone_before = made["change_items"][1]["id"]
    items = [{"id": gone_before, "deleted": True}]
    found(await floor.send("PATCH", path, "change_event", {"change_items": items}))
    assert (await client.delete(path, params=floor.here)).status_code == 204
    assert (await client.get(path, params=floor.here)).status_code == 404
    assert (await floor.site.acc.get(floor.site.cost("cost-items"))).json()["results"] == []
    assert (await client.delete(path, params=floor.here)).status_code == 404
    other = await floor.newer(title="Other", number="CE-1")
    back = found(await client.put(f"{path}/restore", params=floor.here))
    assert back["title"] == "Rock" and back["deleted_at"] is None
    assert back["number"] not in ("CE-1", other["number"])
    assert [each["description"] for each in back["change_items"]] == ["Rock"]
    assert found(await client.put(f"{path}/restore", params=floor.here)) == back


async def test_one_that_something_came_of_is_not_deleted(floor: Floor, contract_id: int) -> None:
    made = await floor.newer(cost("100"), title="Rock")
    rfq = await floor.rfq(contract_id, change_event_event_id=made["id"])
    path, client = f"{NEWER}/{made['id']}", floor.site.procore
    shown = await floor.get(path)
    assert not shown["deletable"] and not shown["change_items"][0]["deletable"]
    assert (await client.delete(path, params=floor.here)).status_code == 422
    items = [{"id": shown["change_items"][0]["id"], "deleted": True}]
    answer = await floor.send("PATCH", path, "change_event", {"change_items": items})
    assert answer.status_code == 422
    query = floor.here | {"contract_id": contract_id}
    assert (await client.delete(f"/rest/v1.0/rfqs/{rfq['id']}", params=query)).status_code == 200
    assert (await floor.get(path))["deletable"]
    assert (await client.delete(path, params=floor.here)).status_code == 204


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"status": {"id": 1}}, 422, "change_event_status_id"),
        ({"status": {}}, 400, "status.id"),
        ({"status": 5}, 400, "status"),
        ({"scope": "free"}, 400, "scope"),
        ({"change_type": {"id": 1}}, 422, "change_type"),
        ({"prime_contract_for_estimates": {"id": 1}}, 422, "prime_contract_for_estimates"),
        ({"event_origin": {"origin_type": "dream"}}, 400, "event_origin.origin_type"),
        ({"source": "dream"}, 400, "source"),
        ({"source_of_revenue_rom": "dream"}, 400, "source_of_revenue_rom"),
        (
            {"change_items": [{"cost_impact": {"estimate": {"amount": "much"}}}]},
            400,
            "change_items.0.cost_impact.estimate.amount",
        ),
        ({"change_items": [{"cost_impact": {"vendor": {"id": 1}}}]}, 422, "proposed_vendor_id"),
        ({"change_items": [{"id": 1}]}, 422, "id"),
    ],
)
async def test_bad_fields_are_named_and_write_nothing(
    floor: Floor, fields: Json, status: int, field: str
) -> None:
    made = await floor.newer(title="Before")
    answer = await floor.send("PATCH", f"{NEWER}/{made['id']}", "change_event", fields)
    refused(answer, status, field)
    assert await floor.rows(NEWER) == [made]
