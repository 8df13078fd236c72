"""Sums follow whatever a unit writes, and come back when it is undone."""

from __future__ import annotations

from typing import Any

import psycopg

from changewright.core.errors import Conflict
from changewright.core.money import Decimal
from changewright.core.records import CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_sums import ProjectTotal
from changewright.work import main_contracts, schedule_of_values
from changewright.work.contracts import edit as edit_contract
from changewright.work.contracts import link
from changewright.work.rebuild import rebuild_missing
from changewright.work.unit import Unit
from changewright.work.verify import verify

from .site import Site


async def sums(site: Site, noun: type[Record], record_id: int | None = None) -> dict[str, str]:
    """The sums of an owner that are not zero, without the zeros behind the point."""
    async with site.ledger.reader(site.container_id) as read:
        found = await (read.where(noun) if record_id is None else read.many(noun, [record_id]))
    names = [name for name in noun.__struct_fields__ if name.startswith(("budget_", "cost_"))]
    names += [name for name in ("original_commitment", "pending_commitment") if hasattr(noun, name)]
    values = {name: getattr(found[0], name) for name in names} if found else {}
    return {
        name: f"{value.normalize():f}"
        for name, value in values.items()
        if isinstance(value, Decimal) and value
    }


async def everything(site: Site, noun: type[Record]) -> list[Any]:
    async with site.ledger.reader(site.container_id) as read:
        return await read.where(noun)


async def made(site: Site, noun: type[Record], **fields: Any) -> Any:
    async def decide(unit: Unit) -> Record:
        return unit.new(noun, **fields)

    return await site.run(decide)


async def test_an_item_counts_once_however_many_documents_it_is_on(site: Site) -> None:
    contract = await site.contract("SC-1")
    budget = await made(site, Budget, code="01", name="Concrete")
    pco = await site.draw("pco")
    item = await site.price(
        pco,
        estimated="100",
        proposed="90",
        submitted="120",
        contract_id=contract.id,
        budget_id=budget.id,
    )
    assert await sums(site, Contract, contract.id) == {"budget_draft": "120", "cost_draft": "90"}
    await site.act(pco, "open")
    open_now = {"budget_exposed": "120", "cost_exposed": "90"}
    for noun in (Contract, Budget, ProjectTotal):
        assert await sums(site, noun) == open_now
    assert await sums(site, MainContract) == {"budget_exposed": "120"}
    oco, sco = (
        await site.draw("oco"),
        await site.draw("sco", contract_id=contract.id),
    )
    await site.attach(oco, item)
    await site.attach(sco, item)
    assert await sums(site, ProjectTotal) == open_now
    await site.act(oco, "submit", "approve")
    await site.act(sco, "open", "send")
    assert await sums(site, Contract) == {"budget_approved": "120", "cost_approved": "90"}
    await site.act(sco, "sentToOpen")
    await site.act(oco, "approvedToSubmit")
    assert await sums(site, Contract) == {"budget_pending": "120", "cost_exposed": "90"}


async def test_an_item_counts_in_the_main_contract_that_its_highest_document_names(
    site: Site,
) -> None:
    second = await site.main_contract("MC-2")
    third = await site.main_contract("MC-3")
    (default,) = [one for one in await everything(site, MainContract) if one.is_default]
    pco = await site.draw("pco", main_contract_id=second.id)
    item = await site.price(pco, submitted="50")
    assert await sums(site, MainContract, second.id) == {"budget_draft": "50"}
    assert await sums(site, MainContract, default.id) == {}
    oco = await site.draw("oco", main_contract_id=third.id)
    await site.attach(oco, item)
    assert await sums(site, MainContract, second.id) == {}
    assert await sums(site, MainContract, third.id) == {"budget_draft": "50"}
    await site.act(oco, "submit", "reject")
    assert await sums(site, MainContract, third.id) == {}
    await site.edit(pco, main_contract_id=None)
    await site.act(pco, "forceResubmit")
    assert await sums(site, MainContract, default.id) == {"budget_pending": "50"}

    async def make_default(unit: Unit) -> None:
        contract = await unit.read.require_id(MainContract, third.id)
        await main_contracts.edit(unit, contract, {"is_default": True})

    await site.run(make_default)
    assert await sums(site, MainContract, default.id) == {}
    assert await sums(site, MainContract, third.id) == {"budget_pending": "50"}
    assert await verify(site.ledger.database, site.container_id) == []


