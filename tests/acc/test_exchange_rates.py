"""Contracts in other currencies: rates typed, taken from the list, or missing and refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import ACTOR, Container

from changewright.core.records_sums import ProjectTotal
from changewright.work.ledger import Ledger
from changewright.work.project_settings import change
from changewright.work.verify import verify


@pytest.fixture
async def dollars(ledger: Ledger, container: Container, people: People) -> None:
    """The project counts in dollars."""
    await change(ledger, container.id, ACTOR, {"currency": "USD"})


async def made(acc: httpx.AsyncClient, address: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(address, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(answer: httpx.Response, field: str, status: int = 400) -> str:
    """The refusal names the field; answers what it says."""
    assert answer.status_code == status, answer.text
    found = answer.json()
    found = found.get("error", found)
    problems = found.get("errors") or found["problems"]
    assert [problem.get("field") for problem in problems] == [field], answer.text
    return answer.text


async def test_rates_of_the_project(acc: httpx.AsyncClient, root: str) -> None:
    address = f"{root}/exchange-rates"
    rate = await made(
        acc, address, **{"from": "EUR", "to": "USD", "exchangeRate": "1.25", "startDate": None}
    )
    assert (rate["from"], rate["to"], rate["exchangeRate"]) == ("EUR", "USD", "1.25000000")
    one = f"{address}/{rate['id']}"
    assert (await acc.get(one)).json() == rate
    edited = await acc.patch(one, json={"exchangeRate": 2, "endDate": "2030-01-31"})
    assert (edited.json()["exchangeRate"], edited.json()["endDate"]) == ("2.00000000", "2030-01-31")
    listed = (await acc.get(f"{address}?filter[from]=EUR")).json()
    assert [each["id"] for each in listed["results"]] == [rate["id"]]
    assert (await acc.delete(one)).status_code == 204
    assert (await acc.get(address)).json()["pagination"]["totalResults"] == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"from": "EUX"}, "from"),
        ({"from": "eur"}, "from"),
        ({"to": "XXX"}, "to"),
        ({"to": "EUR"}, "to"),
        ({"exchangeRate": "0"}, "exchangeRate"),
        ({"exchangeRate": "-1.5"}, "exchangeRate"),
        ({"exchangeRate": "1.123456789"}, "exchangeRate"),
        ({"exchangeRate": None}, "exchangeRate"),
        ({"startDate": "2026-02-01", "endDate": "2026-01-31"}, "endDate"),
    ],
)
async def test_what_is_no_rate_is_refused(
    acc: httpx.AsyncClient, root: str, fields: dict[str, Any], field: str
) -> None:
    address = f"{root}/exchange-rates"
    body = {"from": "EUR", "to": "USD", "exchangeRate": "1.25"} | fields
    await refused(await acc.post(address, json=body), field)
    assert (await acc.get(address)).json()["results"] == []


async def test_two_rates_do_not_begin_on_one_day(acc: httpx.AsyncClient, root: str) -> None:
    address = f"{root}/exchange-rates"
    body = {"from": "EUR", "to": "USD", "exchangeRate": "1.25", "startDate": "2026-01-01"}
    await made(acc, address, **body)
    await refused(await acc.post(address, json=body | {"exchangeRate": "1.3"}), "startDate")


async def test_a_contract_takes_the_rate_of_the_day(
    acc: httpx.AsyncClient, root: str, dollars: None
) -> None:
    rates = (("1.10", None, "2020-12-31"), ("1.20", "2021-01-01", None), ("9", "2999-01-01", None))
    for rate, start, end in rates:
        body = {"from": "EUR", "to": "USD", "exchangeRate": rate}
        await made(acc, f"{root}/exchange-rates", **body, startDate=start, endDate=end)
    contracts = f"{root}/contracts"
    contract = await made(acc, contracts, code="1", name="Glass", currency="EUR")
    assert (contract["currency"], contract["exchangeRate"]) == ("EUR", "1.20000000")
    typed = await made(acc, contracts, code="2", name="Glass", currency="EUR", exchangeRate="1.5")
    assert typed["exchangeRate"] == "1.50000000"
    own = await made(acc, contracts, code="3", name="Steel")
    assert (own["currency"], own["exchangeRate"]) == ("USD", "1.00000000")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"currency": "GBP"}, "exchangeRate"),
        ({"currency": "GBX"}, "currency"),
        ({"currency": "usd"}, "currency"),
        ({"currency": "GBP", "exchangeRate": "0"}, "exchangeRate"),
        ({"currency": "GBP", "exchangeRate": "-2"}, "exchangeRate"),
        (
            {"currency": "GBP", "exchangeRate": "2", "forecastExchangeRate": 0},
            "forecastExchangeRate",
        ),
        ({"currency": "USD", "exchangeRate": "2"}, "exchangeRate"),
    ],
)
async def test_a_contract_without_a_rate_is_refused_and_not_made(
    acc: httpx.AsyncClient, root: str, dollars: None, fields: dict[str, Any], field: str
) -> None:
    contracts = f"{root}/contracts"
    await refused(await acc.post(contracts, json={"code": "1", "name": "x"} | fields), field)
    assert (await acc.get(contracts)).json()["results"] == []
    own = await made(acc, contracts, code="2", name="Own")
    await refused(await acc.patch(f"{contracts}/{own['id']}", json=fields), field)
    assert (await acc.get(f"{contracts}/{own['id']}")).json() == own


async def test_a_batch_says_which_of_its_items_has_the_bad_rate(
    acc: httpx.AsyncClient, root: str
) -> None:
    data = [{"name": "good"}, {"name": "bad", "proposedExchangeRate": "0"}]
    answer = await acc.post(f"{root}/cost-items:batch-create", json={"data": data})
    await refused(answer, "data.1.proposedExchangeRate")
    assert (await acc.get(f"{root}/cost-items")).json()["results"] == []


async def test_what_is_sent_back_as_it_was_read_is_no_change_where_it_is_locked_either(
    acc: httpx.AsyncClient, root: str
) -> None:
    """A rate that nobody gave is shown as 1, and 1 sent back is not a rate that somebody gives."""
    contract = await made(acc, f"{root}/contracts", code="1", name="Glass")
    order = await made(acc, f"{root}/change-orders/sco", name="S", contractId=contract["id"])
    item = await made(
        acc, f"{root}/cost-items", name="Panes", changeOrderId=order["id"], proposed="10"
    )
    order_id = {"associationId": order["id"], "associationType": "SCO"}
    actions = [{"action": word, **order_id} for word in ("open", "send")]
    await acc.post(f"{root}/workflows/actions", json=actions)
    await acc.patch(f"{root}/contracts/{contract['id']}", json={"integrationState": "locked"})
    for address in (f"{root}/cost-items/{item['id']}", f"{root}/contracts/{contract['id']}"):
        shown = (await acc.get(address)).json()
        sent = shown | {"externalMessage": "Read and sent back"}
        answer = await acc.patch(address, json=sent)
        assert answer.status_code == 200, answer.text
        assert answer.json() == sent | {"updatedAt": answer.json()["updatedAt"]}
    address = f"{root}/cost-items/{item['id']}"
    told = await refused(
        await acc.patch(address, json={"committedExchangeRate": 2}), "committedExchangeRate", 409
    )
    assert "committedExchangeRate cannot be changed" in told and "committed_" not in told


async def test_without_a_project_currency_contracts_without_a_rate_are_of_one(
    acc: httpx.AsyncClient, root: str
) -> None:
    contracts = f"{root}/contracts"
    await made(acc, contracts, code="1", name="x", currency="USD")
    await made(acc, contracts, code="2", name="x", currency="USD")
    body = {"code": "3", "name": "x", "currency": "EUR"}
    await refused(await acc.post(contracts, json=body), "exchangeRate")
    await made(acc, contracts, **body, exchangeRate="1.1")


async def test_the_projects_currency_keeps_what_rates_are_to(
    acc: httpx.AsyncClient, root: str, people: People, dollars: None, container: Container
) -> None:
    settings = f"/web/v1/projects/{container.uuid}/settings"
    await refused(await acc.patch(settings, json={"currency": "USX"}), "currency")
    own = await made(acc, f"{root}/contracts", code="1", name="x", currency="USD")
    await refused(await acc.patch(settings, json={"currency": "EUR"}), "currency", 409)
    address = f"{root}/contracts/{own['id']}"
    assert (await acc.patch(address, json={"currency": None})).status_code == 200
    assert (await acc.patch(settings, json={"currency": "EUR"})).status_code == 200
    main = f"{root}/main-contracts"
    (owners,) = (await acc.get(main)).json()["results"]
    assert owners["id"]


async def test_amounts_of_two_currencies_come_together_at_their_rates(
    acc: httpx.AsyncClient, root: str, dollars: None, ledger: Ledger, container: Container
) -> None:
    """1,000 EUR at 1.25 and 1,000 USD are 2,250 USD on the change, its budget and the project; the
    contracts keep their own currencies."""
    budget = await made(acc, f"{root}/budgets", code="01", name="Facade")
    euro = await made(
        *(acc, f"{root}/contracts"),
        code="E",
        name="Glass",
        currency="EUR",
        exchangeRate="1.25",
        status="sent",
    )
    dollar = await made(acc, f"{root}/contracts", code="D", name="Steel", status="sent")
    pco = await made(acc, f"{root}/change-orders/pco", name="New facade")
    items = [
        await made(
            *(acc, f"{root}/cost-items"),
            name="Panes",
            changeOrderId=pco["id"],
            contractId=contract["id"],
            budgetId=budget["id"],
            proposed="1000",
        )
        for contract in (euro, dollar)
    ]
    assert items[0]["proposedExchangeRate"] == "1.25000000"
    assert items[1]["proposedExchangeRate"] == "1.00000000"
    shown = (await acc.get(f"{root}/change-orders/pco/{pco['id']}")).json()
    assert shown["proposed"] == "2250.0000"
    for contract, item in ((euro, items[0]), (dollar, items[1])):
        order = await made(
            acc, f"{root}/change-orders/sco", name="Order", contractId=contract["id"]
        )
        pair = [{"changeOrderId": order["id"], "costItemId": item["id"]}]
        assert (await acc.post(f"{root}/cost-items:attach", json=pair)).status_code == 200
        for action in ("open", "send"):
            step = {"action": action, "associationType": "SCO", "associationId": order["id"]}
            answer = await acc.post(f"{root}/workflows/actions", json=[step])
            assert answer.status_code == 200, answer.text
        sent = (await acc.get(f"{root}/change-orders/sco/{order['id']}")).json()
        assert sent["committed"] == "1000.0000"
        served = (await acc.get(f"{root}/contracts/{contract['id']}")).json()
        assert served["approvedChangeOrders"] == "1000.0000"
    assert (await acc.get(f"{root}/budgets/{budget['id']}")).json()["approvedChangeOrders"] == (
        "2250.0000"
    )
    assert (await acc.get(f"{root}/change-orders/pco/{pco['id']}")).json()["committed"] == (
        "2250.0000"
    )
    async with ledger.reader(container.id) as read:
        (total,) = await read.where(ProjectTotal)
    assert f"{total.cost_approved:.2f}" == "2250.00"
    assert await verify(ledger.database, container.id) == []


async def test_an_estimate_is_the_projects_and_is_filled_in_the_contracts_currency(
    acc: httpx.AsyncClient, root: str, dollars: None
) -> None:
    """An estimate of 1,000 USD becomes 800 EUR at 1.25 when its order is sent."""
    body = {"currency": "EUR", "exchangeRate": "1.25", "status": "sent"}
    euro = await made(acc, f"{root}/contracts", code="E", name="Glass", **body)
    order = await made(acc, f"{root}/change-orders/sco", name="Order", contractId=euro["id"])
    item = await made(
        acc, f"{root}/cost-items", name="Panes", changeOrderId=order["id"], estimated="1000"
    )
    for action in ("open", "send"):
        step = {"action": action, "associationType": "SCO", "associationId": order["id"]}
        await acc.post(f"{root}/workflows/actions", json=[step])
    filled = (await acc.get(f"{root}/cost-items/{item['id']}")).json()
    assert (filled["committed"], filled["committedExchangeRate"]) == ("800.0000", "1.25000000")
    served = (await acc.get(f"{root}/contracts/{euro['id']}")).json()
    assert served["approvedChangeOrders"] == "800.0000"


async def test_items_follow_the_contracts_rate_until_their_cost_is_approved(
    acc: httpx.AsyncClient, root: str, dollars: None
) -> None:
    body = {"currency": "EUR", "exchangeRate": "2", "status": "sent"}
    euro = await made(acc, f"{root}/contracts", code="E", name="Glass", **body)
    pco = await made(acc, f"{root}/change-orders/pco", name="Change")
    item = await made(
        *(acc, f"{root}/cost-items"),
        name="Panes",
        changeOrderId=pco["id"],
        contractId=euro["id"],
        proposed="10",
    )
    address = f"{root}/contracts/{euro['id']}"
    assert (await acc.patch(address, json={"exchangeRate": "3"})).status_code == 200
    one = f"{root}/cost-items/{item['id']}"
    assert (await acc.get(one)).json()["proposedExchangeRate"] == "3.00000000"
    assert (await acc.get(f"{root}/change-orders/pco/{pco['id']}")).json()["proposed"] == "30.0000"
    await refused(await acc.patch(one, json={"proposedExchangeRate": 0}), "proposedExchangeRate")
    assert (await acc.patch(one, json={"proposedExchangeRate": 4})).status_code == 200
    assert (await acc.get(f"{root}/change-orders/pco/{pco['id']}")).json()["proposed"] == "40.0000"
    await refused(await acc.patch(address, json={"currency": "USD"}), "currency", 409)
    assert (await acc.patch(one, json={"contractId": None})).status_code == 200
    assert (await acc.get(f"{root}/change-orders/pco/{pco['id']}")).json()["proposed"] == "40.0000"


async def test_strangers_and_suppliers_see_no_rates(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    rate = await made(
        acc, f"{root}/exchange-rates", **{"from": "EUR", "to": "USD", "exchangeRate": "1.25"}
    )
    for role in ("supplier", "owner"):
        client = people.clients[role]
        assert (await client.get(f"{root}/exchange-rates")).json()["results"] == []
        assert (await client.get(f"{root}/exchange-rates/{rate['id']}")).status_code == 404
    viewer = people.clients["viewer"]
    body = {"from": "GBP", "to": "USD", "exchangeRate": "1.25"}
    assert (await viewer.post(f"{root}/exchange-rates", json=body)).status_code == 403
    elsewhere = f"/cost/v1/containers/{uuid4()}/exchange-rates"
    assert (await acc.get(elsewhere)).status_code == 404
