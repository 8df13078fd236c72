"""Quotes side by side, and answering with prices: records/{recordId}/quotes.

The lines are those of the document; the suppliers are those who are asked about any of them. What a
supplier did not price stands at its plug, the line's estimate, so that totals can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.errors import Conflict, Forbidden, Invalid, Problem
from changewright.core.exchange import is_foreign
from changewright.core.money import ZERO, Decimal, multiply
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract
from changewright.core.records_events import Quote
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context
from changewright.work import quotes
from changewright.work.moves import act
from changewright.work.scene import look
from changewright.work.unit import LedgerReader, Unit
from changewright.work.whole_prices import spread_of

from ..reading import answer, encode, require, seen, sees
from ..writing import Written, resolved, write
from ..writing import require as require_written
from .looking import PARAMETER, Looked, around
from .names import company_reference, seen_reference
from .views import RecordBidView, RecordQuoteLineView, RecordQuotesView, RecordSupplierView

CONVERTED_PLACES = 4


async def show_quotes(context: Context) -> Answer:
    """GET quotes on the lines of a potential change, or of the one that a request for quote asks
    about. A supplier sees his own prices alone."""
    async with look(context.services.ledger, context.container_id, context.actor()) as scene:
        document = await require(context, scene.read, ChangeOrder, PARAMETER)
        source = await _compared(context, scene.read, document)
        view = await quotes_view(await around(context, scene, source), source)
    return answer(context, view)


async def give_quotes(context: Context) -> Answer:
    """POST prices on a request for quote: by its supplier, or by who works on the change. With
    `submit` the request goes on to whoever decides. An amount of null withdraws a price."""
    values: dict[str, Any] = await context.values()
    _require_amounts(values["prices"])

    async def decide(unit: Unit) -> Written:
        rfq = await require_written(context, unit, ChangeOrder, PARAMETER)
        quotes.require_quoting(unit.actor, rfq, values["prices"])
        named = await resolved(context, unit, {"prices": tuple(values["prices"])})
        await quotes.offer(unit, rfq, named["prices"])
        if values.get("submit"):
            await quotes.require_priced(unit, rfq)
            rfq = unit.newest(rfq)
            if rfq.cost_state == "open":
                rfq = await act(unit, rfq, "submit")
            rfq = await act(unit, rfq, "submit")
        newest = unit.newest(rfq)
        return Written(encode(await quotes_view(await around(context, unit, newest), newest)))

    return await write(context, decide)


def _require_amounts(prices: Sequence[Mapping[str, Any]]) -> None:
    """Raise `Invalid` naming every price without an amount: one is withdrawn by null, never by
    leaving it out."""
    missing = [f"prices.{place}.amount" for place, one in enumerate(prices) if "amount" not in one]
    if missing:
        problems = [Problem(field, "missing", f"{field} is missing") for field in missing]
        raise Invalid(problems[0].detail, *problems)


async def _compared(context: Context, read: LedgerReader, document: ChangeOrder) -> ChangeOrder:
    """The document whose lines are compared: of a question the change it came from, for those who
    see that."""
    if document.kind == "rfq" and document.source_id is not None:
        source = await read.get(ChangeOrder, document.source_id)
        if source is not None and await sees(context, read, source):
            return source
    return document


async def quotes_view(looked: Looked, document: ChangeOrder) -> RecordQuotesView:
    """Every supplier's prices on the document's lines."""
    asked = {
        other
        for item in looked.items
        for other in looked.book.documents_of[item.id]
        if looked.book.documents[other].kind == "rfq"
    }
    if document.kind == "rfq":
        asked.add(document.id)
    rfqs = [looked.book.documents[one] for one in sorted(asked)]
    rfqs = await seen(looked.context, looked.read, rfqs)
    given = await looked.read.where(Quote, rfq_id=[one.id for one in rfqs]) if rfqs else []
    contracts = await looked.read.many(Contract, {one.contract_id or 0 for one in rfqs})
    by_id = {one.id: one for one in contracts}
    suppliers = []
    for rfq in rfqs:
        own = [quote for quote in given if quote.rfq_id == rfq.id]
        shares = await _shares(looked, rfq, own)
        suppliers.append(_supplier(looked, rfq, own, shares, by_id.get(rfq.contract_id or 0)))
    if looked.is_full:
        _compare(suppliers)
    return RecordQuotesView(
        lines=[_line(looked, item, suppliers) for item in looked.items],
        suppliers=suppliers,
        currency=looked.scene.settings.currency,
    )


# -- one supplier ---------------------------------------------------------------------------------


def _supplier(
    looked: Looked,
    rfq: ChangeOrder,
    given: list[Quote],
    shares: Mapping[int, Decimal],
    contract: Contract | None,
) -> RecordSupplierView:
    on_rfq = looked.book.items_of.get(rfq.id, [])
    bids = [
        _bid(looked, item, rfq, given, shares, contract, is_asked=item.id in on_rfq)
        for item in looked.items
    ]
    quoted = [bid.amount for bid in bids if bid.amount is not None]
    missing = [bid for bid in bids if bid.amount is None]
    compared = [bid.compared for bid in bids]
    plugs = [bid.compared for bid in bids if bid.is_plug and bid.compared is not None]
    is_whole = looked.is_full and bool(quoted) and None not in compared
    project = looked.scene.settings.currency
    company_id = rfq.company_id or (None if contract is None else contract.company_id)
    return RecordSupplierView(
        rfq_id=rfq.uuid,
        rfq_number=rfq.number,
        state=rfq.cost_state or "",
        tag=record_tag(rfq.TABLE, rfq.version, looked.context.role.audience).decode(),
        company=company_reference(looked.context, company_id),
        contract=None if contract is None else seen_reference(looked.context, contract),
        currency=(None if contract is None else contract.currency) or project,
        response_due=rfq.response_due,
        total=sum(quoted, ZERO) if quoted else None,
        plugs=sum(plugs, ZERO) if looked.is_full else None,
        levelled=sum((one for one in compared if one is not None), ZERO) if is_whole else None,
        difference=None,
        missing=sum(bid.is_asked for bid in missing),
        days=max((quote.days for quote in given if quote.days is not None), default=None),
        is_lowest=False,
        may_quote=_why_not(looked, rfq),
        bids=bids,
    )


async def _shares(looked: Looked, rfq: ChangeOrder, given: list[Quote]) -> Mapping[int, Decimal]:
    """What the last price for all lines comes to by line, as accepting it would spread it: lines
    in their order on the request. It is not told by line to who does not see the estimates it is
    spread by, nor where accepting it is refused."""
    items = [looked.book.items[one] for one in looked.book.items_of.get(rfq.id, [])]
    for quote in reversed(given):
        if quote.cost_item_id is None and quote.amount is not None:
            if len(items) > 1 and not looked.is_full:
                return {}
            try:
                return await spread_of(looked.scene, rfq, items, quote.amount)
            except (Conflict, Invalid):
                return {}
    return {}


def _bid(
    looked: Looked,
    item: CostItem,
    rfq: ChangeOrder,
    given: list[Quote],
    shares: Mapping[int, Decimal],
    contract: Contract | None,
    *,
    is_asked: bool,
) -> RecordBidView:
    own = [quote for quote in given if quote.cost_item_id == item.id]
    priced = [quote for quote in own if quote.amount is not None]
    quote = next(reversed(priced or own), None)  # one without amount tells of the line's own price
    amount, origin = (priced[-1].amount, "quote") if priced else (shares.get(item.id), "share")
    if amount is None and looked.is_full and _is_lines_own(item, rfq):
        amount, origin = item.proposed, "line"
    plug = item.estimated if looked.is_full else None
    is_plug = amount is None and plug is not None
    return RecordBidView(
        line_id=item.uuid,
        quote_id=None if quote is None else quote.uuid,
        amount=amount,
        compared=plug if is_plug else _in_project(looked, amount, contract),
        difference=None,
        origin=None if amount is None else origin,
        is_asked=is_asked,
        is_plug=is_plug,
        is_low=False,
        days=None if quote is None else quote.days,
        description=None if quote is None else quote.description,
        accepted=quote is not None and quote.accepted_at is not None,
    )


def _is_lines_own(item: CostItem, rfq: ChangeOrder) -> bool:
    """Whether what a line has as proposed came with this request: as Autodesk's clients answer."""
    return quotes.stands(rfq.cost_state, rfq.contract_id, item.contract_id)


