"""One policy, both doors: what Procore's clients are told, and what a refused request says."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from tests.procore.site import PACKAGES, POTENTIAL, Site
from tests.web.approving import Office, amount, days, limit


@pytest.fixture
def office(site: Site) -> Office:
    return Office(site.people, site.container)


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


async def two_steps(office: Office) -> None:
    """The manager, then the board."""
    steps = [office.step("Manager", "manager"), office.step("Board", "approver", stage=2)]
    await office.policy(bands=[{"name": "all", "steps": steps}])


async def patch(site: Site, package: dict[str, Any], role: str, **fields: Any) -> httpx.Response:
    path = f"{PACKAGES}/{package['id']}"
    return await site.as_role(role).patch(path, json=site.body(fields))


async def as_order(site: Site, package: dict[str, Any]) -> dict[str, Any]:
    """The same change order as Autodesk's door names it."""
    (order,) = [one for one in await site.orders("sco") if one["name"] == package["title"]]
    return order


async def test_a_status_is_refused_until_everybody_has_approved(
    site: Site, office: Office, contract_id: int
) -> None:
    await two_steps(office)
    package = await site.new_package(contract_id, title="Doors", status="pending")
    order = await as_order(site, package)
    assert await office.needed(order) == ["Manager"]
    refused = await patch(site, package, "approver", status="approved")
    assert refused.status_code == 422
    assert refused.json()["errors"] == {
        "status": [
            "approval is not possible: policy 'Policy', band 'all', still needs Manager "
            "(Manager Person), Board (Approver Person)"
        ]
    }
    early = await patch(site, package, "manager", status="approved")
    assert early.status_code == 422
    (told,) = early.json()["errors"]["status"]
    assert told.endswith("(Approver Person); Manager is yours: decide it under approvals")
    assert (await office.run(order))["decisions"] == [], "what is refused writes nothing"
    assert (await site.package(package["id"]))["status"] == "pending"
    await office.decide(order, "manager")
    (decision,) = (await office.run(order))["decisions"]
    assert (decision["step"], decision["door"]) == ("Manager", "web")
    last = await patch(site, package, "approver", status="approved")
    assert last.status_code == 200 and last.json()["status"] == "approved"
    back = await patch(site, package, "approver", status="draft")
    assert back.status_code == 200, back.text
    assert (await office.run(order))["state"] == "voided"


async def test_what_is_refused_leaves_no_trace(
    site: Site, office: Office, contract_id: int
) -> None:
    """Neither a decision nor a revision: an approver's move that comes too early is no decision
    (decisions/approvals-are-judged-again.md)."""
    await two_steps(office)
    package = await site.new_package(contract_id, title="Doors", status="pending")
    order = await as_order(site, package)
    async with site.ledger.reader(site.container.id) as read:
        before = await read.revision()
    for fields in ({}, {"schedule_impact_amount": 5}, {"title": "Others"}):
        refused = await patch(site, package, "manager", **{"status": "approved", **fields})
        assert refused.status_code == 422
        assert "still needs Manager" in refused.json()["errors"]["status"][0]
    assert (await office.run(order))["decisions"] == []
    async with site.ledger.reader(site.container.id) as read:
        assert await read.revision() == before


async def test_a_package_is_not_made_approved(site: Site, office: Office, contract_id: int) -> None:
    await two_steps(office)
    body = site.body({"title": "Doors", "status": "approved"}, contract_id)
    for role in ("admin", "manager"):
        made = await site.as_role(role).post(PACKAGES, json=body)
        assert made.status_code == 422, made.text
        assert "still needs Manager" in made.json()["errors"]["status"][0]
    assert await site.packages() == []


async def test_each_update_of_a_sync_is_decided_by_itself(
    site: Site, office: Office, contract_id: int
) -> None:
    settings = await office.client("admin").patch(office.web("settings"), json={"tiersCost": 2})
    assert settings.status_code == 200, settings.text
    manager = office.step("Manager", "manager")
    small = {"name": "small", "limits": [limit("days", days(0))], "steps": [manager]}
    steps = [manager, office.step("Board", "approver", stage=2)]
    await office.policy(kinds=["pco"], bands=[small, {"name": "large", "steps": steps}])
    ids = []
    for title, change in (("Large", 3), ("Little", 0)):
        fields = {"title": title, "status": "pending", "schedule_impact_amount": change}
        made = await site.procore.post(POTENTIAL, json=site.body(fields, contract_id))
        assert made.status_code == 201, made.text
        ids.append(made.json()["id"])
    reply = await site.as_role("manager").patch(
        f"{POTENTIAL}/sync",
        params={"project_id": site.project_id, "contract_id": contract_id},
        json={"updates": [{"id": each, "status": "approved"} for each in ids]},
    )
    assert reply.status_code == 200, reply.text
    entities, errors = reply.json()["entities"], reply.json()["errors"]
    assert [(one["id"], one["status"]) for one in entities] == [(ids[1], "approved")]
    assert [one["id"] for one in errors] == [ids[0]]
    assert errors[0]["errors"]["status"][0].endswith("Manager is yours: decide it under approvals")
    (large,) = [one for one in await site.orders("pco") if one["name"] == "Large"]
    assert await office.needed(large) == ["Manager"]


async def test_batches_tell_it_in_the_newer_form(
    site: Site, office: Office, contract_id: int
) -> None:
    await two_steps(office)
    package = await site.new_package(contract_id, title="Doors", status="pending")
    reply = await site.as_role("manager").patch(
        f"/rest/v1.0/projects/{site.project_id}/commitment_change_order_batches/{package['id']}",
        json={"change_order_batch": {"status": "approved"}},
    )
    assert reply.status_code == 422, reply.text
    error = reply.json()["error"]
    assert error["code"] == "UNPROCESSABLE_ENTITY"
    assert [one["source"] for one in error["details"]] == ["status"]
    assert "Board (Approver Person)" in error["message"]


async def test_of_two_doors_racing_exactly_one_crosses_the_limit(
    site: Site, office: Office, contract_id: int
) -> None:
    either = [*office.who("manager"), *office.who("approver")]
    small = {
        "name": "staff",
        "limits": [limit("cumulative_net", amount("10000"))],
        "steps": [{"name": "Staff", "who": either}],
    }
    board = {"name": "board", "steps": [office.step("Board", "viewer")]}
    await office.policy(bands=[small, board])
    for turn in range(3):
        orders, packages = [], []
        for which in range(2):
            package = await site.new_package(
                contract_id, title=f"Race {turn} {which}", status="pending"
            )
            order = await as_order(site, package)
            await office.line(order, "6000")
            packages.append(package)
            orders.append(order)
        result, reply = await asyncio.gather(
            office.try_act(orders[0], "send", "manager"),
            patch(site, packages[1], "approver", status="approved"),
        )
        assert (result["errors"] == []) is not (reply.status_code == 200), reply.text
        winner = 0 if result["errors"] == [] else 1
        loser = packages[1 - winner]
        assert (await site.package(loser["id"]))["status"] == "pending"
        undone = await patch(site, packages[winner], "admin", status="void")
        assert undone.status_code == 200, undone.text
        assert (await patch(site, loser, "admin", status="void")).status_code == 200
