"""What Procore's door marks private shows no supplier or owner anything through the other one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.site import Site, found

V1 = "/rest/v1.0"
SECRET = "SECRET"


async def _seen(site: Site, role: str, path: str) -> list[Any]:
    answer = await site.people.clients[role].get(site.cost(path))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    rows: list[Any] = body if isinstance(body, list) else body["results"]
    return rows


async def _set(site: Site, path: str, wrapper: str, **fields: Any) -> None:
    body = {"project_id": site.project_id, wrapper: fields}
    found(await site.procore.patch(f"{V1}/{path}", json=body))


@pytest.mark.parametrize("private", [False, True])
async def test_a_private_commitment_is_not_its_suppliers(site: Site, private: bool) -> None:
    supplier = site.people.companies["supplier"].autodesk_id
    uuid, contract_id = await site.commitment("SC-1", companyId=supplier)
    await site.make("schedule-of-values", contractId=uuid, name=SECRET, code="01")
    path = f"work_order_contracts/{contract_id}"
    await _set(site, path, "work_order_contract", private=private, status="Approved")
    await site.new_package(contract_id, title=SECRET, status="approved")
    for path in ("contracts", "schedule-of-values", "change-orders/sco"):
        assert len(await _seen(site, "supplier", path)) == (0 if private else 1), path
    (order,) = await site.orders("sco")
    for path in (f"contracts/{uuid}", f"change-orders/sco/{order['id']}"):
        answer = await site.people.clients["supplier"].get(site.cost(path))
        assert answer.status_code == (404 if private else 200), answer.text


@pytest.mark.parametrize("private", [False, True])
async def test_a_private_prime_contract_is_not_the_owners(site: Site, private: bool) -> None:
    contract_id = await site.main_contract()
    await site.new_package(contract_id, title=SECRET, status="approved")
    await _set(site, f"prime_contracts/{contract_id}", "prime_contract", private=private)
    for path in ("main-contracts", "change-orders/oco"):
        assert len(await _seen(site, "owner", path)) == (0 if private else 1), path
