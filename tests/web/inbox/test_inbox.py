"""What waits for whom: one project and all of them, as of a moment, and what is seen before a
decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import Container, make_container
from tests.web.approving import Office, amount, limit

from changewright.edge.http import Application
from changewright.web.approvals import decisions
from changewright.work import approval_inbox
from changewright.work.ledger import Ledger


@pytest.fixture
async def office(people: People, container: Container) -> Office:
    """A project in which the approver decides what suppliers' orders come to."""
    office = Office(people, container)
    await office.policy(
        bands=[
            {
                "name": "all",
                "limits": [limit("amount", amount("5000"))],
                "steps": [office.step("Board", "approver", dueDays=5)],
            },
            {"name": "more", "steps": [office.step("Board", "approver")]},
        ]
    )
    return office


async def preview(office: Office, order: dict[str, Any], role: str, **query: Any) -> dict[str, Any]:
    reply = await office.client(role).get(office.web(f"inbox/{order['id']}"), params=query)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


async def revision(office: Office) -> int:
    found: int = (await office.client("admin").get(office.web("dashboard"))).json()["revision"]
    return found


async def test_an_approver_sees_what_it_does_to_the_sum(office: Office) -> None:
    contract = await office.contract("C-1", "8000", status="executed")
    order = await office.order("700", contract)
    (waiting,) = await office.listed("inbox", "approver")
    assert (waiting["part"], waiting["amount"], waiting["track"]) == (
        "approver",
        "700.0000",
        "cost",
    )
    assert waiting["effect"]["before"] == "8000.0000"
    shown = await preview(office, order, "approver")
    assert shown["yours"] is True and shown["step"] == "Board"
    assert shown["contract"]["code"] == "C-1"
    assert shown["effect"] == waiting["effect"]
    assert Decimal(shown["effect"]["after"]) == Decimal(8700)
    assert [(line["name"], line["amount"]) for line in shown["lines"]] == [("Line 700", "700.0000")]
    (told,) = shown["limits"]
    assert (told["measure"], told["bound"], told["holds"]) == ("amount", "5000.0000", True)


async def test_what_was_seen_is_what_the_decision_keeps(office: Office) -> None:
    contract = await office.contract("C-1", "8000", status="executed")
    order = await office.order("700", contract)
    shown = await preview(office, order, "approver")
    await office.decide(order, "approver")
    (kept,) = (await office.run(order))["decisions"]
    assert kept["snapshot"]["contract"]["revisedWithThis"] == shown["effect"]["after"]
    assert [line["amount"] for line in kept["snapshot"]["lines"]] == ["700.0000"]


async def test_the_past_has_its_own_inbox(office: Office) -> None:
    order = await office.order("700", await office.contract("C-1", "8000", status="executed"))
    then = await revision(office)
    before = await preview(office, order, "approver", asOf=then)
    await office.decide(order, "approver")
    assert [one["part"] for one in await office.listed("inbox", "approver")] == ["signer"]
    (waiting,) = await office.listed("inbox", "approver", asOf=then)
    assert (waiting["changeOrder"]["id"], waiting["daysInCourt"]) == (order["id"], 0)
    assert await preview(office, order, "approver", asOf=then) == before
    assert (await preview(office, order, "approver"))["yours"] is False


async def test_who_is_not_asked_sees_that_it_is_not_his(office: Office) -> None:
    order = await office.order("700", await office.contract("C-1", "8000", status="executed"))
    shown = await preview(office, order, "viewer")
    assert shown["yours"] is False and shown["needed"][0]["step"] == "Board"
    refused = await office.try_decide(order, "viewer")
    assert refused.status_code in (403, 409)


async def test_an_owner_is_shown_his_order_without_the_house(office: Office) -> None:
    made = await office.make("change-orders/oco", name="Deeper piles")
    fields = {"changeOrderId": made["id"], "scope": "out", "name": "Piles"}
    await office.make("cost-items", submitted="1200", proposed="881.03", **fields)
    await office.act(made, "submit", role="admin")
    (waiting,) = await office.listed("inbox", "owner")
    assert (waiting["part"], waiting["amount"]) == ("owner", None)
    shown = await preview(office, made, "owner")
    assert [line["amount"] for line in shown["lines"]] == ["1200.0000"]
    assert shown["limits"] == [] and shown["policy"] is None
    assert "881.03" not in str(shown)
    stranger = await office.client("supplier").get(office.web(f"inbox/{made['id']}"))
    assert stranger.status_code == 404


async def test_no_estimate_stands_for_a_price_before_the_owner(office: Office) -> None:
    made = await office.make("change-orders/oco", name="Deeper piles")
    fields = {"changeOrderId": made["id"], "scope": "out"}
    await office.make("cost-items", submitted="1200", name="Piles", **fields)
    await office.make("cost-items", estimated="881.03", name="Caps", **fields)
    await office.act(made, "submit", role="admin")
    assert (await preview(office, made, "admin"))["lines"][1]["amount"] == "881.0300"
    shown = await preview(office, made, "owner")
    assert [line["amount"] for line in shown["lines"]] == ["1200.0000", None]
    assert shown["effect"] is None
    (waiting,) = await office.listed("inbox", "owner")
    assert waiting["effect"] is None
    assert "2081.03" not in str((shown, waiting)) and "881.03" not in str((shown, waiting))


