"""Change events of version 1.0: what a client writes, and what comes back (procore.md §2.8)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import Json, refused
from tests.procore.eventing import EVENTS, NEWER, Floor
from tests.procore.site import Site

TEXT, NUMBER = (str, type(None)), (int, float, type(None))
# Appendix A, ChangeEvent and ChangeEventLine: name → JSON types.
EVENT: dict[str, Any] = {
    **dict.fromkeys(("id", "number", "project_id"), int),
    **dict.fromkeys(("alphanumeric_number", "status", "created_at", "updated_at"), str),
    **dict.fromkeys(("event_type", "event_scope"), str),
    **dict.fromkeys(("origin_data", "origin_id", "title", "description", "deleted_at"), TEXT),
    "change_event_origin_id": (int, type(None)),
    "change_event_origin_type": TEXT,
    "rfi": (dict, type(None)),
    "change_order_change_reason": (dict, type(None)),
    **dict.fromkeys(("change_event_line_items", "attachments", "rfqs"), list),
    **dict.fromkeys(("change_event_status", "created_by", "currency_configuration"), dict),
}
LINE: dict[str, Any] = {
    **dict.fromkeys(("id", "event_id", "rom"), int),
    **dict.fromkeys(("budget_code", "cost_code", "line_item_type", "contract"), (dict, type(None))),
    **dict.fromkeys(("vendor", "budget_mod"), (dict, type(None))),
    **dict.fromkeys(("links", "statuses", "biller", "currency_configuration"), dict),
    **dict.fromkeys(("cost_code_is_budgeted", "editable", "deletable"), bool),
    **dict.fromkeys(("number", "status", "cost_code_biller_name"), str),
    **dict.fromkeys(("estimated_cost_amount", "estimated_cost_calculation_strategy"), str),
    **dict.fromkeys(("estimated_cost_quantity", "estimated_cost_unit_cost"), NUMBER),
    **dict.fromkeys(("description", "title", "uom", "biller_guid", "rfq_sent"), TEXT),
    **dict.fromkeys(("commitment_contract_cost", "commitment_pco_cost", "prime_pco_cost"), TEXT),
    **dict.fromkeys(("budget_mod_amount", "rfq_amount"), TEXT),
    **dict.fromkeys(("proposed_vendor_id", "proposed_contract_id"), (int, type(None))),
    **dict.fromkeys(("line_item_type_id", "cost_code_id"), (int, type(None))),
    "request_for_quote_id": (int, type(None)),
}
WRITTEN = {
    "title": "Rock below the footing",
    "description": "Found on Monday",
    "origin_id": "E-1",
    "origin_data": "{}",
    "event_scope": "out_of_scope",
    "event_type": "owner_change",
    "change_event_origin_id": 77,
    "change_event_origin_type": "observations",
}


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), (name, record[name])


async def test_it_has_the_fields_of_the_reference(floor: Floor) -> None:
    code = await floor.code()
    made = await floor.event({"description": "Digging", "cost_code_id": code["id"]}, title="Rock")
    check(made, EVENT)
    (line,) = made["change_event_line_items"]
    check(line, LINE)
    assert await floor.rows(EVENTS) == [made]
    assert await floor.get(f"{EVENTS}/{made['id']}") == made
    assert (made["number"], made["alphanumeric_number"]) == (1, "001")
    assert made["change_event_status"]["name"] == "Open" and made["status"] == "open"


async def test_everything_writable_comes_back_and_can_be_changed(floor: Floor) -> None:
    reason = await floor.entry(
        "/rest/v1.0/change_order_change_reasons", change_reason="Existing Condition"
    )
    made = await floor.event(**WRITTEN, change_order_change_reason_id=reason["id"])
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert made["change_order_change_reason"]["id"] == reason["id"]
    changed = await floor.change_event(
        made,
        title="Less rock",
        number="CE-9",
        event_scope="in_scope",
        event_type="transfer",
        change_event_status_id=await floor.status("void"),
        change_order_change_reason_id=None,
        rfi_id=5,
    )
    assert (changed["title"], changed["alphanumeric_number"]) == ("Less rock", "CE-9")
    assert (changed["event_scope"], changed["event_type"]) == ("in_scope", "transfer")
    assert changed["status"] == "void" and changed["number"] is None
    assert changed["change_order_change_reason"] is None
    assert changed["rfi"]["id"] == 5 and changed["change_event_origin_type"] == "rfi"
    assert (await floor.change_event(changed, status="closed"))["status"] == "closed"
    for number in (None, "", " "):
        same = await floor.change_event(changed, number=number)
        assert same["alphanumeric_number"] == "CE-9"


async def test_a_line_is_estimated_by_hand_or_by_quantity_and_price(floor: Floor) -> None:
    code = await floor.code()
    kind = await floor.entry("/rest/v1.0/line_item_types", name="Labor")
    pair = {"cost_code_id": code["id"], "line_item_type_id": kind["id"]}
    made = await floor.event(
        {**pair, "description": "By hand", "estimated_cost_amount": 1500.5},
        {
            "estimated_cost_quantity": 3,
            "estimated_cost_unit_cost": 2.25,
            "estimated_cost_calculation_strategy": "automatic",
            "estimated_cost_amount": 99,
            "uom": "m3",
        },
    )
    by_hand, counted = made["change_event_line_items"]
    assert by_hand["estimated_cost_amount"] == "1500.5" and by_hand["rom"] == 1501
    assert by_hand["cost_code"]["id"] == code["id"] and by_hand["line_item_type"]["name"] == "Labor"
    assert by_hand["budget_code"]["flat_code"] == "03.L"
    assert [each["code"] for each in by_hand["budget_code"]["segment_items"]] == ["03", "L"]
    assert counted["estimated_cost_amount"] == "6.75" and counted["uom"] == "m3"
    assert (counted["estimated_cost_quantity"], counted["estimated_cost_unit_cost"]) == (3, 2.25)
    changed = await floor.change_event(
        made,
        {"id": counted["id"], "estimated_cost_quantity": 4, "description": "Counted"},
        {"id": by_hand["id"], "budget_code": {"id": by_hand["budget_code"]["id"]}},
        {"description": "A third", "estimated_cost_amount": 1},
    )
    first, second, third = changed["change_event_line_items"]
    assert first == {**by_hand, "title": first["title"]}
    assert (second["estimated_cost_amount"], second["description"]) == ("9.0", "Counted")
    assert third["description"] == "A third"


async def test_a_line_shows_whom_it_may_be_given_to(
    site: Site, floor: Floor, contract_id: int
) -> None:
    vendor = site.people.companies["supplier"]
    made = await floor.event({"proposed_vendor_id": vendor.id, "proposed_contract_id": contract_id})
    (line,) = made["change_event_line_items"]
    assert line["proposed_vendor_id"] == vendor.id and line["vendor"]["id"] == vendor.id
    assert line["proposed_contract_id"] == contract_id and line["contract"]["id"] == contract_id


async def test_one_item_is_a_line_of_the_event_and_of_changes_on_both_sides(
    site: Site, floor: Floor, contract_id: int
) -> None:
    code = await floor.code()
    event = await floor.event(
        {"cost_code_id": code["id"], "estimated_cost_amount": 100}, title="Rock"
    )
    (line,) = event["change_event_line_items"]
    for holder_id, field, amount in (
        (contract_id, "commitment_change_event_id", "90.0"),
        (await site.main_contract(), "prime_change_event_id", "120.0"),
    ):
        body = site.body({"title": "Rock", field: event["id"]}, holder_id)
        change = await site.procore.post("/rest/v1.0/potential_change_orders", json=body)
        assert change.status_code == 201, change.text
        assert change.json()[field] == event["id"]
        sent = floor.here | {"line_item": {"cost_code_id": code["id"], "amount": amount}}
        path = f"/rest/v1.0/potential_change_orders/{change.json()['id']}/line_items"
        answer = await site.procore.post(path, json=sent)
        assert answer.status_code == 201, answer.text
        assert answer.json()["change_event_line_item"]["id"] == line["id"]
        assert answer.json()["amount"] == amount
    (shown,) = (await floor.get(f"{EVENTS}/{event['id']}"))["change_event_line_items"]
    assert shown["estimated_cost_amount"] == "100.0"
    assert (shown["commitment_pco_cost"], shown["prime_pco_cost"]) == ("90.0", "120.0")
    assert shown["statuses"]["commitment_pco_cost"] == "draft" and not shown["deletable"]
    (item,) = (await site.acc.get(site.cost("cost-items"))).json()["results"]
    money = [item["estimated"], item["proposed"], item["submitted"]]
    assert money == ["100.0000", "90.0000", "120.0000"]


async def test_the_event_that_joins_the_faces_of_a_change_is_listed_with_its_items(
    site: Site, floor: Floor
) -> None:
    contract, _ = await site.commitment("SC-9", status="signed")
    change = await site.make("change-orders/pco", name="Drawn elsewhere")
    item = await site.make("cost-items", name="Steel", contractId=contract, estimated="10")
    await site.attach(change, item)
    (event,) = await floor.rows(EVENTS)
    (line,) = event["change_event_line_items"]
    assert (event["title"], event["status"]) == ("Drawn elsewhere", "open")
    assert (line["description"], line["estimated_cost_amount"]) == ("Steel", "10.0")
    changed = await floor.change_event(event, {"id": line["id"], "estimated_cost_amount": 12})
    assert changed["change_event_line_items"][0]["estimated_cost_amount"] == "12.0"
    assert (await site.acc.get(site.cost("cost-items"))).json()["results"][0][
        "estimated"
    ] == "12.0000"


async def test_a_line_tells_how_far_its_own_contract_has_come(site: Site, floor: Floor) -> None:
    change = await site.make("change-orders/pco", name="Drawn elsewhere")
    for code in ("SC-8", "SC-9"):
        contract, contract_id = await site.commitment(code, status="signed")
        item = await site.make("cost-items", name=code, contractId=contract, estimated="10")
        await site.attach(change, item)
    (face,) = await site.potential(**{"filters[contract_id]": contract_id})
    path = f"/rest/v1.0/projects/{site.project_id}/commitment_change_orders/{face['id']}"
    answer = await site.procore.patch(path, json={"change_order": {"status": "approved"}})
    assert answer.status_code == 200, answer.text
    (event,) = await floor.rows(EVENTS)
    lines = event["change_event_line_items"]
    words = {line["description"]: line["statuses"]["commitment_pco_cost"] for line in lines}
    assert words == {"SC-8": "draft", "SC-9": "approved"}
    (newer,) = await floor.rows(NEWER)
    shown = [item["cost_impact"]["commitment"]["status"] for item in newer["change_items"]]
    assert shown == ["draft", "approved"]


async def test_lists_are_filtered_and_paged(floor: Floor) -> None:
    made = [await floor.event(title=name) for name in "abc"]
    assert [each["id"] for each in await floor.rows(EVENTS)] == [each["id"] for each in made]
    some = await floor.rows(EVENTS, **{"filters[id]": f"{made[0]['id']},{made[2]['id']}"})
    assert [each["title"] for each in some] == ["a", "c"]
    assert [each["title"] for each in await floor.rows(EVENTS, page=2, per_page=2)] == ["c"]
    past = {"filters[updated_at]": "2001-01-01...2001-01-02"}
    assert await floor.rows(EVENTS, **past) == []
    answer = await floor.site.procore.delete(f"{NEWER}/{made[1]['id']}", params=floor.here)
    assert answer.status_code == 204
    with_deleted = await floor.rows(EVENTS, **{"filters[include_deleted]": "only"})
    assert [each["title"] for each in with_deleted] == ["b"] and with_deleted[0]["deleted_at"]
    assert len(await floor.rows(EVENTS)) == 2


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Floor, Json]:
    floor = Floor(kept_site)
    return floor, await floor.event(title="Before")


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"event_scope": "perhaps"}, 400, "event_scope"),
        ({"event_scope": None}, 400, "event_scope"),
        ({"event_type": "free"}, 400, "event_type"),
        ({"status": "void"}, 400, "status"),
        ({"change_event_status_id": 1}, 422, "change_event_status_id"),
        ({"change_event_status_id": "x"}, 400, "change_event_status_id"),
        ({"change_order_change_reason_id": 1}, 422, "change_order_change_reason_id"),
        ({"title": 5}, 400, "title"),
        ({"title": "x" * 1025}, 400, "title"),
        ({"number": 5.5}, 400, "number"),
        ({"rfi_id": "x"}, 400, "rfi_id"),
        ({"change_event_line_items_attributes": {}}, 400, "change_event_line_items_attributes"),
        (
            {"change_event_line_items_attributes": [{"estimated_cost_amount": "much"}]},
            400,
            "change_event_line_items_attributes.0.estimated_cost_amount",
        ),
        (
            {"change_event_line_items_attributes": [{"budget_code": {}}]},
            400,
            "change_event_line_items_attributes.0.budget_code.id",
        ),
        ({"change_event_line_items_attributes": [{"id": 1}]}, 422, "id"),
        ({"change_event_line_items_attributes": [{"cost_code_id": 1}]}, 422, "cost_code_id"),
        ({"change_event_line_items_attributes": [{"wbs_code_id": 1}]}, 422, "wbs_code_id"),
        (
            {"change_event_line_items_attributes": [{"proposed_vendor_id": 1}]},
            422,
            "proposed_vendor_id",
        ),
        (
            {"change_event_line_items_attributes": [{"proposed_contract_id": 1}]},
            422,
            "proposed_contract_id",
        ),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_bad_fields_are_named_and_write_nothing(
    kept: tuple[Floor, Json], fields: Json, status: int, field: str, method: str
) -> None:
    floor, event = kept
    path = EVENTS if method == "POST" else f"{EVENTS}/{event['id']}"
    sent = {"title": "After", "event_scope": "tbd", "change_event_status_id": await floor.status()}
    refused(await floor.send(method, path, "change_event", sent | fields), status, field)
    assert await floor.rows(EVENTS) == [event]


async def test_what_is_required_and_what_is_taken(floor: Floor) -> None:
    first = await floor.event(number="CE-1", origin_id="O-1")
    needed = ("change_event.event_scope", "change_event.change_event_status_id")
    refused(
        await floor.send("POST", EVENTS, "change_event", {"title": "x"}),
        400,
        *(name.removeprefix("change_event.") for name in needed),
    )
    refused(await floor.send("POST", EVENTS, "wrong", {}), 400, "change_event")
    for fields, field in (({"number": "CE-1"}, "number"), ({"origin_id": "O-1"}, "origin_id")):
        sent = {"event_scope": "tbd", "change_event_status_id": await floor.status(), **fields}
        refused(await floor.send("POST", EVENTS, "change_event", sent), 409, field)
    assert await floor.rows(EVENTS) == [first]


async def test_what_is_not_there_and_who_may_write(floor: Floor, site: Site) -> None:
    event = await floor.event(title="Here")
    for path in (f"{EVENTS}/1", f"{NEWER}/1"):
        assert (await site.procore.get(path, params=floor.here)).status_code == 404
        answer = await floor.send("PATCH", path, "change_event", {"title": "x"})
        assert answer.status_code == 404
    for role, status in (("viewer", 403), ("approver", 403), ("owner", 403), ("supplier", 403)):
        body = floor.here | {"change_event": {"title": "x"}}
        path = f"{EVENTS}/{event['id']}"
        answer = await site.as_role(role).patch(path, json=body)
        assert answer.status_code == status, (role, answer.text)
    assert (await site.as_role("viewer").get(EVENTS, params=floor.here)).status_code == 200
    assert (await site.as_role("supplier").get(EVENTS, params=floor.here)).status_code == 403


async def test_costs_of_a_foreign_contract_are_told_in_the_projects_currency(
    site: Site, floor: Floor
) -> None:
    """An estimate of 1,000, a quote of 640 euros and an order of 700 euros at 1.25; at 2 later."""
    uuid, contract_id = await site.commitment(
        "SC-E", currency="EUR", exchangeRate="1.25", status="signed"
    )
    event = await floor.event({"description": "Panes", "estimated_cost_amount": 1000})
    await floor.quote(await floor.rfq(contract_id, change_event_event_id=event["id"]), 640)

    async def told() -> tuple[Any, ...]:
        (line,) = (await floor.get(f"{EVENTS}/{event['id']}"))["change_event_line_items"]
        return tuple(line[name] for name in ("rom", "rfq_amount", "commitment_pco_cost"))

    assert await told() == (1000, "800.0", None)
    (item,) = (await site.acc.get(site.cost("cost-items"))).json()["results"]
    change = await site.make("change-orders/pco", name="Panes", scope="in", contractId=uuid)
    pair = [{"changeOrderId": change["id"], "costItemId": item["id"]}]
    assert (await site.acc.post(site.cost("cost-items:attach"), json=pair)).is_success
    fields = {"contractId": uuid, "scope": "in", "proposed": "700"}
    path = site.cost(f"cost-items/{item['id']}")
    assert (await site.acc.patch(path, json=fields)).is_success
    assert await told() == (1000, "800.0", "875.0")
    path = site.cost(f"contracts/{uuid}")
    assert (await site.acc.patch(path, json={"exchangeRate": "2"})).is_success
    assert await told() == (1000, "1280.0", "1400.0")
