"""Forms, change summaries and checks of schedules through the app's door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People


async def made(client: httpx.AsyncClient, address: str, body: Any) -> Any:
    answer = await client.post(address, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def read(client: httpx.AsyncClient, address: str, status: int = 200) -> Any:
    answer = await client.get(address)
    assert answer.status_code == status, answer.text
    return answer.json()


class Yard:
    """Contracts and orders made through Autodesk's door."""

    def __init__(self, acc: httpx.AsyncClient, root: str, people: People) -> None:
        self.acc, self.root, self.people = acc, root, people

    async def contract(self, *values: str, **fields: Any) -> dict[str, Any]:
        body = {"code": str(uuid4()), "name": "Steel", "status": "sent"} | fields
        contract: dict[str, Any] = await made(self.acc, f"{self.root}/contracts", body)
        for value in values:
            row = {"contractId": contract["id"], "name": "Work", "amount": value}
            await made(self.acc, f"{self.root}/schedule-of-values", row)
        return contract

    async def order(
        self, kind: str = "sco", *amounts: str, contract: Any = None, **fields: Any
    ) -> dict[str, Any]:
        body = {"name": f"An {kind}", **fields}
        if contract is not None:
            body["contractId"] = contract["id"]
        order: dict[str, Any] = await made(self.acc, f"{self.root}/change-orders/{kind}", body)
        column = "proposed" if kind == "sco" else "submitted"
        for amount in amounts:
            item = {"name": "An item", "changeOrderId": order["id"], column: amount}
            await made(self.acc, f"{self.root}/cost-items", item)
        await self.act(order, kind, "open")
        return order

    async def act(self, order: Any, kind: str, *actions: str) -> None:
        for action in actions:
            step = {
                "action": action,
                "associationType": kind.upper(),
                "associationId": order["id"],
            }
            (done,) = await made(self.acc, f"{self.root}/workflows/actions", [step])
            assert done.get("success", True), done


@pytest.fixture
def yard(acc: httpx.AsyncClient, root: str, people: People) -> Yard:
    return Yard(acc, root, people)


async def test_the_form_of_an_order_before_and_after_its_approval(
    web: httpx.AsyncClient, place: str, yard: Yard
) -> None:
    contract = await yard.contract("850000")
    order = await yard.order("sco", "50000", "-5000", contract=contract, scheduleChange=12)
    address = f"{place}/change-orders/{order['id']}/form"
    shown = await read(web, address)
    assert (shown["standing"], shown["approvalSequence"]) == ("if_approved", None)
    await yard.act(order, "sco", "send")
    frozen = await read(web, address)
    assert (frozen["standing"], frozen["approvalSequence"]) == ("frozen", 1)
    assert frozen["block"] == shown["block"]
    assert frozen["block"] == {
        "originalSum": "850000.0000",
        "priorChange": "0.0000",
        "priorSum": "850000.0000",
        "change": "45000.0000",
        "changeDirection": "increased",
        "newSum": "895000.0000",
        "changePercent": "5.29",
        "originalCompletion": None,
        "priorDays": 0,
        "priorCompletion": None,
        "days": 12,
        "daysDirection": "increased",
        "newCompletion": None,
    }
    assert (frozen["contractId"], frozen["mainContractId"]) == (contract["id"], None)
    await yard.act(order, "sco", "sentToOpen")
    assert await read(web, address) == shown


async def test_what_has_no_form(web: httpx.AsyncClient, place: str, yard: Yard) -> None:
    pco = await made(yard.acc, f"{yard.root}/change-orders/pco", {"name": "A pco"})
    refused = await read(web, f"{place}/change-orders/{pco['id']}/form", 404)
    assert "no form" in refused["detail"]
    loose = await yard.order("sco", "1")
    refused = await read(web, f"{place}/change-orders/{loose['id']}/form", 409)
    assert "no contract" in refused["detail"]
    await read(web, f"{place}/change-orders/{uuid4()}/form", 404)


