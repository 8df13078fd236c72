"""Formulas in full, trying one on lines, and what contracts say about markups."""

from __future__ import annotations

from typing import Any

from changewright.core.markup import evaluate
from changewright.core.markup_lines import Line
from changewright.core.markup_rows import step_of, terms_of
from changewright.core.money import Decimal
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import MarkupFormula, MarkupFormulaItem, MarkupTerms
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.work import markup_formulas as formulas
from changewright.work.markup_application import variables_of
from changewright.work.permission import require_write
from changewright.work.unit import LedgerReader, Unit

from ..reading import answer, answer_page, answer_said, encode, reading, version_said, visible
from ..reading import require as required
from ..writing import Written, deletes, require, require_version, said, write, written
from .views import SampleView, formula_view, terms_view, worked_view

Holder = Contract | MainContract
PARAMETER = "formulaId"


async def list_formulas(context: Context) -> Answer:
    """GET markup-formulas, oldest first."""
    async with reading(context) as read:
        found = await visible(context, read, await read.where(MarkupFormula))
        items = await read.where(
            MarkupFormulaItem, ("position", "id"), formula_id=[one.id for one in found]
        )
    views = [
        formula_view(one, [item for item in items if item.formula_id == one.id]) for one in found
    ]
    return answer_page(context, views)


async def show_formula(context: Context) -> Answer:
    """GET markup-formulas/{formulaId}."""
    async with reading(context) as read:
        formula = await required(context, read, MarkupFormula, PARAMETER)
        items = await formulas.items_of(read, formula.id)
    return answer(context, formula_view(formula, items))


async def create_formula(context: Context) -> Answer:
    """POST markup-formulas."""
    values = await context.values()
    items = values.pop("items", None) or ()

    async def decide(unit: Unit) -> Written:
        return await _shown(context, unit, await formulas.create(unit, values, items))

    return await write(context, decide)


async def update_formula(context: Context) -> Answer:
    """PATCH markup-formulas/{formulaId}: a step that names its id is changed, others are new, and
    where `items` is given those left out go."""
    values = await context.values()
    items = values.pop("items", None)

    async def decide(unit: Unit) -> Written:
        formula = await require(context, unit, MarkupFormula, PARAMETER)
        return await _shown(context, unit, await formulas.edit(unit, formula, values, items))

    return await write(context, decide)


delete_formula = deletes(MarkupFormula, PARAMETER, formulas.delete)


async def _shown(context: Context, unit: Unit, formula: MarkupFormula) -> Written:
    newest = unit.newest(formula)
    items = await formulas.items_of(unit.read, newest.id)
    return written(context, unit, newest, formula_view(newest, items))


async def try_formula(context: Context) -> Answer:
    """POST markup-formulas/{formulaId}:try: the steps over lines that are no record's, under the
    project's terms. Without lines: over the formula's sample amount. Nothing is written."""
    values: dict[str, Any] = await context.values()
    async with reading(context) as read:
        formula = await required(context, read, MarkupFormula, PARAMETER)
        items = await formulas.items_of(read, formula.id)
        own = await formulas.terms_at(read, None)
    given = {one["uuid"]: one["amount"] for one in values.get("variables") or ()}
    amounts = variables_of(items, given)
    settings = await context.services.ledger.settings_of(context.container_id)
    terms = terms_of(formula, None, own, places=settings.money_places)
    rows = values.get("lines") or [{"amount": formula.sample_amount or Decimal(0)}]
    lines = [
        Line(key=key, amount=row["amount"], facts=_facts(row.get("facts")))
        for key, row in enumerate(rows, 1)
    ]
    steps = [step_of(item, amount=amounts.get(item.uuid)) for item in items]
    outcome = evaluate(steps, lines, terms)
    keys = [line.key for line in lines]
    return encode(
        SampleView(
            direct=outcome.direct,
            markups=outcome.markups,
            total=outcome.total,
            steps=[worked_view(worked, keys) for worked in outcome.steps],
        )
    )


def _facts(given: object) -> dict[str, str | None]:
    if not isinstance(given, dict):
        return {}
    return {name: None if value is None else str(value) for name, value in given.items()}


# -- terms ----------------------------------------------------------------------------------------


async def show_project_terms(context: Context) -> Answer:
    """GET markup-terms: what the project says where its contracts say nothing."""
    async with reading(context) as read:
        return await _said(context, read, None)


async def say_project_terms(context: Context) -> Answer:
    """PUT markup-terms: what is left out stays, null takes back."""
    return await _say(context, None)


def shows_terms(noun: type[Holder], parameter: str) -> Handler:
    """The handler that shows what a contract says."""

    async def handle(context: Context) -> Answer:
        async with reading(context) as read:
            holder = await required(context, read, noun, parameter)
            return await _said(context, read, holder)

    return handle


def says_terms(noun: type[Holder], parameter: str) -> Handler:
    """The handler that sets what a contract says."""

    async def handle(context: Context) -> Answer:
        return await _say(context, (noun, parameter))

    return handle


async def _said(context: Context, read: LedgerReader, holder: Holder | None) -> Answer:
    found = await formulas.terms_at(read, holder)
    shown = [] if found is None else await visible(context, read, [found])
    terms = next(iter(shown), None)
    return answer_said(context, MarkupTerms, terms, terms_view(terms))


async def _say(context: Context, named: tuple[type[Holder], str] | None) -> Answer:
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        holder = None if named is None else await required(context, unit.read, *named)
        require_write(unit.actor, MarkupTerms.TABLE)
        before = await formulas.terms_at(unit.read, holder)
        require_version(context, MarkupTerms.TABLE, version_said(before))
        terms = await formulas.say_terms(unit, holder, values)
        return said(context, unit, terms, terms_view(unit.newest(terms)))

    return await write(context, decide)
