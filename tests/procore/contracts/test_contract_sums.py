"""What changes make of a contract's sum, and the changes its detail holds."""

from __future__ import annotations

import msgspec
import pytest
from tests.procore.contracting import PRIME, PURCHASE, WORK, Desk, Json
from tests.procore.site import open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

COST = (
    *("grand_total", "approved_change_orders", "revised_contract", "pending_change_orders"),
    *("pending_revised_contract", "draft_change_orders_amount", "remaining_balance_outstanding"),
)
BUDGET = (
    *("grand_total", "approved_change_orders", "revised_contract_amount"),
    *("pending_change_orders_amount", "pending_revised_contract_amount"),
    *("draft_change_orders_amount", "outstanding_balance"),
)


@pytest.fixture
async def acc_desk(application: Application, ledger: Ledger) -> Desk:
    """A project born through Autodesk, where states only advance."""
    return Desk(await open_site(application, ledger, settings_born("acc")))


async def test_a_commitment_s_sums_follow_its_items_by_phase(acc_desk: Desk) -> None:
    desk, site = acc_desk, acc_desk.site
    uuid, contract_id = await site.commitment("SC-1", status="signed")
    contract: Json = {"id": contract_id}
    await desk.line(WORK, contract, amount="1000")

    async def change(amount: str, *actions: str) -> None:
        document = await site.make("change-orders/sco", name="Change", contractId=uuid)
        item = await site.make(
            "cost-items", name="Line", contractId=uuid, proposed=amount, scope="in"
        )
        await site.attach(document, item)
        await site.act(document, *actions)

    async def sums() -> list[str]:
        (row,) = await desk.rows("/rest/v1.0/work_order_contracts")
        detail = await desk.get(WORK, contract)
        found = [row[name] for name in COST]
        assert found == [detail[name] for name in COST]
        return found

    assert await sums() == ["1000.0", "0.0", "1000.0", "0.0", "1000.0", "0.0", "1000.0"]
    await change("1.25")
    assert (await sums())[5] == "1.25"
    await change("20", "open")
    await change("300", "open", "send")
    found = await sums()
    assert found == ["1000.0", "300.0", "1300.0", "20.0", "1320.0", "1.25", "1300.0"]
    # A supplier's credit, and an item of another contract.
    await change("-0.5", "open")
    other, _ = await site.commitment("SC-2", status="signed")
    await site.make("cost-items", name="Other", contractId=other, proposed="9", scope="in")
    detail = await desk.get(WORK, contract)
    assert detail["pending_change_orders"] == "19.5"
    path = f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}"
    answer = await site.procore.get(f"{path}/commitment_contracts/{contract_id}/summary")
    summary = answer.json()["data"]
    assert (summary["approved_change_total"], summary["draft_change_total"]) == ("300.0", "1.25")
    assert summary["pending_revised_change_total"] == "19.5"
    assert summary["total_payments_amount"] == "0.0"


async def test_a_prime_contract_s_sums_are_of_its_own_items(acc_desk: Desk) -> None:
    desk, site = acc_desk, acc_desk.site
    (default,) = await desk.rows("/rest/v1.0/prime_contracts")
    second = await desk.make(PRIME, title="Second", status="Approved")
    mains = {one["code"]: one["id"] for one in await desk.acc_rows("main-contracts")}
    await desk.line(PRIME, default, amount="500")

    async def change(amount: str, kind: str, *actions: str, **fields: str) -> None:
        document = await site.make(f"change-orders/{kind}", name="Change", **fields)
        item = await site.make("cost-items", name="Line", submitted=amount, scope="budgetOnly")
        await site.attach(document, item)
        await site.act(document, *actions)

    await change("10", "pco")
    await change("20", "pco", "open")
    await change("40", "oco", "open", "submit", "approve")
    await change("7", "pco", "open", mainContractId=mains[second["number"]])

    async def sums(record: Json) -> list[str]:
        rows = {row["id"]: row for row in await desk.rows("/rest/v1.0/prime_contracts")}
        detail = await desk.get(PRIME, record)
        found = [detail[name] for name in BUDGET]
        assert found == [rows[record["id"]][name] for name in BUDGET]
        return found

    assert await sums(default) == ["500.0", "40.0", "540.0", "20.0", "560.0", "10.0", "540.0"]
    assert await sums(second) == ["0.0", "0.0", "0.0", "7.0", "7.0", "0.0", "0.0"]


@pytest.mark.parametrize(("word", "tiers"), [(WORK, 1), (WORK, 2), (PURCHASE, 2), (PURCHASE, 3)])
async def test_a_detail_holds_the_changes_of_its_tiers(
    application: Application, ledger: Ledger, word: str, tiers: int
) -> None:
    settings = msgspec.structs.replace(settings_born("procore"), tiers_cost=tiers)
    desk = Desk(await open_site(application, ledger, settings))
    contract = await desk.make(word, status="Approved")
    other = await desk.make(word, status="Approved")
    package = await desk.site.new_package(contract["id"], title="Doors", due_date="2026-03-01")
    await desk.site.new_package(other["id"], title="Not here")
    detail = await desk.get(word, contract)
    (shown,) = detail["change_order_packages"]
    assert (shown["id"], shown["title"], shown["contract_id"]) == (
        *(package["id"], "Doors"),
        contract["id"],
    )
    assert (shown["status"], shown["due_date"]) == ("draft", "2026-03-01")
    if tiers == 1:
        assert (detail["potential_change_orders"], detail["change_order_requests"]) == ([], [])
        return
    potential = await desk.site.make(
        "change-orders/pco", name="Gate", contractId=await _uuid(desk, contract)
    )
    item = await desk.site.make(
        "cost-items",
        name="Line",
        contractId=await _uuid(desk, contract),
        proposed="5",
        scope="in",
    )
    await desk.site.attach(potential, item)
    detail = await desk.get(word, contract)
    held = detail["potential_change_orders"]
    (pco,) = held[0] if word == PURCHASE else held
    assert (pco["title"], pco["status"], pco["number"]) == ("Gate", "draft", "001")
    if word == PURCHASE:
        assert pco["change_order_tiers"] == tiers
        assert pco["potential_change_order_acronym_number"] == "PCO #001"
    if tiers == 3:
        assert detail["change_order_requests"] == []


async def _uuid(desk: Desk, contract: Json) -> str:
    rows = {one["code"]: one["id"] for one in await desk.acc_rows("contracts")}
    return str(rows[contract["number"]])


async def test_a_prime_contract_holds_the_owner_s_orders(desk: Desk) -> None:
    (prime,) = await desk.rows("/rest/v1.0/prime_contracts")
    await desk.site.new_package(prime["id"], title="Named")
    await desk.site.make("change-orders/oco", name="Unnamed")
    detail = await desk.get(PRIME, prime)
    assert [one["title"] for one in detail["change_order_packages"]] == ["Named", "Unnamed"]
    (row,) = await desk.rows("/rest/v1.0/prime_contracts")
    assert (row["has_change_order_packages"], row["has_potential_change_orders"]) == (True, False)
