"""What becomes of markups and taxes when something else was done: asked at the end of every unit.

A document whose lines changed says that its markups are stale; amounts that approval filled in or
emptied are told to the markups they belong to; markups of a deleted document go with it; taxes on
amounts that moved say that they need an update. A project without formulas pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from changewright.core.book import AMOUNTS, FILLED, state_of
from changewright.core.exchange import RATES_OF_ITEM
from changewright.core.kinds import KIND, phase_of
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.core.records_markups import (
    PROJECT,
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
    Tax,
    TaxFormula,
)
from changewright.core.settings import ProjectSettings
from changewright.store.read_ledger import LedgerReader

R = TypeVar("R", bound=Record)

BEARING = (
    *(*AMOUNTS, *RATES_OF_ITEM),
    *("budget_id", "contract_id", "type", "code", "unit", "scope", "deleted_at"),
)
"""The columns of an item that its markups may be worked out from."""
ACTION = "followed"


class Ending(Protocol):
    """The unit that ends."""

    now: datetime
    settings: ProjectSettings
    read: LedgerReader

    def written(self, noun: type[R]) -> list[tuple[R | None, R]]: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...

    def delete(self, record: Record, action: str = "deleted") -> None: ...

    async def definitions(self, noun: type[R]) -> tuple[R, ...]: ...


async def settle_markups(unit: Ending) -> None:
    """Let markups and taxes follow what the unit did."""
    if await unit.definitions(MarkupFormula):
        await _drop_orphans(unit)
        await _tell_filled(unit)
        await _mark_stale(unit)
    if await unit.definitions(TaxFormula):
        await _ask_for_update(unit)


async def _drop_orphans(unit: Ending) -> None:
    """The items that the markups of a deleted document made go, unless another holds them."""
    gone = [
        now.id
        for was, now in unit.written(ChangeOrder)
        if now.deleted_at is not None and now.markup_formula_id is not None and was is not None
    ]
    rows = await unit.read.where(AppliedMarkup, change_order_id=gone) if gone else []
    for row in rows:
        unit.delete(row)
    targets = [one.target_cost_item_id for one in rows if one.target_cost_item_id is not None]
    held = {one.cost_item_id for one in await unit.read.memberships_of_items(targets)}
    for item in await unit.read.many(CostItem, [one for one in targets if one not in held]):
        unit.delete(item)


async def _tell_filled(unit: Ending) -> None:
    """A markup shows what its item comes to, also where approval wrote it."""
    moved = {
        now.id: now
        for was, now in unit.written(CostItem)
        if now.is_markup and now.deleted_at is None and _differs(was, now, AMOUNTS)
    }
    if not moved:
        return
    for row in await unit.read.where(AppliedMarkup, target_cost_item_id=list(moved)):
        item = moved[row.target_cost_item_id or 0]
        unit.change(row, ACTION, **{name: getattr(item, name) for name in AMOUNTS})


async def _mark_stale(unit: Ending) -> None:
    items, renamed = _changed_lines(unit)
    touched: dict[int, None] = {
        now.change_order_id: None
        for was, now in unit.written(Membership)
        if was is None or was.deleted_at != now.deleted_at
    }
    held = await unit.read.memberships_of_items([*items, *renamed])
    touched.update(dict.fromkeys(one.change_order_id for one in held if one.cost_item_id in items))
    others = {one.change_order_id for one in held} - touched.keys()
    marked = [
        one
        for one in await unit.read.many(ChangeOrder, (*touched, *others))
        if one.markup_formula_id is not None and one.applied_at != unit.now
    ]
    fresh = [one for one in marked if not one.markups_stale and not _is_settled(one)]
    asking = await _asking_names(unit, [one for one in fresh if one.id in others])
    for document in fresh:
        if document.id in touched or document.id in asking:
            unit.change(document, ACTION, markups_stale=True)


def _changed_lines(unit: Ending) -> tuple[frozenset[int], frozenset[int]]:
    """The lines of which something changed that markups may be worked out from, and those of which
    nothing did but their name."""
    lines = [
        (was, now) for was, now in unit.written(CostItem) if not now.is_markup and was is not None
    ]
    changed = frozenset(now.id for was, now in lines if _differs(was, now, BEARING))
    named = frozenset(now.id for was, now in lines if was.name != now.name)
    return changed, named - changed


async def _asking_names(unit: Ending, documents: Sequence[ChangeOrder]) -> frozenset[int]:
    """The documents whose markups ask what a line is called: a step of their formula does, one of
    its caps, or one that the contract says, or the project where the contract says none."""
    if not documents:
        return frozenset()
    formulas = {one.id: one for one in await unit.definitions(MarkupFormula)}
    steps = await unit.read.where(MarkupFormulaItem, formula_id=list(formulas))
    asking = {one.uuid for one in formulas.values() if _any_asks_names(one.caps)}
    asking |= {formulas[one.formula_id].uuid for one in steps if _asks_names(one.conditions)}
    terms = await unit.read.where(MarkupTerms)
    caps: dict[tuple[str, int], Any]
    caps = {(one.holder_kind, one.holder_id): one.caps for one in terms if one.caps}
    of_project = caps.get((PROJECT, 0), ())
    default = unit.settings.default_main_contract_id
    return frozenset(
        one.id
        for one in documents
        if one.markup_formula_id in asking
        or _any_asks_names(caps.get(_holder_of(one, default), of_project))
    )


def _holder_of(document: ChangeOrder, default: int | None) -> tuple[str, int]:
    """The contract that a document amends, as terms name it."""
    if document.budget_state is not None:
        return MainContract.TABLE, document.main_contract_id or default or 0
    return Contract.TABLE, document.contract_id or 0


def _any_asks_names(caps: Iterable[Mapping[str, Any]]) -> bool:
    return any(_asks_names(cap.get("conditions") or ()) for cap in caps)


def _asks_names(conditions: Iterable[Mapping[str, Any]]) -> bool:
    return any(condition["column"] == "name" for condition in conditions)


def _differs(was: CostItem | None, now: CostItem, columns: Iterable[str]) -> bool:
    """Whether one of the columns changed, other than by what approval fills in and empties."""
    if was is None:
        return False
    filled = {
        amount
        for amount, mark in FILLED.values()
        if not now.is_markup and (getattr(now, mark) or getattr(was, mark))
    }
    return any(getattr(was, name) != getattr(now, name) for name in columns if name not in filled)


def _is_settled(document: ChangeOrder) -> bool:
    phases = {phase_of(state_of(document, track)) for track in KIND[document.kind].tracks}
    return phases <= {"approved", "closed"}


async def _ask_for_update(unit: Ending) -> None:
    moved: list[tuple[str, int]] = [
        (ChangeOrder.TABLE, now.id)
        for was, now in unit.written(ChangeOrder)
        if was is not None and any(getattr(was, one) != getattr(now, one) for one in AMOUNTS)
    ]
    moved += [
        (Contract.TABLE, now.id)
        for was, now in unit.written(Contract)
        if was is not None and was.awarded != now.awarded
    ]
    moved += [
        ("main_contract", now.main_contract_id)
        for was, now in unit.written(MainContractItem)
        if was is None or was.amount != now.amount or was.deleted_at != now.deleted_at
    ]
    for kind in dict.fromkeys(kind for kind, _ in moved):
        ids = {record_id for own, record_id in moved if own == kind}
        for tax in await unit.read.where(Tax, record_kind=kind, record_id=ids):
            if not tax.need_update and tax.updated_at != unit.now:
                unit.change(tax, ACTION, need_update=True)
