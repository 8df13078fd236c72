"""Formulas on documents: applied, stale, worked out again, typed over, taken off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from changewright.core.errors import Conflict, Forbidden, InUse, Invalid, Locked
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import (
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
)
from changewright.core.records_sums import ProjectTotal
from changewright.work import markup_application as application
from changewright.work import markup_formulas as formulas
from changewright.work.unit import Unit
from changewright.work.verify import verify

from .site import Site, again

STACK: tuple[dict[str, Any], ...] = (
    {"name": "Overhead", "amount": Decimal(10), "target_budget_code": "OH"},
    {"name": "Subtotal", "type": "revise"},
    {"name": "Profit", "amount": Decimal(5), "target_budget_code": "FEE"},
    {"name": "Bond", "amount": Decimal(1), "basis": "running"},
)


async def formula(site: Site, *items: Mapping[str, Any], **fields: Any) -> MarkupFormula:
    async def decide(unit: Unit) -> MarkupFormula:
        return await formulas.create(unit, {"name": "Standard"} | fields, items)

    return await site.run(decide)


async def steps(site: Site, made: MarkupFormula) -> dict[str, MarkupFormulaItem]:
    found = await site.where(MarkupFormulaItem, formula_id=made.id)
    return {one.name: one for one in found}


async def budget(site: Site, code: str) -> Budget:
    async def decide(unit: Unit) -> Budget:
        return unit.new(Budget, code=code, name=code)

    return await site.run(decide)


async def on(
    site: Site,
    document: ChangeOrder,
    act: Callable[..., Awaitable[Any]],
    *arguments: Any,
    role: str = "admin",
) -> ChangeOrder:
    async def decide(unit: Unit) -> Any:
        found = await again(unit, document)
        return unit.newest(await act(unit, found, *arguments))

    done: ChangeOrder = await site.run(decide, role)
    return done


async def apply(
    site: Site,
    document: ChangeOrder,
    made: MarkupFormula,
    variables: dict[UUID, Decimal] | None = None,
) -> ChangeOrder:
    return await on(site, document, application.apply, made, variables)


async def rows_of(site: Site, document: ChangeOrder) -> list[AppliedMarkup]:
    rows = await site.where(AppliedMarkup, change_order_id=document.id)
    return sorted(rows, key=lambda row: (row.position, row.id))


async def marked(site: Site, document: ChangeOrder, amount: str = "submitted") -> dict[str, str]:
    """What each markup came to, a subtotal in brackets."""
    rows = await rows_of(site, document)
    told: dict[str, str] = {}
    for row in rows:
        value = getattr(row, amount)
        text = "." if value is None else f"{value.normalize():f}"
        name = row.name if row.name not in told else f"{row.name} {len(told)}"
        told[name] = f"({text})" if row.type == "subtotal" else text
    return told


async def targets(site: Site, document: ChangeOrder) -> list[CostItem]:
    ids = await site.items_on(document)
    found = await site.where(CostItem, id=ids)
    return [item for item in found if item.is_markup]


@pytest.fixture
async def order(site: Site) -> ChangeOrder:
    """An owner's order with two lines on two budgets, one with all five amounts."""
    oco = await site.draw("oco")
    concrete, steel = await budget(site, "03"), await budget(site, "05")
    await budget(site, "OH")
    await budget(site, "FEE")
    await site.price(
        oco,
        name="Walls",
        submitted="6000",
        estimated="5500",
        proposed="5000",
        budget_id=concrete.id,
    )
    await site.price(oco, name="Beams", submitted="4000", budget_id=steel.id)
    return oco


async def test_a_formula_makes_items_for_each_of_the_five_amounts(
    site: Site, order: ChangeOrder
) -> None:
    made = await formula(site, *STACK)
    done = await apply(site, order, made)
    assert await marked(site, order) == {
        "Overhead": "1000",
        "Subtotal": "(11000)",
        "Profit": "550",
        "Bond": "69.3",
        "Bond 4": "46.2",
    }
    assert await marked(site, order, "estimated") == {
        "Overhead": "550",
        "Subtotal": "(6050)",
        "Profit": "302.5",
        "Bond": "63.53",
        "Bond 4": ".",
    }
    assert set((await marked(site, order, "approved")).values()) == {".", "(.)"}
    assert await site.amounts(order) == "6416.0300 5832.7500 11665.5000 . ."
    assert done.markup_formula_id == made.uuid
    assert (done.applied_by, done.applied_at) == (1, done.updated_at)
    assert not done.markups_stale


