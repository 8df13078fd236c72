"""Change orders in the database: made, edited, deleted, moved, by whom, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.contract_states import STATES
from changewright.core.errors import (
    Conflict,
    Forbidden,
    InUse,
    Invalid,
    Locked,
    MoveNotAllowed,
    Taken,
)
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, ChangeOrderType, Face, Membership
from changewright.work import change_orders, moves
from changewright.work.unit import Unit
from changewright.work.verify import verify

from .site import Site

# -- create and number ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "budget", "cost"),
    [
        ("pco", "draft", "draft"),
        ("rfq", None, "draft"),
        ("rco", "draft", None),
        ("scr", None, "draft"),
        ("oco", "draft", None),
        ("sco", None, "draft"),
    ],
)
async def test_a_new_document_is_in_draft_on_its_tracks_and_worth_nothing(
    site: Site, kind: str, budget: str | None, cost: str | None
) -> None:
    made = await site.draw(kind)
    assert (made.budget_state, made.cost_state, made.scope) == (budget, cost, "out")
    assert (made.number, made.number_value, made.version) == ("0001", 1, 1)
    assert (made.owner_id, made.created_by) == (1, 1)
    assert await site.amounts(made) == ". . . . ."
    (definition,) = await site.where(ChangeOrderType, kind=kind)
    assert made.type == definition.name


async def test_kinds_are_numbered_apart_and_without_gaps(site: Site) -> None:
    numbers = [(await site.draw(kind)).number for kind in ("pco", "rco", "pco", "rco", "pco")]
    assert numbers == ["0001", "0001", "0002", "0002", "0003"]
    async with site.refuses(Invalid):
        await site.draw("pco", scope="everything")
    assert (await site.draw("pco")).number == "0004", "a refusal takes no number"
    await site.delete(await site.draw("pco"))
    assert (await site.draw("pco")).number == "0006", "only a deletion leaves a gap"


async def test_a_number_that_is_typed_is_kept_apart_and_stepped_over(site: Site) -> None:
    typed = await site.draw("sco", number="0002")
    assert (typed.number, typed.number_free, typed.number_value) == ("0002", True, None)
    assert [(await site.draw("sco")).number for _ in range(2)] == ["0001", "0003"]
    async with site.refuses(Taken, "supplier change order 0003") as refusal:
        await site.draw("sco", number="0003")
    assert refusal.value.problems[0].field == "number"
    async with site.refuses(Taken):
        await site.edit(typed, number="0001")
    assert (await site.edit(typed, number="T-1")).number == "T-1"
    assert (await site.draw("pco", number="T-1")).number == "T-1", "each kind has its own"


async def test_null_for_the_scope_is_the_usual_scope(site: Site) -> None:
    made = await site.draw("pco", scope=None)
    assert made.scope == "out"
    assert (await site.edit(await site.edit(made, scope="in"), scope=None)).scope == "out"
    async with site.refuses(Invalid):
        await site.edit(made, scope="")


@pytest.mark.parametrize("role", ["approver", "viewer", "owner", "supplier"])
async def test_who_may_not_write_makes_edits_and_deletes_nothing(site: Site, role: str) -> None:
    made = await site.draw("pco")
    item = await site.price(made)
    async with site.refuses(Forbidden):
        await site.draw("pco", role=role)
    async with site.refuses(Forbidden):
        await site.edit(made, name="Mine", role=role)
    async with site.refuses(Forbidden):
        await site.delete(made, role=role)
    async with site.refuses(Forbidden):
        await site.price(role=role)
    async with site.refuses(Forbidden):
        await site.edit(item, estimated="1", role=role)
    async with site.refuses(Forbidden):
        await site.delete(item, role=role)
    async with site.refuses(Forbidden):
        await site.detach(made, item, role=role)
    other = await site.price()
    async with site.refuses(Forbidden):
        await site.attach(made, other, role=role)
    await site.act(made, "open")
    async with site.refuses(Forbidden):
        await site.generate("rco", made, role=role)


# -- edit -----------------------------------------------------------------------------------------


async def test_an_edit_of_nothing_leaves_no_trace(site: Site) -> None:
    made = await site.draw("pco", description="Openings in the slab")
    before = await site.revision()
    same = await site.edit(made, description="Openings in the slab", name="A pco")
    assert (same.version, await site.revision()) == (1, before)
    changed = await site.edit(made, description="")
    assert (changed.version, changed.description) == (2, "")


async def test_an_approved_order_freezes_its_fields_but_not_its_bookkeeping(site: Site) -> None:
    contract = await site.contract("C-1")
    order = await site.draw("sco", contract_id=contract.id)
    await site.price(order, estimated="10", contract_id=contract.id)
    order = await site.act(order, "open", "send")
    async with site.refuses(Locked) as refusal:
        await site.edit(order, name="Other", schedule_change=5, external_id="E-1")
    assert {problem.field for problem in refusal.value.problems} == {"name", "schedule_change"}
    kept = await site.edit(order, external_id="E-1", integration_state="integrated")
    assert (kept.external_id, kept.integration_state) == ("E-1", "integrated")
    assert kept.integration_state_changed_by == 1
    assert kept.integration_state_changed_at == kept.updated_at
    async with site.refuses(Locked):
        await site.delete(order)


async def test_a_change_approved_on_one_track_keeps_the_other_tracks_contract_free(
    site: Site,
) -> None:
    contract = await site.contract("C-1")
    pco = await site.act(await site.draw("pco"), "open")
    await site.price(pco, estimated="10")
    (oco,) = await site.generate("oco", pco)
    await site.act(oco, "submit", "approve")
    assert await site.states(pco) == "approved/open"
    async with site.refuses(Locked) as refusal:
        await site.edit(pco, name="Other", contract_id=contract.id)
    assert [problem.field for problem in refusal.value.problems] == ["name"]
    assert (await site.edit(pco, contract_id=contract.id)).contract_id == contract.id


async def test_a_record_locked_by_the_integrated_system_waits_for_it(site: Site) -> None:
    pco = await site.edit(await site.draw("pco"), integration_state="locked")
    async with site.refuses(Locked):
        await site.edit(pco, name="Other")
    async with site.refuses(Locked):
        await site.edit(pco, name="Other", integration_state=None)
    async with site.refuses(Locked):
        await site.delete(pco)
    async with site.refuses(Locked):
        await site.price(pco)
    await site.edit(pco, external_message="posted", last_sync_time=None)
    freed = await site.edit(pco, integration_state=None)
    assert (await site.edit(freed, name="Other")).name == "Other"


async def test_a_rate_set_on_an_order_is_written_to_its_items(site: Site) -> None:
    contract = await site.contract("C-1")
    order = await site.draw("sco", contract_id=contract.id)
    item = await site.price(order, proposed="10")
    rfq = await site.draw("rfq", contract_id=contract.id)
    await site.attach(rfq, item)
    await site.edit(order, exchange_rate=Decimal("1.10000000"))
    await site.edit(rfq, exchange_rate=Decimal("1.20000000"))
    found = await site.now(item)
    assert found.committed_exchange_rate == Decimal("1.1")
    assert found.proposed_exchange_rate == Decimal("1.2")
    await site.act(order, "open", "send")
    async with site.refuses(Locked):
        await site.edit(rfq, exchange_rate=Decimal("1.30000000"))


async def test_a_rate_set_on_a_question_leaves_what_another_supplier_was_chosen_for(
    site: Site,
) -> None:
    asked, chosen = await site.contract("C-1"), await site.contract("C-2")
    rate: dict[str, Any] = {"proposed_exchange_rate": Decimal("1.5")}
    pco, rfq = await site.draw("pco"), await site.draw("rfq", contract_id=asked.id)
    theirs = await site.price(pco, proposed="100", contract_id=chosen.id, **rate)
    own = await site.price(pco, proposed="10", contract_id=asked.id)
    free = await site.price(pco, proposed="1")
    await site.attach(rfq, theirs, own, free)
    await site.edit(rfq, exchange_rate=Decimal("1.2"))
    rates = [(await site.now(item)).proposed_exchange_rate for item in (theirs, own, free)]
    assert rates == [Decimal("1.5"), Decimal("1.2"), Decimal("1.2")]
    assert (await site.now(pco)).proposed == Decimal("163.2")
    assert await verify(site.ledger.database, site.container_id) == []


async def test_an_order_takes_its_items_to_its_contract_or_is_refused(site: Site) -> None:
    first, second = await site.contract("C-1"), await site.contract("C-2")
    pco = await site.act(await site.draw("pco"), "open")
    item = await site.price(pco)
    order = await site.draw("sco")
    await site.attach(order, item)
    await site.edit(order, contract_id=first.id)
    assert (await site.now(item)).contract_id == first.id
    assert ("cost", first.id, "001") in await site.faces(pco)
    async with site.refuses(Conflict, "another contract") as caught:
        await site.edit(order, contract_id=second.id)
    assert [problem.field for problem in caught.value.problems] == ["contract_id"]


async def test_the_event_that_joins_faces_is_told_what_the_change_is_called(site: Site) -> None:
    first, second = await site.contract("C-1"), await site.contract("C-2")
    pco = await site.draw("pco", name="Slab", reason="Design")
    await site.price(pco, contract_id=first.id)
    await site.price(pco, contract_id=second.id)
    pco = await site.now(pco)
    assert [(side, number) for side, _, number in await site.faces(pco)] == [
        ("budget", "001"),
        ("cost", "001"),
        ("cost", "001"),
    ]
    (event,) = await site.where(ChangeOrder, kind="event")
    assert (pco.event_id, event.name, event.reason) == (event.id, "Slab", "Design")
    await site.edit(pco, name="Slab openings", scope="contingency")
    event = await site.now(event)
    assert (event.name, event.scope) == ("Slab openings", "contingency")
    await site.edit(event, name="Level 3")
    await site.edit(pco, name="Slab openings, level 3")
    assert (await site.now(event)).name == "Level 3", "a name of its own stays"


# -- delete ---------------------------------------------------------------------------------------


async def test_the_event_that_joins_faces_goes_with_the_last_change_on_it(site: Site) -> None:
    first, second = await site.contract("C-1"), await site.contract("C-2")
    pcos = [await site.draw("pco"), await site.draw("pco")]
    for pco in pcos:
        await site.price(pco, contract_id=first.id)
        await site.price(pco, contract_id=second.id)
    event, emptied = [(await site.now(pco)).event_id for pco in pcos]
    await site.edit(pcos[1], event_id=event)
    for pco, left in ((pcos[0], [event, emptied]), (pcos[1], [emptied])):
        await site.delete(pco)
        assert [one.id for one in await site.where(ChangeOrder, kind="event")] == left
    by_hand = await site.draw("event")
    pco = await site.draw("pco", event_id=by_hand.id)
    await site.delete(pco)
    assert (await site.now(by_hand)).deleted_at is None


async def test_deleting_a_draft_frees_its_items_and_keeps_the_rows(site: Site) -> None:
    pco = await site.draw("pco")
    item = await site.price(pco, estimated="10")
    await site.delete(pco)
    gone = await site.now(pco)
    assert gone.deleted_at == gone.updated_at
    assert await site.where(Membership, cost_item_id=item.id) == []
    assert await site.where(Face, change_order_id=pco.id) == []
    assert (await site.now(item)).deleted_at is None
    other = await site.draw("pco")
    await site.attach(other, item)
    assert await site.amounts(other) == "10.0000 . . . ."


@pytest.mark.parametrize("actions", [("open", "submit"), ("open", "submit", "accept")])
async def test_what_was_submitted_is_not_deleted(site: Site, actions: tuple[str, ...]) -> None:
    pco = await site.act(await site.draw("pco"), *actions)
    async with site.refuses(Locked):
        await site.delete(pco)
    rejected = await site.act(pco, "reject")
    await site.delete(rejected)


async def test_what_was_built_upon_is_not_deleted_before_what_was_built(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    await site.price(pco)
    (rfq,) = await site.generate("rfq", pco)
    async with site.refuses(InUse, "RFQ 0001"):
        await site.delete(pco)
    await site.delete(rfq)
    await site.delete(pco)


async def test_a_project_may_ask_to_unlink_before_deleting(site: Site) -> None:
    contract = await site.contract("C-1")
    pco = await site.draw("pco", contract_id=contract.id)
    item = await site.price(pco, contract_id=contract.id)
    order = await site.draw("sco", contract_id=contract.id)
    await site.attach(order, item)
    await site.settings(unlink_first=True)
    async with site.refuses(InUse, "SCO 0001"):
        await site.delete(pco)
    await site.detach(order, item)
    await site.delete(pco)
    other = await site.draw("pco", contract_id=contract.id)
    await site.attach(other, item)
    await site.attach(order, item)
    await site.delete(order)
    assert await site.items_on(other) == [item.id]


# -- moves ----------------------------------------------------------------------------------------


async def test_actions_are_those_of_the_role_and_the_moment(site: Site) -> None:
    pco = await site.draw("pco")
    assert await site.offered(pco) == ["open", "budgetOpen", "costOpen", "void"]
    assert await site.offered(pco, "estimator") == ["open", "budgetOpen", "costOpen"]
    assert await site.offered(pco, "approver") == ["void"]
    for role in ("viewer", "owner", "supplier"):
        assert await site.offered(pco, role) == []
    await site.act(pco, "open")
    await site.price(pco)
    (rco,) = await site.generate("rco", pco)
    assert await site.offered(pco) == ["submit", "requestPricing"], "not void: there is an RCO"
    await site.act(rco, "open", "submit")
    assert await site.offered(rco, "owner") == ["accept", "revise", "reject"]
    accepted = await site.act(rco, "accept", role="owner")
    assert (accepted.budget_state, accepted.changed_by) == ("accepted", 1)
    assert await site.offered(rco) == ["acceptedToSubmit", "reject"]


async def test_a_move_that_is_not_possible_or_not_his_changes_nothing(site: Site) -> None:
    pco = await site.draw("pco")
    async with site.refuses(MoveNotAllowed, "possible: open, budgetOpen"):
        await site.act(pco, "submit")
    async with site.refuses(MoveNotAllowed):
        await site.act(pco, "")
    async with site.refuses(Forbidden, "viewer"):
        await site.act(pco, "open", role="viewer")
    async with site.refuses(Forbidden):
        await site.act(pco, "open", role="owner")
    event = await site.draw("event")
    async with site.refuses(MoveNotAllowed, "possible: nothing"):
        await site.act(event, "open")


async def test_a_record_read_before_another_units_move_is_judged_as_it_is_now(
    site: Site,
) -> None:
    pco = await site.draw("pco")

    async def twice(unit: Unit) -> None:
        seen = await unit.read.get(ChangeOrder, pco.id)
        assert seen is not None
        await moves.act(unit, seen, "open")
        await moves.act(unit, seen, "submit")
        await change_orders.edit(unit, seen, {"note": "sent"})

    await site.run(twice)
    found = await site.now(pco)
    assert (found.budget_state, found.note, found.version) == ("submitted", "sent", 2)


async def test_items_and_earlier_documents_are_written_with_the_move(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    item = await site.price(pco, submitted="250")
    (rco,) = await site.generate("rco", pco)
    await site.act(rco, "open", "submit", "accept")
    (oco,) = await site.generate("oco", rco)
    assert await site.states(rco, oco) == "accepted draft"
    done = await site.act(oco, "submit", "approve", "execute")
    assert await site.states(pco, rco, oco, item) == (
        "executed/open executed executed executed/open"
    )
    assert await site.amounts(pco) == ". . 250.0000 250.0000 ."
    found = await site.now(pco)
    assert found.updated_at == done.updated_at, "who polls by time sees what followed"
    assert (done.executed_flag, done.executed_at) == (True, done.updated_at)


async def test_moves_of_an_order_leave_a_history(site: Site) -> None:
    order = await site.act(await site.draw("oco"), "open", "submit", "approve")
    async with site.ledger.reader(site.container_id) as read:
        entries = await read.journal.of_record(order)
    assert sorted((entry.revision, entry.action) for entry in entries) == [
        (entries[0].revision + place, action)
        for place, action in enumerate(("created", "open", "submit", "approve"))
    ]


# -- the order of approvals -----------------------------------------------------------------------


async def test_approvals_are_taken_back_in_reverse_order(site: Site) -> None:
    contract = await site.contract("C-1")
    orders = [await site.draw("sco", contract_id=contract.id) for _ in range(3)]
    for order in (orders[1], orders[0], orders[2]):
        await site.act(order, "open", "send")
    sequences = [(await site.now(order)).approval_sequence for order in orders]
    assert sequences == [2, 1, 3]
    assert await site.offered(orders[0]) == ["execute"]
    async with site.refuses(MoveNotAllowed, "later order"):
        await site.act(orders[0], "sentToOpen")
    async with site.refuses(MoveNotAllowed, "later order"):
        await site.set(orders[1], cost="draft")
    back = await site.act(orders[2], "sentToOpen")
    assert (back.approval_sequence, back.approved_at) == (None, None)
    await site.act(orders[0], "sentToOpen")
    again = await site.act(orders[2], "send")
    assert again.approval_sequence == 4, "a sequence once dropped is not given again"


async def test_the_default_main_contract_is_one_contract_named_or_not(site: Site) -> None:
    default = (await site.ledger.settings_of(site.container_id)).default_main_contract_id
    assert default is not None
    unnamed, named = await site.draw("oco"), await site.draw("oco", main_contract_id=default)
    other = await site.draw("oco", main_contract_id=(await site.main_contract("M-2")).id)
    for order in (unnamed, named, other):
        await site.act(order, "submit", "approve")
    sequences = [(await site.now(one)).approval_sequence for one in (unnamed, named, other)]
    assert sequences == [1, 2, 1]
    async with site.refuses(MoveNotAllowed):
        await site.act(unnamed, "approvedToSubmit")
    await site.act(other, "approvedToSubmit")
    await site.act(named, "approvedToSubmit")
    await site.act(unnamed, "approvedToSubmit")


async def test_without_the_rule_any_approval_is_taken_back(site: Site) -> None:
    contract = await site.contract("C-1")
    first, second = [await site.draw("sco", contract_id=contract.id) for _ in range(2)]
    for order in (first, second):
        await site.act(order, "open", "send")
    await site.settings(lifo=False)
    await site.act(first, "sentToOpen")
    assert (await site.now(second)).approval_sequence == 2


async def test_an_order_waits_for_its_commitment_where_the_project_says_so(site: Site) -> None:
    contract = await site.contract("C-1", status="draft")
    order = await site.act(await site.draw("sco", contract_id=contract.id), "open")
    await site.settings(commitment_first=True)
    assert await site.offered(order) == ["submit"]
    async with site.refuses(MoveNotAllowed, "contract is not approved"):
        await site.act(order, "send")
    for kind in ("pco", "sco", "scr"):
        async with site.refuses(Conflict, "commitment must be approved"):
            await site.draw(kind, contract_id=contract.id)
    await site.draw("rfq", contract_id=contract.id)
    await site.draw("oco", contract_id=contract.id)
    free = await site.draw("sco")
    async with site.refuses(Conflict):
        await site.edit(free, contract_id=contract.id)
    for name in STATES["cost"]:
        asked = await site.contract(f"C-{name}", status=name)
        if name in ("signed", "executed", "closed"):
            await site.draw("sco", contract_id=asked.id)
        else:
            async with site.refuses(Conflict, "commitment must be approved"):
                await site.draw("sco", contract_id=asked.id)


async def test_an_order_flagged_executed_goes_on_to_executed_and_can_be_set_back(
    site: Site,
) -> None:
    order = await site.edit(await site.draw("oco"), executed_flag=True)
    done = await site.act(order, "submit", "approve")
    assert (done.budget_state, done.approval_sequence) == ("executed", 1)
    back = await site.set(done, budget="approved")
    assert (back.budget_state, back.executed_flag, back.executed_at) == ("approved", False, None)
    assert back.approval_sequence == 1


# -- by target ------------------------------------------------------------------------------------


async def test_states_set_directly_ask_for_the_duty_they_stand_for(site: Site) -> None:
    contract = await site.contract("C-1")
    order = await site.draw("sco", contract_id=contract.id)
    await site.set(order, cost="pending", role="estimator")
    for state in ("approved", "executed", "rejected"):
        async with site.refuses(Forbidden):
            await site.set(order, cost=state, role="estimator")
    await site.set(order, cost="approved", role="approver")
    async with site.refuses(Forbidden):
        await site.set(order, cost="draft", role="estimator")
    before = await site.revision()
    await site.set(order, cost="approved", role="viewer")
    assert await site.revision() == before, "echoing the state is no move"


async def test_only_orders_are_set_to_approved_and_only_to_states_they_have(site: Site) -> None:
    pco = await site.draw("pco")
    await site.price(pco, estimated="10")
    async with site.refuses(MoveNotAllowed, "only through the order"):
        await site.set(pco, budget="approved")
    for states in ({"budget": "proposed"}, {"cost": "submitted"}, {"cost": "contracted"}):
        async with site.refuses(MoveNotAllowed):
            await site.set(pco, **states)
    rfq = await site.draw("rfq")
    async with site.refuses(MoveNotAllowed):
        await site.set(rfq, budget="open")
    assert await site.amounts(pco) == "10.0000 . . . ."
