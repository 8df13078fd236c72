"""Moves through Procore's door are events of contracts, as those through Autodesk's are."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.site import Site, open_site

from changewright.core.records_clocks import ClockEvent
from changewright.core.records_contracts import Contract
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, settings_born("procore"))


async def events(site: Site) -> list[tuple[str, str, bool]]:
    async with site.ledger.reader(site.project_id) as read:
        found = await read.where(ClockEvent, ("created_at", "id"))
    return [(event.type, event.record_kind, event.automatic) for event in found]


async def family(site: Site, contract_id: int, name: str) -> None:
    async with site.ledger.reader(site.project_id) as read:
        contract = await read.require_id(Contract, contract_id)
    web: Any = site.people.clients["admin"]
    place = f"/web/v1/projects/{site.project_id}/contracts/{contract.uuid}/clock-terms"
    reply = await web.put(place, json={"family": name})
    assert reply.status_code == 200, reply.text


async def test_a_package_that_is_approved_and_executed(site: Site) -> None:
    _, contract_id = await site.commitment("SC-100", status="signed")
    before = await site.new_package(contract_id, title="Before", status="approved")
    assert before["status"] == "approved"
    assert await events(site) == [], "the contract had no clocks yet"
    await family(site, contract_id, "ejcdc-c700")
    made = await site.new_package(contract_id, title="Doors", status="pending")
    assert await events(site) == []
    await site.change_package(made["id"], status="approved")
    approved = ("change_approved", "change_order", True)
    assert await events(site) == [approved]
    await site.change_package(made["id"], executed=True)
    assert await events(site) == [approved, ("change_executed", "change_order", True)]
    await site.change_package(made["id"], executed=False)
    assert len(await events(site)) == 2, "it was approved long ago"


async def test_what_is_signed_at_once_was_approved_by_it(site: Site) -> None:
    _, contract_id = await site.commitment("SC-100", status="signed")
    await family(site, contract_id, "ejcdc-c700")
    await site.new_package(contract_id, title="Doors", status="approved", executed=True)
    assert [name for name, _, _ in await events(site)] == ["change_approved", "change_executed"]
