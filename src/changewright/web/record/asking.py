"""Asking several suppliers at once: POST records/{recordId}/rfqs, with an outcome for each."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import Refusal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract
from changewright.edge.context import Answer, Context
from changewright.work.change_orders import items_of
from changewright.work.permission import require_write
from changewright.work.questions import ask_about
from changewright.work.unit import Unit

from ..reading import encode
from ..writing import Written, require, resolved, write
from .looking import PARAMETER
from .names import company_reference, reference
from .views import RecordAskedView, RecordOutcomeView, RecordReference

NOBODY = -1
"""A company that is not there, among the directory's integers."""


async def ask_suppliers(context: Context) -> Answer:
    """POST questions to suppliers about lines of a potential change: each on its own, so that one
    that is refused keeps no other back."""
    values: dict[str, Any] = await context.values()
    suppliers = with_companies(context, values.pop("suppliers"))

    async def decide(unit: Unit) -> Written:
        source = await require(context, unit, ChangeOrder, PARAMETER)
        require_write(unit.actor, ChangeOrder.TABLE)
        fields = await resolved(context, unit, values)
        items = await _asked_items(unit, source, fields.pop("items", None))
        sent = bool(fields.pop("send", False))
        results = []
        for supplier in suppliers:
            named = await resolved(context, unit, supplier)
            results.append(await _ask(context, unit, source, items, {**fields, **named}, sent))
        return Written(encode(RecordAskedView(results=results)))

    return await write(context, decide)


def with_companies(context: Context, suppliers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The companies that a body names by UUID, as the directory's integers. One that is not there
    is refused where it is asked."""
    found = []
    for supplier in suppliers:
        company_id = supplier.get("company_id")
        if company_id is not None:
            company = context.services.directory.company(company_id)
            is_here = company is not None and company.account_id == context.project.account_id
            supplier = {**supplier, "company_id": company.id if company and is_here else NOBODY}
        found.append(supplier)
    return found


async def _asked_items(
    unit: Unit, source: ChangeOrder, ids: tuple[int, ...] | None
) -> list[CostItem]:
    """The lines named, else all that count on the cost side."""
    held = await items_of(unit, source)
    if ids is None:
        return [item for item in held if item.active_cost]
    return [item for item in held if item.id in ids]


async def _ask(
    context: Context,
    unit: Unit,
    source: ChangeOrder,
    items: list[CostItem],
    fields: dict[str, Any],
    sent: bool,
) -> RecordOutcomeView:
    """One question, or why there is none."""
    contract_id: int | None = fields.get("contract_id")
    contract = None if contract_id is None else await unit.read.get(Contract, contract_id)
    company_id = fields.get("company_id")
    is_named = company_id != NOBODY and (company_id, contract) != (None, None)
    if contract is not None and company_id is None:
        fields["company_id"] = contract.company_id
    rfq: RecordReference | None = None
    detail = None
    if not is_named:
        detail = "no supplier is named: neither a contract nor a company of this account"
    elif not items:
        detail = "there is no line to ask about"
    else:
        try:
            with unit.attempt():
                rfq = reference(await ask_about(unit, source, items, fields, sent))
        except Refusal as refusal:
            detail = refusal.detail
    return RecordOutcomeView(
        company=company_reference(context, fields.get("company_id")),
        contract=None if contract is None else reference(contract),
        done=rfq is not None,
        rfq=rfq,
        detail=detail,
    )
