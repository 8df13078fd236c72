"""The tutorial "Working with change orders", step by step (the seed document of this door)."""

from __future__ import annotations

import pytest
from tests.procore.site import POTENTIAL, Site


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


async def test_a_package_at_one_tier_brings_its_potential_change_order(
    site: Site, contract_id: int
) -> None:
    made = await site.new_package(contract_id, title="Extra doors", due_date="2026-03-01")
    assert made["type"] == "CommitmentContractChangeOrder"
    assert (made["number"], made["status"], made["grand_total"]) == ("001", "draft", "0.0")

    (listed,) = await site.packages()
    assert listed["id"] == made["id"]
    assert {key: made[key] for key in listed} == listed

    (potential,) = await site.potential()
    assert potential["id"] not in (made["id"], potential["change_order_request_id"])
    assert potential["legacy_package_id"] == made["id"]
    assert potential["batch_id"] is None
    assert potential["legacy_request_id"] == potential["change_order_request_id"] is not None
    assert potential["change_order_tiers"] == 1
    assert potential["potential_change_order_acronym_number"] == ""
    assert potential["change_order_request_acronym_number"] == ""
    assert potential["change_order_package_acronym_number"] == "CCO #001"
    for key in ("title", "status", "grand_total", "contract_id", "due_date", "number"):
        assert potential[key] == made[key], key


async def test_each_of_the_two_can_be_read_alone(site: Site, contract_id: int) -> None:
    made = await site.new_package(contract_id, title="Extra doors")
    (listed,) = await site.potential()
    assert await site.package(made["id"]) == made
    query = {"project_id": site.project_id, "contract_id": contract_id}
    shown = (await site.procore.get(f"{POTENTIAL}/{listed['id']}", params=query)).json()
    # One by its id tells the base currency and the rate as well.
    rate = {"base_currency_iso_code": None, "currency_exchange_rate": None}
    listed["currency_configuration"] |= rate
    assert {key: shown[key] for key in listed} == listed
    assert (shown["void"], shown["paid"], shown["line_items_total"]) == (False, False, "0.0")