async def test_an_order_that_names_no_main_contract_amends_the_default(site: Site) -> None:
    second = await site.main_contract("MC-2")
    (default,) = [one for one in await everything(site, MainContract) if one.is_default]
    pco = await site.draw("pco", main_contract_id=second.id)
    item = await site.price(pco, submitted="50")
    oco = await site.draw("oco")
    await site.attach(oco, item)
    assert await sums(site, MainContract, second.id) == {}
    await site.act(oco, "submit", "approve")
    assert await sums(site, MainContract, default.id) == {"budget_approved": "50"}
    await site.act(oco, "approvedToSubmit")
    assert await sums(site, MainContract, default.id) == {"budget_pending": "50"}
    await site.act(oco, "reject")
    await site.act(pco, "forceResubmit")
    assert await sums(site, MainContract, second.id) == {"budget_pending": "50"}
    assert await verify(site.ledger.database, site.container_id) == []


async def test_a_schedule_counts_as_its_contract_stands(site: Site) -> None:
    contract = await site.contract("SC-1", status="draft")
    budget = await made(
        site, Budget, code="01", name="Concrete", original_amount=Decimal("700.0000")
    )

    async def allocate(unit: Unit) -> None:
        pair = await unit.read.require_id(Budget, budget.id), await _contract(unit)
        await link(unit, [pair], [])

    async def _contract(unit: Unit) -> Contract:
        return await unit.read.require_id(Contract, contract.id)

    async def add_row(unit: Unit) -> None:
        fields = {"contract_id": contract.id, "budget_id": budget.id, "name": "More"}
        top = await schedule_of_values.create(unit, {**fields, "amount": Decimal("50.0000")})
        below = {**fields, "parent_id": top.id, "amount": Decimal("20.0000")}
        await schedule_of_values.create(unit, below)

    async def change_status(status: str, **more: Any) -> None:
        async def decide(unit: Unit) -> None:
            await edit_contract(unit, await _contract(unit), {"status": status, **more})

        await site.run(decide)

    await site.run(allocate)
    assert await sums(site, Budget) == {}, "a draft commits nothing"
    await change_status("sent")
    assert await sums(site, Budget) == {"pending_commitment": "700"}
    await site.run(add_row)
    assert await sums(site, Budget) == {"pending_commitment": "750"}
    await change_status("executed")
    assert await sums(site, Budget) == {"original_commitment": "750"}
    assert await sums(site, ProjectTotal) == {"original_commitment": "750"}
    await change_status("void")
    assert await sums(site, Budget) == await sums(site, ProjectTotal) == {}
    assert await verify(site.ledger.database, site.container_id) == []


async def test_what_is_refused_or_deleted_counts_nothing(site: Site) -> None:
    item = await site.price(None, submitted="8", scope="contingency")
    counted = {"budget_draft": "8"}
    assert await sums(site, ProjectTotal) == counted

    async def half(unit: Unit) -> None:
        again = await unit.read.require_id(CostItem, item.id)
        try:
            with unit.attempt():
                unit.change(again, "updated", submitted=Decimal("99.0000"))
                raise Conflict("refused")
        except Conflict:
            unit.change(again, "updated", name="Renamed")

    await site.run(half)
    assert await sums(site, ProjectTotal) == counted
    pco = await site.draw("pco")
    await site.attach(pco, item)
    await site.act(pco, "open")
    exposed = {"budget_exposed": "8", "budget_exposed_contingency": "8"}
    assert await sums(site, ProjectTotal) == exposed
    await site.edit(item, scope="tbd")
    assert await sums(site, ProjectTotal) == {}
    await site.edit(item, scope="in", proposed="3")
    exposed = {"cost_exposed": "3", "cost_exposed_in_scope": "3"}
    assert await sums(site, ProjectTotal) == exposed
    await site.delete(item)
    assert await sums(site, ProjectTotal) == {}
    assert await verify(site.ledger.database, site.container_id) == []