async def test_a_supplier_sees_his_form_and_nothing_of_estimates(
    place: str, yard: Yard, people: People
) -> None:
    contract = await yard.contract("100", companyUid=str(people.companies["supplier"].uuid))
    order = await yard.order("sco", "10", contract=contract)
    supplier, rival = people.clients["supplier"], people.clients["owner"]
    address = f"{place}/change-orders/{order['id']}/form"
    await read(supplier, address, 404)  # not sent to him yet
    await yard.act(order, "sco", "send")
    assert (await read(supplier, address))["block"]["newSum"] == "110.0000"
    await read(rival, address, 404)
    for what in ("change-summary", "schedule-check"):
        await read(supplier, f"{place}/contracts/{contract['id']}/{what}", 404)


async def test_an_owner_sees_no_block_that_would_tell_an_estimate(
    place: str, yard: Yard, people: People
) -> None:
    order = await yard.order("oco", "30")
    item = {"name": "Guess", "changeOrderId": order["id"], "estimated": "12345.67"}
    await made(yard.acc, f"{yard.root}/cost-items", item)
    await yard.act(order, "oco", "submit")
    address = f"{place}/change-orders/{order['id']}/form"
    shown = await read(people.clients["owner"], address)
    assert (shown["block"], shown["standing"]) == (None, "if_approved")
    assert (await read(yard.acc, address))["block"]["change"] == "12375.6700"


async def test_the_change_summary_of_a_contract(
    web: httpx.AsyncClient, place: str, yard: Yard
) -> None:
    contract = await yard.contract("1000")
    for amount in ("75", "-20", "5"):
        order = await yard.order("sco", amount, contract=contract)
        await yard.act(order, "sco", "send")
    address = f"{place}/contracts/{contract['id']}/change-summary"
    shown = await read(web, address)
    totals = {"additions": "80.0000", "deductions": "20.0000", "net": "60.0000", "orders": 3}
    assert shown["thisMonth"] == totals
    assert shown["total"] == totals
    assert (shown["netChange"], shown["sumToDate"]) == ("60.0000", "1060.0000")
    later = await read(web, f"{address}?month=2099-01")
    assert (later["previousMonths"], later["thisMonth"]["orders"]) == (totals, 0)
    earlier = await read(web, f"{address}?month=2001-01&counted=approved")
    assert earlier["sumToDate"] == "1000.0000"
    executed = await read(web, f"{address}?counted=executed")
    assert executed["total"]["orders"] == 0
    await yard.act(order, "sco", "execute")
    executed = await read(web, f"{address}?counted=executed")
    assert (executed["total"]["net"], executed["counted"]) == ("5.0000", "executed")
    for query, field in (("month=2026-13", "month"), ("counted=drawn", "counted")):
        refused = await read(web, f"{address}?{query}", 400)
        assert [each["field"] for each in refused["problems"]] == [field]


async def test_a_schedule_is_held_against_the_stated_sum(
    web: httpx.AsyncClient, place: str, yard: Yard
) -> None:
    contract = await yard.contract("2000000", "905000")
    order = await yard.order("sco", "10", contract=contract)
    await yard.act(order, "sco", "send")
    address = f"{place}/contracts/{contract['id']}"
    shown = await read(web, f"{address}/schedule-check")
    assert (shown["agrees"], shown["difference"]) == (True, "0.0000")
    assert (shown["contractSum"], shown["changeRows"]) == ("2905010.0000", "10.0000")
    stated = await web.put(f"{address}/stated-sum", json={"statedSum": "2500000"})
    assert stated.json() == {"contractId": contract["id"], "statedSum": "2500000.0000"}
    shown = await read(web, f"{address}/schedule-check")
    assert (shown["agrees"], shown["difference"]) == (False, "405000.0000")
    (row, *_) = await read(yard.acc, f"{yard.root}/schedule-of-values")
    part = {"contractId": contract["id"], "parentId": row["id"], "name": "Half", "amount": "1"}
    await made(yard.acc, f"{yard.root}/schedule-of-values", part)
    shown = await read(web, f"{address}/schedule-check")
    (uneven,) = shown["unevenRows"]
    assert (uneven["rowId"], uneven["details"]) == (row["id"], "1.0000")
    refused = await web.put(f"{address}/stated-sum", json={"statedSum": "1.00001"})
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json()["problems"]] == ["statedSum"]
    assert (await read(web, f"{address}/schedule-check"))["statedSum"] == "2500000.0000"


