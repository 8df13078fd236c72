"""Orders approved through Procore's door: their forms, their days, and Autodesk's rows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.procore.site import Site

from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_forms import FormSnapshot
from changewright.work.verify import verify


async def rows(site: Site, contract: str) -> list[dict[str, Any]]:
    address = site.cost(f"schedule-of-values?filter[contractId]={contract}")
    answer = await site.acc.get(f"{address}&filter[includeChangeOrders]=true")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def priced(site: Site, kind: str, **amount: str) -> None:
    """An item on the one order of a kind."""
    (order,) = await site.orders(kind)
    await site.make("cost-items", name="An item", changeOrderId=order["id"], **amount)


async def snapshots(site: Site) -> list[FormSnapshot]:
    async with site.ledger.reader(site.container.id) as read:
        return await read.where(FormSnapshot)


@pytest.mark.parametrize("words", [("approved", "draft"), ("approved", "no_charge")])
async def test_a_commitment_s_package(site: Site, words: tuple[str, str]) -> None:
    uuid, contract_id = await site.commitment("SC-1", status="draft")
    await site.make("schedule-of-values", contractId=uuid, name="Frame", amount="1000")
    answer = await site.acc.patch(site.cost(f"contracts/{uuid}"), json={"status": "signed"})
    assert answer.status_code == 200, answer.text
    package = await site.new_package(contract_id, title="Doors", schedule_impact_amount=4)
    await priced(site, "sco", proposed="70.50")
    address = f"/rest/v1.0/work_order_contracts/{contract_id}/line_items"
    query = {"project_id": site.project_id}
    before = (await site.procore.get(address, params=query)).json()
    approved, then = words
    await site.change_package(package["id"], status=approved)
    (frozen,) = await snapshots(site)
    assert (frozen.change_order_id, frozen.contract_id) == (package["id"], contract_id)
    assert (f"{frozen.prior_sum:.2f}", f"{frozen.new_sum:.2f}") == ("1000.00", "1070.50")
    shown = await rows(site, uuid)
    assert sorted((row["associationType"] or "", row["amount"]) for row in shown) == [
        *(("", "1000.0000"), ("CostItem", "70.5000"), ("SCO", "70.5000")),
    ]
    assert (await site.procore.get(address, params=query)).json() == before
    async with site.ledger.reader(site.container.id) as read:
        contract = await read.require_id(Contract, contract_id)
    assert (contract.schedule_change, f"{contract.cost_approved:.2f}") == (4, "70.50")
    await site.change_package(package["id"], status=then)
    async with site.ledger.reader(site.container.id) as read:
        contract = await read.require_id(Contract, contract_id)
    assert (contract.schedule_change, f"{contract.cost_approved:.2f}") == (None, "0.00")
    assert (await snapshots(site), len(await rows(site, uuid))) == ([], 1)
    assert await verify(site.ledger.database, site.container.id) == []


async def test_a_prime_contract_s_package_moves_the_owner_s_date(site: Site) -> None:
    main_id = await site.main_contract()
    (main,) = (await site.acc.get(site.cost("main-contracts"))).json()["results"]
    address = site.cost(f"main-contracts/{main['id']}")
    planned = await site.acc.patch(address, json={"plannedCompletionDate": "2025-06-01"})
    assert planned.status_code == 200, planned.text
    package = await site.new_package(main_id, title="Doors", schedule_impact_amount=30)
    await priced(site, "oco", submitted="9")
    await site.change_package(package["id"], status="approved")
    (frozen,) = await snapshots(site)
    assert (frozen.main_contract_id, frozen.contract_id) == (main_id, None)
    assert frozen.new_completion == date(2025, 7, 1)
    served = (await site.acc.get(address)).json()
    assert (served["scheduleChange"], served["revisedCompletionDate"]) == (30, "2025-07-01")
    await site.change_package(package["id"], executed=True)
    assert await snapshots(site) == [frozen]
    async with site.ledger.reader(site.container.id) as read:
        order = await read.require_id(ChangeOrder, package["id"])
        contract = await read.require_id(MainContract, main_id)
    assert (order.budget_state, contract.schedule_change) == ("executed", 30)
    form = f"/web/v1/projects/{site.project_id}/change-orders/{order.uuid}/form"
    shown = (await site.acc.get(form)).json()
    assert (shown["standing"], shown["block"]["newCompletion"]) == ("frozen", "2025-07-01")
