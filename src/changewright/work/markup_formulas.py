"""Sets of markups as users define them, and what contracts say about all markups on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from changewright.core.errors import Conflict, InUse, invalid
from changewright.core.markup_checks import check_steps
from changewright.core.markup_rows import (
    BAND,
    CAP,
    THRESHOLD,
    kept_conditions,
    kept_rows,
    step_of,
    terms_of,
)
from changewright.core.markup_steps import Terms
from changewright.core.records import ChangeOrder
from changewright.core.records_codes import Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import (
    PROJECT,
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
)
from changewright.core.settings import MONEY_PLACES_MAXIMUM

from .edits import differing, filled
from .markup_lines import check_facts
from .permission import require_write
from .scene import Scene
from .unit import LedgerReader, Unit

SIDES = ("budget", "cost", "both")
SETS_FOR_CHANGES = ("change_orders_horizontal", "change_orders_vertical")
"""The sets that a contract gives to its changes (`work.markup_sets`)."""

Items = Sequence[Mapping[str, Any]]
"""Columns of `MarkupFormulaItem` as doors read them, with `uuid` where one is changed; `selected`
are ids or names of steps above, lists inside are as their clients sent them."""


async def items_of(read: LedgerReader, formula_id: int) -> list[MarkupFormulaItem]:
    """The steps of a formula, in their order."""
    return await read.where(MarkupFormulaItem, ("position", "id"), formula_id=formula_id)


async def create(unit: Unit, fields: Mapping[str, Any], items: Items) -> MarkupFormula:
    """A new formula with its steps. Raises `Invalid` naming the step that makes no sense."""
    require_write(unit.actor, "markup_formula")
    formula = unit.new(MarkupFormula, **_kept(filled(MarkupFormula, fields)))
    await _put_items(unit, formula, [], items)
    return unit.newest(formula)


async def edit(
    unit: Unit, formula: MarkupFormula, fields: Mapping[str, Any], items: Items | None
) -> MarkupFormula:
    """Change the fields that differ and, where `items` are given, its steps: those named by their
    id are changed, the others are new, and those left out go. Documents keep what they have until
    the formula is applied to them again."""
    require_write(unit.actor, "markup_formula")
    formula = unit.newest(formula)
    changes = differing(formula, _kept(fields))
    if changes:
        formula = unit.change(formula, "updated", **changes)
    before = await items_of(unit.read, formula.id)
    if items is not None:
        await _put_items(unit, formula, before, items)
    elif "caps" in changes:
        _check(formula, before)
    return unit.newest(formula)


async def delete(unit: Unit, formula: MarkupFormula) -> None:
    """Delete a formula that no document has. Raises `InUse`."""
    require_write(unit.actor, "markup_formula")
    applied = await unit.read.where(AppliedMarkup, limit=1, formula_id=formula.id)
    if applied:
        document = await unit.read.get(ChangeOrder, applied[0].change_order_id)
        if document is not None:
            raise InUse(f"{document.kind.upper()} {document.number} has its markups; clear them")
    for item in await items_of(unit.read, formula.id):
        unit.delete(item)
    unit.delete(formula)


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(fields)
    if "caps" in kept:
        kept["caps"] = kept_rows(kept["caps"], CAP, "caps")
        for place, cap in enumerate(kept["caps"]):
            check_facts(cap.get("conditions") or (), f"caps[{place}].conditions")
    return kept


async def _put_items(
    unit: Unit, formula: MarkupFormula, before: Sequence[MarkupFormulaItem], items: Items
) -> None:
    known = {item.uuid: item for item in before}
    put: list[MarkupFormulaItem] = []
    ordered = sorted(enumerate(items), key=lambda pair: _place(pair[1], pair[0]))
    for place, (_, given) in enumerate(ordered):
        values = dict(given)
        own: UUID | None = values.pop("uuid", None)
        item = known.pop(own, None) if own is not None else None
        values = filled(MarkupFormulaItem, values)
        values = _kept_item(values, put, f"items[{place}]") | {"position": place}
        if item is None:
            if not values.get("name"):
                raise invalid(f"items[{place}].name", "missing", "a step has a name")
            put.append(unit.new(MarkupFormulaItem, **values, formula_id=formula.id))
        else:
            changes = differing(item, values)
            put.append(unit.change(item, "updated", **changes) if changes else item)
    for gone in known.values():
        unit.delete(gone)
    _check(formula, put)
    if put != list(before):
        unit.touch(formula, "updated")


def _place(item: Mapping[str, Any], place: int) -> tuple[int, int]:
    position = item.get("position")
    return (place if position is None else position, place)


def _kept_item(
    values: dict[str, Any], above: Sequence[MarkupFormulaItem], field: str
) -> dict[str, Any]:
    """A step's columns in their kept form; steps above are named by their id or their name."""
    kept = dict(values)
    for name, parts in (("bands", BAND), ("thresholds", THRESHOLD)):
        if name in kept:
            kept[name] = kept_rows(kept[name], parts, f"{field}.{name}")
    if "conditions" in kept:
        where = f"{field}.conditions"
        kept["conditions"] = kept_conditions(kept["conditions"], where)
        check_facts(kept["conditions"], where)
    if kept.get("selected"):
        names = {name: one.id for one in above for name in (one.name, str(one.uuid))}
        for name in kept["selected"]:
            if str(name) not in names:
                detail = f"{name} is no step above this one"
                raise invalid(f"{field}.selected", "reference", detail)
        kept["selected"] = [names[str(name)] for name in kept["selected"]]
    if kept.get("side") is not None and kept["side"] not in SIDES:
        raise invalid(f"{field}.side", "choice", f"side must be one of {', '.join(SIDES)}")
    return kept


