"""What stands in the furnished project: something for every list of the door.

Every text that a person wrote holds the word SECRET, so that finding it is a leak.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
from tests.procore.door.visits import Yard, router
from tests.procore.site import Site, open_site

from changewright.core.records_budgets import Budget
from changewright.core.settings import ProjectSettings, settings_born
from changewright.edge.http import Application
from changewright.work.deliveries import Asked, Attempt, Deliveries, Queue
from changewright.work.ledger import Ledger

SECRET = "SECRET"


async def furnished(application: Application, ledger: Ledger) -> Yard:
    """One project in which all is there, and another where its people are strangers; and the same
    at three tiers."""
    born = settings_born("procore")
    yard = await _furnished(application, ledger, born)
    yard.tall = await _furnished(
        application, ledger, msgspec.structs.replace(born, tiers_cost=3, tiers_budget=3)
    )
    return yard


async def _furnished(application: Application, ledger: Ledger, settings: ProjectSettings) -> Yard:
    own = await open_site(application, ledger, settings)
    foreign = await open_site(application, ledger, settings_born("procore"))
    contracts = await changes(own)
    await changes(foreign)
    yard = Yard(own, foreign, contracts)
    await codes_and_lines(yard)
    await events_and_questions(yard)
    await markups(yard)
    await lines(yard)
    await hooks(yard)
    async with own.ledger.reader(own.project_id) as read:  # the door has no list of them
        budgets = await read.where(Budget)
    yard.found["/rest/v1.0/budget_line_items"] = [str(each.id) for each in budgets]
    yard.uploads = (
        await upload(own, f"/rest/v1.0/projects/{own.project_id}/uploads"),
        await upload(own, f"/rest/v1.1/companies/{own.company_id}/uploads"),
    )
    return yard


async def upload(site: Site, path: str) -> str:
    """A file that is announced, in one segment."""
    segments = [{"size": 3, "sha256": "0" * 64}]
    body = {"response_filename": f"{SECRET}.pdf", "segments": segments}
    answer = await site.procore.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["uuid"])


async def make(yard: Yard, path: str, wrapper: str, **fields: Any) -> int | None:
    """A record made through the door; None where the door does not have it."""
    if router().find("POST", path) is None:
        return None
    constants = yard.constants()
    places = {name: constants[name][0] for name in ("project_id", "company_id")}
    answer = await yard.client.post(path, json={**places, wrapper: fields})
    assert answer.status_code in (200, 201), (path, answer.text)
    value = answer.json()
    return int(value.get("data", value)["id"])


async def codes_and_lines(yard: Yard) -> None:
    """A code, taxes, an order of each form, and a line on every contract."""
    v1, (_, prime_id) = "/rest/v1.0", yard.contracts
    code = await make(yard, f"{v1}/cost_codes", "cost_code", code="03", name=f"Walls {SECRET}")
    kind = await make(yard, f"{v1}/line_item_types", "line_item_type", name=f"Own {SECRET}")
    await make(yard, f"{v1}/tax_types", "tax_type", name=f"Tax {SECRET}")
    await make(yard, f"{v1}/tax_codes", "tax_code", code="T1", description=f"Tax {SECRET}")
    await make(yard, f"{v1}/vendors", "vendor", name=f"Vendor {SECRET}")
    # A work order of its own, since an approved one keeps its schedule of values.
    holders = [f"prime_contracts/{prime_id}"]
    for form in ("work_order_contract", "purchase_order_contract"):
        order_id = await make(yard, f"{v1}/{form}s", form, title=f"Doors {SECRET}")
        holders.append(f"{form}s/{order_id}")
    for holder in holders:
        await make(
            yard,
            f"{v1}/{holder}/line_items",
            "line_item",
            amount="10.0",
            description=f"Line {SECRET}",
            cost_code_id=code,
            line_item_type_id=kind,
        )


async def lines(yard: Yard) -> None:
    """A line on every potential change that takes one."""
    path = "/rest/v1.0/potential_change_orders"
    place = {"project_id": yard.constants()["project_id"][0]}
    rows = (await yard.client.get(path, params=place)).json()
    for row in rows:
        if row["status"] != "approved":
            await make(yard, f"{path}/{row['id']}/line_items", "line_item", description=SECRET)


async def hooks(yard: Yard) -> None:
    """A hook of the project and one of the company, each told of something that it took."""
    path, places = "/rest/v1.0/webhooks/hooks", yard.constants()
    for place, resource in (("project_id", "Cost Codes"), ("company_id", "Line Item Types")):
        where = {place: places[place][0]}
        hook = {
            "api_version": "v3",
            "namespace": "furnished",
            "destination_url": f"https://hooks.example/{SECRET}",
            "destination_headers": {"Authorization": SECRET},
        }
        answer = await yard.client.post(path, json={**where, "hook": hook})
        assert answer.status_code == 201, answer.text
        hook_id = answer.json()["id"]
        trigger = {"resource_name": resource, "event_type": "create"}
        body = {**where, "api_version": "v3", "trigger": trigger}
        answer = await yard.client.post(f"{path}/{hook_id}/triggers", json=body)
        assert answer.status_code == 201, answer.text
        code = {"code": f"H-{place}", "name": f"Door {SECRET}"}
        await make(yard, "/rest/v1.0/cost_codes", "cost_code", **code)
        await make(yard, "/rest/v1.0/line_item_types", "line_item_type", name=f"{place} {SECRET}")
        deliveries = Deliveries(yard.own.ledger.database)
        key = places[place][0], hook_id
        (told,), _ = await deliveries.page(key, Asked(), 10, 0)
        now = told.created_at
        tried = Attempt(started_at=now, completed_at=now, status=200, body=SECRET)
        by, fresh = uuid4(), Queue(None, 0, None)
        await deliveries.attempted(
            key, told.id, tried, "ok", queue=fresh, next_at=None, leased_until=now, by=by
        )


async def markups(yard: Yard) -> None:
    """A markup on the prime contract; its holder stands in the query."""
    path = "/rest/v1.0/financials/markups"
    if router().find("POST", path) is None:
        return
    markup = {"name": f"Fee {SECRET}", "percentage": "5", "markup_set": "change_orders_horizontal"}
    place = {"project_id": yard.constants()["project_id"][0], "holder_type": "Contract"}
    for contract_id in yard.contracts[1:]:
        where = {**place, "holder_id": contract_id}
        answer = await yard.client.post(path, params=where, json={"markup": markup})
        assert answer.status_code == 201, answer.text


async def events_and_questions(yard: Yard) -> None:
    """A change event with a line, and a question about it that was answered."""
    v1, (cost_id, _) = "/rest/v1.0", yard.contracts
    places = {"project_id": yard.constants()["project_id"][0], "contract_id": cost_id}
    statuses = await yard.client.get(f"{v1}/change_event/statuses", params=places)
    event = await make(
        yard,
        f"{v1}/change_events",
        "change_event",
        title=f"Event {SECRET}",
        event_scope="tbd",
        change_event_status_id=statuses.json()[0]["id"],
        change_event_line_items_attributes=[
            {"description": f"Line {SECRET}", "estimated_cost_amount": "12.5"}
        ],
    )
    asked = {"title": f"Question {SECRET}", "change_event_event_id": event}
    answer = await yard.client.post(f"{v1}/rfqs", json={**places, "rfq": asked})
    assert answer.status_code == 201, answer.text
    for tail, wrapper, fields in (
        ("quotes", "rfq_quote", {"cost": "11.5", "description": f"Price {SECRET}"}),
        ("responses", "rfq_response", {"comment": f"Soon {SECRET}"}),
    ):
        path = f"{v1}/rfqs/{answer.json()['id']}/{tail}"
        told = await yard.client.post(path, json={**places, wrapper: fields})
        assert told.status_code == 201, told.text


async def changes(site: Site) -> tuple[int, ...]:
    """Changes on both sides, with items, in several states; the contracts they are on."""
    contract, cost_id = await site.commitment("SC-1", name=f"Steel {SECRET}", status="signed")
    prime_id = await site.main_contract()
    for contract_id in (cost_id, prime_id):
        for status in ("draft", "pending", "approved"):
            await site.new_package(
                contract_id,
                title=f"Package {SECRET}",
                description=f"Why {SECRET}",
                status=status,
                due_date="2026-03-01",
                origin_id=f"{SECRET}-{contract_id}-{status}",
            )
    if (await site.ledger.settings_of(site.project_id)).tiers_budget == 3:
        await site.make("change-orders/rco", name=f"Request {SECRET}", note=SECRET)
    pco = await site.make("change-orders/pco", name=f"Change {SECRET}", note=SECRET)
    item = await site.make(
        "cost-items", name=f"Item {SECRET}", contractId=contract, estimated="10", committed="9"
    )
    await site.attach(pco, item)
    await site.act(pco, "open")
    return (cost_id, prime_id)
