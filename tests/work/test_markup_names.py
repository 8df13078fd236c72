"""Markups of which something asks what lines are called: a line's new name makes them stale."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import MainContract
from changewright.core.records_markups import MarkupTerms
from changewright.work import markup_application as application
from changewright.work import markup_formulas as formulas
from changewright.work.unit import Unit

from .site import Site
from .test_markups import apply, formula, marked, on

BEAMS = [{"column": "name", "operator": "is", "value": "Beams"}]


@pytest.fixture
async def order(site: Site) -> ChangeOrder:
    """An owner's order of walls and beams."""
    oco = await site.draw("oco")
    await site.price(oco, name="Walls", submitted="6000")
    await site.price(oco, name="Beams", submitted="4000")
    return oco


async def walls_of(site: Site) -> CostItem:
    return next(one for one in await site.where(CostItem) if one.name == "Walls")


async def say(site: Site, holder: MainContract | None, caps: list[dict[str, Any]]) -> None:
    async def decide(unit: Unit) -> MarkupTerms:
        return await formulas.say_terms(unit, holder, {"caps": caps})

    await site.run(decide)


async def comes_to(site: Site, order: ChangeOrder) -> Decimal:
    return sum(map(Decimal, (await marked(site, order)).values()), Decimal(0))


async def test_a_name_makes_stale_where_a_step_asks_for_it(site: Site, order: ChangeOrder) -> None:
    walls = await walls_of(site)
    await apply(site, order, await formula(site, {"name": "Fee", "amount": Decimal(10)}))
    await site.edit(walls, name="Outer walls")
    assert not (await site.now(order)).markups_stale, "no step asks what it is called"
    named = {"name": "On beams", "amount": Decimal(10), "conditions": BEAMS}
    await apply(site, order, await formula(site, named))
    assert await marked(site, order) == {"On beams": "400"}
    await site.edit(walls, name="Beams")
    assert (await site.now(order)).markups_stale
    await on(site, order, application.reapply)
    assert await comes_to(site, order) == Decimal(1000)


@pytest.mark.parametrize("of", ["formula", "own contract", "project"])
async def test_a_name_makes_stale_where_a_cap_asks_for_it(
    site: Site, order: ChangeOrder, of: str
) -> None:
    """A cap of a tenth of what the beams cost is another when more is called beams."""
    main, walls = await site.main_contract("MC"), await walls_of(site)
    await site.edit(order, main_contract_id=main.id)
    caps = [{"percent": Decimal(10), "conditions": BEAMS}]
    other = [{"percent": Decimal(90)}]
    if of != "formula":
        await say(site, None, caps if of == "project" else other)
    if of == "own contract":
        await say(site, main, caps)
    fee = {"name": "Fee", "amount": Decimal(20)}
    await apply(site, order, await formula(site, fee, caps=caps if of == "formula" else other))
    assert await comes_to(site, order) == Decimal(400)
    await site.edit(walls, name="Beams")
    assert (await site.now(order)).markups_stale
    await on(site, order, application.reapply)
    assert await comes_to(site, order) == Decimal(1000)


async def test_a_contract_s_own_caps_stand_before_the_project_s(
    site: Site, order: ChangeOrder
) -> None:
    main = await site.main_contract("MC")
    await site.edit(order, main_contract_id=main.id)
    await say(site, main, [{"percent": Decimal(50)}])
    await say(site, None, [{"percent": Decimal(50), "conditions": BEAMS}])
    await apply(site, order, await formula(site, {"name": "Fee", "amount": Decimal(20)}))
    await site.edit(await walls_of(site), name="Outer walls")
    assert not (await site.now(order)).markups_stale, "nothing asks that stands for it"
