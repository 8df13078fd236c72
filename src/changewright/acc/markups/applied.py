"""Markups on change orders: putting a formula on one, and what its steps came to (§4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from changewright.core.book import AMOUNTS
from changewright.core.errors import NotFound, invalid
from changewright.core.money import Decimal, add
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_markups import AppliedMarkup, MarkupFormula, MarkupFormulaItem
from changewright.edge.bodies import Reference, read_fields
from changewright.edge.context import Answer, Context
from changewright.work import markup_application as application
from changewright.work.markup_formulas import formula_of
from changewright.work.markup_lines import cost_classes
from changewright.work.markup_targets import applied_on
from changewright.work.unit import Unit

from ..change_orders.resources import RESOURCES, resource_of_path
from ..query_text import one_uuid
from ..reading import list_array
from ..resource import rendering_of
from ..wire import encode, uuid_text
from ..words import KIND_OF_ASSOCIATION
from ..writing import Written, answer, require, require_visible, write
from .fields import (
    APPLY_FIELDS,
    APPLY_MARKUP_FIELDS,
    DOCUMENT_FIELDS,
    DOCUMENTS_FIELDS,
    FORMULA,
    MARKUP,
)
from .formulas import PARAMETER, shown

Act = Callable[[Unit, ChangeOrder], Awaitable[ChangeOrder]]


async def apply_formula(context: Context) -> Answer:
    """POST markup-formulas:apply/{id} `{id, type, variables}`: `id` is the change order's."""
    values: dict[str, Any] = read_fields(await context.json(), APPLY_FIELDS)

    async def decide(unit: Unit) -> Written:
        formula: MarkupFormula = await require(context, unit, FORMULA, PARAMETER)
        document = await _document(context, unit, values)
        variables = {one["uuid"]: one["amount"] for one in values.get("variables") or ()}
        classes = cost_classes(context.services.directory)
        await application.apply(unit, document, formula, variables, classes)
        return await shown(context, unit, formula)

    return await write(context, decide)


async def reapply(context: Context) -> Answer:
    """POST markup-formulas:reapply `{id, type}`: the change order's formula, worked out again."""
    values: dict[str, Any] = read_fields(await context.json(), DOCUMENT_FIELDS)

    async def decide(unit: Unit) -> Written:
        document = await _document(context, unit, values)
        formula = await formula_of(unit.read, document)
        await application.reapply(unit, document, cost_classes(context.services.directory))
        return await shown(context, unit, formula)

    return await write(context, decide)


async def apply_to_order(context: Context) -> Answer:
    """POST change-orders/{changeOrder}/{id}/apply-markup `{markupFormulaId}`: the order back."""
    values = read_fields(await context.json(), APPLY_MARKUP_FIELDS)
    resource = resource_of_path(context)

    async def decide(unit: Unit) -> Written:
        document = await require(context, unit, resource, "id")
        reference: Reference = values["formula"]
        formula = await unit.read.require(MarkupFormula, reference.uuid, reference.field)
        await require_visible(context, unit, FORMULA, formula)
        classes = cost_classes(context.services.directory)
        done = await application.apply(unit, document, formula, None, classes)
        return await answer(context, unit, resource, done)

    return await write(context, decide)


async def clear(context: Context) -> Answer:
    """POST change-orders:clear-markup `{changeOrderId: […]}`: all or none."""
    return await _each(context, application.clear)


async def ignore(context: Context) -> Answer:
    """POST change-orders:ignore-markup `{changeOrderId: […]}`: they are stale no more."""
    return await _each(context, application.ignore)


async def _each(context: Context, act: Act) -> Answer:
    values: dict[str, Any] = read_fields(await context.json(), DOCUMENTS_FIELDS)

    async def decide(unit: Unit) -> Written:
        for reference in values["documents"]:
            await act(unit, await _seen(context, unit, reference))
        return Written()

    return await write(context, decide)


async def _document(context: Context, unit: Unit, values: Mapping[str, Any]) -> ChangeOrder:
    """The change order of a body, of the kind that `type` says."""
    document = await _seen(context, unit, values["document"])
    word = values.get("type")
    kind = KIND_OF_ASSOCIATION.get(word or "", word)
    if kind not in (None, "FormInstance", document.kind):
        raise invalid("type", "rule", f"the change order is a {document.kind}, not a {word}")
    return document


async def _seen(context: Context, unit: Unit, reference: Reference) -> ChangeOrder:
    """The change order that a body names. Raises `NotFound`, also where it is not for the caller
    to see or of a kind that this door lacks."""
    document = await unit.read.require(ChangeOrder, reference.uuid, reference.field)
    resource = RESOURCES.get(document.kind)
    if resource is None:
        raise NotFound(f"There is no change order {document.uuid} here.")
    await require_visible(context, unit, resource, document)
    return document


# -- what they came to ----------------------------------------------------------------------------


async def list_markups(context: Context) -> Answer:
    """GET markups: a bare array."""
    return await list_array(context, MARKUP)


async def summary(context: Context) -> Answer:
    """GET markups/summary?changeOrderId=…: what each step comes to, over all its items."""
    uuid = one_uuid(context.query, "changeOrderId", required=True)
    if uuid is None or MARKUP.view_for(context.role).rows == "none":
        raise NotFound(f"There is no change order {uuid} here.")
    async with context.services.ledger.reader(context.container_id) as read:
        document = await read.require(ChangeOrder, uuid, "changeOrderId")
        rows = [row for row in await applied_on(read, document) if row.type == "markup"]
        steps = await read.many(MarkupFormulaItem, (row.formula_item_id for row in rows))
        items = await read.many(
            CostItem, [row.target_cost_item_id for row in rows if row.target_cost_item_id]
        )
        formulas = await read.many(MarkupFormula, (row.formula_id for row in rows))
    names: dict[int, UUID] = {one.id: one.uuid for one in (*steps, *items, *formulas)}
    by_step: dict[int, list[AppliedMarkup]] = {}
    for row in rows:
        by_step.setdefault(row.formula_item_id, []).append(row)
    money = rendering_of(context).money.amount
    shown_rows = []
    for own in by_step.values():
        target = own[0].target_cost_item_id if len(own) == 1 else None
        summed = {name: money(_sum(own, name)) for name in AMOUNTS}
        shown_rows.append(
            {
                "markupFormulaId": uuid_text(names.get(own[0].formula_id)),
                "markupFormulaItemId": uuid_text(names.get(own[0].formula_item_id)),
                "targetCostItemId": uuid_text(names.get(target or 0)),
                **summed,
            }
        )
    return encode(shown_rows)


def _sum(rows: list[AppliedMarkup], name: str) -> Decimal | None:
    values = [value for row in rows if (value := getattr(row, name)) is not None]
    total: Decimal | None = None
    for value in values:
        total = value if total is None else add(total, value)
    return total