async def test_markups_are_cost_items_on_their_destinations(site: Site, order: ChangeOrder) -> None:
    await apply(site, order, await formula(site, *STACK))
    made = {item.name: item for item in await targets(site, order)}
    by_code = {one.id: one.code for one in await site.where(Budget)}
    codes = sorted((item.name, by_code[item.budget_id or 0]) for item in await targets(site, order))
    assert codes == [("Bond", "03"), ("Bond", "05"), ("Overhead", "OH"), ("Profit", "FEE")]
    overhead = made["Overhead"]
    assert (overhead.scope, overhead.active_budget, overhead.active_cost) == (
        *("budgetOnly", True, False),
    )
    fee = next(one for one in await site.where(Budget) if one.code == "FEE")
    assert fee.budget_draft == Decimal("550")


async def test_each_row_is_explained(site: Site, order: ChangeOrder) -> None:
    await apply(site, order, await formula(site, *STACK))
    rows = await rows_of(site, order)
    overhead = rows[0].workings["submitted"]
    assert overhead["step"]["base"] == "10000"
    assert overhead["step"]["rate"] == "10"
    assert overhead["step"]["amount"] == "1000"
    assert sorted(overhead["pieces"].values()) == ["400", "600"]
    bonds = [row.workings["submitted"] for row in rows if row.name == "Bond"]
    assert [one["base"] for one in bonds] == ["6930", "4620"]
    assert {one["step"]["base"] for one in bonds} == {"11550"}


async def test_markups_are_stale_when_lines_change(site: Site, order: ChangeOrder) -> None:
    await apply(site, order, await formula(site, *STACK))
    walls = next(one for one in await site.where(CostItem) if one.name == "Walls")
    await site.edit(walls, note="no matter")
    assert not (await site.now(order)).markups_stale
    await site.edit(walls, submitted="7000")
    assert (await site.now(order)).markups_stale
    assert (await marked(site, order))["Overhead"] == "1000", "not before it is asked for"
    await on(site, order, application.ignore)
    assert not (await site.now(order)).markups_stale
    done = await on(site, order, application.reapply)
    assert not done.markups_stale
    assert (await marked(site, order))["Overhead"] == "1100"
    assert len(await targets(site, order)) == 4, "the items are the same ones"
    await site.price(order, submitted="1")
    assert (await site.now(order)).markups_stale
    assert await site.amounts(order) == "6416.0300 5832.7500 12833.0500 . ."


async def test_a_line_taken_off_makes_stale_and_its_budgets_item_goes(
    site: Site, order: ChangeOrder
) -> None:
    await apply(site, order, await formula(site, *STACK))
    beams = next(one for one in await site.where(CostItem) if one.name == "Beams")
    await site.delete(beams)
    assert (await site.now(order)).markups_stale
    await on(site, order, application.reapply)
    assert await marked(site, order) == {
        "Overhead": "600",
        "Subtotal": "(6600)",
        "Profit": "330",
        "Bond": "69.3",
    }
    assert len(await targets(site, order)) == 3


async def test_typed_over_and_restored(site: Site, order: ChangeOrder) -> None:
    made = await formula(site, *STACK)
    await apply(site, order, made)
    overhead = (await steps(site, made))["Overhead"]
    await on(site, order, application.override, overhead, {"submitted": Decimal("900")})
    assert (await marked(site, order))["Overhead"] == "900"
    assert (await marked(site, order))["Profit"] == "545"
    assert (await marked(site, order, "estimated"))["Overhead"] == "550"
    row = (await site.where(AppliedMarkup, formula_item_id=overhead.id))[0]
    assert row.workings["submitted"]["step"]["computed"] == "1000"
    assert row.workings["submitted"]["step"]["is_overridden"]
    await on(site, order, application.reapply)
    assert (await marked(site, order))["Overhead"] == "900", "it stays until it is restored"
    await on(site, order, application.override, overhead, {"submitted": None})
    assert (await marked(site, order))["Overhead"] == "1000"
    subtotal = (await steps(site, made))["Subtotal"]
    async with site.refuses(Invalid):
        await on(site, order, application.override, subtotal, {"submitted": Decimal(1)})
    async with site.refuses(Invalid):
        await on(site, order, application.override, overhead, {"quoted": Decimal(1)})


