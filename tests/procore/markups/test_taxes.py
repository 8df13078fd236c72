"""Taxes of a request: on lines by their code, and after them on the markups that name it."""

from __future__ import annotations

import pytest
from tests.procore.layers import REQUESTS, Json, Layers, MakeLayers
from tests.procore.lining import Board, found

from changewright.core.markup_taxes import Coded, tax_by_codes
from changewright.core.money import Decimal

MARKUPS = "/rest/v1.0/financials/markups"
TAX_CODES = "/rest/v1.0/tax_codes"


async def tax_code(layers: Layers, code: str, rate: float) -> int:
    site = layers.site
    body = {"company_id": site.company_id, "tax_code": {"code": code, "rate1": rate}}
    made = found(await site.procore.post(TAX_CODES, json=body), 201)
    return int(made["id"])


async def mark(layers: Layers, change_id: int, percentage: str, *tax_code_ids: int) -> None:
    where: Json = {
        "project_id": layers.site.project_id,
        "holder_type": "PotentialChangeOrder",
        "holder_id": change_id,
    }
    markup = {
        "name": f"Fee of {percentage}",
        "percentage": percentage,
        "markup_set": "vertical",
        "tax_code_ids": list(tax_code_ids),
    }
    answer = await layers.site.procore.post(MARKUPS, params=where, json={"markup": markup})
    found(answer, 201)


async def tax_on(layers: Layers, request: Json) -> str:
    shown = await layers.shown(REQUESTS, request, view="extended")
    return str(shown["total_tax_amount"])


@pytest.mark.parametrize("side", ["budget", "cost"])
async def test_taxes_follow_the_markups(make_layers: MakeLayers, side: str) -> None:
    """8,250 with 20 % on it, then 9.5 % of the whole: 940.50 (field.md §5.1, 11)."""
    layers = await make_layers(side, 3)
    board = Board(layers.site)
    sales, other = await tax_code(layers, "S", 9.5), await tax_code(layers, "V", 10)
    request = await layers.make(REQUESTS, title="Walls")
    change = await board.draw(layers.contract_id, title="Walls")
    change = await board.redraw(change, change_order_request_id=request["id"])
    labour = await board.line(change, amount="6250", tax_code_id=sales)
    await board.line(change, amount="2000", tax_code_id=sales)
    assert await tax_on(layers, request) == "783.75"
    await mark(layers, change["id"], "20", sales)
    assert await tax_on(layers, request) == "940.5", "9,900 × 1.095 is 10,840.50"
    # One that names no tax bears none, one that names two bears both.
    await mark(layers, change["id"], "1")
    assert await tax_on(layers, request) == "940.5"
    await mark(layers, change["id"], "10", sales, other)
    assert await tax_on(layers, request) == "1101.38", "940.50 + 825 × (9.5 % + 10 %), to the cent"
    await board.reline(change, labour, tax_code_id=None)
    assert await tax_on(layers, request) == "507.63"
    # Its own total is what it was: taxes are told beside it.
    shown = await layers.shown(REQUESTS, request)
    assert shown["grand_total"] == "10807.5"


def test_each_code_is_rounded_once_on_all_that_has_it() -> None:
    coded = [Coded(Decimal("0.30"), (1,)), Coded(Decimal("0.30"), (1, 1, 2)), Coded(Decimal(9), ())]
    rates = {1: Decimal(5), 2: Decimal("1.5")}
    assert tax_by_codes(coded, rates, 2) == Decimal("0.03")
    assert tax_by_codes(coded, rates, 4) == Decimal("0.0345")
    assert tax_by_codes(coded, {}, 2) == 0 == tax_by_codes([], rates, 2)
    assert tax_by_codes([Coded(Decimal("-8250"), (1,))], {1: Decimal("9.5")}, 2) == Decimal(
        "-783.75"
    )
