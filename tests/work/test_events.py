"""Change events and quotes as work on the ledger: one item from the estimate to the order."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import Conflict, Forbidden, InUse, Taken
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_contracts import Contract
from changewright.core.records_events import EventLine, Quote
from changewright.work import change_orders, events, questions, quotes
from changewright.work.unit import Unit
from changewright.work.verify import verify

from .site import again
from .tiers import MakeTiers, Tiers


async def make(site: Tiers, *amounts: str, role: str = "admin", **fields: Any) -> ChangeOrder:
    """An event with lines of these estimates."""
    lines = [{"estimated": Decimal(amount)} for amount in amounts]

    async def decide(unit: Unit) -> ChangeOrder:
        return await events.create(unit, {"name": "An event"} | fields, lines)

    return await site.run(decide, role)


async def ask(site: Tiers, contract: Contract, event: ChangeOrder | None = None) -> ChangeOrder:
    async def decide(unit: Unit) -> ChangeOrder:
        fields = {"name": "A question", "event_id": None if event is None else event.id}
        return await questions.create(unit, await again(unit, contract), fields, "pricing")

    return await site.run(decide)


async def quote(site: Tiers, rfq: ChangeOrder, amount: str) -> Quote:
    async def decide(unit: Unit) -> Quote:
        return await quotes.create(unit, await again(unit, rfq), {"amount": Decimal(amount)})

    return await site.run(decide)


async def items_of(site: Tiers, event: ChangeOrder) -> list[CostItem]:
    async with site.ledger.reader(site.container_id) as read:
        return await events.items_of(read, event)


async def test_a_line_counts_on_no_side_until_an_order_takes_it(make_tiers: MakeTiers) -> None:
    site = await make_tiers()
    event = await make(site, "100")
    (item,) = await items_of(site, event)
    assert (item.active_budget, item.active_cost) == (False, False)
    assert item.estimated == Decimal(100)
    assert (await site.now(event)).estimated == Decimal(100)
    await site.check()


async def test_a_line_that_a_change_gives_up_stays_with_the_event(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_cost=2)
    event = await make(site, "100")
    (item,) = await items_of(site, event)
    contract = await site.contract("SC-1", status="signed")
    face = await site.potential(contract, event_id=event.id)
    change = await site.pco(face)
    await site.edit(item, scope="in", contract_id=contract.id)
    await site.attach(change, await site.now(item))
    await site.drop(face)
    left = await site.now(item)
    assert left.deleted_at is None and not left.active_cost
    assert [one.id for one in await items_of(site, event)] == [item.id]
    await site.check()


async def test_a_made_event_stays_when_its_last_change_goes(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_cost=2)
    event = await make(site)
    contract = await site.contract("SC-1", status="signed")
    face = await site.potential(contract, event_id=event.id)
    with pytest.raises(InUse):
        await site.run(lambda unit: _delete(unit, event))
    await site.drop(face)
    assert (await site.now(event)).deleted_at is None
    await site.run(lambda unit: _delete(unit, event))
    assert (await site.now(event)).deleted_at is not None


async def test_what_is_deleted_with_an_event_comes_back_with_it(make_tiers: MakeTiers) -> None:
    site = await make_tiers()
    event = await make(site, "1", "2", origin_id="O")
    await site.run(lambda unit: _delete(unit, event))
    for noun in (CostItem, EventLine, Membership):
        assert await site.where(noun) == []
    await make(site, number="001")
    back = await site.run(lambda unit: _restore(unit, event))
    assert (back.number, back.estimated) == ("002", Decimal(3))
    assert len(await items_of(site, event)) == 2 and len(await site.where(EventLine)) == 2
    with pytest.raises(Taken):
        await make(site, origin_id="O")
    await site.check()
    assert await verify(site.ledger.database, site.container_id) == []


async def _delete(unit: Unit, event: ChangeOrder) -> None:
    await events.delete(unit, await again(unit, event))


async def _restore(unit: Unit, event: ChangeOrder) -> ChangeOrder:
    found = await events.find(unit.read, event.id, deleted=True)
    assert found is not None
    return await events.restore(unit, found)


@pytest.mark.parametrize("role", ["viewer", "approver", "owner", "supplier"])
async def test_who_may_not_write_makes_no_event(make_tiers: MakeTiers, role: str) -> None:
    site = await make_tiers()
    with pytest.raises(Forbidden):
        await make(site, role=role)
    assert await site.where(ChangeOrder) == []


async def test_the_accepted_quote_is_the_items_proposed_cost_and_contract(
    make_tiers: MakeTiers,
) -> None:
    site = await make_tiers()
    event = await make(site, "100")
    (item,) = await items_of(site, event)
    first, second = [await site.contract(code, status="signed") for code in ("SC-1", "SC-2")]
    asked, other = await ask(site, first, event), await ask(site, second, event)
    await quote(site, asked, "90")
    await quote(site, other, "80")
    assert (await site.now(item)).proposed is None
    await site.set(other, cost="accepted")
    now = await site.now(item)
    assert (now.proposed, now.contract_id) == (Decimal(80), second.id)
    # The other supplier is preferred after all.
    await site.set(asked, cost="accepted")
    now = await site.now(item)
    assert (now.proposed, now.contract_id) == (Decimal(90), first.id)
    assert [row.proposed for row in await site.where(ChangeOrder) if row.kind == "rfq"] == [
        Decimal(90),
        Decimal(90),
    ]
    await site.check()
    assert await verify(site.ledger.database, site.container_id) == []


async def test_a_quote_does_not_take_the_place_of_detail(make_tiers: MakeTiers) -> None:
    site = await make_tiers()
    rfq = await ask(site, await site.contract("SC-1", status="signed"))
    (item,) = await site.where(CostItem)
    await site.detail(item, type="proposed", value="12")
    await quote(site, rfq, "10")
    with pytest.raises(Conflict, match="the sum of its detail"):
        await site.set(rfq, cost="accepted")
    await quote(site, rfq, "12")
    await site.set(rfq, cost="accepted")
    assert (await site.now(item)).proposed == Decimal(12)
    assert await verify(site.ledger.database, site.container_id) == []


async def test_a_step_back_leaves_no_quote_accepted(make_tiers: MakeTiers) -> None:
    site = await make_tiers()
    rfq = await ask(site, await site.contract("SC-1", status="signed"))
    await quote(site, rfq, "10")
    await quote(site, rfq, "12")
    await site.set(rfq, cost="accepted")
    assert [one.accepted_at is not None for one in await site.where(Quote)] == [False, True]
    await site.set(rfq, cost="revising")
    assert [one.accepted_at for one in await site.where(Quote)] == [None, None]
    await quote(site, rfq, "11")
    await site.set(rfq, cost="answered")
    assert [one.accepted_at is not None for one in await site.where(Quote)] == [False, False, True]
    (item,) = await site.where(CostItem)
    assert item.proposed == Decimal(11)


async def test_an_item_in_another_suppliers_order_is_not_given_away(
    make_tiers: MakeTiers,
) -> None:
    site = await make_tiers(tiers_cost=2)
    event = await make(site, "100")
    (item,) = await items_of(site, event)
    first, second = [await site.contract(code, status="signed") for code in ("SC-1", "SC-2")]
    rfq = await ask(site, second, event)
    await quote(site, rfq, "80")
    change = await site.pco(await site.potential(first))
    await site.edit(item, scope="in", contract_id=first.id)
    await site.attach(change, await site.now(item))
    with pytest.raises(Conflict):
        await site.set(rfq, cost="accepted")
    now = await site.now(item)
    assert (now.proposed, now.contract_id) == (None, first.id)
    assert (await site.now(rfq)).cost_state == "pricing"


async def test_an_rfq_of_the_other_door_keeps_its_amounts_without_a_quote(
    make_tiers: MakeTiers,
) -> None:
    site = await make_tiers()
    rfq = await site.draw("rfq")
    await site.price(rfq, proposed="7")
    await site.act(rfq, "open", "submit", "submit", "accept")
    assert (await site.now(rfq)).proposed == Decimal(7)
    assert await site.where(Quote) == []


async def test_quotes_go_with_their_rfq_whoever_deletes_it(make_tiers: MakeTiers) -> None:
    site = await make_tiers()
    rfq = await ask(site, await site.contract("SC-1", status="signed"))
    await quote(site, rfq, "10")

    async def decide(unit: Unit) -> None:
        await change_orders.delete(unit, await again(unit, rfq))

    await site.run(decide)
    assert await site.where(Quote) == []