async def test_an_items_amount_is_not_typed_behind_its_markups_back(
    site: Site, order: ChangeOrder
) -> None:
    await apply(site, order, await formula(site, *STACK))
    item = (await targets(site, order))[0]
    async with site.refuses(Conflict, "type over the markup instead"):
        await site.edit(item, submitted="1")
    async with site.refuses(Conflict, "type over the markup instead"):
        await site.detail(item, type="submitted", value="1")
    await site.edit(item, note="a note is fine")


async def test_cleared(site: Site, order: ChangeOrder) -> None:
    made = await formula(site, *STACK)
    await apply(site, order, made)
    async with site.refuses(InUse, "has its markups"):
        await site.run(lambda unit: _delete(unit, made))
    done = await on(site, order, application.clear)
    assert (done.markup_formula_id, done.applied_at) == (None, None)
    assert await targets(site, order) == []
    assert await marked(site, order) == {}
    assert await site.amounts(order) == "5500.0000 5000.0000 10000.0000 . ."
    async with site.refuses(Conflict, "has no markup formula"):
        await on(site, order, application.reapply)
    await site.run(lambda unit: _delete(unit, made))
    assert await site.where(MarkupFormulaItem) == []


async def _delete(unit: Unit, made: MarkupFormula) -> None:
    await formulas.delete(unit, await again(unit, made))


async def test_another_formula_takes_the_place(site: Site, order: ChangeOrder) -> None:
    await apply(site, order, await formula(site, *STACK))
    flat = await formula(site, {"name": "Flat", "type": "fixed", "amount": Decimal("116.66")})
    await apply(site, order, flat)
    assert await marked(site, order) == {"Flat": "70", "Flat 1": "46.66"}
    assert await site.amounts(order) == "5616.6600 5116.6600 10116.6600 . ."


async def test_variables_are_asked_for(site: Site, order: ChangeOrder) -> None:
    made = await formula(
        site, {"name": "Fee", "is_variable": True}, {"name": "Tax", "amount": Decimal(1)}
    )
    fee, tax = (await steps(site, made))["Fee"], (await steps(site, made))["Tax"]
    async with site.refuses(Invalid, "Fee needs an amount"):
        await apply(site, order, made)
    for uuid in (tax.uuid, uuid4()):
        async with site.refuses(Invalid, "is no variable step"):
            await apply(site, order, made, {fee.uuid: Decimal(1), uuid: Decimal(1)})
    done = await apply(site, order, made, {fee.uuid: Decimal("12.5")})
    assert done.variable_markup_formula_items == ({"id": str(fee.uuid), "amount": "12.5"},)
    assert (await marked(site, order))["Fee"] == "750"
    await on(site, order, application.reapply)
    assert (await marked(site, order))["Fee"] == "750"


async def test_approved_documents_do_not_move(site: Site, order: ChangeOrder) -> None:
    made = await formula(site, *STACK)
    await apply(site, order, made)
    await site.act(order, "submit", "approve")
    assert await site.amounts(order) == "6416.0300 5832.7500 11665.5000 11665.5000 ."
    assert (await marked(site, order, "approved"))["Overhead"] == "1000", "as approval filled it"
    assert not (await site.now(order)).markups_stale
    overhead = (await steps(site, made))["Overhead"]
    for refused in (
        (application.reapply,),
        (application.apply, made),
        (application.clear,),
        (application.ignore,),
        (application.override, overhead, {"submitted": Decimal(1)}),
    ):
        async with site.refuses(Locked):
            await on(site, order, *refused)
    await site.act(order, "approvedToSubmit")
    assert (await marked(site, order, "approved"))["Overhead"] == "."
    await on(site, order, application.reapply)


async def test_a_submitted_document_keeps_its_items_but_not_their_amounts(
    site: Site, order: ChangeOrder
) -> None:
    made = await formula(site, *STACK)
    await apply(site, order, made)
    await site.act(order, "submit")
    walls = next(one for one in await site.where(CostItem) if one.name == "Walls")
    await site.edit(walls, submitted="7000")
    await on(site, order, application.reapply)
    assert (await marked(site, order))["Overhead"] == "1100"
    await on(site, order, application.clear)
    assert await site.amounts(order) == "5500.0000 5000.0000 11000.0000 . ."
    async with site.refuses(Locked):
        await apply(site, order, made)


