"""Requests for quote: states, quotes and responses, and the same rows at Autodesk's door."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.procore.contracting import Json, refused
from tests.procore.eventing import EVENTS, RFQS, Floor
from tests.procore.site import POTENTIAL, Site

from changewright.core.records import ChangeOrder
from changewright.procore.rfqs.brief import day_of, end_of
from changewright.work import change_orders
from changewright.work.clock_terms import set_calendar, zone_of
from changewright.work.unit import Actor, Unit

OPTIONAL = (str, type(None))
OBJECT = (dict, type(None))
# Appendix A, the answer to POST rfqs, and what the list has beside it: name → JSON types.
CREATED: dict[str, Any] = {
    **dict.fromkeys(("id", "commitment_contract_id", "position"), int),
    **dict.fromkeys(("created_at", "updated_at", "number", "status"), str),
    **dict.fromkeys(("deleted_at", "description", "due_date", "title"), OPTIONAL),
    "estimated_status": OPTIONAL,
    **dict.fromkeys(("estimated_amount", "original_quote"), (int, float, type(None))),
    "estimated_schedule_impact": (int, type(None)),
    **dict.fromkeys(("intent_to_quote", "private"), bool),
    "prostore_file_ids": list,
    **dict.fromkeys(("specification_section", "assigned", "location", "cost_code"), OBJECT),
    **dict.fromkeys(("created_by", "currency_configuration"), dict),
}
RFQ = CREATED | {
    **dict.fromkeys(("quotes", "responses"), list),
    **dict.fromkeys(("potential_change_orders", "change_order_packages", "change_event"), OBJECT),
    "commitment_potential_change_orders": OBJECT,
    "commitment_change_order_packages": OBJECT,
}
QUOTE = {
    *("id", "commitment_quote_number", "cost", "schedule_impact", "description"),
    *("request_for_quote_id", "attachments_count", "import_origin_id", "created_by_id"),
    *("created_at", "deleted_at", "updated_at", "prostore_file_ids", "created_by"),
}
WRITTEN = {
    "title": "What does the rock cost?",
    "description": "All of it",
    "due_date": "2026-03-01",
    "estimated_amount": 100.25,
    "estimated_schedule_impact": 4,
    "estimated_status": "rom",
    "number": "Q-7",
    "original_quote": 90,
    "private": True,
    "prostore_file_ids": [4, 5],
}


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), (name, record[name])


async def test_it_has_the_fields_of_the_reference_and_all_that_was_written(
    site: Site, floor: Floor, contract_id: int
) -> None:
    code, person = await floor.code(), site.people.persons["manager"]
    made = await floor.rfq(
        contract_id,
        **WRITTEN,
        assigned_id=person.id,
        cost_code_id=code["id"],
        location_id=8,
        spec_section_number="03 30 00",
        spec_section_description="Concrete",
        specification_section_id=6,
    )
    check(made, CREATED)
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert made["assigned"]["id"] == person.id and made["cost_code"]["id"] == code["id"]
    assert made["specification_section"]["spec_section_number"] == "03 30 00"
    assert made["status"] == "out_for_pricing"
    (listed,) = await floor.rows(RFQS, contract_id=contract_id)
    check(listed, RFQ)
    assert listed | made == listed == await floor.get_rfq(made)
    changed = await floor.change_rfq(made, title="Less", due_date=None, estimated_status="final")
    assert (changed["title"], changed["due_date"]) == ("Less", None)
    assert changed["estimated_status"] == "final"


@pytest.mark.parametrize(
    ("word", "acc"),
    [
        ("out_for_pricing", "pricing"),
        ("under_review", "proposed"),
        ("revise_and_resubmit", "revising"),
        ("pending_final_approval", "accepted"),
        ("closed", "accepted"),
        ("withdrawn", "rejected"),
    ],
)
async def test_its_states_are_those_of_the_other_door(
    site: Site, floor: Floor, contract_id: int, word: str, acc: str
) -> None:
    made = await floor.rfq(contract_id)
    changed = await floor.change_rfq(made, status=word)
    assert changed["status"] == word
    (row,) = await site.orders("rfq")
    assert row["costStatus"] == acc
    other = await floor.rfq(contract_id, status=word)
    assert other["status"] == word
    found = await floor.rows(RFQS, contract_id=contract_id, **{"filters[status]": word})
    assert [each["id"] for each in found] == [made["id"], other["id"]]


async def test_one_made_at_the_other_door_is_here_once_it_is_sent(site: Site, floor: Floor) -> None:
    contract, contract_id = await site.commitment("SC-2", status="signed")
    change = await site.make("change-orders/pco", name="Change")
    item = await site.make("cost-items", name="Item", contractId=contract, proposed="7")
    await site.attach(change, item)
    asked = await site.make("change-orders/rfq", name="Asked", contractId=contract)
    await site.attach(asked, item)
    assert await floor.rows(RFQS, contract_id=contract_id) == []
    await site.act(asked, "open", "submit")
    (shown,) = await floor.rows(RFQS, contract_id=contract_id)
    assert (shown["title"], shown["status"]) == ("Asked", "out_for_pricing")
    assert shown["commitment_potential_change_orders"]["title"] == "Change"
    assert shown["potential_change_orders"]["title"] == "Change"
    before = (await site.orders("rfq"))[0]
    assert before["proposed"] == "7.0000"
    await floor.quote(shown, "9.5")
    assert (await site.orders("rfq"))[0]["proposed"] == "7.0000"
    await site.act(asked, "submit", "accept")
    (after,) = await site.orders("rfq")
    assert (after["proposed"], after["costStatus"]) == ("9.5000", "accepted")
    assert (await floor.get_rfq(shown))["status"] == "pending_final_approval"


async def test_what_came_of_it_is_his_who_was_asked(site: Site, floor: Floor) -> None:
    contracts = [await site.commitment(code, status="signed") for code in ("SC-2", "SC-3")]
    change = await site.make("change-orders/pco", name="Change")
    item = await site.make("cost-items", name="Item", contractId=contracts[0][0], proposed="7")
    await site.attach(change, item)
    asked = []
    for contract, contract_id in contracts:
        rfq = await site.make("change-orders/rfq", name="Asked", contractId=contract)
        await site.attach(rfq, item)
        await site.act(rfq, "open", "submit")
        asked += await floor.rows(RFQS, contract_id=contract_id)
    order = await site.make("change-orders/sco", name="Order", contractId=contracts[0][0])
    await site.attach(order, item)
    his, other = [await floor.get_rfq(rfq) for rfq in asked]
    assert his["commitment_potential_change_orders"]["title"] == "Change"
    assert his["commitment_change_order_packages"]["title"] == "Order"
    assert other["commitment_potential_change_orders"] is None
    assert other["commitment_change_order_packages"] is None
    assert his["potential_change_orders"] == other["potential_change_orders"]
    for face, rfq in (
        ("commitment_potential_change_orders", his),
        ("potential_change_orders", other),
    ):
        assert (await came_from(site, his[face]["id"]))["request_for_quote_id"] == rfq["id"]


async def came_from(site: Site, face_id: int) -> Json:
    """A potential change of whichever contract it is on."""
    (row,) = await site.potential(**{"filters[id]": face_id})
    where = {"project_id": site.project_id, "contract_id": row["contract_id"]}
    answer = await site.procore.get(f"{POTENTIAL}/{face_id}", params=where)
    record: Json = answer.json()
    return record


async def test_its_due_day_is_when_the_app_awaits_the_answer(
    site: Site, floor: Floor, contract_id: int
) -> None:
    made = await floor.rfq(contract_id, due_date="2026-03-01")

    async def due(after: datetime | None = None) -> datetime | None:
        async def decide(unit: Unit) -> ChangeOrder:
            rfq = await unit.read.require_id(ChangeOrder, made["id"])
            fields = {} if after is None else {"response_due": after}
            return await change_orders.edit(unit, rfq, fields)

        actor = Actor(site.people.persons["admin"].id, None, "web", "r", "admin")
        rfq = await site.ledger.run(site.container.id, actor, decide)
        assert rfq.due_date is None
        return rfq.response_due

    assert await due() == datetime(2026, 3, 1, 23, 59, 59, 999_000, tzinfo=UTC)
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert await due(noon) == noon
    assert (await floor.get_rfq(made))["due_date"] == "2026-03-05"
    await floor.change_rfq(made, title="Echoed", due_date="2026-03-05")
    assert await due() == noon
    assert (await floor.change_rfq(made, due_date=None))["due_date"] is None
    assert await due() is None


@pytest.mark.parametrize("zone", [None, "America/New_York", "Asia/Tokyo"])
def test_a_due_day_ends_where_the_project_is(zone: str | None) -> None:
    there = zone_of(zone, None)
    for day in (date.min, date(2026, 3, 8), date.max):
        assert day_of(end_of(day, there), there) == day
    hour = {None: 23, "America/New_York": 3, "Asia/Tokyo": 14}[zone]
    assert end_of(date(2026, 3, 8), there).hour == hour


async def test_its_due_day_is_counted_by_the_calendar_of_the_projects_clocks(
    site: Site, floor: Floor, contract_id: int
) -> None:
    event = await floor.event(title="Rock")

    async def count_in(zone: str | None) -> None:
        actor = Actor(site.people.persons["admin"].id, None, "web", "r", "admin")

        async def decide(unit: Unit) -> None:
            await set_calendar(unit, {"time_zone": zone})

        await site.ledger.run(site.container.id, actor, decide)

    async def shown() -> set[str]:
        (listed,) = await floor.rows(RFQS, contract_id=contract_id)
        (held,) = (await floor.get(f"{EVENTS}/{event['id']}"))["rfqs"]
        return {each["due_date"] for each in (listed, held, await floor.get_rfq(listed))}

    made = await floor.rfq(contract_id, due_date="2026-03-07", change_event_event_id=event["id"])
    assert await shown() == {made["due_date"]} == {"2026-03-07"}
    await count_in("Pacific/Kiritimati")  # fourteen hours before Greenwich: the 8th has begun
    assert await shown() == {"2026-03-08"}
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles", None):
        await count_in(zone)
        for day in ("2026-03-08", "2026-11-01"):
            assert (await floor.change_rfq(made, due_date=day))["due_date"] == day
            assert await shown() == {day}


async def test_suppliers_compete_for_a_line_and_the_accepted_one_gets_it(
    site: Site, floor: Floor
) -> None:
    code = await floor.code()
    event = await floor.event(
        {"cost_code_id": code["id"], "estimated_cost_amount": 100}, title="Rock"
    )
    (line,) = event["change_event_line_items"]
    asked = []
    for contract, cost in (("SC-1", 95), ("SC-2", 80)):
        contract_id = (await site.commitment(contract, status="signed"))[1]
        rfq = await floor.rfq(
            contract_id, change_event_event_id=event["id"], cost_code_id=code["id"]
        )
        quote = await floor.quote(rfq, cost, schedule_impact=3, commitment_quote_number="A1")
        assert set(quote) == QUOTE | {"attachments"}
        assert (quote["cost"], quote["schedule_impact"]) == (cost, 3)
        asked.append(rfq)
    items = await floor.site.acc.get(site.cost("cost-items"))
    assert [row["proposed"] for row in items.json()["results"]] == [None]
    accepted = await floor.change_rfq(asked[1], status="pending_final_approval")
    assert accepted["change_event"]["change_event_line_items"][0]["id"] == line["id"]
    assert {each["id"] for each in accepted["quotes"]} == {quote["id"]}
    (item,) = (await site.acc.get(site.cost("cost-items"))).json()["results"]
    assert item["proposed"] == "80.0000"
    (shown,) = (await floor.get(f"{EVENTS}/{event['id']}"))["change_event_line_items"]
    assert shown["contract"]["id"] == asked[1]["commitment_contract_id"]
    assert (shown["rfq_amount"], shown["estimated_cost_amount"]) == ("80.0", "100.0")
    assert [row["proposed"] for row in await site.orders("rfq")] == ["80.0000", "80.0000"]
    rfqs = (await floor.get(f"{EVENTS}/{event['id']}"))["rfqs"]
    assert [each["id"] for each in rfqs] == [each["id"] for each in asked]
    assert [each["quotes"][0]["cost"] for each in rfqs] == [95, 80]
    assert {each["cost_code"]["id"] for each in rfqs} == {code["id"]}
    (without,) = await floor.rows(EVENTS, include_rfqs="false")
    assert without["rfqs"] == []


async def test_the_last_quote_is_the_one_that_is_accepted_and_changes_with_it(
    site: Site, floor: Floor, contract_id: int
) -> None:
    rfq = await floor.rfq(contract_id, estimated_amount=50)
    await floor.quote(rfq, 60)
    last = await floor.quote(rfq, 55)
    await floor.change_rfq(rfq, status="closed")
    assert (await site.orders("rfq"))[0]["proposed"] == "55.0000"
    body = floor.here | {"contract_id": contract_id, "rfq_quote": {"cost": "54.5"}}
    answer = await site.procore.patch(f"{RFQS}/{rfq['id']}/quotes/{last['id']}", json=body)
    assert answer.status_code == 200 and answer.json()["cost"] == 54.5
    (row,) = await site.orders("rfq")
    assert (row["estimated"], row["proposed"]) == ("50.0000", "54.5000")
    await floor.quote(rfq, 53)
    assert (await site.orders("rfq"))[0]["proposed"] == "53.0000"


async def test_one_price_for_several_lines_is_split_by_their_estimates(
    site: Site, floor: Floor, contract_id: int
) -> None:
    lines = ({"estimated_cost_amount": 100}, {"estimated_cost_amount": 200})
    event = await floor.event(*lines)
    rfq = await floor.rfq(contract_id, change_event_event_id=event["id"])
    await floor.quote(rfq, "100")
    await floor.change_rfq(rfq, status="pending_final_approval")
    items = (await site.acc.get(site.cost("cost-items"))).json()["results"]
    assert sorted(row["proposed"] for row in items) == ["33.3300", "66.6700"]
    assert (await site.orders("rfq"))[0]["proposed"] == "100.0000"
    # What has more places than the project's money is split at its own.
    await floor.quote(rfq, "100.001")
    items = (await site.acc.get(site.cost("cost-items"))).json()["results"]
    assert sorted(row["proposed"] for row in items) == ["33.3340", "66.6670"]


async def test_responses(site: Site, floor: Floor, contract_id: int) -> None:
    rfq = await floor.rfq(contract_id)
    made = await floor.below(rfq, "responses", comment="Soon", prostore_file_ids=[3])
    assert (made["comment"], made["prostore_file_ids"]) == ("Soon", [3])
    path = f"{RFQS}/{rfq['id']}/responses"
    assert await floor.rows(path, contract_id=contract_id) == [made]
    assert await floor.get(f"{path}/{made['id']}", contract_id=contract_id) == made
    body = floor.here | {"contract_id": contract_id, "rfq_response": {"comment": "Now"}}
    changed = (await site.procore.patch(f"{path}/{made['id']}", json=body)).json()
    assert changed["comment"] == "Now" and changed["prostore_file_ids"] == [3]
    assert (await floor.get_rfq(rfq))["responses"][0]["comment"] == "Now"


async def test_deleting_takes_quotes_along_and_the_item_that_was_its_own(
    site: Site, floor: Floor, contract_id: int
) -> None:
    rfq = await floor.rfq(contract_id)
    quote = await floor.quote(rfq, 5)
    query = floor.here | {"contract_id": contract_id}
    assert (await site.procore.delete(f"{RFQS}/{rfq['id']}", params=query)).status_code == 200
    assert await floor.rows(RFQS, contract_id=contract_id) == []
    assert await site.orders("rfq") == []
    assert (await site.acc.get(site.cost("cost-items"))).json()["results"] == []
    path = f"{RFQS}/{rfq['id']}/quotes/{quote['id']}"
    assert (await site.procore.get(path, params=query)).status_code == 404


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Floor, int, Json]:
    """Two requests of a contract, one of which has a number."""
    floor = Floor(kept_site)
    _, contract_id = await kept_site.commitment("SC-1", status="signed")
    await floor.rfq(contract_id, number="Q-1")
    return floor, contract_id, await floor.rfq(contract_id)


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"title": ""}, 400, "title"),
        ({"title": None}, 400, "title"),
        ({"status": "open"}, 400, "status"),
        ({"due_date": "soon"}, 400, "due_date"),
        ({"estimated_amount": "much"}, 400, "estimated_amount"),
        ({"estimated_status": "guess"}, 400, "estimated_status"),
        ({"assigned_id": 1}, 422, "assigned_id"),
        ({"cost_code_id": 1}, 422, "cost_code_id"),
        ({"change_event_event_id": 1}, 422, "change_event_event_id"),
        ({"private": "yes"}, 400, "private"),
        ({"prostore_file_ids": ["x"]}, 400, "prostore_file_ids.0"),
        ({"number": "Q-1"}, 409, "number"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_bad_fields_are_named_and_write_nothing(
    kept: tuple[Floor, int, Json], fields: Json, status: int, field: str, method: str
) -> None:
    floor, contract_id, made = kept
    before = await floor.rows(RFQS, contract_id=contract_id)
    if method == "POST":
        answer = await floor.post_rfq(contract_id, **{"title": "x"} | fields)
    else:
        answer = await floor.patch_rfq(made, **fields)
    refused(answer, status, field)
    assert await floor.rows(RFQS, contract_id=contract_id) == before


async def test_what_is_not_there_and_who_may_write(
    site: Site, floor: Floor, contract_id: int
) -> None:
    rfq, client = await floor.rfq(contract_id), site.procore
    other_id = (await site.commitment("SC-9", status="signed"))[1]
    quote = await floor.quote(rfq, 5)
    path = f"{RFQS}/{rfq['id']}"
    for address in (path, f"{path}/quotes", f"{path}/responses", f"{path}/quotes/{quote['id']}"):
        for contract, status in ((contract_id, 200), (other_id, 404), (1, 404)):
            query = floor.here | {"contract_id": contract}
            assert (await client.get(address, params=query)).status_code == status, address
        refused(await client.get(address, params=floor.here), 400, "contract_id")
    assert (await client.get(RFQS, params=floor.here | {"contract_id": 1})).status_code == 404
    assert (await floor.post_rfq(await site.main_contract(), title="x")).status_code == 404
    body: Json = floor.here | {"contract_id": contract_id}
    wrong = {"rfq_quote": {"cost": "x"}}
    refused(await client.post(f"{path}/quotes", json=body | wrong), 400, "cost")
    for role in ("viewer", "approver", "owner", "supplier"):
        there = site.as_role(role)
        for address, wrapper in (
            (RFQS, {"rfq": {"title": "x"}}),
            (f"{path}/quotes", {"rfq_quote": {"cost": 1}}),
            (f"{path}/responses", {"rfq_response": {"comment": "x"}}),
        ):
            answer = await there.post(address, json=body | wrapper)
            assert answer.status_code == 403, (role, address, answer.text)
    assert len((await floor.get_rfq(rfq))["quotes"]) == 1


async def test_an_estimate_is_in_the_currency_that_the_rfq_shows(site: Site, floor: Floor) -> None:
    """100 euros at 1.25 are 125 in the project's currency, in which items have their estimates."""
    _, contract_id = await site.commitment("SC-E", currency="EUR", exchangeRate="1.25")
    shown = await floor.rfq(contract_id, estimated_amount=100)
    assert shown["estimated_amount"] == 100
    assert shown["currency_configuration"] == {"currency_iso_code": "EUR"}
    (document,) = await site.orders("rfq")
    assert document["estimated"] == "125.0000"
