"""A supplier's contract in another currency: no figure stands under the currency of another.

What a supplier asks and gets is entered and added up in his contract's currency; estimated,
submitted and approved totals are in the project's, on documents for a supplier too.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office, amount

from changewright.work.ledger import Ledger
from changewright.work.verify import verify

OF_EACH = {
    **dict.fromkeys(("estimated", "submitted", "approved"), "USD"),
    **dict.fromkeys(("proposed", "committed"), "EUR"),
}
AMOUNTS = ",".join(OF_EACH)


class Glass(Office):
    """A project in dollars, and a contract over 8,000 euros at 1.25."""

    euro: dict[str, Any]
    made: dict[str, dict[str, Any]]

    async def read(self, path: str, role: str = "admin", **query: Any) -> dict[str, Any]:
        reply = await self.client(role).get(self.web(path), params=query)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    async def asked(self, name: str, **money: str) -> dict[str, Any]:
        """An open order to the supplier, of one line."""
        order = await self.make("change-orders/sco", name=name, contractId=self.euro["id"])
        await self.make("cost-items", name=name, changeOrderId=order["id"], scope="out", **money)
        await self.act(order, "open", role="admin")
        self.made[name] = order
        return order

    async def drawn(self, name: str, contract: bool = False, **money: str) -> dict[str, Any]:
        """A line on the potential change, of nobody's contract yet unless told otherwise."""
        more = {"contractId": self.euro["id"]} if contract else {}
        pco = self.made["pco"]["id"]
        return await self.make(
            "cost-items", name=name, changeOrderId=pco, scope="out", **money, **more
        )

    async def totals(self, role: str = "admin", **query: Any) -> dict[str, dict[str, Any]]:
        """The log's totals by currency: how many rows, and the amounts that there are."""
        page = await self.read("log", role, columns="title", include="totals", **query)
        return {
            each["currency"]: {
                name: each[name] for name in ("count", *OF_EACH) if each.get(name) is not None
            }
            for each in page["totals"]
        }


@pytest.fixture
async def glass(people: People, container: Container) -> Glass:
    glass = Glass(people, container)
    reply = await glass.client("admin").patch(glass.web("settings"), json={"currency": "USD"})
    assert reply.status_code == 200, reply.text
    glass.euro = await glass.contract(
        "E", "8000", status="sent", currency="EUR", exchangeRate="1.25"
    )
    glass.made = {"pco": await glass.make("change-orders/pco", name="Facade", scope="out")}
    await glass.asked("Priced", estimated="1000", submitted="1200", proposed="700")
    await glass.asked("Rough", estimated="1000")
    return glass


async def test_an_order_tells_each_total_in_its_own_currency(glass: Glass) -> None:
    """Of 1,000 and 1,200 dollars, and 700 euros, none is under the other's sign."""
    order = glass.made["Priced"]
    (item,) = (await glass.read(f"records/{order['id']}/lines"))["results"]
    served = await glass.client("admin").get(glass.cost(f"change-orders/sco/{order['id']}"))
    record = await glass.read(f"records/{order['id']}")
    lines = await glass.read(f"records/{order['id']}/lines")
    for shown in (record, lines):
        assert shown["currencies"] == item["currencies"] == OF_EACH
        assert shown["amounts"] == {name: served.json()[name] for name in OF_EACH}
        assert shown["amounts"] == item["amounts"]
    (track,) = record["tracks"]
    assert (track["amount"], track["currency"]) == ("700.0000", "EUR")


async def test_an_estimate_alone_is_brought_to_the_contract_or_told_as_it_is(glass: Glass) -> None:
    """1,000 dollars are 800 of 8,000 euros: 10 %; where the total itself is told, it is dollars."""
    rough, priced = glass.made["Rough"], glass.made["Priced"]
    (track,) = (await glass.read(f"records/{rough['id']}"))["tracks"]
    assert (track["amount"], track["currency"]) == ("800.0000", "EUR")
    (node,) = (await glass.read(f"records/{rough['id']}/chain"))["nodes"]
    assert (node["amount"], node["currency"]) == ("800.0000", "EUR")
    page = await glass.read("log", columns="title,percentOfContract", filter="kind:is:sco")
    assert {row["title"]: row["percentOfContract"] for row in page["results"]} == {
        "Priced": "8.75",
        "Rough": "10.00",
    }
    for order in (rough, priced):
        await glass.act(order, "submit", role="admin")
    waiting = {each["changeOrder"]["id"]: each for each in await glass.listed("inbox", "manager")}
    told = {one["id"]: waiting[one["id"]] for one in (rough, priced)}
    assert [(one["amount"], one["currency"]) for one in told.values()] == [
        ("1000.0000", "USD"),
        ("700.0000", "EUR"),
    ]
    for part, query in (("reasons", {"kind": "sco"}), ("ageing", {})):
        rows = (await glass.read(f"dashboard/{part}", **query))["results"]
        found = {row["currency"]: row["amount"] for row in rows if row.get("kind", "sco") == "sco"}
        assert found == {"USD": "1000.0000", "EUR": "700.0000"}


