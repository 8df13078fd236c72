"""Taxes on contracts and documents: worked out after the markups, on all that is taxable.

A set of taxes is put on a record and copied there, so that its rates can be changed or switched
off for that record alone. Taxes are told beside the amounts and are no part of them
(autodesk.md §4, inferred).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from changewright.core.book import stage_amount, state_of
from changewright.core.errors import InUse, Locked, invalid
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.markup import Outcome
from changewright.core.markup_checks import check_steps
from changewright.core.markup_lines import Line
from changewright.core.markup_rows import kept_conditions, summary_of, tax_step_of
from changewright.core.markup_steps import Terms
from changewright.core.markup_taxes import NOT_TAXABLE, taxed
from changewright.core.money import ZERO, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.core.records_markups import (
    AppliedMarkup,
    Tax,
    TaxFormula,
    TaxFormulaItem,
    TaxItem,
)

from .edits import differing, filled
from .markup_formulas import places_for
from .markup_lines import NO_CLASSES, Classes, sources_of
from .permission import require_write
from .unit import LedgerReader, Unit

KINDS = ("rate", "revise", "info")
COPIED = ("position", "name", "type", "amount", "conditions")

Taxed = ChangeOrder | Contract | MainContract
Items = Sequence[Mapping[str, Any]]


# -- sets of taxes --------------------------------------------------------------------------------


async def formula_items(read: LedgerReader, formula_id: int) -> list[TaxFormulaItem]:
    return await read.where(TaxFormulaItem, ("position", "id"), formula_id=formula_id)


async def create_formula(unit: Unit, fields: Mapping[str, Any], items: Items) -> TaxFormula:
    """A new set of taxes. Raises `Invalid` naming the step that makes no sense."""
    require_write(unit.actor, "tax_formula")
    formula = unit.new(TaxFormula, **filled(TaxFormula, fields))
    await _put_items(unit, formula, [], items)
    return unit.newest(formula)


async def edit_formula(
    unit: Unit, formula: TaxFormula, fields: Mapping[str, Any], items: Items | None
) -> TaxFormula:
    """Change the fields that differ and, where given, the steps: those named by their id are
    changed, others are new, those left out go. Records keep the taxes they have."""
    require_write(unit.actor, "tax_formula")
    formula = unit.newest(formula)
    changes = differing(formula, fields)
    if changes:
        unit.change(formula, "updated", **changes)
    if items is not None:
        await _put_items(unit, formula, await formula_items(unit.read, formula.id), items)
    return unit.newest(formula)


async def delete_formula(unit: Unit, formula: TaxFormula) -> None:
    """Delete a set of taxes that no record has. Raises `InUse`."""
    require_write(unit.actor, "tax_formula")
    if await unit.read.where(Tax, limit=1, formula_id=formula.id):
        raise InUse(f"{formula.name} is on a record; take it off there first")
    for item in await formula_items(unit.read, formula.id):
        unit.delete(item)
    unit.delete(formula)


async def _put_items(
    unit: Unit, formula: TaxFormula, before: Sequence[TaxFormulaItem], items: Items
) -> None:
    known = {item.uuid: item for item in before}
    put: list[TaxFormulaItem] = []
    for place, given in enumerate(items):
        values = filled(TaxFormulaItem, given) | {"position": place}
        own: UUID | None = values.pop("uuid", None)
        if values.get("type", "rate") not in KINDS:
            raise invalid(f"items[{place}].type", "choice", f"type is one of {', '.join(KINDS)}")
        if "conditions" in values:
            field = f"items[{place}].conditions"
            values["conditions"] = kept_conditions(values["conditions"], field)
        item = known.pop(own, None) if own is not None else None
        if item is None:
            if not values.get("name"):
                raise invalid(f"items[{place}].name", "missing", "a step has a name")
            put.append(unit.new(TaxFormulaItem, **values, formula_id=formula.id))
        else:
            changes = differing(item, values)
            put.append(unit.change(item, "updated", **changes) if changes else item)
    for gone in known.values():
        unit.delete(gone)
    check_steps([tax_step_of(item) for item in put], Terms())
    if put != list(before):
        unit.touch(formula, "updated")


# -- taxes on a record ----------------------------------------------------------------------------


async def items_of(read: LedgerReader, tax: Tax) -> list[TaxItem]:
    return await read.where(TaxItem, ("position", "id"), tax_id=tax.id)


async def tax_on(read: LedgerReader, record: Record) -> Tax | None:
    found = await read.where(Tax, limit=1, record_kind=record.TABLE, record_id=record.id)
    return found[0] if found else None


async def put_on(
    unit: Unit,
    record: Taxed,
    association_type: str,
    formula: TaxFormula,
    classes: Classes = NO_CLASSES,
) -> Tax:
    """Put a set of taxes on a record, in place of what it has; the same set anew takes its rates
    over again. Raises `Locked` where the record is settled."""
    require_write(unit.actor, record.TABLE)
    refuse_settled(record)
    before = await tax_on(unit.read, record)
    if before is not None and before.formula_id == formula.id:
        tax = unit.change(before, "updated", name=formula.name)
        for item in await items_of(unit.read, tax):
            unit.delete(item)
    else:
        if before is not None:
            await take_off(unit, record, before)
        tax = unit.new(
            Tax,
            record_kind=record.TABLE,
            record_id=record.id,
            record_uuid=record.uuid,
            association_type=association_type,
            formula_id=formula.id,
            name=formula.name,
        )
    for step in await formula_items(unit.read, formula.id):
        copied = {name: getattr(step, name) for name in COPIED}
        unit.new(TaxItem, **copied, tax_id=tax.id, formula_item_id=step.id)
    return await work_out(unit, record, tax, classes)


async def take_off(unit: Unit, record: Taxed, tax: Tax) -> None:
    require_write(unit.actor, record.TABLE)
    refuse_settled(record)
    for item in await items_of(unit.read, tax):
        unit.delete(item)
    unit.delete(tax)


async def edit_item(
    unit: Unit,
    record: Taxed,
    tax: Tax,
    item: TaxItem,
    fields: Mapping[str, Any],
    classes: Classes = NO_CLASSES,
) -> TaxItem:
    """Change a step on this record alone, or switch it (`is_active`); its taxes follow."""
    require_write(unit.actor, record.TABLE)
    refuse_settled(record)
    changes = differing(item, fields)
    if changes:
        item = unit.change(item, "updated", **changes)
    await work_out(unit, record, tax, classes)
    return unit.newest(item)


async def work_out(unit: Unit, record: Taxed, tax: Tax, classes: Classes = NO_CLASSES) -> Tax:
    """What the taxes come to on what the record is now."""
    items = [one for one in await items_of(unit.read, tax) if one.is_active]
    steps = [tax_step_of(item) for item in items]
    lines = await _lines(unit, record, classes)
    places = unit.settings.money_places
    if isinstance(record, ChangeOrder):
        places = await places_for(unit, record)
    nothing = Outcome(direct=sum_amounts(line.amount for line in lines), steps=())
    outcome = taxed(steps, lines, nothing, Terms(places=places))
    return unit.change(
        unit.newest(tax),
        "worked_out",
        need_update=False,
        base=outcome.direct,
        amount=outcome.markups,
        summary=summary_of(outcome),
    )


def refuse_settled(record: Taxed) -> None:
    """Raise `Locked` for a document that is approved on all its tracks."""
    if not isinstance(record, ChangeOrder):
        return
    tracks = KIND[record.kind].tracks
    if tracks and all(phase_of(state_of(record, track)) == "approved" for track in tracks):
        raise Locked(f"{record.kind.upper()} {record.number} is approved: its taxes stay")


async def _lines(unit: Unit, record: Taxed, classes: Classes) -> list[Line]:
    if isinstance(record, Contract):
        return [Line(key=record.id, amount=record.awarded or ZERO)]
    if isinstance(record, MainContract):
        rows = await unit.read.where(MainContractItem, main_contract_id=record.id)
        return [Line(key=one.id, amount=one.amount) for one in rows if one.amount is not None]
    track: Track = "budget" if record.budget_state is not None else "cost"
    sources = await sources_of(unit, record, frozenset(), on_markups=True, classes=classes)
    exempt = await _exempt(unit, [item for item in sources.items if item.is_markup])
    lines = []
    for item in sources.items:
        amount = stage_amount(item, track)
        if amount is not None:
            facts = dict(sources.facts[item.id])
            facts["taxable"] = NOT_TAXABLE if item.id in exempt else None
            lines.append(Line(key=item.id, amount=amount, facts=facts))
    return lines


async def _exempt(unit: Unit, markups: Sequence[CostItem]) -> set[int]:
    """The items of markups that no tax is worked out on."""
    if not markups:
        return set()
    rows = await unit.read.where(
        AppliedMarkup, target_cost_item_id=[item.id for item in markups], taxable=False
    )
    return {one.target_cost_item_id for one in rows if one.target_cost_item_id is not None}
