"""What hooks are told of what happens through both doors, and the lists of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.fixtures_acc import take_ids
from tests.fixtures_ledger import make_container
from tests.procore.site import POTENTIAL, Site, found
from tests.procore.webhooks.wiring import (
    HOOKS,
    ORDERS,
    URL,
    new_hook,
    scope,
    told,
    v2,
)

from changewright.core.destinations import Reach
from changewright.core.people import Member, Person, Project, autodesk_id_from
from changewright.outbound.sender import Sender
from changewright.procore.webhooks.payloads import renderer
from changewright.procore.webhooks.resources import COMPANY_RESOURCES, PROJECT_RESOURCES
from changewright.work.deliveries import Attempt, Deliveries, Queue, may_hear
from changewright.work.directory_changes import change_directory

EVENTS = ("create", "update", "delete")


async def listening(site: Site, *names: str, level: str = "project", version: str = "v2") -> int:
    """A hook that is told all of these resources."""
    hook = await new_hook(site, level, api_version=version)
    for resource in COMPANY_RESOURCES if level == "company" else PROJECT_RESOURCES:
        if resource.name in names or not names:
            for event in resource.events:
                body = {
                    **scope(site, level),
                    "api_version": version,
                    "trigger": {"resource_name": resource.name, "event_type": event},
                }
                answer = await site.procore.post(f"{HOOKS}/{hook['id']}/triggers", json=body)
                assert answer.status_code == 201, answer.text
    return int(hook["id"])


def short(payloads: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["resource_name"], one["event_type"], one["resource_id"]) for one in payloads]


async def test_a_payload_of_v2_names_who_what_and_when_by_ids(site: Site) -> None:
    hook_id = await listening(site, ORDERS)
    _, contract_id = await site.commitment("SC-1", status="signed")
    package = await site.new_package(contract_id, title="Doors")
    (payload,) = [one for one in await told(site, hook_id) if one["event_type"] == "create"]
    admin = site.people.persons["admin"].id
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", payload["ulid"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", payload["timestamp"])
    metadata = payload["metadata"]
    assert metadata["source_operation_id"] and "source_application_id" in metadata
    assert payload == {
        "id": payload["id"],
        "ulid": payload["ulid"],
        "timestamp": payload["timestamp"],
        "metadata": {
            "source_user_id": admin,
            "source_project_id": site.project_id,
            "source_operation_id": metadata["source_operation_id"],
            "source_company_id": site.company_id,
            "source_application_id": metadata["source_application_id"],
        },
        "user_id": admin,
        "company_id": site.company_id,
        "project_id": site.project_id,
        "api_version": "v2.0",
        "event_type": "create",
        "resource_name": ORDERS,
        "resource_id": package["id"],
    }


async def test_payloads_of_v3_and_v4(site: Site) -> None:
    older = await listening(site, "Potential Change Order Line Items", version="v3")
    newer = await listening(site, "Potential Change Order Line Items", version="v4")
    _, contract_id = await site.commitment("SC-1", status="signed")
    potential, line = await potential_with_line(site, contract_id)
    (v3, *_), (v4, *_) = await told(site, older), await told(site, newer)
    assert v3["api_version"] == "v3.0"
    assert v3["related_resources"] == [{"id": potential, "name": "Potential Change Orders"}]
    assert v3["resource_id"] == line
    assert v4 == {
        "id": v4["id"],
        "timestamp": v3["timestamp"],
        "reason": "create",
        "company_id": str(site.company_id),
        "project_id": str(site.project_id),
        "user_id": str(site.people.persons["admin"].id),
        "resource_type": "Potential Change Order Line Items",
        "resource_id": str(line),
    }
    assert len(v4["id"]) == 26


async def potential_with_line(site: Site, contract_id: int) -> tuple[int, int]:
    body = site.body({"title": "Doors"}, contract_id)
    made = found(await site.procore.post(POTENTIAL, json=body))
    line = {"description": "Hinges", "amount": "12.5"}
    answer = await site.procore.post(
        f"{POTENTIAL}/{made['id']}/line_items",
        json={"project_id": site.project_id, "line_item": line},
    )
    assert answer.status_code == 201, answer.text
    return int(made["id"]), int(answer.json()["id"])


async def test_every_resource_is_told_by_the_id_its_own_list_shows(site: Site) -> None:
    """Each payload's id is one that a read of the resource finds."""
    hook_id = await listening(site)
    _, contract_id = await site.commitment("SC-1", status="signed")
    potential, line = await potential_with_line(site, contract_id)
    v1, place = "/rest/v1.0", {"project_id": site.project_id}

    async def make(path: str, wrapper: str, **fields: Any) -> int:
        answer = await site.procore.post(
            f"{v1}/{path}", json={**place, "contract_id": contract_id, wrapper: fields}
        )
        assert answer.status_code in (200, 201), answer.text
        return int(answer.json()["id"])

    code = await make("cost_codes", "cost_code", code="03", name="Walls")
    form = "purchase_order_contract"
    purchase = await make(f"{form}s", form, title="Hinges")
    purchase_line = await make(
        f"{form}s/{purchase}/line_items", "line_item", amount="1", cost_code_id=code
    )
    statuses = await site.procore.get(f"{v1}/change_event/statuses", params=place)
    event = await make(
        "change_events",
        "change_event",
        title="Event",
        change_event_status_id=statuses.json()[0]["id"],
        event_scope="tbd",
        change_event_line_items_attributes=[{"description": "Line"}],
    )
    event_row = found(await site.procore.get(f"{v1}/change_events/{event}", params=place))
    rfq = await make("rfqs", "rfq", title="How much?", change_event_event_id=event)
    quote = await make(f"rfqs/{rfq}/quotes", "rfq_quote", cost="11.5")
    response = await make(f"rfqs/{rfq}/responses", "rfq_response", comment="Soon")
    packages = {row["id"] for row in await site.packages()}

    payloads = short(await told(site, hook_id))
    created = {
        (name, record_id) for name, event_type, record_id in payloads if event_type == "create"
    }
    assert created >= {
        ("Potential Change Orders", potential),
        ("Potential Change Order Line Items", line),
        ("Work Order Contracts", contract_id),
        ("Purchase Order Contracts", purchase),
        ("Purchase Order Contract Line Items", purchase_line),
        ("Change Events", event),
        ("Change Event Line Items", event_row["change_event_line_items"][0]["id"]),
        ("RFQs", rfq),
        ("RFQ Quotes", quote),
        ("RFQ Responses", response),
        ("Cost Codes", code),
    }
    assert {record_id for name, record_id in created if name == ORDERS} <= packages


