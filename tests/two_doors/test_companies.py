"""The company of a change order is its contract's: from birth, and with it to another supplier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.fixtures_ledger import ACTOR
from tests.procore.site import Site, found, open_site

from changewright.core.records import ChangeOrder
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit
from changewright.work.verify import verify

Shown = dict[str, Any]


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    """One whose contracts let orders be made, and their suppliers be changed, at any time."""
    settings = settings_born("procore")
    free = msgspec.structs.replace(settings, commitment_first=False, contract_locks=False)
    return await open_site(application, ledger, free)


def company_of(site: Site, name: str | None) -> tuple[str | None, str | None]:
    """A company as Autodesk's door names it, by both of its ids."""
    if name is None:
        return None, None
    company = site.people.companies[name]
    return company.autodesk_id, str(company.uuid)


def named(document: Shown) -> tuple[str | None, str | None]:
    return document["companyId"], document["companyUid"]


async def patch(site: Site, path: str, **fields: Any) -> Shown:
    return found(await site.acc.patch(site.cost(path), json=fields))


async def shown(site: Site, document: Shown, kind: str) -> Shown:
    return found(await site.acc.get(site.cost(f"change-orders/{kind}/{document['id']}")))


async def contract_with(site: Site, code: str, name: str | None) -> tuple[str, int]:
    return await site.commitment(code, companyId=company_of(site, name)[0])


@pytest.mark.parametrize("kind", ["rfq", "sco"])
async def test_it_is_born_with_the_supplier_of_its_contract(site: Site, kind: str) -> None:
    contract, _ = await contract_with(site, "SC-1", "supplier")
    path = f"change-orders/{kind}"
    supplier, rival = company_of(site, "supplier"), company_of(site, "rival")
    born = await site.make(path, name="Doors", contractId=contract)
    assert named(born) == supplier == named(await shown(site, born, kind))
    null = await site.make(path, name="Doors", contractId=contract, companyId=None)
    assert named(null) == supplier
    given = await site.make(path, name="Doors", contractId=contract, companyId=rival[0])
    assert named(given) == rival
    assert named(await site.make(path, name="Doors")) == (None, None)


@pytest.mark.parametrize("kind", ["rfq", "sco"])
async def test_what_is_generated_has_the_supplier_of_its_contract(site: Site, kind: str) -> None:
    contract, _ = await contract_with(site, "SC-1", "supplier")
    pco = await site.make("change-orders/pco", name="Doors", contractId=contract, scope="in")
    await site.make("cost-items", name="A door", changeOrderId=pco["id"], contractId=contract)
    await site.act(pco, "costOpen")
    answer = await site.acc.post(
        site.cost(f"change-orders:generate/{kind}"), json={"sourceIds": [pco["id"]]}
    )
    assert answer.is_success, answer.text
    (made,) = answer.json()
    assert named(made) == company_of(site, "supplier")
    assert named(await shown(site, pco, "pco")) == (None, None), "a potential change has none"


async def test_a_package_is_born_with_the_supplier_or_the_owner(site: Site) -> None:
    _, contract_id = await contract_with(site, "SC-1", "supplier")
    main = await site.main_contract()
    for each, kind in ((contract_id, "sco"), (main, "oco")):
        await site.new_package(each, title="Doors")
        (order,) = await site.orders(kind)
        assert named(order) == company_of(site, "supplier" if kind == "sco" else None)
    (contract,) = found(await site.acc.get(site.cost("main-contracts")))["results"]
    await patch(
        site, f"main-contracts/{contract['id']}", ownerCompanyId=company_of(site, "owner")[0]
    )
    (order,) = await site.orders("oco")
    assert named(order) == company_of(site, "owner"), "it follows the owner who is named later"
    for kind in ("rco", "oco"):
        born = await site.make(f"change-orders/{kind}", name="Of the default main contract")
        assert named(born) == company_of(site, "owner")


async def test_an_edit_takes_the_company_of_the_contract_it_gives(site: Site) -> None:
    first, _ = await contract_with(site, "SC-1", "supplier")
    second, _ = await contract_with(site, "SC-2", "rival")
    supplier, rival = company_of(site, "supplier"), company_of(site, "rival")
    bare = await site.make("change-orders/sco", name="Doors")
    path = f"change-orders/sco/{bare['id']}"
    assert named(await patch(site, path, contractId=first)) == supplier
    assert named(await patch(site, path, contractId=second)) == rival
    assert named(await patch(site, path, companyId=supplier[0])) == supplier
    assert named(await patch(site, path, name="Gates", contractId=first)) == supplier
    assert named(await patch(site, path, companyId=supplier[0], contractId=second)) == supplier
    assert named(await patch(site, path, companyId=None)) == rival, "null asks for its contract's"
    before = await shown(site, bare, "sco")
    assert await patch(site, path, companyId=rival[0], contractId=second) == before


async def test_it_goes_with_its_contract_to_another_supplier(site: Site) -> None:
    contract, _ = await contract_with(site, "SC-1", "supplier")
    owner = company_of(site, "owner")
    order = await site.make("change-orders/sco", name="Doors", contractId=contract)
    await site.act(order, "open", "send")
    asked = await site.make("change-orders/rfq", name="Doors", contractId=contract)
    await site.act(asked, "open", "submit")
    other = await site.make(
        "change-orders/sco", name="Gates", contractId=contract, companyId=owner[0]
    )
    supplier = site.people.clients["supplier"]
    for name, status in (("supplier", 200), ("rival", 404), ("supplier", 200), (None, 404)):
        await patch(site, f"contracts/{contract}", companyId=company_of(site, name)[0])
        for kind, document in (("sco", order), ("rfq", asked)):
            assert named(await shown(site, document, kind)) == company_of(site, name)
            path = site.cost(f"change-orders/{kind}")
            answer = await supplier.get(f"{path}/{document['id']}")
            assert answer.status_code == status, answer.text
            listed = found(await supplier.get(path))["results"]
            assert [row["id"] for row in listed] == ([document["id"]] if status == 200 else [])
        assert named(await shown(site, other, "sco")) == owner
    assert await verify(site.ledger.database, site.container.id) == []


async def test_one_from_before_that_has_none_goes_along_and_stays_when_it_is_sent_back(
    site: Site,
) -> None:
    contract, _ = await contract_with(site, "SC-1", "supplier")
    order = await site.make("change-orders/sco", name="Doors", contractId=contract)

    async def forget(unit: Unit) -> None:
        unit.change(await unit.read.require(ChangeOrder, UUID(order["id"])), company_id=None)

    actor = msgspec.structs.replace(ACTOR, person_id=site.people.persons["admin"].id)
    await site.ledger.run(site.container.id, actor, forget)
    path = f"change-orders/sco/{order['id']}"
    same = await patch(site, path, companyId=None, contractId=contract)
    assert named(same) == (None, None)
    await patch(site, f"contracts/{contract}", companyId=company_of(site, "rival")[0])
    assert named(await shown(site, order, "sco")) == company_of(site, "rival")