def _in_project(
    looked: Looked, amount: Decimal | None, contract: Contract | None
) -> Decimal | None:
    """A price in the project's currency; None where no rate is known."""
    if amount is None or contract is None:
        return amount
    if not is_foreign(contract.currency, looked.scene.settings.currency):
        return amount
    if contract.exchange_rate is None:
        return None
    return multiply(amount, contract.exchange_rate, CONVERTED_PLACES)


def _why_not(looked: Looked, rfq: ChangeOrder) -> str | None:
    """Why the caller can type no price here; None: he can."""
    if looked.is_past:
        return "the past is not changed"
    try:
        quotes.require_quoting(looked.scene.actor, rfq)
    except (Forbidden, Conflict) as refusal:
        return refusal.detail
    return None


# -- against each other ---------------------------------------------------------------------------


def _compare(suppliers: list[RecordSupplierView]) -> None:
    """Tell the lowest, by line and in all, and what the others ask above it."""
    for place in range(len(suppliers[0].bids) if suppliers else 0):
        bids = [one.bids[place] for one in suppliers]
        priced = [bid.compared for bid in bids if not bid.is_plug and bid.compared is not None]
        low = min(priced, default=None)
        for bid in bids:
            if low is None or bid.is_plug or bid.compared is None:
                continue
            bid.difference = bid.compared - low
            bid.is_low = bid.compared == low and len(priced) > 1
    totals = [one.levelled for one in suppliers if one.levelled is not None]
    low = min(totals, default=None)
    for one in suppliers:
        if low is not None and one.levelled is not None:
            one.difference = one.levelled - low
            one.is_lowest = one.levelled == low and len(totals) > 1


def _line(
    looked: Looked, item: CostItem, suppliers: list[RecordSupplierView]
) -> RecordQuoteLineView:
    bids = [bid for one in suppliers for bid in one.bids if bid.line_id == item.uuid]
    priced = [bid.compared for bid in bids if not bid.is_plug and bid.compared is not None]
    inside = looked.is_full
    return RecordQuoteLineView(
        id=item.uuid,
        number=item.number,
        name=item.name,
        quantity=item.quantity,
        unit=item.unit,
        plug=item.estimated if inside else None,
        proposed=item.proposed if inside else None,
        low=min(priced, default=None) if inside else None,
        high=max(priced, default=None) if inside else None,
    )
