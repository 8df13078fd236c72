"""Sums follow whatever a unit writes, and come back when it is undone."""

from __future__ import annotations

from typing import Any

from changewright.core.money import Decimal
from changewright.core.records import Record
from changewright.core.records_contracts import Budget, Contract, MainContract, ScheduleOfValue
from changewright.core.records_sums import ProjectTotal
from changewright.work.unit import Unit

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
