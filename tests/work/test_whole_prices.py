"""One price for all lines of a question to a supplier, some of which are what markups come to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.fixtures_acc import take_ids

from changewright.core.choices import LINE_ITEM_TYPE
from changewright.core.errors import Conflict, Invalid
from changewright.core.money import Decimal
from changewright.core.people import Choice, DirectoryRows
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.core.records_events import Quote
from changewright.core.records_markups import AppliedMarkup, MarkupFormulaItem
from changewright.work import markup_application, markup_formulas, quotes
from changewright.work.identity import save_rows
from changewright.work.markup_lines import NO_CLASSES, Classes
from changewright.work.unit import Unit
from changewright.work.whole_prices import spread_of

from .site import Site, again

FEE = {"name": "Fee", "amount": Decimal(10)}
BOND = {"name": "Bond", "type": "fixed", "amount": Decimal(50)}


@pytest.fixture
async def contract(site: Site) -> Contract:
    return await site.contract("SC-1")


async def asked(site: Site, contract: Contract, *estimates: str) -> ChangeOrder:
    rfq = await site.draw("rfq", contract_id=contract.id)
    for estimate in estimates:
        await site.price(rfq, scope="in", estimated=estimate, contract_id=contract.id)
    return rfq


async def mark_up(
    site: Site,
    document: ChangeOrder,
    *steps: Mapping[str, object],
    classes: Classes = NO_CLASSES,
) -> None:
    async def decide(unit: Unit) -> None:
        formula = await markup_formulas.create(unit, {"name": document.number}, steps)
        found = await again(unit, document)
        await markup_application.apply(unit, found, formula, classes=classes)

    await site.run(decide)


async def work_out_again(site: Site, document: ChangeOrder) -> None:
    async def decide(unit: Unit) -> None:
        await markup_application.reapply(unit, await again(unit, document))

    await site.run(decide)


async def quote(
    site: Site, rfq: ChangeOrder, amount: str, item: CostItem | None = None
) -> ChangeOrder:
    async def decide(unit: Unit) -> Quote:
        fields = {"amount": Decimal(amount), "cost_item_id": None if item is None else item.id}
        return await quotes.create(unit, await again(unit, rfq), fields)

    await site.run(decide)
    return rfq


async def accept(site: Site, rfq: ChangeOrder, amount: str) -> None:
    """The question goes out, is answered with a price for all lines, and the answer is taken."""
    await site.act(rfq, "open", "submit")
    await quote(site, rfq, amount)
    await site.act(rfq, "submit", "accept")


async def prices(site: Site, rfq: ChangeOrder) -> list[str]:
    found = await site.where(CostItem, id=await site.items_on(rfq))
    return [f"{item.proposed:f}" for item in sorted(found, key=lambda item: item.id)]


async def test_a_markup_takes_no_share_and_the_whole_is_what_was_asked(
    site: Site, contract: Contract
) -> None:
    rfq = await asked(site, contract, "600", "400")
    await mark_up(site, rfq, FEE, BOND)
    await accept(site, rfq, "2250")
    assert await prices(site, rfq) == ["1200.0000", "800.0000", "200.0000", "50.0000"]
    assert await site.amounts(rfq) == "1150.0000 2250.0000 . . ."
    assert not (await site.now(rfq)).markups_stale
    await work_out_again(site, rfq)
    assert (await site.now(rfq)).proposed == Decimal(2250), "nothing came up anew"
    rows = await site.where(AppliedMarkup, change_order_id=rfq.id)
    assert {row.proposed for row in rows} == {Decimal(50), Decimal(200)}


async def test_what_accepting_it_would_come_to_is_told_before(
    site: Site, contract: Contract
) -> None:
    rfq = await asked(site, contract, "600", "400")
    await mark_up(site, rfq, FEE, BOND)

    async def decide(unit: Unit) -> list[Decimal]:
        items = await quotes.items_of(unit, rfq)
        return [*(await spread_of(unit, await again(unit, rfq), items, Decimal(2250))).values()]

    assert await site.run(decide) == [
        Decimal(1200),
        Decimal(800),
        Decimal("166.67"),
        Decimal("83.33"),
    ]
    assert (await site.now(rfq)).proposed is None


async def test_cents_that_no_lines_come_to_are_not_asked_for(
    site: Site, contract: Contract
) -> None:
    """0.04 and its 10 % are 0.04, 0.05 and its are 0.06: 0.05 is neither."""
    rfq = await asked(site, contract, "1", "1")
    await mark_up(site, rfq, FEE)
    await accept(site, rfq, "0.05")
    assert (await site.now(rfq)).proposed == Decimal("0.04")


async def test_an_amount_typed_over_a_markup_stands(site: Site, contract: Contract) -> None:
    rfq = await asked(site, contract, "600", "400")
    await mark_up(site, rfq, FEE)

    async def decide(unit: Unit) -> None:
        (row,) = await unit.read.where(AppliedMarkup, change_order_id=rfq.id)
        item = await unit.read.require_id(MarkupFormulaItem, row.formula_item_id or 0)
        typed = {"proposed": Decimal("75.01")}
        await markup_application.override(unit, await again(unit, rfq), item, typed)

    await site.run(decide)
    await accept(site, rfq, "1000")
    assert await prices(site, rfq) == ["554.9900", "370.0000", "75.0100"]


async def test_markups_of_another_document_come_on_top(site: Site, contract: Contract) -> None:
    pco = await site.draw("pco", contract_id=contract.id)
    line = await site.price(
        pco, scope="out", estimated="100", proposed="100", contract_id=contract.id
    )
    await mark_up(site, pco, FEE | {"side": "cost"})
    (made,) = [one for one in await site.where(CostItem) if one.is_markup]
    rfq = await site.draw("rfq", contract_id=contract.id)
    await site.attach(rfq, line, made)
    await accept(site, rfq, "300")
    assert [(await site.now(one)).proposed for one in (line, made)] == [Decimal(300), Decimal(10)]
    assert (await site.now(made)).contract_id == made.contract_id
    await work_out_again(site, pco)
    assert (await site.now(made)).proposed == Decimal(30), "it follows from its line"


async def test_markups_of_a_class_of_cost_are_worked_out_on_its_lines(
    site: Site, contract: Contract
) -> None:
    """Classes are the names of cost types, which are the account's."""
    async with site.ledger.database.connection() as connection:
        found = await connection.execute(
            "SELECT account_id FROM project WHERE id = %s", (site.container_id,)
        )
        ((account_id,),) = await found.fetchall()
    (labor,) = await take_ids(site.ledger, 1)
    kind = Choice(labor, account_id, LINE_ITEM_TYPE, "Labor", "L")
    await save_rows(site.ledger.database, DirectoryRows(choices=(kind,)))

    async def decide(unit: Unit) -> Budget:
        return unit.new(Budget, code="01", name="Crew", cost_type_id=labor)

    crew = await site.run(decide)
    rfq = await site.draw("rfq", contract_id=contract.id)
    for budget_id in (crew.id, None):
        await site.price(
            rfq, scope="in", estimated="100", contract_id=contract.id, budget_id=budget_id
        )
    asks = {"column": "class", "operator": "is", "value": "Labor"}
    await mark_up(site, rfq, FEE | {"conditions": [asks]}, classes={labor: "Labor"})
    await accept(site, rfq, "2100")
    assert await prices(site, rfq) == ["1000.0000", "1000.0000", "100.0000"]


