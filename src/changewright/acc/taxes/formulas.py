"""Reading and keeping sets of taxes: `tax-formulas` (autodesk.md §4)."""

from __future__ import annotations

from typing import Any

from changewright.core.records_markups import TaxFormula, TaxFormulaItem
from changewright.edge.bodies import read_fields
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context
from changewright.work import taxes
from changewright.work.unit import LedgerReader, Unit

from ..markups.fields import items_of_body, shown_calculations
from ..markups.formulas import window_of
from ..renderer import Renderer
from ..resource import rendering_of, values_of
from ..wire import encode
from ..writing import Written, require, write
from .fields import FORMULA, FORMULA_ITEM_ROWS, ITEMS_FIELD

PARAMETER = "id"
CREATE_FIELDS = (*FORMULA.creating, ITEMS_FIELD)
EDIT_FIELDS = (*FORMULA.patching, ITEMS_FIELD)
_ITEM = Renderer(FORMULA_ITEM_ROWS)


async def list_formulas(context: Context) -> Answer:
    """GET tax-formulas: a bare array, oldest first."""
    limit, offset = window_of(context)
    if FORMULA.view_for(context.role).rows == "none":
        return encode([])
    async with context.services.ledger.reader(context.container_id) as read:
        found = (await read.where(TaxFormula))[offset : offset + limit]
        shown_rows = [await _values(context, read, one) for one in found]
    return encode(shown_rows)


async def create(context: Context) -> Answer:
    """POST tax-formulas."""
    values = read_fields(await context.json(), CREATE_FIELDS)
    items = items_of_body(values.pop("items", None))

    async def decide(unit: Unit) -> Written:
        return await _shown(context, unit, await taxes.create_formula(unit, values, items or []))

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH tax-formulas/{id}: an item that names its id is changed, others are new, and where
    `items` is given those left out go."""
    values = read_fields(await context.json(), EDIT_FIELDS, partial=True)
    items = items_of_body(values.pop("items", None))

    async def decide(unit: Unit) -> Written:
        formula = await require(context, unit, FORMULA, PARAMETER)
        return await _shown(context, unit, await taxes.edit_formula(unit, formula, values, items))

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE tax-formulas/{id}."""

    async def decide(unit: Unit) -> Written:
        await taxes.delete_formula(unit, await require(context, unit, FORMULA, PARAMETER))
        return Written()

    return await write(context, decide)


async def _shown(context: Context, unit: Unit, formula: TaxFormula) -> Written:
    newest = unit.newest(formula)
    tag = record_tag(TaxFormula.TABLE, newest.version, context.role.audience)
    return Written(encode(await _values(context, unit.read, newest)), tag)


async def _values(context: Context, read: LedgerReader, formula: TaxFormula) -> dict[str, Any]:
    rendering = rendering_of(context)
    items: list[TaxFormulaItem] = await taxes.formula_items(read, formula.id)
    values = await values_of(read, FORMULA.renderer, formula, rendering)
    values["items"] = [
        await values_of(read, _ITEM, item, rendering) | {"calculations": shown_calculations(item)}
        for item in items
    ]
    return values
