"""An order that Autodesk's client made without a potential change: what a client of Procore finds
of it at one tier, and how it comes to have a change order there."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.procore.site import POTENTIAL, Site, open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

CONTRACTS = "/rest/v1.0/work_order_contracts"


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    settings = msgspec.structs.replace(settings_born("acc"), tiers_cost=1)
    return await open_site(application, ledger, settings)


async def rows(site: Site, name: str, **query: Any) -> list[dict[str, Any]]:
    path = name if name.startswith("/") else f"/rest/v1.0/projects/{site.project_id}/{name}"
    answer = await site.procore.get(path, params={"project_id": site.project_id, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_it_is_a_package_and_a_batch_and_no_change_order(site: Site) -> None:
    uuid, contract_id = await site.commitment("SC-1", status="signed")
    order = await site.make("change-orders/sco", name="Directly", contractId=uuid)
    item = await site.make(
        "cost-items", name="Doors", scope="in", contractId=uuid, proposed="80", estimated="80"
    )
    await site.attach(order, item)
    await site.act(order, "open", "send")

    (package,) = await site.packages()
    (batch,) = await rows(site, "commitment_change_order_batches")
    for shown in (package, batch):
        assert (shown["status"], shown["grand_total"]) == ("approved", "80.0")
    assert package["id"] == batch["id"]
    assert await rows(site, "commitment_change_orders") == []
    assert await rows(site, POTENTIAL, **{"filters[contract_id]": contract_id}) == []
    contract = await site.procore.get(
        f"{CONTRACTS}/{contract_id}", params={"project_id": site.project_id}
    )
    assert contract.json()["approved_change_orders"] == "80.0"
    (line,) = (await site.package(package["id"]))["line_items"]
    assert line["holder"] == {"id": package["id"], "holder_type": "ChangeOrderPackage"}


async def test_it_has_one_once_a_change_is_drawn_over_its_items(site: Site) -> None:
    uuid, _ = await site.commitment("SC-1", status="signed")
    order = await site.make("change-orders/sco", name="Directly", contractId=uuid)
    item = await site.make(
        "cost-items", name="Doors", scope="in", contractId=uuid, proposed="80", estimated="80"
    )
    await site.attach(order, item)
    (package,) = await site.packages()
    change = await site.make("change-orders/pco", name="Drawn", scope="in", contractId=uuid)
    await site.attach(change, item)

    (shown,) = await rows(site, "commitment_change_orders")
    assert (shown["legacy_package_id"], shown["grand_total"]) == (package["id"], "80.0")
    (line,) = (await site.package(package["id"]))["line_items"]
    assert line["holder"] == {"id": shown["id"], "holder_type": "PotentialChangeOrder"}
    await site.act(order, "open", "send")
    (shown,) = await rows(site, "commitment_change_orders", **{"filters[status]": "approved"})
    assert shown["legacy_package_id"] == package["id"]
