"""One price for all lines of an rfq: what falls to each, where some are what markups come to.

What a formula comes to follows from its lines and takes no share. The price is what the supplier
asks for the whole, so the markups of the rfq itself are in it: the lines have what makes both
together come to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from changewright.core.errors import Conflict, Problem
from changewright.core.money import Decimal, sum_amounts
from changewright.core.pricing import direct_within, shared
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_markups import AppliedMarkup
from changewright.store.cost_types import names_step

from .markup_application import added_by, reapply
from .markup_lines import Classes
from .scene import Scene
from .unit import LedgerReader, Unit

PRICED = "proposed"
"""The amount of an item that a supplier's price is."""


async def shares_of(
    scene: Scene, rfq: ChangeOrder, items: Sequence[CostItem], price: Decimal
) -> Mapping[int, Decimal]:
    """What falls to each of the items, lines of the rfq in their order; nothing to those that
    markups made. Raises `Conflict` where all are, `Invalid` as the rfq's markups do."""
    made = await made_by(scene.read, items)
    lines = {item.id: item.estimated for item in items if item.id not in made}
    if items and not lines:
        detail = "these lines are what markups come to; they are not priced"
        raise Conflict(detail, Problem("status", "rule", detail))
    places = scene.settings.money_places
    if rfq.markup_formula_id is None or rfq.id not in made.values():
        return shared(price, lines, places)
    added = await added_by(scene, rfq, PRICED, await _classes(scene))

    def whole(direct: Decimal) -> Decimal:
        return direct + added(shared(direct, lines, places))

    return shared(direct_within(price, whole, places), lines, places)


async def spread_of(
    scene: Scene, rfq: ChangeOrder, items: Sequence[CostItem], price: Decimal
) -> Mapping[int, Decimal]:
    """What the price comes to on each item: shares of lines, and what is left of it on the rfq's
    own markups, by what they are estimated at. Raises as `shares_of`."""
    shares = await shares_of(scene, rfq, items, price)
    made = await made_by(scene.read, items)
    own = {item.id: item.estimated for item in items if made.get(item.id) == rfq.id}
    left = price - sum_amounts(shares.values())
    return {**shares, **shared(left, own, scene.settings.money_places)}


async def work_out_markups(unit: Unit, rfq: ChangeOrder) -> None:
    """Bring the rfq's own markups to what they come to on lines that a whole price fell to."""
    rfq = unit.newest(rfq)
    if rfq.markup_formula_id is None or rfq.integration_state == "locked":
        return
    with unit.following():
        await reapply(unit, rfq, await _classes(unit))


async def made_by(read: LedgerReader, items: Iterable[CostItem]) -> dict[int, int]:
    """Those of the items that markups made, with the document whose markups they are."""
    marked = [item.id for item in items if item.is_markup]
    rows = await read.where(AppliedMarkup, target_cost_item_id=marked) if marked else []
    return {row.target_cost_item_id or 0: row.change_order_id for row in rows}


async def _classes(scene: Scene) -> Classes:
    read = scene.read
    return dict(await read.tally(names_step(read.container_id), lambda row: (row[0], row[1])))
