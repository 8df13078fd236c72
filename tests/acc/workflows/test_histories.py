"""The history of actions over HTTP: statuses, decisions of approvals, and who is told of which."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office

Json = dict[str, Any]


@pytest.fixture
def office(people: People, container: Container) -> Office:
    return Office(people, container)


async def page(office: Office, order: Json, role: str = "admin", **query: Any) -> Json:
    asked = {"associationType": "FormInstance", "associationId": order["id"]} | query
    reply = await office.client(role).get(office.cost("workflows/action-histories"), params=asked)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


async def told(office: Office, order: Json, role: str = "admin", **query: Any) -> list[str]:
    """The entries in short: their action, and from which word where it is a status."""
    results = (await page(office, order, role, **query))["results"]
    return [
        each["action"] + (f" from {each['options']['from']}" if each["type"] == "Normal" else "")
        for each in results
    ]


async def test_statuses_and_decisions_stand_in_one_history(office: Office) -> None:
    steps = [office.step("Manager", "manager"), office.step("Board", "approver", stage=2)]
    await office.policy(bands=[{"name": "all", "steps": steps}])
    order = await office.order("10", await office.contract("C-1", "100000"))
    await office.decide(order, "manager", decision="return", note="Which bolts?")
    await office.act(order, "submit", role="admin")
    await office.decide(order, "manager")
    await office.act(order, "send")
    opened, submitted = "open from draft", "inReview from open"
    reviewed = ["review:return", "review:proceed", "review:proceed"]
    everything = await told(office, order)
    assert everything[:2] == [opened, submitted]
    assert [each for each in everything if each.startswith("review:")] == reviewed
    assert everything[-1] == "sent from inReview", "a decision stands before what it moves"
    assert await told(office, order, sort="createdAt desc") == everything[::-1]
    assert await told(office, order, **{"filter[type]": "Approval"}) == reviewed
    normal = await told(office, order, **{"filter[type]": "Normal"})
    assert normal == [each for each in everything if not each.startswith("review:")]
    first = (await page(office, order, **{"filter[type]": "Approval"}))["results"][0]
    options = first.pop("options")
    assert options.pop("workflowInstanceId") and options.pop("taskDefinitionKey")
    assert options == {"stepName": "Manager", "note": "Which bolts?"}
    manager = office.people.persons["manager"]
    assert first["operator"] == {
        "autodeskId": manager.autodesk_id,
        "name": manager.name,
        "email": manager.email,
    }
    assert (first["associationId"], first["associationType"]) == (order["id"], "FormInstance")
    begun = await page(office, order, limit=2)
    rest = await office.client("admin").get(begun["pagination"]["nextUrl"])
    assert len(begun["results"]) == 2 and len(rest.json()["results"]) == 2
    assert begun["pagination"]["totalResults"] == len(everything)


async def test_outsiders_are_told_what_was_sent_to_them_and_what_they_decided(
    office: Office,
) -> None:
    order = await office.order("10", await office.contract("C-1", "100000"))
    await office.act(order, "send")
    assert len(await told(office, order)) == 3
    assert await told(office, order, "supplier") == ["sent from None"]
    owner = {"name": "Owner", "who": [{"role": "owner"}], "stage": 2}
    steps = [office.step("Manager", "manager"), owner]
    await office.policy(kinds=["oco"], bands=[{"name": "all", "steps": steps}])
    oco = await office.make("change-orders/oco", name="To the owner")
    item = {"name": "Work", "submitted": "75", "scope": "budgetOnly", "changeOrderId": oco["id"]}
    await office.make("cost-items", **item)
    await office.act(oco, "open", "submit", role="admin")
    await office.decide(oco, "manager", note="internal remark")
    assert await told(office, oco, "owner") == ["submitted from None"]
    await office.decide(oco, "owner", note="Agreed")
    assert await told(office, oco, "owner") == [
        *("submitted from None", "review:proceed", "approved from submitted"),
    ]
    answered = await page(office, oco, "owner")
    assert "internal remark" not in str(answered)
    assert answered["results"][1]["options"]["note"] == "Agreed"
    assert await told(office, oco, **{"filter[type]": "Approval"}) == ["review:proceed"] * 2


@pytest.mark.parametrize("kind", ["CostPayment", "DistributionItem", "Payment"])
async def test_of_what_is_not_kept_there_is_no_history(office: Office, kind: str) -> None:
    order = await office.make("change-orders/oco", name="To the owner")
    assert await told(office, order, associationType=kind) == []
