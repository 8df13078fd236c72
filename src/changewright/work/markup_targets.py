"""The cost items that markups make, one per step and destination, kept at what each came to.

A step with a budget of its own makes one item on it; one without makes an item on each budget of
its lines, with the pieces that fell to those lines (autodesk.md §4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.book import AMOUNTS, membership_locked, state_of
from changewright.core.exchange import counts_in_project
from changewright.core.kinds import SCOPES, TRACKS, phase_of
from changewright.core.markup import Worked
from changewright.core.markup_rows import text, working_of
from changewright.core.markup_steps import Step
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_markups import AppliedMarkup, MarkupFormula, MarkupFormulaItem
from changewright.core.rules import frozen_columns_of_item

from . import cost_items
from .memberships import attach_items, detach_items
from .unit import LedgerReader, Unit

SCOPE_OF_SIDE = {"budget": "budgetOnly", "cost": "in", "both": "out"}
"""The scope that makes a cost item active on these sides (`core.kinds.SCOPES`)."""

SET_TYPES = ("horizontal", "vertical")
"""The types of rows that are of no formula, but of a set of markups (`work.markup_sets`)."""


class Result(msgspec.Struct, frozen=True):
    """What one step of a formula came to, for each amount that any line has. `budgets` are those
    of the lines; `typed` the amounts typed over the step."""

    item: MarkupFormulaItem
    step: Step
    position: int
    typed: Mapping[str, Decimal]
    worked: Mapping[str, Worked]
    budgets: Mapping[int, int | None]

    def destinations(self) -> dict[int | None, list[int] | None]:
        """Budget → the lines whose pieces go there; None: the whole step does."""
        if self.step.destination is not None:
            return {self.step.destination: None}
        lines: dict[int | None, list[int]] = {}
        for worked in self.worked.values():
            for key in worked.pieces:
                own = lines.setdefault(self.budgets[key], [])
                if key not in own:
                    own.append(key)
        return dict(lines) if len(lines) > 1 else {next(iter(lines), None): None}

    def workings(self, lines: list[int] | None, *, is_first: bool) -> dict[str, dict[str, Any]]:
        """Amount → how it came about, of the row that gets these lines' pieces. An amount that fell
        to no line (flat or typed, where none bears it) stands whole in the first row."""
        found = {}
        for name, worked in self.worked.items():
            if lines is None or (not worked.pieces and is_first):
                found[name] = working_of(worked, None)
            elif any(key in worked.pieces for key in lines):
                found[name] = working_of(worked, lines)
        return found


async def applied_on(read: LedgerReader, document: ChangeOrder) -> list[AppliedMarkup]:
    """The markups of a document's formula, in the order of their steps; those of Procore's sets
    are beside them."""
    found = await read.where(AppliedMarkup, ("position", "id"), change_order_id=document.id)
    return [row for row in found if row.type not in SET_TYPES]


async def place_results(
    unit: Unit,
    document: ChangeOrder,
    formula: MarkupFormula,
    results: Sequence[Result],
    rows: Sequence[AppliedMarkup],
) -> None:
    """Make the document's markups what the steps came to: rows that stand are changed, with their
    items; new ones are made and attached; the others go."""
    known = {(one.formula_item_id, one.target_budget_id): one for one in rows}
    items = {
        item.id: item
        for item in await unit.read.many(
            CostItem, [one.target_cost_item_id for one in rows if one.target_cost_item_id]
        )
    }
    held = await unit.read.memberships_of_documents([document.id])
    on_document = {one.cost_item_id for one in held}
    fresh: list[tuple[ChangeOrder, CostItem]] = []
    for result in results:
        for place, (budget_id, lines) in enumerate(result.destinations().items()):
            row = known.pop((result.item.id, budget_id), None)
            values = _values(result, formula, budget_id, lines, is_first=place == 0)
            target: CostItem | None = None
            if result.step.adds and result.worked:
                target = items.get(row.target_cost_item_id or 0) if row is not None else None
                if target is not None and target.id not in on_document:
                    target = None
                if target is None:
                    target = await _make_item(unit, document, result, values)
                    fresh.append((document, target))
                else:
                    values = await _update_item(unit, target, result, values, row)
            values["target_cost_item_id"] = None if target is None else target.id
            if row is None:
                unit.new(AppliedMarkup, **values, change_order_id=document.id)
            else:
                unit.change(row, "worked_out", **values)
    await drop(unit, document, list(known.values()))
    if fresh:
        pairs = [(unit.newest(document), unit.newest(item)) for _, item in fresh]
        await attach_items(unit, pairs)


def _values(
    result: Result,
    formula: MarkupFormula,
    budget_id: int | None,
    lines: list[int] | None,
    *,
    is_first: bool,
) -> dict[str, Any]:
    """The columns of an applied markup."""
    step, item = result.step, result.item
    workings = result.workings(lines, is_first=is_first)
    pieces = {key for worked in result.worked.values() for key in worked.pieces}
    chosen = pieces if lines is None else set(lines)
    amounts: dict[str, Decimal | None] = dict.fromkeys(AMOUNTS)
    for name, working in workings.items():
        amounts[name] = Decimal(working["amount"])
    return {
        **amounts,
        "formula_id": formula.id,
        "formula_item_id": item.id,
        "type": "markup" if step.adds else "subtotal",
        "step_type": step.kind,
        "name": step.name,
        "position": result.position,
        "source_cost_item_id": next(iter(chosen)) if len(chosen) == 1 else None,
        "target_budget_id": budget_id,
        "party": step.party,
        "hidden_from_owner": step.hidden,
        "taxable": step.taxable,
        "overrides": {name: text(value) for name, value in result.typed.items()} or None,
        "workings": workings,
    }


async def _make_item(
    unit: Unit, document: ChangeOrder, result: Result, values: Mapping[str, Any]
) -> CostItem:
    side = result.item.side or ("budget" if document.budget_state is not None else "cost")
    scope = SCOPE_OF_SIDE[side]
    active_budget, active_cost = SCOPES[scope]
    fields = {
        "name": result.step.name,
        "description": result.item.description,
        "scope": scope,
        "active_budget": active_budget,
        "active_cost": active_cost,
        "is_markup": True,
        "hidden_from_owner": result.step.hidden,
        "budget_id": values["target_budget_id"],
    }
    if not counts_in_project(document.kind):
        # What it comes to is in the supplier's currency, as his lines are: at his contract's rate.
        fields["contract_id"] = document.contract_id
    fields |= {name: values[name] for name in AMOUNTS}
    return await cost_items.create(unit, fields)


async def _update_item(
    unit: Unit,
    target: CostItem,
    result: Result,
    values: dict[str, Any],
    row: AppliedMarkup | None,
) -> dict[str, Any]:
    """Bring an item to what its markup came to now; answers the row's values, in which amounts
    that approval has frozen are as they were."""
    target = unit.newest(target)
    frozen = frozen_columns_of_item(target)
    wanted = {name: values[name] for name in AMOUNTS} | {"name": result.step.name}
    wanted["hidden_from_owner"] = result.step.hidden
    free = {name: value for name, value in wanted.items() if name not in frozen}
    await cost_items.edit(unit, target, free, is_own=True)
    kept = {name: getattr(target, name) for name in AMOUNTS if name in frozen}
    workings = dict(values["workings"])
    for name in kept:
        was = (row.workings or {}).get(name) if row is not None else None
        workings.pop(name, None)
        workings |= {} if was is None else {name: was}
    return values | kept | {"workings": workings}


async def drop(unit: Unit, document: ChangeOrder, rows: Sequence[AppliedMarkup]) -> None:
    """Take these markups off the document. An item that the document no longer gives up comes to
    nothing instead; raises `Locked` where approval has frozen it."""
    for row in rows:
        target = (
            None
            if row.target_cost_item_id is None
            else await unit.read.get(CostItem, row.target_cost_item_id)
        )
        if target is not None:
            await _drop_item(unit, document, unit.newest(target))
        unit.delete(row)


async def _drop_item(unit: Unit, document: ChangeOrder, target: CostItem) -> None:
    holders = await cost_items.documents_of(unit, target)
    if any(membership_locked(one) for one in (document, *holders)):
        nothing = {name: ZERO for name in AMOUNTS if getattr(target, name)}
        await cost_items.edit(unit, target, nothing, is_own=True)
        return
    # What waits for an answer keeps an item from being deleted, but gives it up as it does lines.
    while holders and any(_is_pending(one) for one in holders):
        await detach_items(unit, [(holders[0], unit.newest(target))])
        holders = await cost_items.documents_of(unit, target)
    await cost_items.delete(unit, unit.newest(target))


def _is_pending(document: ChangeOrder) -> bool:
    return any(phase_of(state_of(document, track)) == "pending" for track in TRACKS)
