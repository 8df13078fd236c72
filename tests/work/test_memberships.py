"""Cost items on documents in the database: attaching, detaching, the next stage, faces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from changewright.core.errors import Conflict, Forbidden, Invalid, Locked, Refusal, Taken
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.work import change_orders, cost_items, memberships, moves
from changewright.work.unit import Unit

from .site import Site, again

# -- attach and detach ----------------------------------------------------------------------------


async def test_an_item_on_five_documents_counts_once_and_shows_on_all(site: Site) -> None:
    contract = await site.contract("C-1")
    item = await site.price(estimated="1000")
    for kind in ("pco", "rfq", "rco", "oco", "sco"):
        document = await site.draw(kind, contract_id=contract.id, scope="in")
        await site.attach(document, item)
        assert await site.amounts(document) == "1000.0000 . . . ."
        assert (await site.now(document)).version == 2, "who polls must see that it has items now"
    held = await site.where(Membership, cost_item_id=item.id)
    assert [one.kind for one in held] == ["pco", "rfq", "rco", "oco", "sco"]
    assert (await site.now(item)).contract_id == contract.id, "taken from the supplier order"


async def test_attaching_again_changes_nothing(site: Site) -> None:
    pco = await site.draw("pco")
    item = await site.price(pco)
    before = await site.revision()
    await site.attach(pco, item, item)
    assert await site.revision() == before
    assert await site.items_on(pco) == [item.id]


async def test_items_keep_the_order_in_which_they_were_attached(site: Site) -> None:
    pco, other = await site.draw("pco"), await site.draw("pco")
    items = [await site.price() for _ in range(4)]
    await site.attach(pco, items[2], items[0])
    await site.attach(pco, items[3], items[1])
    assert await site.items_on(pco) == [items[n].id for n in (2, 0, 3, 1)]
    await site.detach(pco, items[0])
    await site.attach(pco, items[0])
    assert await site.items_on(pco) == [items[n].id for n in (2, 3, 1, 0)]
    assert await site.items_on(other) == []


async def test_a_batch_of_pairs_is_all_or_nothing(site: Site) -> None:
    first, second = await site.draw("rco"), await site.draw("rco")
    one, two = await site.price(), await site.price()

    async def decide(unit: Unit) -> None:
        pairs = [(first, one), (second, two), (second, one)]
        await memberships.attach_items(unit, pairs)

    async with site.refuses(Taken, "already on RCO 0001"):
        await site.run(decide)
    assert await site.where(Membership) == []


@pytest.mark.parametrize("kind", ["pco", "rco", "scr", "oco", "sco"])
async def test_an_item_is_on_one_live_document_of_a_kind(site: Site, kind: str) -> None:
    first, second = await site.draw(kind), await site.draw(kind)
    item = await site.price(first)
    async with site.refuses(Taken, f"already on {kind.upper()} 0001"):
        await site.attach(second, item)
    await site.detach(first, item)
    await site.attach(second, item)


async def test_an_item_may_be_asked_about_many_times(site: Site) -> None:
    item = await site.price()
    for _ in range(3):
        await site.attach(await site.draw("rfq"), item)
    assert len(await site.where(Membership, cost_item_id=item.id)) == 3


async def test_a_change_to_the_owner_and_one_to_a_supplier_share_an_item(site: Site) -> None:
    prime, commitment = (
        await site.draw("pco", scope="budgetOnly"),
        await site.draw("pco", scope="in"),
    )
    item = await site.price(prime)
    await site.attach(commitment, item)
    async with site.refuses(Taken) as refusal:
        await site.edit(commitment, scope="out")
    assert refusal.value.problems[0].field == "scope"
    both = await site.draw("pco")
    async with site.refuses(Taken):
        await site.attach(both, item)


async def test_a_rejected_document_gives_its_items_free_and_keeps_them(site: Site) -> None:
    rco = await site.draw("rco")
    item = await site.price(rco, submitted="10")
    await site.act(rco, "open", "submit", "reject")
    second = await site.draw("rco")
    await site.attach(second, item)
    assert await site.items_on(rco) == await site.items_on(second) == [item.id]
    assert await site.states(rco, second, item) == "rejected draft draft/draft"
    await site.act(second, "open", "submit")
    assert await site.states(rco, second, item) == "rejected submitted submitted/draft"
    assert "forceResubmit" not in await site.offered(rco)
    async with site.refuses(Locked):
        await site.detach(rco, item)


async def test_a_closed_change_is_left_behind_though_the_mover_never_met_it(site: Site) -> None:
    """Its other item has moved on to another change: what is loaded must reach that far."""
    first = await site.act(await site.draw("pco"), "open")
    a, b = await site.price(first), await site.price(first)
    rfq, rco = await site.draw("rfq"), await site.draw("rco")
    await site.attach(rfq, a, b)
    await site.attach(rco, a, b)
    await site.act(rfq, "open", "reject")
    await site.act(rco, "open", "submit", "reject")
    assert await site.states(first) == "rejected/rejected"
    second = await site.draw("pco")
    await site.attach(second, b)
    third = await site.draw("rco")
    await site.attach(third, a)
    assert await site.states(first, a, b) == "rejected/rejected draft/rejected draft/draft"


@pytest.mark.parametrize(
    ("kind", "actions", "is_locked"),
    [
        ("pco", ("open",), False),
        ("pco", ("open", "submit"), True),
        ("pco", ("open", "requestPricing"), False),
        ("pco", ("open", "requestPricing", "propose"), True),
        ("pco", ("open", "submit", "accept"), True),
        ("pco", ("open", "submit", "revise"), False),
        ("pco", ("void",), True),
        ("rfq", ("open", "submit"), False),
        ("rfq", ("open", "submit", "submit"), True),
        ("rco", ("open", "submit"), True),
        ("oco", ("submit",), True),
        ("oco", ("submit", "approve"), True),
        ("oco", ("submit", "approve", "execute"), True),
        ("sco", ("open",), False),
        ("sco", ("open", "submit"), True),
    ],
)
async def test_submitted_documents_neither_take_nor_give_items(
    site: Site, kind: str, actions: tuple[str, ...], is_locked: bool
) -> None:
    document = await site.draw(kind)
    item, other = await site.price(document), await site.price()
    await site.act(document, *actions)
    if is_locked:
        async with site.refuses(Locked, "no longer takes"):
            await site.attach(document, other)
        async with site.refuses(Locked):
            await site.detach(document, item)
        async with site.refuses(Locked):
            await site.price(document)
    else:
        await site.attach(document, other)
        await site.detach(document, item)


async def test_an_approved_item_joins_documents_of_its_other_track_only(site: Site) -> None:
    contract = await site.contract("C-1")
    order = await site.draw("sco", contract_id=contract.id)
    item = await site.price(order, proposed="80")
    await site.act(order, "open", "send")
    rfq = await site.draw("rfq")
    async with site.refuses(Locked, "approved"):
        await site.attach(rfq, item)
    pco = await site.draw("pco")
    await site.attach(pco, item)
    assert await site.states(pco) == "draft/approved", "to be charged to the owner afterwards"
    await site.act(pco, "budgetOpen")
    (rco,) = await site.generate("rco", pco)
    assert await site.items_on(rco) == [item.id]


async def test_an_item_of_another_contract_stays_off_a_supplier_order(site: Site) -> None:
    first, second = await site.contract("C-1"), await site.contract("C-2")
    order = await site.draw("sco", contract_id=first.id)
    item = await site.price(contract_id=second.id)
    async with site.refuses(Conflict, "another contract"):
        await site.attach(order, item)


async def test_an_item_that_is_not_on_the_document_is_not_taken_off(site: Site) -> None:
    pco, item = await site.draw("pco"), await site.price()
    async with site.refuses(Invalid, "not on PCO") as refusal:
        await site.detach(pco, item)
    assert refusal.value.problems[0].field == "costItemId"


async def test_what_is_refused_of_pairs_that_a_client_sent_names_the_pair(site: Site) -> None:
    contract, other = await site.contract("C-1"), await site.contract("C-2")
    free, pco = await site.draw("pco"), await site.draw("pco")
    order = await site.draw("sco", contract_id=contract.id)
    item = await site.price(pco)
    fine, anothers = await site.price(), await site.price(contract_id=other.id)
    sent = await site.act(await site.draw("rco"), "open", "submit")

    async def refused(move: Callable[..., Any], document: ChangeOrder, wrong: CostItem) -> str:
        async def decide(unit: Unit) -> None:
            pairs = [(await again(unit, free), await again(unit, fine))]
            pairs += [(await again(unit, document), await again(unit, wrong))]
            await memberships.attach_items(unit, pairs[:1])
            await move(unit, pairs, are_sent=True)

        async with site.refuses(Refusal) as refusal:
            await site.run(decide)
        (problem,) = refusal.value.problems
        return problem.field

    assert await refused(memberships.attach_items, free, item) == "1.costItemId"
    assert await refused(memberships.attach_items, order, anothers) == "1.costItemId"
    assert await refused(memberships.attach_items, sent, item) == "1.changeOrderId"
    assert await refused(memberships.detach_items, order, item) == "1.costItemId"


async def test_detaching_gives_the_total_back_and_no_state(site: Site) -> None:
    pco = await site.draw("pco")
    a, b = await site.price(pco, estimated="10"), await site.price(pco, estimated="-4")
    await site.act(pco, "open")
    assert await site.amounts(pco) == "6.0000 . . . ."
    await site.detach(pco, a, b)
    assert await site.amounts(pco) == ". . . . ."
    assert await site.states(pco, a, b) == "open/open open/open open/open"


async def test_a_mirroring_project_takes_items_down_to_the_package(site: Site) -> None:
    await site.settings(status_cascade="mirror")
    contract = await site.contract("C-1")
    pco = await site.draw("pco", contract_id=contract.id)
    item = await site.price(pco, estimated="10", contract_id=contract.id)
    await site.set(pco, cost="pending")
    package = await site.draw("sco", contract_id=contract.id)
    await site.attach(package, item)
    assert await site.states(pco, item, package) == "draft/draft draft/draft draft"
    await site.set(package, cost="approved")
    assert await site.states(pco, package) == "draft/approved approved"
    assert await site.amounts(package) == "10.0000 . . . 10.0000"


# -- the next stage -------------------------------------------------------------------------------


async def test_each_stage_is_made_from_the_one_before(site: Site) -> None:
    pco = await site.draw(
        "pco", name="Slab", description="Openings", schedule_change=3, source_type="RFI"
    )
    item = await site.price(pco, estimated="10")
    await site.act(pco, "open")
    (rco,) = await site.generate("rco", pco)
    assert (rco.source_id, rco.name, rco.description) == (pco.id, "Slab", "Openings")
    assert (rco.schedule_change, rco.source_type, rco.budget_state) == (3, "RFI", "draft")
    assert rco.estimated == item.estimated
    await site.act(rco, "open", "submit", "accept")
    (oco,) = await site.generate("oco", rco)
    assert (oco.source_id, oco.budget_state) == (rco.id, "draft")
    await site.act(oco, "open")
    (sco,) = await site.generate("sco", oco)
    assert (sco.source_id, sco.cost_state) == (oco.id, "draft")
    assert await site.items_on(sco) == [item.id]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        *(("pco", "pco"), ("pco", "event"), ("rfq", "sco"), ("rfq", "rco"), ("rco", "rfq")),
        *(("rco", "rco"), ("oco", "rco"), ("oco", "rfq"), ("sco", "oco"), ("sco", "sco")),
        ("pco", "nothing"),
    ],
)
async def test_other_ways_are_not_open(site: Site, source: str, kind: str) -> None:
    document = await site.draw(source)
    await site.price(document)
    async with site.refuses(Conflict, "is not generated from"):
        await site.generate(kind, document)


async def test_a_draft_yields_nothing_and_a_request_only_once_accepted(site: Site) -> None:
    pco = await site.draw("pco")
    await site.price(pco)
    async with site.refuses(Conflict, "is draft"):
        await site.generate("rfq", pco)
    await site.act(pco, "budgetOpen")
    async with site.refuses(Conflict, "is draft"):
        await site.generate("rfq", pco)
    (rco,) = await site.generate("rco", pco)
    await site.act(rco, "open", "submit")
    async with site.refuses(Conflict, "once it is accepted"):
        await site.generate("oco", rco)
    await site.act(rco, "reject")
    async with site.refuses(Conflict, "is rejected"):
        await site.generate("oco", rco)


async def test_questions_and_supplier_orders_are_one_per_contract(site: Site) -> None:
    steel, glass = await site.contract("C-1"), await site.contract("C-2")
    pco = await site.act(await site.draw("pco"), "open")
    beam = await site.price(pco, contract_id=steel.id)
    pane = await site.price(pco, contract_id=glass.id)
    plate = await site.price(pco, contract_id=steel.id)
    paint = await site.price(pco)
    made = await site.generate("sco", pco)
    assert [(one.contract_id, await site.items_on(one)) for one in made] == [
        (steel.id, [beam.id, plate.id]),
        (glass.id, [pane.id]),
        (None, [paint.id]),
    ]
    assert [one.number for one in made] == ["0001", "0002", "0003"]
    async with site.refuses(Conflict, "no cost item"):
        await site.generate("sco", pco)
    assert len(await site.generate("rfq", pco)) == 3
    assert len(await site.generate("rfq", pco)) == 3, "a question may be asked again"


async def test_only_items_of_the_side_go_along_and_only_free_ones(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    both = await site.price(pco)
    own_risk = await site.price(pco, scope="in")
    (rco,) = await site.generate("rco", pco)
    assert await site.items_on(rco) == [both.id]
    late = await site.price(pco)
    (second,) = await site.generate("rco", pco)
    assert await site.items_on(second) == [late.id]
    (sco,) = await site.generate("sco", pco)
    assert await site.items_on(sco) == [both.id, own_risk.id, late.id]


async def test_many_changes_become_one_request_with_the_days_of_all(site: Site) -> None:
    sources = []
    for days in (3, None, -1):
        pco = await site.act(await site.draw("pco", schedule_change=days), "open")
        await site.price(pco, submitted="100")
        sources.append(pco)
    (rco,) = await site.generate("rco", *sources)
    assert (rco.schedule_change, rco.source_id) == (2, sources[0].id)
    assert await site.amounts(rco) == ". . 300.0000 . ."


async def test_a_supplier_order_made_late_leaves_out_what_is_approved(site: Site) -> None:
    contract = await site.contract("C-1")
    pco = await site.act(await site.draw("pco"), "open")
    first = await site.price(pco, contract_id=contract.id)
    late = await site.price(pco, contract_id=contract.id)
    order = await site.draw("sco", contract_id=contract.id)
    await site.attach(order, first)
    await site.act(order, "open", "send")
    (rfq,) = await site.generate("rfq", pco)
    assert await site.items_on(rfq) == [late.id]
    assert await site.states(first) == "open/approved"


async def test_nothing_is_made_where_one_source_is_not_ready(site: Site) -> None:
    ready, draft = await site.act(await site.draw("pco"), "open"), await site.draw("pco")
    await site.price(ready)
    await site.price(draft)
    async with site.refuses(Conflict):
        await site.generate("rco", ready, draft)
    assert await site.where(ChangeOrder, kind="rco") == []
    empty = await site.act(await site.draw("pco"), "open")
    async with site.refuses(Conflict, "no cost item"):
        await site.generate("rco", empty)


async def test_an_approver_makes_no_documents(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    await site.price(pco)
    async with site.refuses(Forbidden):
        await site.generate("rco", pco, role="approver")
    assert len(await site.generate("rco", pco, role="estimator")) == 1


# -- faces ----------------------------------------------------------------------------------------


async def test_a_change_has_a_face_for_its_main_contract_and_one_per_contract(site: Site) -> None:
    default = (await site.ledger.settings_of(site.container_id)).default_main_contract_id
    assert default is not None
    steel, glass = await site.contract("C-1"), await site.contract("C-2")
    pco = await site.draw("pco")
    assert await site.faces(pco) == [("budget", default, "001")]
    item = await site.price(pco, contract_id=steel.id)
    await site.price(pco, contract_id=steel.id)
    await site.price(pco, contract_id=glass.id, scope="budgetOnly")
    assert await site.faces(pco) == [("budget", default, "001"), ("cost", steel.id, "001")]
    await site.edit(item, contract_id=glass.id)
    assert await site.faces(pco) == [
        ("budget", default, "001"),
        ("cost", steel.id, "001"),
        ("cost", glass.id, "001"),
    ]
    second = await site.draw("pco", contract_id=steel.id)
    assert await site.faces(second) == [("budget", default, "002"), ("cost", steel.id, "002")]


async def test_a_face_has_ids_reserved_for_the_layers_that_are_hidden(site: Site) -> None:
    await site.settings(tiers_cost=1, tiers_budget=2)
    contract = await site.contract("C-1")
    pco = await site.draw("pco", contract_id=contract.id)
    faces = {face.side: face for face in await site.where(Face, change_order_id=pco.id)}
    assert faces["cost"].request_id is not None
    assert faces["cost"].package_id is not None
    assert faces["budget"].request_id is not None
    assert faces["budget"].package_id is None
    ids = {pco.id, *(face.id for face in faces.values()), faces["cost"].package_id}
    assert len({*ids, faces["cost"].request_id, faces["budget"].request_id}) == 6


# -- an item's own contract and sides -------------------------------------------------------------


async def test_detaching_in_a_batch_touches_each_document_once(site: Site) -> None:
    first, second = await site.draw("pco"), await site.draw("rco")
    items = [await site.price() for _ in range(3)]
    await site.attach(first, *items)
    await site.attach(second, *items)

    async def decide(unit: Unit) -> None:
        pairs = [(first, items[0]), (second, items[1]), (first, items[2])]
        found = [(await again(unit, one), await again(unit, item)) for one, item in pairs]
        await memberships.detach_items(unit, found)

    await site.run(decide)
    assert await site.items_on(first) == [items[1].id]
    assert await site.items_on(second) == [items[0].id, items[2].id]
    for document in (first, second):
        async with site.ledger.reader(site.container_id) as read:
            entries = await read.journal.of_record(document)
        assert max(entries, key=lambda entry: entry.revision).action == "detached"


async def test_an_attached_item_is_the_newest_one(site: Site) -> None:
    """Two things in one unit: what the second decides on is what the first left."""

    async def decide(unit: Unit) -> tuple[ChangeOrder, CostItem]:
        pco = await change_orders.create(unit, "pco", {"name": "A"})
        item = await cost_items.create(unit, {"name": "B"})
        await memberships.attach_items(unit, [(pco, item)])
        await moves.act(unit, pco, "open")
        late = await cost_items.create(unit, {"name": "C"}, pco)
        return unit.newest(pco), unit.newest(late)

    pco, late = await site.run(decide)
    assert await site.states(pco, late) == "open/open open/open"
