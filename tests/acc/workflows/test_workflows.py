"""Workflow actions over HTTP: the tutorial's loop, what is listed, element by element, by whom."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office

KINDS = ("pco", "rfq", "rco", "oco", "sco")
STOPS = ("reject", "acceptedToSubmit", "forceResubmit")


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, (path, answer.status_code, answer.text)
    return answer.json()


async def listed(client: httpx.AsyncClient, root: str, record: Any, word: str = "") -> Any:
    answer = await client.get(f"{root}/workflows/{word or 'FormInstance'}/{record['id']}/actions?")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def executed(client: httpx.AsyncClient, root: str, *pairs: tuple[Any, str]) -> Any:
    """Each (record, action) as one element; the array of results."""
    body = [
        {"action": action, "associationId": record["id"], "associationType": "FormInstance"}
        for record, action in pairs
    ]
    answer = await client.post(f"{root}/workflows/actions", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def statuses(client: httpx.AsyncClient, root: str, kind: str, record: Any) -> Any:
    found = (await client.get(f"{root}/change-orders/{kind}/{record['id']}")).json()
    return found["budgetStatus"], found["costStatus"]


async def first_actions_run(client: httpx.AsyncClient, root: str, order: Any) -> list[str]:
    """Run the first action of each list, as the vendor's learning collection does, until one of
    STOPS leads or none is left; the names of the last list."""
    names: list[str] = []
    for _ in range(10):
        names = [each["name"] for each in await listed(client, root, order)]
        if not names or names[0] in STOPS:
            return names
        (result,) = await executed(client, root, (order, names[0]))
        assert result["errors"] == [], result
    pytest.fail(f"the loop never ends: {names}")


@pytest.mark.parametrize("scope", ["in", "out"])
async def test_the_tutorial_runs_to_its_end(acc: httpx.AsyncClient, root: str, scope: str) -> None:
    contract = await made(acc, f"{root}/contracts", code="GC-01", name="My 1st Contract")
    amounts = dict.fromkeys(
        ("estimated", "proposed", "submitted", "approved", "committed"), "1000.0000"
    )
    item = await made(acc, f"{root}/cost-items", name="My 1st cost item", scope=scope, **amounts)
    types = (await acc.get(f"{root}/change-orders")).json()
    assert tuple(each["type"] for each in types)[:5] == KINDS
    ends = {}
    for kind in (each["type"] for each in types):
        order = await made(
            acc,
            f"{root}/change-orders/{kind}",
            name=f"My {kind}",
            scope="in",
            contractId=contract["id"],
        )
        pair = [{"changeOrderId": order["id"], "costItemId": item["id"]}]
        answer = await acc.post(f"{root}/cost-items:attach", json=pair)
        assert answer.status_code == 200, answer.text
        assert await statuses(acc, root, kind, order) == (
            order["budgetStatus"],
            order["costStatus"],
        )
        await first_actions_run(acc, root, order)
        ends[kind] = await statuses(acc, root, kind, order)
    assert ends["rfq"] == (None, "accepted")
    assert ends["rco"] == ("accepted", None)
    assert ends["oco"] == ("executed", None)
    assert ends["sco"] == (None, "executed")


@pytest.mark.parametrize("kind", KINDS)
async def test_whoever_must_not_approve_comes_to_an_end_too(
    acc: httpx.AsyncClient, root: str, people: People, container: Container, kind: str
) -> None:
    """With the forward action missing, `revise` and `submit` would lead to each other for ever."""
    office = Office(people, container)
    supplier = await office.contract("C-1", "8000", status="executed")
    steps = [office.step("Board", "approver")]
    kinds = ["pco", "rfq", "rco", "oco", "sco"]
    await office.policy(kinds=kinds, bands=[{"name": "all of them", "steps": steps}])
    order = await made(acc, f"{root}/change-orders/{kind}", name="N", contractId=supplier["id"])
    await made(acc, f"{root}/cost-items", name="I", changeOrderId=order["id"], estimated="10")
    names = await first_actions_run(acc, root, order)
    assert "accept" not in names and "approve" not in names


async def test_an_action_says_what_must_be_so_and_what_it_changes(
    acc: httpx.AsyncClient, root: str
) -> None:
    pco = await made(acc, f"{root}/change-orders/pco", name="Openings")
    first = (await listed(acc, root, pco, "PCO"))[0]
    assert first == {
        "name": "open",
        "rules": [
            {"key": "budgetStatus", "only": ["draft"]},
            {"key": "costStatus", "only": ["draft"]},
        ],
        "transforms": [
            {"key": "budgetStatus", "to": "open"},
            {"key": "costStatus", "to": "open"},
        ],
    }
    contract = await made(acc, f"{root}/contracts", code="C-1", name="Steel")
    item = await made(acc, f"{root}/cost-items", name="Steel", changeOrderId=pco["id"])
    await executed(acc, root, (pco, "open"), (pco, "submit"))
    sco = await made(acc, f"{root}/change-orders/sco", name="S", contractId=contract["id"])
    pair = [{"changeOrderId": sco["id"], "costItemId": item["id"]}]
    await acc.post(f"{root}/cost-items:attach", json=pair)
    await executed(acc, root, (sco, "open"), (sco, "send"))
    reject = next(each for each in await listed(acc, root, pco) if each["name"] == "reject")
    assert reject["transforms"] == [{"key": "budgetStatus", "to": "rejected"}], "not the sent price"
    assert reject["rules"][0]["only"] == ["submitted", "accepted"]


async def test_elements_are_decided_one_after_another_and_refused_ones_are_skipped(
    acc: httpx.AsyncClient, root: str
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    stray = {"id": str(uuid4())}
    results = await executed(
        acc, root, (rco, "accept"), (rco, "open"), (stray, "open"), (rco, "submit"), (rco, "fly")
    )
    assert [bool(each["errors"]) for each in results] == [True, False, True, False, True]
    assert await statuses(acc, root, "rco", rco) == ("submitted", None)
    assert results[0]["errors"][0]["status"] == 409
    assert "open" in results[0]["errors"][0]["detail"]
    assert results[2]["errors"][0]["status"] == 404
    assert {"action", "associationId", "associationType", "errors"} <= set(results[0])


async def test_one_object_is_answered_with_one_object(acc: httpx.AsyncClient, root: str) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    body = {"action": "open", "associationId": rco["id"], "associationType": "RCO", "options": {}}
    answer = await acc.post(f"{root}/workflows/actions", json=body)
    assert answer.status_code == 200
    assert answer.json() == body | {"errors": []}


@pytest.mark.parametrize("word", ["oco", "Pco", "PCO ", "CHANGE", "Budget"])
async def test_types_are_case_sensitive(acc: httpx.AsyncClient, root: str, word: str) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    assert (await acc.get(f"{root}/workflows/{word}/{rco['id']}/actions")).status_code == 400
    body = [{"action": "open", "associationId": rco["id"], "associationType": word}]
    assert (await acc.post(f"{root}/workflows/actions", json=body)).status_code == 400
    assert await statuses(acc, root, "rco", rco) == ("draft", None)


async def test_a_record_of_another_type_is_not_there(acc: httpx.AsyncClient, root: str) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    assert (await acc.get(f"{root}/workflows/OCO/{rco['id']}/actions")).status_code == 404


async def test_an_owner_decides_on_what_was_sent_to_him_and_knows_of_nothing_else(
    acc: httpx.AsyncClient, root: str, people: People
) -> None:
    owner = people.clients["owner"]
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    path = f"{root}/workflows/FormInstance/{rco['id']}/actions"
    for action in ("open", "submit"):
        assert (await owner.get(path)).status_code == 404
        (result,) = await executed(owner, root, (rco, "accept"))
        assert result["errors"][0]["status"] == 404
        await executed(acc, root, (rco, action))
    assert [each["name"] for each in await listed(owner, root, rco)] == [
        *("accept", "revise", "reject"),
    ]
    (result,) = await executed(owner, root, (rco, "submit"))
    assert result["errors"][0]["status"] in (403, 409)
    (result,) = await executed(owner, root, (rco, "accept"))
    assert result["errors"] == []
    foreign = await made(
        acc,
        f"{root}/main-contracts",
        code="M-2",
        name="Another owner's",
        ownerCompanyId=people.companies["rival"].autodesk_id,
    )
    other = await made(
        acc, f"{root}/change-orders/oco", name="Not his", mainContractId=foreign["id"]
    )
    await executed(acc, root, (other, "submit"))
    (result,) = await executed(owner, root, (other, "approve"))
    assert result["errors"][0]["status"] == 404
    assert await statuses(acc, root, "oco", other) == ("submitted", None)


async def test_each_role_is_listed_its_own_actions(
    acc: httpx.AsyncClient, root: str, people: People
) -> None:
    pco = await made(acc, f"{root}/change-orders/pco", name="Openings")
    expected = {
        "manager": ["open", "budgetOpen", "costOpen", "void"],
        "estimator": ["open", "budgetOpen", "costOpen"],
        "approver": ["void"],
        "viewer": [],
    }
    for role, names in expected.items():
        found = await listed(people.clients[role], root, pco)
        assert [each["name"] for each in found] == names
    (result,) = await executed(people.clients["viewer"], root, (pco, "open"))
    assert result["errors"][0]["status"] == 403


@pytest.mark.parametrize(
    ("word", "status"), [("Contract", 409), ("CostPayment", 404), ("DistributionItem", 404)]
)
async def test_what_has_no_workflow_here_is_told_beside_its_element(
    acc: httpx.AsyncClient, root: str, word: str, status: int
) -> None:
    contract = await made(acc, f"{root}/contracts", code="C-1", name="Steel")
    rco = await made(acc, f"{root}/change-orders/rco", name="Request")
    body = [
        {"action": "submit", "associationId": contract["id"], "associationType": word},
        {"action": "open", "associationId": rco["id"], "associationType": "RCO"},
    ]
    answer = await acc.post(f"{root}/workflows/actions", json=body)
    assert answer.status_code == 200, answer.text
    refused, done = answer.json()
    assert (refused["errors"][0]["status"], done["errors"]) == (status, [])
    listed_actions = await acc.get(f"{root}/workflows/{word}/{contract['id']}/actions")
    assert listed_actions.status_code == (200 if status == 409 else 404)
