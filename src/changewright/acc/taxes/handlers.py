"""Taxes on contracts and change orders: reading them, putting sets of them on, switching steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound, Problem, invalid
from changewright.core.query import Condition
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import Tax, TaxFormula, TaxFormulaItem, TaxItem
from changewright.edge.bodies import Reference, read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_uuid
from changewright.work import taxes
from changewright.work.markup_lines import cost_classes
from changewright.work.unit import Unit
from changewright.work.visibility import sees

from ..associations import ASSOCIATIONS, association_kind
from ..query_text import one_word, split_list
from ..reading import list_page
from ..resource import rendering_of, values_of
from ..writing import Written, answer, require, write
from .fields import ITEM, ITEM_EDIT_FIELDS, PUBLIC_WORDS, PUT_FIELDS, SWITCH_FIELDS, TAX

IDS_MAXIMUM = 100


async def list_taxes(context: Context) -> Answer:
    """GET taxes?associationId=…&associationType=…: the taxes on these records."""
    word = one_word(context.query, "associationType", PUBLIC_WORDS, required=True)
    texts = split_list([value for name, value in context.query if name == "associationId"])
    if not texts:
        raise invalid("associationId", "missing", "The parameter associationId is required")
    if len(texts) > IDS_MAXIMUM:
        raise invalid("associationId", "length", f"associationId: at most {IDS_MAXIMUM} ids go")
    uuids = [parse_uuid(text) for text in texts]
    if None in uuids:
        raise invalid("associationId", "format", "associationId is not a UUID")
    association = ASSOCIATIONS[word or ""]
    table = "" if association.noun is None else association.noun.TABLE
    where = [
        Condition("record_uuid", "any", tuple(uuids)),
        Condition("record_kind", "any", (table,)),
    ]
    if association.noun is ChangeOrder:
        where.append(Condition("association_type", "any", _words_of(association.kinds)))
    return await list_page(context, TAX, tuple(where))


def _words_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The words by which a change order of these kinds may have been named."""
    return tuple(word for word, one in ASSOCIATIONS.items() if set(one.kinds) & set(kinds))


async def put(context: Context) -> Answer:
    """POST taxes `{associationType, associationId, taxFormulaId}`: in place of what it has."""
    values: dict[str, Any] = read_fields(await context.json(), PUT_FIELDS)

    async def decide(unit: Unit) -> Written:
        record = await _record(context, unit, values)
        reference: Reference = values["formula"]
        formula = await unit.read.require(TaxFormula, reference.uuid, reference.field)
        classes = cost_classes(context.services.directory)
        tax = await taxes.put_on(unit, record, values["association_type"], formula, classes)
        return await _shown(context, unit, tax)

    return await write(context, decide)


async def _shown(context: Context, unit: Unit, tax: Tax) -> Written:
    """A tax with its items."""
    rendering = rendering_of(context)
    items = await taxes.items_of(unit.read, tax)
    shown = [await values_of(unit.read, ITEM.renderer, item, rendering) for item in items]
    return await answer(context, unit, TAX, tax, {"items": shown})


async def take_off(context: Context) -> Answer:
    """DELETE taxes/{id}."""

    async def decide(unit: Unit) -> Written:
        tax: Tax = await require(context, unit, TAX, "id")
        await taxes.take_off(unit, await _taxed(unit, tax), tax)
        return Written()

    return await write(context, decide)


async def edit_item(context: Context) -> Answer:
    """PATCH tax-items/{id}: a step on this record alone; its taxes are worked out again."""
    values = read_fields(await context.json(), ITEM_EDIT_FIELDS, partial=True)

    async def decide(unit: Unit) -> Written:
        item: TaxItem = await require(context, unit, ITEM, "id")
        tax = await unit.read.require_id(Tax, item.tax_id)
        item = await _edit(context, unit, tax, item, values)
        more = {"associationId": str(tax.record_uuid), "associationType": tax.association_type}
        return await answer(context, unit, ITEM, item, more)

    return await write(context, decide)


async def activate(context: Context) -> Answer:
    """POST tax-items:activate: the step counts again, at a new rate where one is given."""
    return await _switch(context, is_active=True)


async def deactivate(context: Context) -> Answer:
    """POST tax-items:deactivate: the step counts nothing."""
    return await _switch(context, is_active=False)


async def _switch(context: Context, *, is_active: bool) -> Answer:
    values: dict[str, Any] = read_fields(await context.json(), SWITCH_FIELDS)

    async def decide(unit: Unit) -> Written:
        if TAX.view_for(context.role).rows == "none":
            raise NotFound("There is no such tax item here.")
        item = await _named(unit, values)
        tax = await unit.read.require_id(Tax, item.tax_id)
        changes = {"is_active": is_active}
        if values.get("amount") is not None:
            changes["amount"] = values["amount"]
        await _edit(context, unit, tax, item, changes)
        return await _shown(context, unit, tax)

    return await write(context, decide)


async def _named(unit: Unit, values: Mapping[str, Any]) -> TaxItem:
    """The item by its id, or by its tax and the step it was made from."""
    if values.get("uuid") is not None:
        return await unit.read.require(TaxItem, values["uuid"], "id")
    if values.get("tax") is None or values.get("formula_item") is None:
        raise invalid("id", "missing", "id is needed, or taxId with taxFormulaItemId")
    tax = await unit.read.require(Tax, values["tax"], "taxId")
    step = await unit.read.require(TaxFormulaItem, values["formula_item"], "taxFormulaItemId")
    found = await unit.read.where(TaxItem, limit=1, tax_id=tax.id, formula_item_id=step.id)
    if not found:
        raise NotFound(f"There is no tax item of {step.uuid} here.")
    return found[0]


async def _edit(
    context: Context, unit: Unit, tax: Tax, item: TaxItem, values: Mapping[str, Any]
) -> TaxItem:
    classes = cost_classes(context.services.directory)
    return await taxes.edit_item(unit, await _taxed(unit, tax), tax, item, values, classes)


async def _taxed(unit: Unit, tax: Tax) -> taxes.Taxed:
    nouns: Mapping[str, type[taxes.Taxed]] = {
        noun.TABLE: noun for noun in (ChangeOrder, Contract, MainContract)
    }
    return await unit.read.require_id(nouns[tax.record_kind], tax.record_id)


async def _record(context: Context, unit: Unit, values: Mapping[str, Any]) -> taxes.Taxed:
    """The record that a body names. Raises `NotFound`, also where it is not for the caller."""
    association = ASSOCIATIONS[values["association_type"]]
    found: Record | None = None
    if association.noun is not None:
        found = await unit.read.by_uuid(association.noun, values["association_id"])
    if found is not None and association_kind(found) not in association.kinds:
        found = None
    if not isinstance(found, (ChangeOrder, Contract, MainContract)) or not await sees(
        unit.read, context.role.name, context.company_id, found
    ):
        detail = f"There is no {values['association_type']} {values['association_id']} here."
        raise NotFound(detail, Problem("associationId", "reference", detail))
    return found