async def test_the_logs_totals_are_of_one_currency_each(glass: Glass) -> None:
    await glass.drawn("Own", contract=True, estimated="1", proposed="10")
    both = {
        "EUR": {"count": 2, "proposed": "700.0000"},
        "USD": {
            "count": 1,
            "estimated": "2001.0000",
            "proposed": "12.5000",
            "submitted": "1200.0000",
        },
    }
    assert await glass.totals() == both
    orders = {
        "EUR": both["EUR"],
        "USD": {"count": 0, "estimated": "2000.0000", "submitted": "1200.0000"},
    }
    assert await glass.totals(filter="kind:is:sco") == orders
    groups = await glass.read("log/groups", group="kind", columns=AMOUNTS)
    by_kind = {each["path"][0]: each for each in groups["groups"]}
    told = {one["currency"]: one for one in by_kind["sco"]["totals"]}
    assert told["EUR"]["estimated"] is None and told["USD"]["proposed"] is None
    assert (told["USD"]["estimated"], told["EUR"]["proposed"]) == ("2000.0000", "700.0000")
    assert groups["totals"] == (await glass.read("log", include="totals"))["totals"]
    reply = await glass.client("admin").get(
        glass.web("log/export"), params={"columns": "title,estimated,proposed", "sort": "title"}
    )
    lines = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert lines[0] == ["Title", "Estimated (USD)", "Quoted", "Currency"]
    assert [line[0] for line in lines[1:]] == [
        "Facade",
        "Priced",
        "Rough",
        "Total (3)",
        "Total (3)",
    ]
    assert [line[1:] for line in lines[-2:]] == [
        ["", "700.00", "EUR"],
        ["2001.00", "12.50", "USD"],
    ]


async def test_a_request_tells_what_is_of_no_contract_yet_in_the_projects(glass: Glass) -> None:
    """Three are asked about a line of nobody's; it is somebody's once his price is accepted."""
    item = await glass.drawn("Panes", estimated="1000")
    await glass.act(glass.made["pco"], "open", role="admin")
    reply = await glass.client("admin").post(
        glass.web(f"records/{glass.made['pco']['id']}/rfqs"),
        json={"suppliers": [{"contractId": glass.euro["id"]}], "send": True},
    )
    (asked,) = reply.json()["results"]
    rfq = asked["rfq"]["id"]
    (track,) = (await glass.read(f"records/{rfq}"))["tracks"]
    assert (track["amount"], track["currency"]) == ("1000.0000", "USD")
    body = {"prices": [{"amount": "640"}], "submit": True}
    reply = await glass.client("supplier").post(glass.web(f"records/{rfq}/quotes"), json=body)
    assert reply.status_code in (200, 201), reply.text
    (own,) = (await glass.read(f"records/{rfq}/quotes", "supplier"))["suppliers"]
    assert (own["total"], own["currency"]) == ("640.0000", "EUR")
    step = {"action": "accept", "associationType": "FormInstance", "associationId": rfq}
    reply = await glass.client("admin").post(glass.cost("workflows/actions"), json=[step])
    assert reply.json()[0]["errors"] == [], reply.text
    (track,) = (await glass.read(f"records/{rfq}"))["tracks"]
    assert (track["amount"], track["currency"]) == ("640.0000", "EUR")
    shown = await glass.client("admin").get(glass.cost(f"cost-items/{item['id']}"))
    assert shown.json()["proposedExchangeRate"] == "1.25000000"


async def test_his_supplier_sees_his_currency_alone(glass: Glass) -> None:
    order = glass.made["Priced"]
    await glass.act(order, "send", role="admin")
    record = await glass.read(f"records/{order['id']}", "supplier")
    assert record["currencies"] == {"proposed": "EUR", "committed": "EUR"}
    assert record["amounts"] == {"proposed": "700.0000", "committed": "700.0000"}
    told = {"count": 1, "proposed": "700.0000", "committed": "700.0000"}
    assert await glass.totals("supplier") == {"EUR": told}
    book = await glass.read("books/contracts", "supplier")
    (total,) = book["totals"]
    assert total["currency"] == "EUR" and total["sums"]["costApproved"] == "700.0000"
    assert {column["side"] for column in book["columns"]} == {"cost"}


async def test_what_an_approval_does_is_in_the_projects(glass: Glass) -> None:
    """A policy measures in dollars: 8,000 euros are 10,000, and 700 are 875."""
    await glass.policy(
        bands=[{"name": "all", "steps": [glass.step("Board", "approver")]}],
        contingency={"bound": amount("1000"), "drawnBy": "all"},
    )
    order = glass.made["Priced"]
    await glass.act(order, "submit", role="admin")
    (waiting,) = [each for each in await glass.listed("inbox", "approver") if each["step"]]
    effects = [waiting["effect"], (await glass.run(order))["effect"]]
    effects.append((await glass.read(f"inbox/{order['id']}"))["effect"])
    for effect in effects:
        told = [effect[name] for name in ("currency", "original", "amount", "after")]
        assert told == ["USD", "10000.0000", "875.0000", "10875.0000"]
    assert (waiting["amount"], waiting["currency"]) == ("700.0000", "EUR")
    (pool,) = (await glass.read("dashboard/contingency"))["pools"]
    told = [pool[name] for name in ("currency", "whole", "pending", "forecastLeft")]
    assert told[:2] == ["USD", "1000.0000"]
    # Both orders: 700 euros under approval, and a thousand dollars' estimate of what is open.
    assert (pool["pending"], pool["exposed"]) == ("875.0000", "1000.0000")
    assert pool["forecastLeft"] == "-875.0000"


async def test_the_past_and_the_proof_know_the_same(glass: Glass, ledger: Ledger) -> None:
    order = glass.made["Priced"]["id"]
    revision = (await glass.read("dashboard"))["revision"]
    before = await glass.totals()
    await glass.asked("Later", estimated="5", proposed="4")
    assert await glass.totals(asOf=revision) == before != await glass.totals()
    then = await glass.read(f"records/{order}", asOf=revision)
    assert (then["currencies"], then["amounts"]["estimated"]) == (OF_EACH, "1000.0000")
    told = await glass.read(f"explain/change-order/{order}/estimated")
    assert (told["served"], told["difference"]) == ("1000.0000", "0.0000")
    assert await verify(ledger.database, glass.container.id) == []
