"""Figures of the dashboard against the sums that the ledger keeps, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from tests.web.dashboard.conftest import SECRETS, Site

STEPS_OF = {
    "Approved": ("executed", "approved"),
    "Pending": ("submitted", "pending"),
    "Exposed": ("rom",),
    "Draft": ("draft",),
}


def total(steps: Iterable[dict[str, Any]], names: Iterable[str], key: str = "amount") -> Decimal:
    return sum((Decimal(one[key]) for one in steps if one["step"] in names), Decimal())


def steps_of(value: dict[str, Any]) -> dict[str, str]:
    return {one["step"]: one["amount"] for one in value["steps"]}


async def test_steps_stand_on_each_other_up_to_what_is_projected(seen: Site) -> None:
    value = await seen.part("contract-value")
    (main,) = value["contracts"]
    assert steps_of(main) == {
        "executed": "1200.0000",
        "submitted": "3359.1300",
        "rom": "1131.0700",
        "draft": "2243.1100",
    }
    before = Decimal(main["original"])
    for step in main["steps"]:
        assert Decimal(step["before"]) == before
        before += Decimal(step["amount"]) if step["projected"] else 0
        assert Decimal(step["after"]) == before
    assert Decimal(main["projected"]) == before
    (whole,) = value["totals"]
    assert (whole["currency"], steps_of(whole)) == ("USD", steps_of(main))


@pytest.mark.parametrize("side", ["budget", "cost"])
async def test_contract_values_are_the_kept_sums_of_contracts(seen: Site, side: str) -> None:
    value = await seen.part("contract-value", side=side)
    assert value["contracts"]
    for one in value["contracts"]:
        holder = one["contract"]
        for name, steps in STEPS_OF.items():
            column = f"{side}{name}"
            kept = await seen.explained(holder["record"], holder["id"], column)
            assert Decimal(kept["served"]) == total(one["steps"], steps), (holder, column)
            for step in one["steps"]:
                if step["step"] in steps:
                    assert step["explain"].endswith(f"/{holder['id']}/{column}")


@pytest.mark.parametrize("side", ["budget", "cost"])
async def test_all_of_them_are_the_kept_sums_of_the_project(seen: Site, side: str) -> None:
    value = await seen.part("contract-value", side=side)
    project = str(seen.container.uuid)
    for name, steps in STEPS_OF.items():
        kept = await seen.explained("project", project, f"{side}{name}")
        assert Decimal(kept["served"]) == total(value["inProject"], steps)
    if side == "cost":
        awaited = await seen.explained("project", project, "pendingCommitment")
        original = await seen.explained("project", project, "originalCommitment")
        assert value["awaited"] == awaited["served"] == "500.0000"
        assert value["totals"][0]["original"] == original["served"] == "8000.0000"


async def test_a_contract_in_another_currency_counts_in_its_own(site: Site) -> None:
    foreign = await site.contract(
        "SC-3", "100", status="executed", currency="EUR", exchangeRate="1.25"
    )
    change = await site.make("change-orders/pco", name="Glass", scope="in")
    fields = {"name": "Glass", "scope": "in", "changeOrderId": change["id"]}
    await site.make("cost-items", proposed="80", contractId=foreign["id"], **fields)
    await site.act(change, "costOpen", role="admin")
    value = await site.part("contract-value", side="cost")
    by_currency = {one["currency"]: one for one in value["totals"]}
    assert by_currency["EUR"]["original"] == "100.0000"
    assert steps_of(by_currency["EUR"]) == {"rom": "80.0000"}
    kept = await site.explained("project", str(site.container.uuid), "costExposed")
    assert Decimal(kept["served"]) == total(value["inProject"], ("rom",))
    vendors = await site.part("vendors")
    assert {one["currency"] for one in vendors["results"]} == {"USD", "EUR"}


async def test_the_past_shows_what_was_there(site: Site) -> None:
    before = await site.part("contract-value")
    overview = await site.client("admin").get(site.web("dashboard"))
    revision = overview.json()["revision"]
    await site.act(site.made["Drawn"], "open", role="admin")
    now = await site.part("contract-value")
    then = await site.part("contract-value", asOf=revision)
    assert then == before != now
    assert steps_of(now["contracts"][0])["rom"] == "3374.1800"


async def test_recovery_comes_to_the_kept_costs(seen: Site) -> None:
    recovery = await seen.part("recovery")
    project = str(seen.container.uuid)
    for phase in ("approved", "pending", "exposed", "draft"):
        kept = await seen.explained("project", project, f"cost{phase.title()}")
        cost = sum(Decimal(one["cost"]) for one in recovery["results"] if one["phase"] == phase)
        assert cost == Decimal(kept["served"])
    shown = {(one["phase"], one["coverage"]): one["cost"] for one in recovery["results"]}
    assert shown["approved", "recovered"] == "700.0000"
    assert shown["exposed", "own"] == "881.0300"
    (supplier,) = recovery["suppliers"]
    assert supplier["supplier"]["name"] == "Supplier Company"
    assert Decimal(supplier["cost"]) == Decimal(supplier["recovered"]) + Decimal(
        supplier["unrecovered"]
    )


async def test_vendors_are_the_sums_of_their_contracts(seen: Site) -> None:
    (vendor,) = (await seen.part("vendors"))["results"]
    contract = await seen.shown(f"contracts/{seen.made['contract']['id']}")
    assert vendor["contracts"] == 2
    assert vendor["approved"] == contract["approvedChangeOrders"]
    assert vendor["pending"] == contract["pendingChangeOrders"]
    assert vendor["exposed"] == contract["reserves"]


# -- roles ----------------------------------------------------------------------------------------


async def test_an_owner_sees_his_approved_sum_alone(seen: Site) -> None:
    value = await seen.part("contract-value", role="owner")
    (main,) = value["contracts"]
    assert steps_of(main) == {"approved": "1200.0000"}
    assert value["inProject"] == []
    assert not any(secret in str(value) for secret in SECRETS)
    refused = await seen.client("owner").get(seen.web("dashboard/contract-value?side=cost"))
    assert refused.status_code == 400


async def test_a_supplier_sees_his_own_contracts_alone(site: Site) -> None:
    rival = site.people.companies["rival"].autodesk_id
    await site.contract("SC-9", "2243.11", status="executed", companyId=rival)
    value = await site.part("contract-value", role="supplier")
    assert {one["contract"]["code"] for one in value["contracts"]} == {"SC-1", "SC-2"}
    assert {step for one in value["contracts"] for step in steps_of(one)} == {"approved"}
    assert not any(secret in str(value) for secret in SECRETS)


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_parts_made_of_what_is_hidden_are_refused(seen: Site, role: str) -> None:
    overview = (await seen.client(role).get(seen.web("dashboard"))).json()
    mine = {part["name"] for part in overview["parts"]}
    assert mine == {"contract-value", "deadlines", "days"}
    everything = (await seen.client("viewer").get(seen.web("dashboard"))).json()["parts"]
    assert len(everything) == 11
    for part in everything:
        reply = await seen.client(role).get(part["href"])
        assert reply.status_code == (200 if part["name"] in mine else 403), part
        assert not any(secret in reply.text for secret in SECRETS), part