async def test_an_approval_tells_of_the_order_its_changes_and_its_lines(site: Site) -> None:
    """Whichever door it comes through, and of what follows from it too."""
    _, contract_id = await site.commitment("SC-1", status="signed")
    potential, line = await potential_with_line(site, contract_id)
    (package,) = await site.packages()
    hook_id = await listening(
        site,
        ORDERS,
        "Potential Change Orders",
        "Potential Change Order Line Items",
        "Work Order Contracts",
    )
    await site.change_package(package["id"], status="approved")
    first = short(await told(site, hook_id))
    assert {each[:2] for each in first} == {
        (ORDERS, "update"),
        ("Potential Change Orders", "update"),
        ("Potential Change Order Line Items", "update"),
        ("Work Order Contracts", "update"),
    }
    assert set(first) >= {
        (ORDERS, "update", package["id"]),
        ("Potential Change Orders", "update", potential),
        ("Potential Change Order Line Items", "update", line),
        ("Work Order Contracts", "update", contract_id),
    }
    assert len(first) == len(set(first)), "a thing is told of once"


async def test_what_is_drawn_and_dropped_is_told(site: Site) -> None:
    _, contract_id = await site.commitment("SC-1", status="signed")
    hook_id = await listening(site, "Potential Change Order Line Items", "Cost Codes")
    potential, line = await potential_with_line(site, contract_id)
    gone = await site.procore.delete(
        f"{POTENTIAL}/{potential}/line_items/{line}", params={"project_id": site.project_id}
    )
    assert gone.is_success, gone.text
    rows = short(await told(site, hook_id))
    assert ("Potential Change Order Line Items", "create", line) in rows
    assert rows[-1] == ("Potential Change Order Line Items", "delete", line)