async def test_nothing_but_markups_is_not_priced(site: Site, contract: Contract) -> None:
    rfq = await asked(site, contract, "600", "400")
    await mark_up(site, rfq, FEE)
    (made,) = [one for one in await site.where(CostItem) if one.is_markup]
    await site.act(rfq, "open", "submit")
    await quote(site, rfq, "70", made)
    await site.act(rfq, "submit")
    async with site.refuses(Conflict, "what markups come to") as refusal:
        await site.act(rfq, "accept")
    assert refusal.value.problems[0].field == "status"


async def test_a_supplier_prices_lines_alone(site: Site, contract: Contract) -> None:
    rfq = await asked(site, contract, "600")
    await mark_up(site, rfq, FEE)
    (made,) = [one for one in await site.where(CostItem) if one.is_markup]
    await site.act(rfq, "open", "submit")

    async def decide(unit: Unit) -> None:
        price = {"cost_item_id": made.id, "amount": Decimal(70)}
        await quotes.offer(unit, await again(unit, rfq), [price])

    async with site.refuses(Invalid) as refusal:
        await site.run(decide)
    assert refusal.value.problems[0].field == "prices.0.costItemId"


async def test_a_question_without_lines_is_answered_all_the_same(
    site: Site, contract: Contract
) -> None:
    rfq = await asked(site, contract)
    await accept(site, rfq, "70")
    (given,) = await site.where(Quote, rfq_id=rfq.id)
    assert given.accepted_at is not None and (await site.now(rfq)).proposed is None
