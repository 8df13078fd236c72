"""A project with money of every certainty on both sides, and a client that asks for its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import Container, make_container
from tests.web.approving import Office

from changewright.edge.http import Application
from changewright.work.ledger import Ledger

SECRETS = ("1131.0700", "2243.1100", "3359.1300", "881.0300")
"""Amounts that stand in no figure that an owner or a supplier may see."""


@dataclass
class Site(Office):
    """The office with its contracts and changes, by name."""

    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def part(self, name: str, role: str = "admin", **query: Any) -> dict[str, Any]:
        reply = await self.client(role).get(self.web(f"dashboard/{name}"), params=query)
        assert reply.status_code == 200, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    async def shown(self, path: str, **query: Any) -> dict[str, Any]:
        reply = await self.client("admin").get(self.cost(path), params=query)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    async def explained(self, record: str, uuid: str, column: str, **query: Any) -> dict[str, Any]:
        path = self.web(f"explain/{record}/{uuid}/{column}")
        reply = await self.client("admin").get(path, params=query)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    async def change(self, name: str, value: dict[str, str], **more: Any) -> dict[str, Any]:
        """A potential change with one line."""
        made = await self.make("change-orders/pco", name=name, **more)
        scope = more.get("scope", "out")
        fields = {"name": name, "scope": scope, "changeOrderId": made["id"]} | value
        if "contract" in self.made and scope != "budgetOnly":
            fields["contractId"] = self.made["contract"]["id"]
        self.made[f"line of {name}"] = await self.make("cost-items", **fields)
        self.made[name] = made
        return made

    async def attach(self, order: dict[str, Any], name: str) -> None:
        line = self.made[f"line of {name}"]
        body = [{"changeOrderId": order["id"], "costItemId": line["id"]}]
        reply = await self.client("admin").post(self.cost("cost-items:attach"), json=body)
        assert reply.status_code == 200, reply.text


@pytest.fixture
async def site(people: People, container: Container) -> Site:
    return await furnished(people, container)


@pytest.fixture(scope="session")
async def seen(application: Application, ledger: Ledger) -> Site:
    """The same for all who only read."""
    container = await make_container(ledger)
    return await furnished(await join(application, ledger, container), container)


async def furnished(people: People, container: Container) -> Site:
    """One change in each step of certainty; the signed one is executed on both sides."""
    site = Site(people, container)
    await site.client("admin").patch(site.web("settings"), json={"currency": "USD"})
    site.made["contract"] = await site.contract("SC-1", "8000", status="executed")
    site.made["awaited"] = await site.contract("SC-2", "500", status="sent")
    await site.change("Rough", {"estimated": "1131.07"})
    await site.act(site.made["Rough"], "open", role="admin")
    await site.change("Drawn", {"estimated": "2243.11"})
    await site.change("Asked", {"submitted": "3359.13", "proposed": "1000"})
    await site.act(site.made["Asked"], "open", "submit", role="admin")
    await site.change("Ours", {"proposed": "881.03"}, scope="in")
    await site.act(site.made["Ours"], "costOpen", role="admin")
    await site.change("Signed", {"submitted": "1200", "proposed": "700"}, scheduleChange=5)
    await site.act(site.made["Signed"], "open", role="admin")
    await signed(site)
    return site


async def signed(site: Site) -> None:
    """An owner's order and a supplier's, for the change that is signed."""
    owner_order = await site.make("change-orders/oco", name="Signed", scheduleChange=5)
    contract = site.made["contract"]["id"]
    supplier_order = await site.make(
        "change-orders/sco", name="Signed", contractId=contract, scheduleChange=3
    )
    for order in (owner_order, supplier_order):
        await site.attach(order, "Signed")
    await site.act(owner_order, "submit", "approve", "execute", role="admin")
    await site.act(supplier_order, "open", "send", role="admin")
    site.made |= {"oco": owner_order, "sco": supplier_order}
