"""Cost items in the database: made, edited, frozen, deleted, and the detail below them."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import Conflict, Forbidden, InUse, Invalid, Locked
from changewright.core.money import Decimal
from changewright.core.records import CostItem, Line, Membership, Record, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.work import cost_items
from changewright.work.unit import Unit

from .site import Site, again

# -- create ---------------------------------------------------------------------------------------


async def test_a_new_item_is_in_draft_and_active_by_its_scope(site: Site) -> None:
    item = await site.price()
    assert (item.number, item.scope, item.budget_state, item.cost_state) == (
        *("0001", "out", "draft", "draft"),
    )
    assert (item.active_budget, item.active_cost) == (True, True)
    for scope, sides in {
        "in": (False, True),
        "budgetOnly": (True, False),
        "contingency": (True, True),
        "tbd": (False, False),
    }.items():
        made = await site.price(scope=scope)
        assert (made.active_budget, made.active_cost) == sides
    assert (await site.price(scope=None)).scope == "out"
    async with site.refuses(Invalid) as refusal:
        await site.price(scope="OUT")
    assert refusal.value.problems[0].field == "scope"
    assert (await site.price()).number == "0007"


async def test_an_item_made_on_a_document_takes_its_state_and_adds_to_it(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    item = await site.price(pco, estimated="10", submitted="12.5")
    assert await site.states(item) == "open/open"
    assert await site.amounts(pco) == "10.0000 . 12.5000 . ."
    await site.act(pco, "submit")
    async with site.refuses(Locked):
        await site.price(pco)
    assert (await site.price()).number == "0002", "what was refused took no number"


# -- edit -----------------------------------------------------------------------------------------


async def test_an_edited_amount_is_followed_by_every_document_it_is_on(site: Site) -> None:
    pco, rco = await site.draw("pco"), await site.draw("rco")
    item = await site.price(pco, estimated="10")
    await site.price(pco, estimated="5")
    await site.attach(rco, item)
    edited = await site.edit(item, estimated="7.25", note="less steel")
    assert (edited.estimated, edited.note) == (Decimal("7.25"), "less steel")
    assert await site.amounts(pco) == "12.2500 . . . ."
    assert await site.amounts(rco) == "7.2500 . . . ."
    assert (await site.now(pco)).updated_at == edited.updated_at
    await site.edit(item, estimated=None)
    assert await site.amounts(rco) == ". . . . ."
    async with site.ledger.reader(site.container_id) as read:
        entries = await read.journal.of_record(item)
    told = sorted((entry.revision, entry.action) for entry in entries)
    assert [action for _, action in told][-2:] == ["updated", "updated"]


async def test_an_edit_of_nothing_leaves_no_trace(site: Site) -> None:
    item = await site.price(estimated="10", scope="in")
    before = await site.revision()
    await site.edit(item, estimated="10.0000", scope="in", name="An item")
    assert await site.revision() == before


async def test_approval_freezes_a_track_at_a_time(site: Site) -> None:
    contract = await site.contract("C-1")
    item = await site.price(estimated="10", proposed="11", submitted="12", contract_id=contract.id)
    oco = await site.draw("oco")
    await site.attach(oco, item)
    await site.act(oco, "submit", "approve")
    for name in ("estimated", "submitted", "approved"):
        async with site.refuses(Locked) as refusal:
            await site.edit(item, **{name: "99"})
        assert [problem.field for problem in refusal.value.problems] == [name]
    async with site.refuses(Locked) as refusal:
        await site.edit(item, scope="in", name="Other", proposed="1")
    assert {problem.field for problem in refusal.value.problems} == {"scope", "name"}
    await site.edit(item, proposed="20", committed=None, note="kept", type="steel", external_id="E")
    sco = await site.draw("sco", contract_id=contract.id)
    await site.attach(sco, item)
    await site.act(sco, "open", "send")
    assert await site.amounts(item) == "10.0000 20.0000 12.0000 12.0000 20.0000"
    for change in (
        *({"proposed": None}, {"committed": "1"}, {"contract_id": None}),
        {"committed_exchange_rate": Decimal("1.5")},
    ):
        async with site.refuses(Locked):
            await site.edit(item, **change)
    await site.act(oco, "approvedToSubmit")
    assert await site.amounts(item) == "10.0000 20.0000 12.0000 . 20.0000"
    await site.edit(item, submitted="13")
    async with site.refuses(Locked):
        await site.edit(item, estimated="1")


async def test_a_typed_amount_is_not_emptied_when_approval_is_taken_back(site: Site) -> None:
    """Filled in by approval, un-approved, typed, approved again: typed stays."""
    item = await site.price(submitted="12")
    oco = await site.draw("oco")
    await site.attach(oco, item)
    await site.act(oco, "submit", "approve", "approvedToSubmit")
    assert await site.amounts(item) == ". . 12.0000 . ."
    await site.edit(item, approved="11.5")
    await site.act(oco, "approve", "approvedToSubmit")
    assert await site.amounts(oco) == ". . 12.0000 11.5000 ."


async def test_a_change_of_scope_moves_an_item_between_the_sides(site: Site) -> None:
    pco = await site.act(await site.draw("pco"), "open")
    one, two = await site.price(pco), await site.price(pco)
    (rco,) = await site.generate("rco", pco)
    await site.detach(rco, two)
    await site.act(rco, "open", "submit")
    assert await site.states(pco, one, two) == "open/open submitted/open open/open"
    await site.edit(two, scope="in")
    assert await site.states(pco) == "submitted/open", "on the budget side only one is left"
    await site.edit(two, scope="out")
    assert await site.states(pco, two) == "submitted/open submitted/open"


async def test_an_approved_order_gains_no_line_by_a_change_of_scope(site: Site) -> None:
    oco = await site.draw("oco")
    paid = await site.price(oco, submitted="10")
    own_risk = await site.price(oco, submitted="5", scope="in")
    await site.act(oco, "submit", "approve")
    assert await site.states(paid, own_risk) == "approved/draft draft/draft"
    assert await site.amounts(oco) == ". . 15.0000 10.0000 ."
    async with site.refuses(Locked, "approved OCO") as refusal:
        await site.edit(own_risk, scope="out")
    assert [problem.field for problem in refusal.value.problems] == ["scope"]


async def test_an_item_keeps_the_contract_of_its_supplier_order(site: Site) -> None:
    first, second = await site.contract("C-1"), await site.contract("C-2")
    sco = await site.draw("sco", contract_id=first.id)
    item = await site.price(sco)
    assert (await site.now(item)).contract_id == first.id
    async with site.refuses(Conflict, "SCO 0001"):
        await site.edit(item, contract_id=second.id)
    async with site.refuses(Conflict):
        await site.edit(item, contract_id=None)
    await site.set(sco, cost="rejected")
    await site.edit(item, contract_id=second.id)


async def test_an_item_locked_by_the_integrated_system_waits_for_it(site: Site) -> None:
    item = await site.edit(await site.price(), integration_state="locked")
    assert item.integration_state_changed_by == 1
    for fields in ({"estimated": "1"}, {"note": "x"}):
        async with site.refuses(Locked):
            await site.edit(item, **fields)
    async with site.refuses(Locked):
        await site.delete(item)
    async with site.refuses(Locked):
        await site.detail(item, value="1")
    await site.edit(item, external_id="E-1", integration_state=None)
    await site.edit(item, estimated="1")


# -- delete ---------------------------------------------------------------------------------------


async def test_deleting_an_item_takes_it_off_its_documents_with_all_below_it(site: Site) -> None:
    pco, rco = await site.draw("pco"), await site.draw("rco")
    item, other = await site.price(pco, estimated="10"), await site.price(pco, estimated="4")
    await site.attach(rco, item)
    await site.detail(item, type="proposed", value="3")
    await site.delete(item)
    assert await site.amounts(pco) == "4.0000 . . . ."
    assert await site.amounts(rco) == ". . . . ."
    assert await site.items_on(pco) == [other.id]
    assert (await site.now(item)).deleted_at is not None
    for noun in (Membership, SubCostItem, Line):
        assert await site.where(noun, cost_item_id=item.id) == []


@pytest.mark.parametrize(
    ("kind", "actions", "refusal"),
    [
        ("pco", ("open",), None),
        ("pco", ("open", "submit"), InUse),
        ("rfq", ("open", "submit"), None),
        ("rfq", ("open", "submit", "submit"), InUse),
        ("rco", ("open", "submit", "reject"), None),
        ("oco", ("submit",), InUse),
        ("oco", ("submit", "approve"), Locked),
    ],
)
async def test_an_item_of_what_was_submitted_is_not_deleted(
    site: Site, kind: str, actions: tuple[str, ...], refusal: type[Conflict] | None
) -> None:
    document = await site.draw(kind)
    item = await site.price(document)
    await site.act(document, *actions)
    if refusal is None:
        await site.delete(item)
    else:
        async with site.refuses(refusal):
            await site.delete(item)


async def test_what_is_deleted_moves_no_more(site: Site) -> None:
    pco = await site.draw("pco")
    item, other = await site.price(pco), await site.price(pco)
    await site.delete(item)
    await site.act(pco, "open")
    assert await site.states(item, other) == "draft/draft open/open"


# -- detail ---------------------------------------------------------------------------------------


async def test_an_amount_with_detail_is_the_sum_of_its_top_rows(site: Site) -> None:
    pco = await site.draw("pco")
    item = await site.price(pco, estimated="999")
    labour = await site.detail(item, quantity="3", unit_price="33.335")
    assert labour.value == Decimal("100.01"), "computed amounts are in the project's cents"
    assert await site.amounts(pco) == "100.0100 . . . ."
    below = await site.detail(item, parent_id=labour.id, value="40")
    await site.detail(item, value="-0.01", quantity="7")
    assert await site.amounts(item) == "100.0000 . . . .", "rows below a row are not added again"
    assert [row.position for row in await site.where(SubCostItem, cost_item_id=item.id)] == [
        0,
        1,
        2,
    ]
    async with site.refuses(Conflict, "sum of its sub cost items") as caught:
        await site.edit(item, estimated="5")
    assert [problem.field for problem in caught.value.problems] == ["estimated"]
    await site.edit(item, proposed="5")
    for parent in (below.id, 10**9):
        async with site.refuses(Invalid, "parentId"):
            await site.detail(item, parent_id=parent, value="1")
    async with site.refuses(Invalid, "parentId"):
        await site.detail(item, parent_id=labour.id, type="proposed", value="1")
    async with site.refuses(Invalid, "type"):
        await site.detail(item, type="guessed", value="1")


@pytest.mark.parametrize(
    ("fields", "locked", "expected"),
    [
        ({"quantity": "5"}, None, "5 10.00000000 50.00"),
        ({"quantity": "5"}, "value", "5 8.00000000 40.00"),
        ({"unit_price": "12.5"}, None, "4 12.50000000 50.00"),
        ({"unit_price": "12.5"}, "value", "3.2 12.50000000 40.00"),
        ({"value": "60"}, None, "4 15.00000000 60.00"),
        ({"value": "60"}, "quantity", "4 15.00000000 60.00"),
        ({"value": "60"}, "unit_price", "6 10.00000000 60.00"),
        ({"value": "76.25", "unit_price": "30.5", "quantity": "1"}, None, "1 30.50000000 76.25"),
    ],
)
async def test_the_third_of_quantity_price_and_value_follows(
    site: Site, fields: dict[str, Any], locked: str | None, expected: str
) -> None:
    item = await site.price()
    row = await site.detail(item, quantity="4", unit_price="10")
    exact = {name: Decimal(value) for name, value in fields.items()}

    async def decide(unit: Unit) -> SubCostItem:
        return await cost_items.edit_detail(
            unit, await again(unit, item), await again(unit, row), exact, locked
        )

    found = await site.run(decide)
    quantity, price, value = (Decimal(word) for word in expected.split())
    assert (found.quantity, found.unit_price, found.value) == (quantity, price, value)
    assert (await site.now(item)).estimated == value


async def test_copied_detail_keeps_its_levels_and_replaces_what_was_there(site: Site) -> None:
    item = await site.price()
    top = await site.detail(item, value="100", name="Labour")
    await site.detail(item, parent_id=top.id, value="60", name="Day")
    await site.detail(item, type="proposed", value="7", name="Old")

    async def copy(unit: Unit) -> list[SubCostItem]:
        sources = await unit.read.where(
            SubCostItem, ("-id",), cost_item_id=item.id, type="estimated"
        )
        return await cost_items.copy_details(unit, await again(unit, item), sources, "proposed")

    await site.run(copy)
    rows = await site.where(SubCostItem, cost_item_id=item.id, type="proposed")
    labour, day = sorted(rows, key=lambda row: row.name, reverse=True)
    assert (labour.name, labour.parent_id, day.name, day.parent_id) == (
        *("Labour", None, "Day", labour.id),
    )
    assert await site.amounts(item) == "100.0000 100.0000 . . ."


async def copy_details(
    site: Site, item: CostItem, to: str, *sources: Record
) -> list[Decimal | None]:
    """Copies rows below an amount of an item; the prices and values of the copies, in turn."""

    async def decide(unit: Unit) -> list[SubCostItem]:
        rows = [await again(unit, source) for source in sources]
        return await cost_items.copy_details(unit, await again(unit, item), rows, to)

    return [figure for row in await site.run(decide) for figure in (row.unit_price, row.value)]


async def test_copied_detail_is_brought_to_the_currency_it_is_copied_to(site: Site) -> None:
    """Estimates are the project's, prices the contract's (docs/currencies.md); at 1.25 and 0.5."""
    await site.settings(currency="USD")

    async def contracts(unit: Unit) -> list[Contract]:
        told = (("E-1", "EUR", "1.25"), ("E-2", "EUR", "1.3"), ("Y-1", "XTS", "0.5"))
        return [
            unit.new(Contract, code=code, name=code, currency=each, exchange_rate=Decimal(rate))
            for code, each, rate in told
        ]

    euros, other_euros, tests = await site.run(contracts)
    item = await site.price(contract_id=euros.id)
    row = await site.detail(item, quantity="2", unit_price="50")
    exact = [Decimal("40"), Decimal("80")]
    assert await copy_details(site, item, "proposed", row) == exact
    assert await site.amounts(item) == "100.0000 80.0000 . . ."
    (asked,) = await site.where(SubCostItem, cost_item_id=item.id, type="proposed")
    assert await copy_details(site, item, "committed", asked) == exact, "of one contract"
    assert await copy_details(site, item, "submitted", asked) == [Decimal(50), Decimal(100)]
    same = await site.price(contract_id=other_euros.id)
    assert await copy_details(site, same, "proposed", asked) == exact, "euros are euros"
    third = await site.price(contract_id=tests.id)
    assert await copy_details(site, third, "proposed", asked) == [Decimal(100), Decimal(200)]

    async def others(unit: Unit) -> tuple[Record, Record]:
        budget = unit.new(Budget, code="08", name="Glass", original_amount=Decimal(10))
        return budget, unit.new(
            ScheduleOfValue, contract_id=tests.id, name="Panes", amount=Decimal(10)
        )

    budget, value = await site.run(others)
    assert await copy_details(site, item, "proposed", budget) == [None, Decimal(8)]
    assert await copy_details(site, item, "estimated", budget) == [None, Decimal(10)]
    assert await copy_details(site, item, "proposed", value) == [None, Decimal(4)]
    assert await copy_details(site, third, "committed", value) == [None, Decimal(10)]
    nobodys = await site.price()
    assert await copy_details(site, nobodys, "proposed", value) == [None, Decimal(5)]
    third_part = await site.detail(item, type="submitted", value="0.1")
    await copy_details(site, same, "proposed", third_part)
    assert await site.amounts(same) == ". 0.0769 . . .", "rounded once, to four places"


async def test_deleting_a_row_takes_those_below_it_and_the_last_leaves_the_amount(
    site: Site,
) -> None:
    item = await site.price()
    top = await site.detail(item, value="100")
    await site.detail(item, parent_id=top.id, value="60")
    other = await site.detail(item, value="5")
    for row, left in ((top, "5.0000"), (other, "5.0000")):

        async def decide(unit: Unit, row: SubCostItem = row) -> None:
            await cost_items.delete_detail(unit, await again(unit, item), await again(unit, row))

        await site.run(decide)
        assert await site.amounts(item) == f"{left} . . . ."
    assert await site.where(SubCostItem, cost_item_id=item.id) == []


async def test_detail_of_what_is_approved_is_frozen_with_it(site: Site) -> None:
    oco = await site.draw("oco")
    item = await site.price(oco)
    row = await site.detail(item, type="submitted", value="10")
    await site.act(oco, "submit", "approve")
    async with site.refuses(Locked):
        await site.detail(item, type="submitted", value="1")
    async with site.refuses(Locked):
        await site.detail(item, value="1")
    await site.detail(item, type="proposed", value="8")
    assert await site.amounts(oco) == ". 8.0000 10.0000 10.0000 ."

    async def decide(unit: Unit) -> None:
        await cost_items.delete_detail(unit, await again(unit, item), await again(unit, row))

    async with site.refuses(Locked):
        await site.run(decide)
    async with site.refuses(Forbidden):
        await site.run(decide, role="viewer")
