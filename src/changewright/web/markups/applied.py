"""Markups on change orders: what each step came to and why, and all that can be done with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from changewright.core.errors import NotFound
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_markups import AppliedMarkup, MarkupFormula, MarkupFormulaItem
from changewright.core.roles import view_of
from changewright.edge.context import Answer, Context
from changewright.work import markup_application as application
from changewright.work.markup_lines import cost_classes
from changewright.work.markup_targets import applied_on
from changewright.work.permission import require_write
from changewright.work.screening import is_partly_seen
from changewright.work.unit import LedgerReader, Unit

from ..reading import answer, encode, reading
from ..reading import require as required
from ..writing import Written, require, resolved, write
from .views import OrderMarkupsView, markup_view

PARAMETER = "changeOrderId"
Act = Callable[[Unit, ChangeOrder], Awaitable[ChangeOrder]]


async def show_markups(context: Context) -> Answer:
    """GET change-orders/{changeOrderId}/markups."""
    async with reading(context) as read:
        document = await required(context, read, ChangeOrder, PARAMETER)
        _require_sight(context, document)
        return answer(context, await _view(read, document))


async def apply_formula(context: Context) -> Answer:
    """POST change-orders/{changeOrderId}/markups:apply `{formulaId, variables}`."""
    values: dict[str, Any] = await context.values()
    variables = {one["uuid"]: one["amount"] for one in values.pop("variables", None) or ()}

    async def act(unit: Unit, document: ChangeOrder) -> ChangeOrder:
        fields = await resolved(context, unit, values)
        formula = await unit.read.require_id(MarkupFormula, fields["formula"], "formulaId")
        classes = cost_classes(context.services.directory)
        return await application.apply(unit, document, formula, variables, classes)

    return await _write(context, act)


async def reapply(context: Context) -> Answer:
    """POST change-orders/{changeOrderId}/markups:reapply."""
    classes = cost_classes(context.services.directory)
    return await _write(context, lambda unit, one: application.reapply(unit, one, classes))


async def ignore(context: Context) -> Answer:
    """POST change-orders/{changeOrderId}/markups:ignore."""
    return await _write(context, application.ignore)


async def clear(context: Context) -> Answer:
    """POST change-orders/{changeOrderId}/markups:clear."""
    return await _write(context, application.clear)


async def exclude(context: Context) -> Answer:
    """PUT change-orders/{changeOrderId}/markups/excluded `{costItemIds}`: these lines bear none."""
    values: dict[str, Any] = await context.values()

    async def act(unit: Unit, document: ChangeOrder) -> ChangeOrder:
        fields = await resolved(context, unit, values)
        items = [await unit.read.require_id(CostItem, one) for one in fields["items"]]
        classes = cost_classes(context.services.directory)
        return await application.exclude(unit, document, items, classes)

    return await _write(context, act)


async def override(context: Context) -> Answer:
    """PATCH change-orders/{changeOrderId}/markups/{stepId}: amounts typed over a step; null
    restores what it comes to."""
    typed: dict[str, Any] = await context.values()

    async def act(unit: Unit, document: ChangeOrder) -> ChangeOrder:
        step = await unit.read.require(MarkupFormulaItem, context.uuid("stepId"), "stepId")
        classes = cost_classes(context.services.directory)
        return await application.override(unit, document, step, typed, classes)

    return await _write(context, act)


async def _write(context: Context, act: Act) -> Answer:
    async def decide(unit: Unit) -> Written:
        document = await require(context, unit, ChangeOrder, PARAMETER)
        _require_sight(context, document)
        require_write(unit.actor, ChangeOrder.TABLE)
        done = await act(unit, document)
        return Written(encode(await _view(unit.read, unit.newest(done))))

    return await write(context, decide)


def _require_sight(context: Context, document: ChangeOrder) -> None:
    """Raise `NotFound` for an audience that sees no markups."""
    if view_of(context.role.name, AppliedMarkup.TABLE).rows == "none":
        raise NotFound(f"There are no markups of {document.uuid} here.")


async def _view(read: LedgerReader, document: ChangeOrder) -> OrderMarkupsView:
    rows = [] if await is_partly_seen(read, document) else await applied_on(read, document)
    lines = {
        int(key)
        for row in rows
        for working in (row.workings or {}).values()
        for key in working["pieces"]
    }
    targets = {row.target_cost_item_id for row in rows if row.target_cost_item_id is not None}
    excluded = tuple(document.markup_excluded_ids)
    items = await read.many(CostItem, (*lines, *targets, *excluded), deleted=True)
    budgets = await read.many(
        Budget, [row.target_budget_id for row in rows if row.target_budget_id is not None]
    )
    steps = await read.many(MarkupFormulaItem, (row.formula_item_id for row in rows))
    names: dict[int, UUID] = {one.id: one.uuid for one in (*items, *budgets, *steps)}
    return OrderMarkupsView(
        change_order_id=document.uuid,
        formula_id=document.markup_formula_id,
        applied_at=document.applied_at,
        is_stale=document.markups_stale,
        excluded_ids=[names[one] for one in excluded if one in names],
        markups=[markup_view(row, names) for row in rows],
    )
