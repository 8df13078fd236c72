"""What the ledger's own moves record for the clocks of a contract."""

from __future__ import annotations

import pytest

from changewright.core.errors import Conflict
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_clocks import ClockEvent, ClockTerms
from changewright.core.records_contracts import MainContract
from changewright.work import clock_events, moves
from changewright.work.clock_terms import today_of
from changewright.work.unit import Unit

from .site import Site, again


@pytest.fixture
async def owners(site: Site) -> MainContract:
    """The contract with the owner, with clocks."""
    contract = await site.main_contract("MC-1")

    async def decide(unit: Unit) -> None:
        unit.change_settings(default_main_contract_id=contract.id)
        unit.new(
            ClockTerms,
            record_kind=MainContract.TABLE,
            record_id=contract.id,
            family="ejcdc-c700",
        )

    await site.run(decide)
    return contract


async def events(site: Site, document: ChangeOrder) -> list[tuple[str, int, bool]]:
    found = await site.where(ClockEvent, record_id=document.id)
    return [(event.type, event.holder_id, event.automatic) for event in found]


async def move_items(site: Site, pco: ChangeOrder, state: str, *items: CostItem) -> None:
    async def decide(unit: Unit) -> ChangeOrder:
        document = await again(unit, pco)
        held = [await again(unit, item) for item in items]
        before = held[0].budget_state
        return await moves.act_on_items(unit, document, "budget", before, state, held)

    await site.run(decide)


async def test_what_items_bring_a_change_to_is_an_event_as_its_own_move_is(
    site: Site, owners: MainContract
) -> None:
    whole = await site.act(await site.draw("pco"), "open")
    await site.price(whole, submitted="10")
    await site.act(whole, "submit")
    submitted = ("quotation_submitted", owners.id, True)
    assert await events(site, whole) == [submitted]
    pco = await site.act(await site.draw("pco"), "open")
    first, second = [await site.price(pco, submitted="10") for _ in range(2)]
    await move_items(site, pco, "submitted", first)
    assert await events(site, pco) == [], "the other line is not submitted yet"
    await move_items(site, pco, "submitted", second)
    assert (await site.now(pco)).budget_state == "submitted"
    assert await events(site, pco) == [submitted]
    (noted,) = await site.where(ClockEvent, record_id=pco.id)

    async def correct(unit: Unit) -> None:
        today = today_of(None, None, unit.now)
        await clock_events.edit_event(unit, noted, {"note": "x", "matter": "y"}, today=today)

    async with site.refuses(Conflict) as refusal:
        await site.run(correct)
    assert [problem.field for problem in refusal.value.problems] == ["matter", "note"]
    await move_items(site, pco, "rejected", first, second)
    assert await events(site, pco) == [submitted, ("quotation_refused", owners.id, True)]
