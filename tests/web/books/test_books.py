"""Contracts and budgets: every figure is the one that Autodesk's door serves and that explains."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office


@pytest.fixture
async def office(people: People, container: Container) -> Office:
    """Two contracts, one of them in euros, a budget, and a change under each."""
    office = Office(people, container)
    await office.client("admin").patch(office.web("settings"), json={"currency": "USD"})
    budget = await office.make("budgets", code="31-62", name="Piling", quantity=1, unitPrice=9000)
    own = await office.contract("SC-1", "8000", status="executed")
    foreign = await office.contract(
        "SC-2", "100", status="executed", currency="EUR", exchangeRate="1.25"
    )
    for contract, value in ((own, "700"), (foreign, "40")):
        change = await office.make("change-orders/pco", name=f"More {value}", scope="out")
        fields = {"name": "Piles", "scope": "out", "changeOrderId": change["id"]}
        money = {"submitted": "1131.07", "proposed": value}
        places = {"budgetId": budget["id"], "contractId": contract["id"]}
        await office.make("cost-items", **fields, **money, **places)
        await office.act(change, "open", role="admin")
    return office


async def book(office: Office, name: str, role: str = "admin", **query: Any) -> dict[str, Any]:
    reply = await office.client(role).get(office.web(f"books/{name}"), params=query)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


@pytest.mark.parametrize("name", ["contracts", "budgets"])
async def test_figures_are_those_of_autodesks_door(office: Office, name: str) -> None:
    shown = await book(office, name)
    listed = (await office.client("admin").get(office.cost(name))).json()
    theirs = {row["id"]: row for row in listed["results"]}
    assert theirs.keys() == {row["id"] for row in shown["rows"]} != set()
    compared = 0
    for row in shown["rows"]:
        for column, value in row["sums"].items():
            if column in theirs[row["id"]]:
                served = theirs[row["id"]][column]
                assert Decimal(value or 0) == Decimal(served or 0), (row["code"], column)
                compared += 1
    assert compared >= 12 * len(shown["rows"])


@pytest.mark.parametrize("name", ["contracts", "main-contracts", "budgets"])
async def test_every_column_explains_itself(office: Office, name: str) -> None:
    shown = await book(office, name)
    assert shown["rows"] and shown["columns"]
    for row in shown["rows"]:
        for column in shown["columns"]:
            path = office.web(f"explain/{shown['record']}/{row['id']}/{column['name']}")
            reply = await office.client("admin").get(path)
            assert reply.status_code == 200, (path, reply.text)
            told = reply.json()
            assert Decimal(row["sums"][column["name"]] or 0) == Decimal(told["served"]), path
            assert Decimal(told["difference"]) == 0


async def test_totals_are_by_currency(office: Office) -> None:
    shown = await book(office, "contracts")
    totals = {total["currency"]: total for total in shown["totals"]}
    assert totals.keys() == {"USD", "EUR"}
    assert totals["EUR"]["sums"]["costExposed"] == "40.0000"
    # What the owner pays for glass is dollars, as are figures of what it costs and what he pays.
    sides = {column["name"]: column["side"] for column in shown["columns"]}
    assert totals["USD"]["sums"]["pendingOwnerChanges"] == "2262.1400"
    assert set(totals["EUR"]["sums"]) == {name for name, side in sides.items() if side == "cost"}
    for currency, total in totals.items():
        own = [row for row in shown["rows"] if row["currency"] == currency]
        assert total["count"] == len(own)
        for column, value in total["sums"].items():
            rows = own if sides[column] == "cost" else shown["rows"]
            assert Decimal(value) == sum(Decimal(row["sums"][column] or 0) for row in rows)


async def test_the_books_of_the_past(office: Office) -> None:
    before = await book(office, "budgets")
    then = (await office.client("admin").get(office.web("dashboard"))).json()["revision"]
    await office.make("budgets", code="99", name="Later")
    assert await book(office, "budgets", asOf=then) == before
    assert len((await book(office, "budgets"))["rows"]) == len(before["rows"]) + 1


async def test_who_is_outside_sees_what_is_his(office: Office) -> None:
    rival = office.people.companies["rival"].autodesk_id
    await office.contract("SC-9", "2243.11", status="executed", companyId=rival)
    mine = await book(office, "contracts", "supplier")
    assert [row["code"] for row in mine["rows"]] == ["SC-1", "SC-2"]
    names = {column["name"] for column in mine["columns"]}
    assert names == {"awarded", "costApproved", "approvedChangeOrders", "revisedCommitment"}
    assert "1131.07" not in str(mine) and "2243.11" not in str(mine)
    owner = await book(office, "main-contracts", "owner")
    assert {column["name"] for column in owner["columns"]} == {
        "amount",
        "budgetApproved",
        "approvedOwnerChanges",
        "revised",
    }
    assert (await book(office, "budgets", "owner"))["rows"] == []
    assert (await book(office, "contracts", "owner"))["rows"] == []