async def test_the_owners_contract_is_checked_alike(
    web: httpx.AsyncClient, place: str, yard: Yard, people: People
) -> None:
    (main,) = (await read(yard.acc, f"{yard.root}/main-contracts"))["results"]
    item = {"name": "Building", "amount": "500"}
    await made(yard.acc, f"{yard.root}/main-contracts/{main['id']}/items", item)
    order = await yard.order("oco", "25", scheduleChange=7)
    await yard.act(order, "oco", "submit", "approve")
    address = f"{place}/main-contracts/{main['id']}"
    shown = await read(web, f"{address}/schedule-check")
    assert (shown["agrees"], shown["contractSum"], shown["changeRows"]) == (
        *(True, "525.0000", "25.0000"),
    )
    assert (await read(web, f"{address}/change-summary"))["sumToDate"] == "525.0000"
    viewer = people.clients["viewer"]
    denied = await viewer.put(f"{address}/stated-sum", json={"statedSum": None})
    assert denied.status_code == 403
    served = await read(yard.acc, f"{yard.root}/main-contracts/{main['id']}")
    assert (served["scheduleChange"], served["amount"]) == (7, "500.0000")


async def test_rows_of_approved_orders_are_listed_when_asked_for(yard: Yard) -> None:
    contract = await yard.contract("100")
    order = await yard.order("sco", "8", "-1", contract=contract)
    rows = f"{yard.root}/schedule-of-values?filter[contractId]={contract['id']}"
    await yard.act(order, "sco", "send")
    assert len(await read(yard.acc, rows)) == 1
    assert len(await read(yard.acc, f"{rows}&filter[includeChangeOrders]=false")) == 1
    found = await read(yard.acc, f"{rows}&filter[includeChangeOrders]=true")
    own = next(row for row in found if row["associationType"] == "SCO")
    assert (own["associationId"], own["amount"], own["name"]) == (
        *(order["id"], "7.0000", "An sco"),
    )
    below = [row for row in found if row["parentId"] == own["id"]]
    assert [row["amount"] for row in below] == ["8.0000", "-1.0000"]
    assert {row["associationType"] for row in below} == {"CostItem"}
    for method in ("PATCH", "DELETE"):
        body = {"amount": "9"} if method == "PATCH" else None
        address = f"{yard.root}/schedule-of-values/{own['id']}"
        assert (await yard.acc.request(method, address, json=body)).status_code == 409
    included = await read(
        yard.acc, f"{yard.root}/contracts/{contract['id']}?include=scheduleOfValues"
    )
    assert [row["amount"] for row in included["scheduleOfValues"]] == ["100.0000"]
    assert included["awarded"] == "100.0000"
    await yard.act(order, "sco", "sentToOpen")
    assert len(await read(yard.acc, f"{rows}&filter[includeChangeOrders]=true")) == 1


async def test_the_form_at_an_earlier_moment_is_what_was_served_then(
    web: httpx.AsyncClient, place: str, yard: Yard
) -> None:
    contract = await yard.contract("100")
    order = await yard.order("sco", "8", contract=contract)
    address = f"{place}/change-orders/{order['id']}/form"
    summary = f"{place}/contracts/{contract['id']}/change-summary"
    served = []
    for action in ("send", "sentToOpen", "send"):
        await yard.act(order, "sco", action)
        shown = await read(yard.acc, f"{yard.root}/change-orders/sco/{order['id']}")
        sums = (await read(web, address), await read(web, summary))
        served.append((shown["updatedAt"], sums))
    assert len({forms["approvalSequence"] for _, (forms, _) in served}) == 3
    for moment, sums in served:
        query = f"?asOf={moment.replace('+', '%2B')}"
        assert (await read(web, address + query), await read(web, summary + query)) == sums