async def test_terms_of_the_contract(site: Site, order: ChangeOrder) -> None:
    main = await site.main_contract("MC")
    await site.edit(order, main_contract_id=main.id)

    async def say(holder: MainContract | None, **fields: Any) -> MarkupTerms:
        return await site.run(lambda unit: formulas.say_terms(unit, holder, fields))

    made = await formula(site, *STACK)
    await say(None, most_percentages=3, money_places=0)
    await apply(site, order, made)
    assert (await marked(site, order))["Bond"] == "70", "69.60 of 116 over 6,930 and 4,620"
    await say(main, most_percentages=2)
    async with site.refuses(Invalid, "at most 2 percentages") as refusal:
        await on(site, order, application.reapply)
    assert refusal.value.problems[0].field == "items[3]"
    await say(main, most_percentages=3, percent=Decimal(12))
    await on(site, order, application.reapply)
    assert sum(Decimal(x) for x in (await _markups(site, order))) == 1200
    await say(main, percent=Decimal(12), refuses_beyond=True)
    async with site.refuses(Invalid, "goes beyond the cap of 12 %"):
        await on(site, order, application.reapply)
    with pytest.raises(Invalid):
        await say(None, money_places=5)
    with pytest.raises(Invalid):
        await say(None, caps=[{}])
    assert len(await site.where(MarkupTerms)) == 2


async def _markups(site: Site, document: ChangeOrder) -> list[str]:
    return [x for x in (await marked(site, document)).values() if not x.startswith("(")]


async def test_a_fourth_percentage_across_tiers_is_refused(site: Site) -> None:
    async def say(unit: Unit) -> MarkupTerms:
        return await formulas.say_terms(unit, None, {"most_percentages": 3})

    await site.run(say)
    pco = await site.act(await site.draw("pco"), "open")
    await site.price(pco, estimated="1000", submitted="1000")
    two = await formula(
        site, {"name": "OH", "amount": Decimal(10)}, {"name": "Profit", "amount": Decimal(8)}
    )
    await apply(site, pco, two)
    (oco,) = await site.generate("oco", pco)
    async with site.refuses(Invalid, "2 are on the change already"):
        await apply(site, oco, two)
    one = await formula(site, {"name": "Prime", "amount": Decimal(10)}, on_markups=True)
    await apply(site, oco, one)
    assert await marked(site, oco) == {"Prime": "118"}
    assert await site.amounts(oco) == "1298.0000 . 1298.0000 . ."


async def test_hidden_markups_and_sides(site: Site, order: ChangeOrder) -> None:
    made = await formula(
        site,
        {"name": "Hidden", "amount": Decimal(10), "hidden_from_owner": True},
        {"name": "Cost", "amount": Decimal(10), "side": "cost", "target_budget_code": "OH"},
        {"name": "Both", "amount": Decimal(10), "side": "both", "target_budget_code": "OH"},
    )
    await apply(site, order, made)
    found = {one.name: one for one in await targets(site, order)}
    assert found["Hidden"].hidden_from_owner
    assert (found["Cost"].active_budget, found["Cost"].active_cost) == (False, True)
    assert (found["Both"].active_budget, found["Both"].active_cost) == (True, True)


async def test_a_suppliers_order_is_marked_up_on_the_cost_side(site: Site) -> None:
    contract = await site.contract("SC-1")
    sco = await site.draw("sco", contract_id=contract.id)
    await site.price(sco, proposed="100")
    await apply(site, sco, await formula(site, {"name": "Fee", "amount": Decimal(10)}))
    (fee,) = await targets(site, sco)
    assert (fee.scope, fee.contract_id) == ("in", contract.id)
    assert await site.amounts(sco) == ". 110.0000 . . ."