async def test_a_container_of_before_gets_its_sums(site: Site) -> None:
    second = await site.main_contract("MC-2")
    pco = await site.draw("pco", main_contract_id=second.id)
    contract = await site.contract("SC-1")
    await site.price(pco, submitted="50", proposed="40", contract_id=contract.id)
    await site.act(pco, "open")
    expected = {noun: await sums(site, noun) for noun in (ProjectTotal, Contract)}
    async with await psycopg.AsyncConnection.connect(
        site.ledger.database.urls.owner, autocommit=True
    ) as connection:
        for statement in (
            "DELETE FROM project_total WHERE container_id = %s",
            "DELETE FROM journal WHERE container_id = %s AND noun = 'project_total'",
            "UPDATE contract SET cost_exposed = 0, budget_exposed = 0 WHERE container_id = %s",
            "UPDATE main_contract SET budget_exposed = 0 WHERE container_id = %s",
            "UPDATE cost_item SET prime_contract_id = NULL WHERE container_id = %s",
        ):
            await connection.execute(statement.encode(), (site.container_id,))
    assert await sums(site, Contract) == {}
    assert await rebuild_missing(site.ledger) >= 1
    assert {noun: await sums(site, noun) for noun in (ProjectTotal, Contract)} == expected
    assert await sums(site, MainContract, second.id) == {"budget_exposed": "50"}
    findings = await verify(site.ledger.database, site.container_id)
    # Only what was taken out of the journal by hand is amiss.
    assert {finding.check for finding in findings} <= {"chain_gap", "chain_hash", "chain_time"}
    assert await rebuild_missing(site.ledger) == 0


async def tampered(site: Site, statement: str, *values: object) -> None:
    """What somebody with the owner's role can do."""
    async with await psycopg.AsyncConnection.connect(
        site.ledger.database.urls.owner, autocommit=True
    ) as connection:
        cursor = await connection.execute(statement.encode(), (site.container_id, *values))
        assert cursor.rowcount > 0


async def test_verify_names_a_sum_a_line_and_an_entry_that_somebody_changed(site: Site) -> None:
    contract = await site.contract("SC-1")
    pco = await site.draw("pco")
    item = await site.price(pco, submitted="50", proposed="40", contract_id=contract.id)
    await site.act(pco, "open")

    async def found() -> list[str]:
        return [str(one) for one in await verify(site.ledger.database, site.container_id)]

    assert await found() == []
    where = "WHERE container_id = %s AND id = %s"
    await tampered(site, f"UPDATE contract SET cost_exposed = 41 {where}", contract.id)
    told = "\n".join(await found())
    assert f"sums_contract: contract {contract.id}" in told
    assert "cost_exposed is 41.0000 instead of 40.0000" in told
    assert "its row differs from its image in cost_exposed" in told
    await tampered(site, f"UPDATE contract SET cost_exposed = 40 {where}", contract.id)
    assert await found() == []
    await tampered(site, f"UPDATE cost_item SET proposed = 39 {where}", item.id)
    told = "\n".join(await found())
    assert f"cost_item {item.id}: its row differs from its image in proposed" in told
    assert "cost_exposed is 40.0000 instead of 39.0000" in told
    assert "its proposed total is not the sum of its cost items" in told
    await tampered(site, f"UPDATE cost_item SET proposed = 40 {where}", item.id)
    assert await found() == []
    entry = "WHERE container_id = %s AND noun = 'cost_item' AND record_id = %s AND revision = %s"
    await tampered(site, f"UPDATE journal SET action = 'looked' {entry}", item.id, item.revision)
    (told,) = await found()
    assert told.startswith(f"chain_hash: cost_item {item.id}")
    await tampered(site, f"UPDATE journal SET action = 'created' {entry}", item.id, item.revision)
    assert await found() == []
    await tampered(site, f"UPDATE journal SET image = 'no' {entry}", item.id, item.revision)
    assert any(one.startswith(f"image_digest: cost_item {item.id}") for one in await found())