def _check(formula: MarkupFormula, items: Sequence[MarkupFormulaItem]) -> None:
    terms = terms_of(formula, None, None, places=2)
    check_steps([step_of(item) for item in items], terms)


# -- what contracts say ---------------------------------------------------------------------------


def holder_kind_of(holder: Contract | MainContract | None) -> tuple[str, int]:
    return (PROJECT, 0) if holder is None else (holder.TABLE, holder.id)


async def terms_at(
    read: LedgerReader, holder: Contract | MainContract | None
) -> MarkupTerms | None:
    """What the contract, or the project where it is None, says itself."""
    kind, holder_id = holder_kind_of(holder)
    found = await read.where(MarkupTerms, limit=1, holder_kind=kind, holder_id=holder_id)
    return found[0] if found else None


async def say_terms(
    unit: Unit, holder: Contract | MainContract | None, fields: Mapping[str, Any]
) -> MarkupTerms:
    """Set what a contract or the project says about markups; what is left out stays. Documents
    keep their markups until they are worked out again."""
    require_write(unit.actor, "markup_terms")
    kept = _kept(fields)
    places = kept.get("money_places")
    if places is not None and not 0 <= places <= MONEY_PLACES_MAXIMUM:
        raise invalid("money_places", "range", "money_places must lie between 0 and 4")
    for name in ("most_percentages", "percent"):
        if kept.get(name) is not None and kept[name] < 0:
            raise invalid(name, "range", f"{name} is not below zero")
    _check(MarkupFormula(**_nobody(unit), name="", caps=kept.get("caps") or ()), ())
    if kept.get("most_percentages") is not None:
        await _refuse_sets_beyond(unit, holder, kept["most_percentages"])
    found = await terms_at(unit.read, holder)
    if found is not None:
        changes = differing(found, kept)
        return unit.change(found, "updated", **changes) if changes else found
    kind, holder_id = holder_kind_of(holder)
    return unit.new(MarkupTerms, **filled(MarkupTerms, kept), holder_kind=kind, holder_id=holder_id)


async def _refuse_sets_beyond(
    unit: Unit, holder: Contract | MainContract | None, most: int
) -> None:
    """Raise `Invalid` where a contract that this is said of gives its changes more markups."""
    sets = await unit.read.where(Markup, markup_set=SETS_FOR_CHANGES)
    if holder is not None:
        own = holder_kind_of(holder)
        sets = [one for one in sets if (one.holder_kind, one.holder_id) == own]
    counts = Counter((one.holder_kind, one.holder_id) for one in sets)
    if holder is None:
        for said in await unit.read.where(MarkupTerms):
            if said.most_percentages is not None:
                counts.pop((said.holder_kind, said.holder_id), None)
    if counts and max(counts.values()) > most:
        detail = f"a contract gives its change orders {max(counts.values())} percentages already"
        raise invalid("most_percentages", "rule", detail)


def _nobody(unit: Unit) -> dict[str, Any]:
    """The stamps of a record that is only looked at."""
    stamps = {"id": 0, "uuid": UUID(int=0), "created_at": unit.now, "updated_at": unit.now}
    return {"container_id": unit.container_id, **stamps}


async def terms_for(
    unit: Scene,
    document: ChangeOrder,
    formula: MarkupFormula,
    *,
    excluded: frozenset[int] = frozenset(),
    percentages_already: int = 0,
) -> Terms:
    """The terms of the contract that the document amends: the main contract's, unless it is a
    supplier's."""
    own, project = await _said_for(unit, document)
    return terms_of(
        formula,
        own,
        project,
        places=unit.settings.money_places,
        excluded=excluded,
        percentages_already=percentages_already,
    )


async def terms_of_holder(
    unit: Scene,
    holder: Contract | MainContract | None,
    *,
    excluded: frozenset[int] = frozenset(),
    percentages_already: int = 0,
) -> Terms:
    """The terms of a contract of either side: what it says itself, else what the project says."""
    own = None if holder is None else await terms_at(unit.read, holder)
    return terms_of(
        None,
        own,
        await terms_at(unit.read, None),
        places=unit.settings.money_places,
        excluded=excluded,
        percentages_already=percentages_already,
    )


async def places_for(unit: Scene, document: ChangeOrder) -> int:
    """The places of amounts worked out on this document."""
    for said in await _said_for(unit, document):
        if said is not None and said.money_places is not None:
            return said.money_places
    return unit.settings.money_places


async def _said_for(
    unit: Scene, document: ChangeOrder
) -> tuple[MarkupTerms | None, MarkupTerms | None]:
    """What the contract that the document amends says, and what the project says."""
    read = unit.read
    own: MarkupTerms | None = None
    if document.budget_state is not None:
        main_id = document.main_contract_id or unit.settings.default_main_contract_id
        main = None if main_id is None else await read.get(MainContract, main_id)
        own = None if main is None else await terms_at(read, main)
    elif document.contract_id is not None:
        contract = await read.get(Contract, document.contract_id)
        own = None if contract is None else await terms_at(read, contract)
    return own, await terms_at(read, None)


async def formula_of(read: LedgerReader, document: ChangeOrder) -> MarkupFormula:
    """The formula that a document's markups are by. Raises `Conflict` where there is none."""
    found = (
        None
        if document.markup_formula_id is None
        else await read.by_uuid(MarkupFormula, document.markup_formula_id)
    )
    if found is None:
        raise Conflict(f"{document.kind.upper()} {document.number} has no markup formula")
    return found