async def test_conditions_on_facts_of_items(site: Site) -> None:
    contract = await site.contract("SC-1")
    concrete = await budget(site, "03-100")
    pco = await site.draw("pco")
    await site.price(pco, estimated="1000", budget_id=concrete.id, type="labour")
    await site.price(pco, estimated="500", contract_id=contract.id)
    made = await formula(
        site,
        {"name": "Own", "amount": Decimal(10), "conditions": [_is("performed_by", "own")]},
        {"name": "Sub", "amount": Decimal(5), "conditions": [_is("performed_by", "subcontract")]},
        {"name": "Concrete", "amount": Decimal(1), "conditions": [_is("code", "03-*", "matches")]},
        {"name": "Labour", "amount": Decimal(2), "conditions": [_is("type", "labour")]},
        {"name": "Of SC-1", "amount": Decimal(3), "conditions": [_is("contract", "SC-1")]},
    )
    await apply(site, pco, made)
    assert await marked(site, pco, "estimated") == {
        "Own": "100",
        "Sub": "25",
        "Concrete": "10",
        "Labour": "20",
        "Of SC-1": "15",
    }


def _is(column: str, value: str, operator: str = "is") -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


async def test_lines_left_out(site: Site, order: ChangeOrder) -> None:
    made = await formula(site, {"name": "Fee", "amount": Decimal(10)})
    await apply(site, order, made)
    beams = next(one for one in await site.where(CostItem) if one.name == "Beams")
    done = await on(site, order, application.exclude, [beams])
    assert done.markup_excluded_ids == (beams.id,)
    assert await marked(site, order) == {"Fee": "600"}
    await on(site, order, application.exclude, [])
    assert await marked(site, order) == {"Fee": "600", "Fee 1": "400"}
    other = await site.price()
    async with site.refuses(Invalid):
        await on(site, order, application.exclude, [other])


async def test_what_falls_to_no_line_is_not_lost(site: Site, order: ChangeOrder) -> None:
    """A flat amount, where the lines that have one of the five bear no markup and those that have
    another are of two budgets: it is added once."""
    steel = next(one for one in await site.where(Budget) if one.code == "05")
    await site.price(order, name="Doors", submitted="2000", budget_id=steel.id)
    walls = next(one for one in await site.where(CostItem) if one.name == "Walls")
    made = await formula(site, {"name": "Flat", "type": "fixed", "amount": Decimal(100)})
    await apply(site, order, made)
    assert await site.amounts(order) == "5600.0000 5100.0000 12100.0000 . ."
    other = await budget(site, "07")
    await site.price(order, name="Locks", submitted="1000", budget_id=other.id)
    await on(site, order, application.exclude, [walls])
    # Of what is estimated and proposed no line bears markup; the flat amount stands all the same.
    assert await site.amounts(order) == "5600.0000 5100.0000 13100.0000 . ."
    assert await verify(site.ledger.database, site.container_id) == []


async def test_lines_in_another_currency_are_marked_up_at_their_rate(site: Site) -> None:
    """1,000 EUR at 1.25 and 1,000 of the project's currency bear 10 % of 2,250; a supplier's own
    order is in his currency, and so are its markups. Another rate makes them stale."""

    async def decide(unit: Unit) -> Contract:
        return unit.new(
            Contract, code="E", name="E", status="executed", exchange_rate=Decimal("1.25")
        )

    euro = await site.run(decide)
    made = await formula(site, {"name": "Fee", "amount": Decimal(10)})
    pco = await site.draw("pco")
    await site.price(pco, proposed="1000", estimated="1250", contract_id=euro.id)
    await site.price(pco, proposed="1000", estimated="1000")
    pco = await apply(site, pco, made)
    assert await marked(site, pco, "proposed") == {"Fee": "225"}
    assert await site.amounts(pco) == "2475.0000 2475.0000 . . ."
    sco = await site.draw("sco", contract_id=euro.id)
    await site.price(sco, proposed="1000", contract_id=euro.id)
    await apply(site, sco, made)
    assert await marked(site, sco, "proposed") == {"Fee": "100"}
    assert await site.amounts(sco) == ". 1100.0000 . . ."

    async def turn(unit: Unit) -> None:
        unit.change(await unit.read.require_id(Contract, euro.id), exchange_rate=Decimal(2))

    await site.run(turn)
    assert (await site.now(pco)).markups_stale
    pco = await on(site, pco, application.reapply)
    assert await site.amounts(pco) == "2475.0000 3300.0000 . . ."
    assert await verify(site.ledger.database, site.container_id) == []


