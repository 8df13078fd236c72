"""Reading and keeping markup formulas: `markup-formulas` (autodesk.md §4)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from changewright.core.records_markups import MarkupFormula, MarkupFormulaItem
from changewright.edge.bodies import read_fields
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context
from changewright.work import markup_formulas as formulas
from changewright.work.unit import LedgerReader, Unit

from ..query_text import read_limit, read_offset
from ..renderer import Renderer
from ..resource import rendering_of, values_of
from ..wire import encode
from ..writing import Written, require, write
from .fields import (
    FORMULA,
    ITEM_ROWS,
    ITEMS_FIELD,
    items_of_body,
    shown_basis,
    shown_calculations,
)

PARAMETER = "id"
CREATE_FIELDS = (*FORMULA.creating, ITEMS_FIELD)
EDIT_FIELDS = (*FORMULA.patching, ITEMS_FIELD)
_ITEM = Renderer(ITEM_ROWS)


async def list_formulas(context: Context) -> Answer:
    """GET markup-formulas: a bare array, oldest first."""
    limit, offset = window_of(context)
    if FORMULA.view_for(context.role).rows == "none":
        return encode([])
    async with context.services.ledger.reader(context.container_id) as read:
        found = (await read.where(MarkupFormula))[offset : offset + limit]
        items = await read.where(
            MarkupFormulaItem, ("position", "id"), formula_id=[one.id for one in found]
        )
        shown = [
            await _values(context, read, one, [it for it in items if it.formula_id == one.id])
            for one in found
        ]
    return encode(shown)


def window_of(context: Context) -> tuple[int, int]:
    """`limit` and `offset` of a bare array."""
    texts: dict[str, list[str]] = defaultdict(list)
    for name, value in context.query:
        texts[name].append(value)
    limit = read_limit(texts["limit"], 100, context.settings.page_limit_maximum)
    return limit, read_offset(texts["offset"])


async def create(context: Context) -> Answer:
    """POST markup-formulas."""
    values = read_fields(await context.json(), CREATE_FIELDS)
    items = items_of_body(values.pop("items", None))

    async def decide(unit: Unit) -> Written:
        made = await formulas.create(unit, values, items or [])
        return await shown(context, unit, made)

    return await write(context, decide)


async def edit(context: Context) -> Answer:
    """PATCH and PUT markup-formulas/{id}: an item that names its id is changed, others are new,
    and where `items` is given those left out go."""
    values = read_fields(await context.json(), EDIT_FIELDS, partial=True)
    items = items_of_body(values.pop("items", None))

    async def decide(unit: Unit) -> Written:
        formula = await require(context, unit, FORMULA, PARAMETER)
        return await shown(context, unit, await formulas.edit(unit, formula, values, items))

    return await write(context, decide)


async def delete(context: Context) -> Answer:
    """DELETE markup-formulas/{id}."""

    async def decide(unit: Unit) -> Written:
        await formulas.delete(unit, await require(context, unit, FORMULA, PARAMETER))
        return Written()

    return await write(context, decide)


async def shown(context: Context, unit: Unit, formula: MarkupFormula) -> Written:
    """A formula as an answer."""
    newest = unit.newest(formula)
    items = await formulas.items_of(unit.read, newest.id)
    body = encode(await _values(context, unit.read, newest, items))
    tag = record_tag(MarkupFormula.TABLE, newest.version, context.role.audience)
    return Written(body, tag)


async def _values(
    context: Context, read: LedgerReader, formula: MarkupFormula, items: list[MarkupFormulaItem]
) -> dict[str, Any]:
    rendering = rendering_of(context)
    names = {item.id: str(item.uuid) for item in items}
    values = await values_of(read, FORMULA.renderer, formula, rendering)
    values["items"] = [
        await values_of(read, _ITEM, item, rendering)
        | {"basis": shown_basis(item, names), "calculations": shown_calculations(item)}
        for item in items
    ]
    return values
