"""Markups on a document: a formula applied, worked out again, typed over, taken off.

Each step is worked out for each of the five amounts and becomes a cost item per destination, so
that totals and sums follow as they do from any item (autodesk.md §4). What approval has frozen
stays; a document approved on all its tracks is not touched at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.book import AMOUNTS, state_of
from changewright.core.errors import Locked, invalid
from changewright.core.kinds import KIND, phase_of
from changewright.core.markup import Outcome, evaluate
from changewright.core.markup_rows import step_of, text
from changewright.core.markup_steps import Step, Terms
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_markups import MarkupFormula, MarkupFormulaItem

from .markup_formulas import formula_of, items_of, terms_for
from .markup_lines import NO_CLASSES, Classes, Sources, sources_of
from .markup_targets import Result, applied_on, drop, place_results
from .permission import require_write
from .scene import Scene
from .unit import Unit

Typed = Mapping[int, Mapping[str, Decimal]]
"""Amounts typed over steps: item of the formula → one of the five amounts → what stands there."""


async def apply(
    unit: Unit,
    document: ChangeOrder,
    formula: MarkupFormula,
    variables: Mapping[UUID, Decimal] | None = None,
    classes: Classes = NO_CLASSES,
) -> ChangeOrder:
    """Put the formula's markups on the document, in place of those it has.

    `variables` are the amounts of the formula's variable steps by their ids. `classes`: see
    `cost_classes`. Raises `Locked`, `Invalid` for a variable that is missing or no step's, for what
    the contract's terms do not allow, and for a destination that is no budget.
    """
    document = _open(unit, document)
    items = await items_of(unit.read, formula.id)
    given = variables_of(items, variables or {})
    if document.markup_formula_id not in (None, formula.uuid):
        await drop(unit, document, await applied_on(unit.read, document))
    document = unit.change(
        unit.newest(document),
        "marked_up",
        markup_formula_id=formula.uuid,
        variable_markup_formula_items=[
            {"id": str(uuid), "amount": text(amount)} for uuid, amount in given.items()
        ],
    )
    return await _work_out(unit, document, formula, {}, classes)


async def reapply(unit: Unit, document: ChangeOrder, classes: Classes = NO_CLASSES) -> ChangeOrder:
    """Work the document's markups out again; amounts that somebody typed stay. Raises as `apply`,
    and `Conflict` where the document has no formula, or none any more."""
    document = _open(unit, document)
    formula = await formula_of(unit.read, document)
    typed = await typed_on(unit, document)
    return await _work_out(unit, document, formula, typed, classes)


async def ignore(unit: Unit, document: ChangeOrder) -> ChangeOrder:
    """Leave the markups as they are although lines have changed."""
    document = _open(unit, document)
    await formula_of(unit.read, document)
    return unit.change(document, "markups_ignored", markups_stale=False)


async def clear(unit: Unit, document: ChangeOrder) -> ChangeOrder:
    """Take the document's markups off it, with the cost items they made."""
    document = _open(unit, document)
    await drop(unit, document, await applied_on(unit.read, document))
    return unit.change(
        unit.newest(document),
        "markups_cleared",
        markup_formula_id=None,
        applied_by=None,
        applied_at=None,
        variable_markup_formula_items=(),
        markups_stale=False,
    )


async def override(
    unit: Unit,
    document: ChangeOrder,
    item: MarkupFormulaItem,
    typed: Mapping[str, Decimal | None],
    classes: Classes = NO_CLASSES,
) -> ChangeOrder:
    """Type amounts over what a step comes to; None restores what it comes to. The steps that build
    on it follow. Raises `Invalid` where the step is not on the document or is a subtotal."""
    document = _open(unit, document)
    formula = await formula_of(unit.read, document)
    rows = [one for one in await applied_on(unit.read, document) if one.formula_item_id == item.id]
    if not rows or rows[0].type != "markup":
        raise invalid("markupFormulaItemId", "reference", "this step is no markup of the document")
    everything = {key: dict(amounts) for key, amounts in (await typed_on(unit, document)).items()}
    own = everything.setdefault(item.id, {})
    for amount, value in typed.items():
        if amount not in AMOUNTS:
            raise invalid(amount, "choice", f"an amount is one of {', '.join(AMOUNTS)}")
        if value is None:
            own.pop(amount, None)
        else:
            own[amount] = value
    return await _work_out(unit, document, formula, everything, classes)


async def exclude(
    unit: Unit, document: ChangeOrder, items: Sequence[CostItem], classes: Classes = NO_CLASSES
) -> ChangeOrder:
    """Let exactly these items on the document bear no markup, and work its markups out again."""
    document = _open(unit, document)
    memberships = await unit.read.memberships_of_documents([document.id])
    held = {one.cost_item_id for one in memberships}
    for item in items:
        if item.id not in held:
            detail = f"cost item {item.number} is not on {document.kind} {document.number}"
            raise invalid("costItemIds", "reference", detail)
    ids = sorted(item.id for item in items)
    document = unit.change(document, "marked_up", markup_excluded_ids=ids)
    if document.markup_formula_id is None:
        return document
    return await reapply(unit, document, classes)


async def typed_on(unit: Scene, document: ChangeOrder) -> Typed:
    """The amounts that somebody typed over the document's markups."""
    rows = await applied_on(unit.read, document)
    return {
        row.formula_item_id: {name: Decimal(text) for name, text in row.overrides.items()}
        for row in rows
        if row.overrides
    }


# -- working it out -------------------------------------------------------------------------------


