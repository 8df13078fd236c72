"""The cost items of a document: GET records/{recordId}/lines."""

from __future__ import annotations

from collections.abc import Sequence

from changewright.core.book import AMOUNTS, is_active, state_of
from changewright.core.kinds import TRACKS
from changewright.core.records import ChangeOrder, CostItem, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.core.records_markups import AppliedMarkup
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context

from ..reading import answer, hidden_of, seen, window_of
from .amounts import currencies_of
from .detail import record_lock
from .fields import ITEM_FIELDS, locks_of
from .looking import Looked, currency_of, looked_at
from .moving import lines_locked
from .names import Names, reference
from .views import RecordLinesView, RecordLineView, RecordReference

OF_CONTRACT = ("proposed", "committed")
"""The amounts of a line that are in the currency of its contract."""


async def show_lines(context: Context) -> Answer:
    """GET the cost items on a document in their order, with what can be changed of each."""
    window = window_of(context)
    async with looked_at(context) as looked:
        cut = looked.items[window.offset : window.offset + window.limit]
        views = await line_views(looked, cut)
        currency = await currency_of(looked.read, looked.scene.settings, looked.document)
    document, hidden = looked.document, looked.hidden
    view = RecordLinesView(
        results=views,
        total=len(looked.items),
        limit=window.limit,
        offset=window.offset,
        amounts={name: getattr(document, name) for name in AMOUNTS if name not in hidden},
        currencies=currencies_of(document, currency, looked.scene.settings.currency, hidden),
        currency=currency,
        locked=lines_locked(looked),
    )
    return answer(context, view)


async def line_views(looked: Looked, items: Sequence[CostItem]) -> list[RecordLineView]:
    """Cost items as the caller sees them."""
    read = looked.read
    names = Names(looked.context, read)
    ids = [item.id for item in items]
    if looked.is_full:
        await names.load(Budget, (item.budget_id for item in items))
    await names.load(Contract, (item.contract_id for item in items))
    contracts = await read.many(Contract, {item.contract_id or 0 for item in items})
    currencies = {one.id: one.currency for one in contracts}
    details = await read.where(SubCostItem, cost_item_id=ids) if ids else []
    detailed: dict[int, set[str]] = {}
    for detail in details:
        detailed.setdefault(detail.cost_item_id, set()).add(detail.type)
    worked = await read.where(AppliedMarkup, target_cost_item_id=ids) if ids else []
    markups = {row.target_cost_item_id for row in worked}
    documents = await _documents(looked)
    return [
        _line(
            looked,
            item,
            names,
            currencies.get(item.contract_id or 0),
            detailed.get(item.id, set()),
            item.id in markups,
            documents,
        )
        for item in items
    ]


async def _documents(looked: Looked) -> dict[int, RecordReference]:
    """The other documents around that the caller sees."""
    others = (one for one in looked.book.documents.values() if one.id != looked.document.id)
    shown = await seen(looked.context, looked.read, others)
    return {document.id: reference(document) for document in shown}


def _line(
    looked: Looked,
    item: CostItem,
    names: Names,
    contract_currency: str | None,
    detailed: set[str],
    is_worked: bool,
    documents: dict[int, RecordReference],
) -> RecordLineView:
    hidden, project = hidden_of(looked.context, item), looked.scene.settings.currency
    own = contract_currency or project
    shown = [name for name in AMOUNTS if name not in hidden]
    on = [documents[one] for one in looked.book.documents_of[item.id] if one in documents]
    tracks = [track for track in TRACKS if f"{track}_state" not in hidden]
    return RecordLineView(
        id=item.uuid,
        integer_id=item.id,
        number=item.number,
        name=item.name,
        description=item.description,
        tag=record_tag(item.TABLE, item.version, looked.context.role.audience).decode(),
        scope=item.scope,
        quantity=item.quantity,
        unit=item.unit,
        budget=None if "budget_id" in hidden else names.known("budget", item.budget_id),
        contract=None if "contract_id" in hidden else names.known("contract", item.contract_id),
        states={track: state_of(item, track) or "" for track in tracks},
        active=[track for track in tracks if is_active(item, track)],
        amounts={name: getattr(item, name) for name in shown},
        currencies={name: own if name in OF_CONTRACT else project for name in shown},
        is_markup=item.is_markup,
        has_detail=bool(detailed),
        on=on,
        locked=_locks(looked, item, detailed, is_worked),
        removable=lines_locked(looked),
    )


def _locks(looked: Looked, item: CostItem, detailed: set[str], is_worked: bool) -> dict[str, str]:
    """The fields of a line that cannot be typed now, each with why."""
    lock = record_lock(looked, CostItem.TABLE)
    if lock is not None:
        return {row.label: lock for row in ITEM_FIELDS}
    found = locks_of(item)
    for name in AMOUNTS:
        if name in detailed:
            found.setdefault(name, "it is the sum of its detail")
        elif item.is_markup and is_worked:
            found.setdefault(name, "it is what a markup comes to; type over the markup instead")
    bound = _binding_order(looked, item)
    if bound is not None:
        found.setdefault("contractId", f"it is on {bound} of this contract")
    return found


def _binding_order(looked: Looked, item: CostItem) -> str | None:
    """The live supplier order that ties a line to its contract."""
    for document_id in looked.book.documents_of[item.id]:
        document: ChangeOrder = looked.book.documents[document_id]
        if document.kind == "sco" and document.contract_id is not None:
            return f"SCO {document.number}"
    return None