async def test_a_supplier_is_not_told_what_a_question_comes_to(office: Office) -> None:
    contract = await office.contract("C-1", "8000", status="executed")
    asked = await office.make("change-orders/rfq", name="Price?", contractId=contract["id"])
    fields = {"changeOrderId": asked["id"], "scope": "in", "name": "Piles"}
    await office.make("cost-items", estimated="881.03", proposed="2243.11", **fields)
    await office.act(asked, "open", "submit", role="admin")
    shown = await preview(office, asked, "supplier")
    assert (shown["lines"], shown["effect"]) == ([], None)
    assert "881.03" not in str(shown) and "2243.11" not in str(shown)


async def test_what_others_wait_for_crowds_nothing_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is cut behind what the caller sees: a rival's questions do not fill it."""
    monkeypatch.setattr(approval_inbox, "WAITING_MAXIMUM", 2)
    monkeypatch.setattr(decisions, "COURT_ROWS_MAXIMUM", 2)
    own = await office.contract("C-1")
    rival = office.people.companies["rival"].autodesk_id
    other = await office.contract("C-2", companyId=rival)
    for name, contract in (("a", other), ("b", other), ("c", other), ("mine", own)):
        asked = await office.make("change-orders/rfq", name=name, contractId=contract["id"])
        await office.act(asked, "open", "submit", role="admin")
    (waiting,) = await office.listed("inbox", "supplier")
    assert (waiting["part"], waiting["changeOrder"]["name"]) == ("supplier", "mine")
    (court,) = await office.listed("courts", "supplier")
    assert court["changeOrder"]["name"] == "mine"


async def test_steps_crowd_out_nothing_that_is_to_be_moved_on(
    people: People, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for somebody's approval is listed by steps, and takes no place besides."""
    monkeypatch.setattr(approval_inbox, "WAITING_MAXIMUM", 2)
    office = Office(people, container)
    await office.policy(bands=[{"name": "all", "steps": [office.step("Office", "manager")]}])
    contract = await office.contract("C-1", "8000", status="executed")
    for value in ("100", "200", "300"):
        await office.order(value, contract)
    draft = await office.make("change-orders/pco", "manager", name="Mine")
    found = await office.listed("inbox", "manager")
    assert [one["part"] for one in found] == ["approver"] * 3 + ["preparer"]
    assert found[-1]["changeOrder"]["id"] == draft["id"]


async def test_what_is_overdue_is_looked_for_in_all_courts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list is cut behind its filters, and its page from that."""
    monkeypatch.setattr(decisions, "COURT_ROWS_MAXIMUM", 2)
    contract = await office.contract("C-1", "8000", status="executed")
    for name in ("a", "b", "c"):
        await office.make("change-orders/pco", name=name)
    order = await office.order("700", contract)
    later = {"overdue": "true", "on": "2199-01-01"}
    (court,) = await office.listed("courts", **later)
    assert (court["changeOrder"]["id"], court["overdue"]) == (order["id"], True)
    assert await office.listed("courts", **later | {"on": "2020-01-01"}) == []
    newest = await office.listed("courts", sort="-since", limit=1)
    assert [one["changeOrder"]["id"] for one in newest] == [order["id"]]
    assert await office.listed("courts", "owner", court="theirs", overdue="true") == []


async def test_no_step_is_left_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval_inbox, "RUNS_AT_ONCE", 2)
    contract = await office.contract("C-1", "8000", status="executed")
    for amount_ in ("100", "200", "300", "400", "500"):
        await office.order(amount_, contract)
    assert len(await office.listed("inbox", "approver")) == 5


async def test_all_projects_are_one_inbox(
    office: Office, application: Application, ledger: Ledger
) -> None:
    contract = await office.contract("C-1", "8000", status="executed")
    for value in ("100", "200", "300"):
        await office.order(value, contract)
    reply = await office.client("approver").get("/web/v1/inbox", params={"limit": 2})
    assert reply.status_code == 200, reply.text
    whole = reply.json()
    assert (len(whole["results"]), whole["total"], whole["leftOut"]) == (2, 3, 0)
    (project,) = whole["projects"]
    assert (project["id"], project["count"]) == (str(office.container.uuid), 3)
    one = [row["changeOrder"]["id"] for row in await office.listed("inbox", "approver")]
    assert [row["waiting"]["changeOrder"]["id"] for row in whole["results"]] == one[:2]
    stranger = await join(application, ledger, await make_container(ledger))
    nothing = (await stranger.clients["approver"].get("/web/v1/inbox")).json()
    assert (nothing["total"], [each["count"] for each in nothing["projects"]]) == (0, [0])
