"""New companies, people and projects: decided on the directory as it stands, then written."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from tests.work.site import Site

from changewright.core.errors import Conflict, Forbidden, Invalid, Taken
from changewright.core.money import Decimal
from changewright.core.people import Company
from changewright.core.records_contracts import MainContract
from changewright.core.records_files import Segment
from changewright.core.settings import ProjectSettings, settings_born
from changewright.work import companies, contracts, people, project_list, project_settings
from changewright.work.directory import Directory
from changewright.work.ledger import Ledger
from changewright.work.project_list import NewProject
from changewright.work.unit import Actor, Unit


@pytest.fixture(scope="module")
async def read_once(ledger: Ledger) -> Directory:
    """Everybody of all tests before takes long to read."""
    return await Directory(ledger.database).fresh()


@pytest.fixture
async def directory(read_once: Directory) -> Directory:
    return await read_once.fresh(now=True)


@pytest.fixture
async def firm(ledger: Ledger, directory: Directory) -> Company:
    """A company with an account of its own, unlike any other test's."""
    name = f"Firm {uuid4().hex}"
    return await companies.add_company(ledger, directory, name=name, new_account=True)


async def test_of_two_at_once_one_gets_the_name(ledger: Ledger, firm: Company) -> None:
    """Each from a process of its own, as their directories are."""
    directories = [await Directory(ledger.database).fresh() for _ in range(3)]

    async def add(there: Directory, name: str) -> Company:
        return await companies.add_company(ledger, there, name=name, account_id=firm.account_id)

    same = await asyncio.gather(
        *(add(there, "Volt Electric") for there in directories), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in same) == ["Company", *["Taken"] * 2]
    others = await asyncio.gather(
        *(add(there, f"Trade {place}") for place, there in enumerate(directories))
    )
    fresh = await Directory(ledger.database).fresh()
    names = {one.name for one in fresh.companies_of(firm.account_id)}
    assert names == {firm.name, "Volt Electric", *(one.name for one in others)}


async def test_edits_write_what_differs(
    ledger: Ledger, directory: Directory, firm: Company
) -> None:
    edited = await companies.edit_company(ledger, directory, firm.id, {"city": " Oslo "})
    assert (edited.name, edited.city) == (firm.name, "Oslo")
    revision = directory.revision
    assert await companies.edit_company(ledger, directory, firm.id, {"city": "Oslo"}) == edited
    assert directory.revision == revision
    person = await people.add_person(
        ledger, directory, email=f"Ann.{firm.id}@X.example", name="Ann", company_id=firm.id
    )
    assert person.email == f"ann.{firm.id}@x.example"
    moved = await people.edit_person(
        ledger, directory, person.id, {"company_id": None, "name": "Ann Berg", "title": "Engineer"}
    )
    assert (moved.company_id, moved.name, moved.title) == (None, "Ann Berg", "Engineer")
    assert directory.person(person.id) == moved
    with pytest.raises(Taken):
        await people.add_person(ledger, directory, email=person.email, name="Other")
    with pytest.raises(Invalid):
        await people.edit_person(ledger, directory, person.id, {"email": "nobody"})


async def test_a_project_is_furnished_and_listed(
    ledger: Ledger, directory: Directory, firm: Company, actor: Actor
) -> None:
    wanted = NewProject(
        name="Quay House",
        settings=settings_born("procore"),
        account_id=firm.account_id,
        main_contract={"code": "M-1"},
        segments=({"name": "Division", "length": 2, "delimiter": "hyphen"}, {"name": "Section"}),
    )
    project = await project_list.add_project(ledger, directory, actor, wanted)
    assert directory.projects_in(firm.account_id) == [project]
    async with ledger.reader(project.id) as read:
        (contract,) = await read.where(MainContract)
        segments = await read.where(Segment, ("position",))
    assert (contract.code, contract.name, contract.is_default) == ("M-1", "Main Contract", True)
    assert [(one.name, one.position) for one in segments] == [("Division", 0), ("Section", 1)]
    settings = await ledger.settings_of(project.id)
    assert settings.default_main_contract_id == contract.id
    assert (settings.born, settings.commitment_first) == ("procore", True)
    renamed = await project_list.edit_project(ledger, directory, project.id, {"name": "Quay"})
    assert renamed.updated_at - project.updated_at > timedelta(0)
    with pytest.raises(Taken):
        again = msgspec.structs.replace(wanted, name="qUAY")
        await project_list.add_project(ledger, directory, actor, again)
    with pytest.raises(Taken):
        same_uuid = msgspec.structs.replace(wanted, name="Else", uuid=project.uuid)
        await project_list.add_project(ledger, directory, actor, same_uuid)
    assert directory.projects_in(firm.account_id) == [renamed]


async def test_contracts_have_the_project_s_currency(site: Site) -> None:
    async def create(unit: Unit) -> list[str | None]:
        await project_settings.change_settings(unit, {"currency": "NOK"})
        plain = await contracts.create(unit, {"code": "A", "name": "A"})
        fields = {"code": "B", "name": "B", "currency": "EUR", "exchange_rate": Decimal("11.5")}
        other = await contracts.create(unit, fields)
        return [plain.currency, other.currency]

    assert await site.run(create) == ["NOK", "EUR"]


async def test_tiers_follow_procore_s_rule(site: Site) -> None:
    async def change(**fields: object) -> ProjectSettings:
        return await site.run(lambda unit: project_settings.change_settings(unit, fields))

    assert (await change(tiers_cost=3, tiers_budget=3)).tiers_cost == 3
    assert (await change(tiers_cost=1, tiers_budget=1)).tiers_budget == 1
    contract = await site.contract("C-1")
    await site.draw("sco", contract_id=contract.id)
    await site.draw("oco")
    assert (await change(tiers_cost=2)).tiers_cost == 2
    for fields in ({"tiers_cost": 1}, {"tiers_budget": 2}):
        with pytest.raises(Conflict) as refused:
            await change(**fields)
        assert refused.value.problems[0].field == next(iter(fields))
    assert (await site.ledger.settings_of(site.container_id)).tiers_cost == 2


async def test_settings_are_changed_by_who_configures(site: Site) -> None:
    async def change(unit: Unit) -> ProjectSettings:
        return await project_settings.change_settings(unit, {"money_places": 0})

    with pytest.raises(Forbidden):
        await site.run(change, role="manager")
    with pytest.raises(Invalid) as refused:
        await site.run(lambda unit: project_settings.change_settings(unit, {"born": "acc"}))
    assert refused.value.problems[0].field == "born"
    second = await site.main_contract("MC-002")
    fields = {"default_main_contract_id": second.id}
    changed = await site.run(lambda unit: project_settings.change_settings(unit, fields))
    assert changed.default_main_contract_id == second.id
    (default,) = await site.where(MainContract, is_default=True)
    assert default.id == second.id