async def test_autodesks_door_is_heard_too(site: Site) -> None:
    hook_id = await listening(site, "Potential Change Orders")
    contract, _ = await site.commitment("SC-1", status="signed")
    pco = await site.make("change-orders/pco", name="Doors")
    item = await site.make("cost-items", name="Hinges", contractId=contract, estimated="10")
    await site.attach(pco, item)
    shown = {row["id"] for row in await site.potential()}
    rows = short(await told(site, hook_id))
    assert {record_id for _, event, record_id in rows if event == "create"} == shown


async def test_the_lists_of_deliveries(site: Site) -> None:
    hook_id = await listening(site, "Cost Codes")
    deliveries = Deliveries(site.ledger.database)
    for number in range(4):
        answer = await site.procore.post(
            "/rest/v1.0/cost_codes",
            json={
                "project_id": site.project_id,
                "cost_code": {"code": f"0{number}", "name": "Walls"},
            },
        )
        assert answer.status_code == 201, answer.text
    key = site.project_id, hook_id
    _, (first, second, third, _) = await deliveries.pending(key)
    for row, outcome, status in (
        (first, "ok", 204),
        (second, "discarded", 503),
        (third, "retried", 500),
    ):
        attempt = Attempt(
            started_at=row.created_at,
            completed_at=row.created_at + timedelta(milliseconds=20),
            status=status,
            headers={"x": "y"},
            body="said",
            error=None if outcome == "ok" else f"answered {status}",
        )
        await deliveries.attempted(
            key,
            row.id,
            attempt,
            outcome,
            queue=Queue(None, 0, None),
            next_at=None,
            leased_until=row.created_at,
            by=uuid4(),
        )
    path, where = f"{HOOKS}/{hook_id}/deliveries", scope(site, "project")

    async def ids(**query: str) -> list[int]:
        answer = await site.procore.get(path, params={**where, **query})
        assert answer.status_code == 200, answer.text
        return [row["event_id"] for row in answer.json()]

    assert await ids() == [third.id, second.id, first.id]
    assert await ids(**{"filter[status]": "any"}) == [third.id, second.id, first.id]
    assert await ids(**{"filters[status]": "successful"}) == [first.id]
    assert await ids(**{"filter[status]": "failing"}) == [third.id]
    assert await ids(**{"filter[status]": "discarded"}) == [second.id]
    assert await ids(page_size="2") == [third.id, second.id]
    assert await ids(page_size="2", page_start=f"{second.id}") == [first.id]
    assert await ids(page_start="1") == []
    (row,) = [
        one
        for one in (await site.procore.get(path, params=where)).json()
        if one["event_id"] == second.id
    ]
    assert (row["outcome"], row["response_status"]) == ("discarded", 503)
    assert row["response_headers"] == {"x": "y"}
    assert (row["response_body"], row["response_error"]) == ("said", "answered 503")
    assert row["event"]["resource_name"] == "Cost Codes"

    newer = f"{v2(site)}/hooks/{hook_id}/deliveries"

    async def statuses(**query: str) -> list[str]:
        answer = await site.procore.get(newer, params=query)
        assert answer.status_code == 200, answer.text
        return [row["status"] for row in answer.json()["data"]]

    assert await statuses() == ["enqueued", "retrying", "discarded", "delivered"]
    for word, shown in (
        ("succeeded", "delivered"),
        ("discarded", "discarded"),
        ("enqueued", "enqueued"),
        ("retrying", "retrying"),
    ):
        assert await statuses(**{"filter[status]": word}) == [shown]
    assert await statuses(**{"filter[status]": "failed"}) == []
    assert await statuses(**{"filter[resource_name]": ORDERS}) == []
    assert await statuses(**{"filter[event_type]": "delete"}) == []
    day = first.created_at.date()
    asked = {"filter[start]": str(day), "filter[end]": str(day + timedelta(days=1))}
    assert len(await statuses(**asked)) == 4
    assert await statuses(**{"filter[end]": str(day - timedelta(days=1))}) == []
    answer = await site.procore.get(newer, params={"per_page": 3})
    assert answer.headers["total"] == "4" and len(answer.json()["data"]) == 3
    for name, bad in (("status", "x"), ("event_type", "x"), ("start", "x"), ("end", "2026-13-01")):
        refused = await site.procore.get(newer, params={f"filter[{name}]": bad})
        assert refused.status_code == 400
        assert refused.json()["error"]["details"][0]["source"] == f"filter[{name}]"
    refused = await site.procore.get(path, params={**where, "filter[status]": "x"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["filter[status]"])


async def test_a_company_hears_of_its_lists_its_people_and_its_projects(site: Site) -> None:
    hook_id = await listening(site, level="company")
    v1, company = "/rest/v1.0", {"company_id": site.company_id}

    async def post(path: str, **body: Any) -> int:
        answer = await site.procore.post(f"{v1}/{path}", json={**company, **body})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    kind = await post("line_item_types", line_item_type={"name": "Own"})
    vendor = await post("vendors", vendor={"name": "Hinges Ltd"})
    project = await post("projects", project={"name": "Second"})
    person = {"email_address": f"new.{site.project_id}@example.com", "last_name": "New"}
    users = f"projects/{site.project_id}/users"
    user = await post(users, user={**person, "is_employee": True})
    changed = await site.procore.patch(
        f"{v1}/line_item_types/{kind}", json={**company, "line_item_type": {"name": "Our own"}}
    )
    assert changed.is_success, changed.text
    rows = short(await told(site, hook_id, "company"))
    assert rows == [
        ("Line Item Types", "create", kind),
        ("Company Vendors", "create", vendor),
        ("Projects", "create", project),
        ("Company Users", "create", user),
        ("Line Item Types", "update", kind),
    ]
    (first, *_) = await told(site, hook_id, "company")
    assert (first["company_id"], first["project_id"]) == (site.company_id, None)


async def test_a_companys_hook_is_not_told_of_what_its_maker_does_not_see(site: Site) -> None:
    """Somebody else's project, and people only met there."""
    hook_id = await listening(site, "Projects", "Company Users", level="company")
    directory, now = site.application.services.directory, datetime.now(UTC)
    account = directory.accounts[site.company_id]
    own_id, theirs_id, somebody_id, member_id = await take_ids(site.ledger, 4)
    company_id = site.people.companies["contractor"].id

    def project(project_id: int) -> Project:
        return Project(project_id, uuid4(), account.id, "Elsewhere", now, now)

    def person(person_id: int) -> Person:
        code = autodesk_id_from(uuid4().bytes)
        email = f"{person_id}@example.com"
        return Person(person_id, uuid4(), code, email, "Somebody", company_id)

    maker = site.people.persons["admin"].id
    rows = (
        *(project(own_id), project(theirs_id), person(somebody_id), person(member_id)),
        Member(theirs_id, somebody_id, "admin"),
        *(Member(own_id, maker, "admin"), Member(own_id, member_id, "viewer")),
    )
    await change_directory(site.ledger.database, directory, lambda _: (rows[0], rows))
    assert short(await told(site, hook_id, "company")) == [
        ("Projects", "create", own_id),
        ("Company Users", "create", member_id),
    ]
    stranger = await make_container(site.ledger)
    assert not await may_hear(directory, stranger.id, site.people.persons["admin"].id)
    assert not await may_hear(directory, site.company_id, site.people.persons["viewer"].id)
    assert not await may_hear(directory, site.project_id, site.people.persons["viewer"].id)
    assert not await may_hear(directory, site.project_id, None)
    assert await may_hear(directory, site.company_id, site.people.persons["admin"].id)
    assert await may_hear(directory, site.project_id, site.people.persons["admin"].id)


async def test_the_application_sends_what_it_commits(site: Site) -> None:
    """The sender that `compose` makes renders by the door, and asks whether the maker may hear."""
    hook_id = await listening(site, "Cost Codes")
    sender: Sender = site.application.services.extras["sender"]
    assert isinstance(sender, Sender)
    render = renderer(site.application.services.directory)
    await site.procore.post(
        "/rest/v1.0/cost_codes",
        json={"project_id": site.project_id, "cost_code": {"code": "09", "name": "Walls"}},
    )
    hook, (row,) = await Deliveries(site.ledger.database).pending((site.project_id, hook_id))
    assert hook is not None and hook.destination_url == URL
    assert b'"resource_name":"Cost Codes"' in render(hook, row, site.project_id)
    with pytest.raises(ValueError):
        Reach().destination("http://hooks.example/")