def _open(unit: Unit, document: ChangeOrder) -> ChangeOrder:
    """The newest state of a document whose markups may change. Raises `Locked`."""
    require_write(unit.actor, "change_order")
    document = unit.newest(document)
    named = f"{document.kind.upper()} {document.number}"
    if document.integration_state == "locked":
        raise Locked(f"{named} is locked by the integrated system")
    tracks = KIND[document.kind].tracks
    if not tracks:
        raise Locked(f"a {document.kind} has no amounts to mark up")
    if all(phase_of(state_of(document, track)) in ("approved", "closed") for track in tracks):
        raise Locked(f"{named} is settled: its markups stay as they are")
    return document


def variables_of(
    items: Sequence[MarkupFormulaItem], given: Mapping[UUID, Decimal]
) -> dict[UUID, Decimal]:
    """What was given for each variable step; one left out takes the amount it has, if any."""
    asked = {item.uuid: item for item in items if item.is_variable}
    for uuid in given:
        if uuid not in asked:
            raise invalid("variables", "reference", f"{uuid} is no variable step of this formula")
    found: dict[UUID, Decimal] = {}
    for uuid, item in asked.items():
        amount = given.get(uuid, item.amount)
        if amount is None:
            raise invalid("variables", "missing", f"{item.name} needs an amount: it is variable")
        found[uuid] = amount
    return found


async def _work_out(
    unit: Unit,
    document: ChangeOrder,
    formula: MarkupFormula,
    typed: Typed,
    classes: Classes,
) -> ChangeOrder:
    document = unit.change(
        unit.newest(document),
        "marked_up",
        applied_by=unit.actor.person_id,
        applied_at=unit.now,
        markups_stale=False,
    )
    items = await items_of(unit.read, formula.id)
    rows = await applied_on(unit.read, document)
    targets = frozenset(one.target_cost_item_id for one in rows if one.target_cost_item_id)
    steps = await _steps(unit, document, items)
    sources = await sources_of(
        unit, document, targets, on_markups=formula.on_markups, classes=classes
    )
    outcomes = await _outcomes(unit, document, formula, steps, sources, typed)
    budgets = {item.id: item.budget_id for item in sources.items}
    results = [
        Result(
            item=item,
            step=step,
            position=place,
            typed=typed.get(item.id, {}),
            worked={amount: outcome.steps[place] for amount, outcome in outcomes.items()},
            budgets=budgets,
        )
        for place, (item, step) in enumerate(zip(items, steps, strict=True))
    ]
    await place_results(unit, document, formula, results, rows)
    return unit.newest(document)


async def _terms(
    unit: Scene, document: ChangeOrder, formula: MarkupFormula, sources: Sources
) -> Terms:
    return await terms_for(
        unit,
        document,
        formula,
        excluded=frozenset(document.markup_excluded_ids),
        percentages_already=sources.percentages_already,
    )


def _typed_over(typed: Typed, amount: str) -> dict[int, Decimal]:
    """What is typed over the steps for one of the amounts."""
    return {key: one[amount] for key, one in typed.items() if amount in one}


async def _outcomes(
    unit: Unit,
    document: ChangeOrder,
    formula: MarkupFormula,
    steps: Sequence[Step],
    sources: Sources,
    typed: Typed,
) -> dict[str, Outcome]:
    """Each of the five amounts that any line has, worked out by itself."""
    terms = await _terms(unit, document, formula, sources)
    outcomes: dict[str, Outcome] = {}
    for amount in AMOUNTS:
        lines = sources.lines(amount)
        if not lines:
            continue
        own = msgspec.structs.replace(terms, already=sources.already(amount))
        outcomes[amount] = evaluate(steps, lines, own, _typed_over(typed, amount))
    if not outcomes:
        evaluate(steps, [], terms)  # what the terms do not allow is refused without lines too
    return outcomes


async def added_by(
    unit: Scene, document: ChangeOrder, amount: str, classes: Classes = NO_CLASSES
) -> Callable[[Mapping[int, Decimal]], Decimal]:
    """What the document's markups would add to its total of one of the amounts, asked with what its
    lines had of it; a line that is not named has what it has. Amounts typed over them stand."""
    formula = await formula_of(unit.read, document)
    rows = await applied_on(unit.read, document)
    targets = frozenset(one.target_cost_item_id for one in rows if one.target_cost_item_id)
    steps = await _steps(unit, document, await items_of(unit.read, formula.id))
    sources = await sources_of(
        unit, document, targets, on_markups=formula.on_markups, classes=classes
    )
    terms = await _terms(unit, document, formula, sources)
    own = msgspec.structs.replace(terms, already=sources.already(amount))
    overrides = _typed_over(await typed_on(unit, document), amount)

    def added(given: Mapping[int, Decimal]) -> Decimal:
        return evaluate(steps, sources.lines(amount, given), own, overrides).markups

    return added


async def _steps(
    unit: Scene, document: ChangeOrder, items: Sequence[MarkupFormulaItem]
) -> list[Step]:
    """The formula's steps with what was given for its variables, and their budgets."""
    given: dict[str, Any] = {
        one["id"]: Decimal(one["amount"]) for one in document.variable_markup_formula_items
    }
    codes = {item.target_budget_code for item in items if item.target_budget_code}
    found = await unit.read.where(Budget, code=codes) if codes else []
    budgets = {budget.code: budget.id for budget in found}
    steps = []
    for place, item in enumerate(items):
        code = item.target_budget_code
        if code is not None and code not in budgets:
            detail = f"there is no budget {code} for {item.name}"
            raise invalid(f"items[{place}].targetBudgetCode", "reference", detail)
        amount = given.get(str(item.uuid))
        destination = None if code is None else budgets[code]
        steps.append(step_of(item, amount=amount, destination=destination))
    return steps