@pytest.mark.parametrize("kind", ["rfq", "scr"])
async def test_a_markup_for_one_supplier_counts_at_the_rate_of_his_contract(
    site: Site, kind: str
) -> None:
    async def decide(unit: Unit) -> Contract:
        return unit.new(Contract, code="E", name="E", exchange_rate=Decimal("1.25"))

    euro = await site.run(decide)
    document = await site.draw(kind, contract_id=euro.id)
    await site.price(document, scope="in", proposed="1000", contract_id=euro.id)
    await apply(site, document, await formula(site, {"name": "Fee", "amount": Decimal(10)}))
    (sums,) = await site.where(ProjectTotal)
    assert sums.cost_draft == Decimal(1375)
    assert (await site.now(euro)).cost_draft == Decimal(1100)


async def test_what_a_formula_is_refused_for(site: Site, order: ChangeOrder) -> None:
    async with site.refuses(Invalid, "reach 100"):
        await formula(site, {"name": "All", "amount": Decimal(100), "basis": "total"})
    async with site.refuses(Invalid) as refusal:
        await formula(site, {"name": "A", "amount": Decimal(1)}, {"name": "B", "selected": ["C"]})
    assert refusal.value.problems[0].field == "items[1].selected"
    async with site.refuses(Invalid):
        await formula(site, {"amount": Decimal(1)})
    async with site.refuses(Invalid):
        await formula(site, {"name": "A", "side": "left"})
    async with site.refuses(Invalid) as refusal:
        await formula(site, {"name": "A", "bands": [{"upto": "x", "rate": "1"}]})
    assert refusal.value.problems[0].field == "items[0].bands[0].upto"
    lost = await formula(site, {"name": "A", "amount": Decimal(1), "target_budget_code": "NO"})
    async with site.refuses(Invalid, "there is no budget NO"):
        await apply(site, order, lost)
    for role in ("estimator", "viewer", "owner", "supplier"):
        with pytest.raises(Forbidden):
            await site.run(lambda unit: formulas.create(unit, {"name": "X"}, ()), role)
    made = await formula(site, {"name": "A", "amount": Decimal(1)})
    with pytest.raises(Forbidden):
        await on(site, order, application.apply, made, role="viewer")
    await on(site, order, application.apply, made, role="estimator")


async def test_a_formula_is_edited(site: Site, order: ChangeOrder) -> None:
    made = await formula(site, *STACK)
    overhead = (await steps(site, made))["Overhead"]
    await apply(site, order, made)

    async def change(unit: Unit) -> MarkupFormula:
        items = [
            {"name": "First", "amount": Decimal(1)},
            {"uuid": overhead.uuid, "amount": Decimal(20)},
            {"name": "On it", "basis": "selected", "selected": ["Overhead"], "amount": Decimal(50)},
        ]
        return await formulas.edit(unit, await again(unit, made), {"name": "Other"}, items)

    edited = await site.run(change)
    assert edited.name == "Other"
    after = await steps(site, made)
    assert {name: one.position for name, one in after.items()} == {
        "First": 0,
        "Overhead": 1,
        "On it": 2,
    }
    assert after["Overhead"].id == overhead.id
    assert after["Overhead"].target_budget_code == "OH", "what is not given stays"
    assert (await marked(site, order))["Overhead"] == "1000", "documents keep what they have"
    await on(site, order, application.reapply)
    assert (await marked(site, order)) == {
        "First": "60",
        "First 1": "40",
        "Overhead": "2000",
        "On it": "600",
        "On it 4": "400",
    }


async def test_markups_go_with_their_document(site: Site, order: ChangeOrder) -> None:
    await apply(site, order, await formula(site, *STACK))
    made = await targets(site, order)
    await site.delete(order)
    assert await site.where(AppliedMarkup) == []
    assert not [one for one in await site.where(CostItem) if one.is_markup]
    assert len(await site.where(CostItem)) == 2, "its lines stay"
    assert made


async def test_terms_without_lines(site: Site) -> None:
    oco = await site.draw("oco")
    await apply(site, oco, await formula(site, {"name": "Fee", "amount": Decimal(10)}))
    assert await marked(site, oco) == {"Fee": "."}
    assert await targets(site, oco) == []
    await site.price(oco, submitted="100")
    assert (await site.now(oco)).markups_stale
    await on(site, oco, application.reapply)
    assert await marked(site, oco) == {"Fee": "10"}
    assert await site.amounts(oco) == ". . 110.0000 . ."
