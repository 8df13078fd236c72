"""Quotes: what suppliers ask for the items of an rfq, and what accepting one does.

Several suppliers may be asked about one item, each in an rfq of his own. A quote is a row of its
own until it is accepted; then it is the item's proposed cost, and the item is of the rfq's contract
(core-model.md §6). An rfq that is accepted through either door accepts the quote given last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.book import Book, is_closed
from changewright.core.errors import Conflict, Locked, Problem, invalid
from changewright.core.kinds import phase_of
from changewright.core.money import Decimal
from changewright.core.propagation import revise_item
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_clocks import ClockEvent
from changewright.core.records_events import Quote, RfqResponse
from changewright.core.roles import may_write
from changewright.core.rules import check_edit
from changewright.core.wording import article, document_name, mention

from . import cost_items
from .edits import differing
from .faces import sync_faces_of_items
from .neighbourhood import keep, load_book
from .permission import require_duty, require_write
from .unit import Actor, LedgerReader, Unit
from .whole_prices import made_by, shares_of, work_out_markups

ACCEPTED = ("accepted", "answered")
"""States of an rfq in which its quote stands."""
UNANSWERED = ("open", "pricing")
"""States of an rfq before it is answered with a price."""
AWAITING = (*UNANSWERED, "revising")
"""States of an rfq in which prices come in."""
ANSWERED = ("proposed", "revising", *ACCEPTED)
"""States of an rfq that was answered with a price."""
ANSWER = "quotation_submitted"
"""The event of clocks that an rfq is answered."""


def stands(state: str | None, contract_id: int | None, of_item: int | None) -> bool:
    """Whether what an item has as proposed is the answer to an rfq in this state, of this contract:
    as Autodesk's clients answer, who know no quotes. `of_item` is the item's contract."""
    return state in ANSWERED and contract_id is not None and contract_id == of_item


async def quotes_of(read: LedgerReader, rfq: ChangeOrder) -> list[Quote]:
    """The quotes on an rfq, in the order in which they came."""
    return sorted(await read.where(Quote, rfq_id=rfq.id), key=lambda quote: quote.id)


async def create(unit: Unit, rfq: ChangeOrder, fields: Mapping[str, Any]) -> Quote:
    """A quote on an rfq; on one that asks about a single item it is for that item. Where the rfq
    is accepted already the quote is too. Raises `Invalid` for an item that is not asked about."""
    require_write(unit.actor, "change_order")
    items = await items_of(unit, rfq)
    given = dict(fields)
    if given.get("cost_item_id") is None and len(items) == 1:
        given["cost_item_id"] = items[0].id
    _check_item(given, items)
    await _keep_standing(unit, rfq, items, given.get("cost_item_id"))
    quote = unit.new(Quote, rfq_id=rfq.id, **given)
    rfq = unit.touch(unit.newest(rfq), "quoted")
    if rfq.cost_state in ACCEPTED:
        await accept(unit, rfq, quote)
    return unit.newest(quote)


async def edit(unit: Unit, rfq: ChangeOrder, quote: Quote, fields: Mapping[str, Any]) -> Quote:
    """Change a quote; one that was accepted goes on standing with its new amount. Raises `Locked`
    where the amount it stands for is approved."""
    require_write(unit.actor, "change_order")
    quote = unit.newest(quote)
    given = dict(fields)
    item = await _shown_by(unit, rfq, quote) if "amount" in given else None
    if item is not None:
        await _reprice(unit, rfq, item, given.pop("amount"))
    changes = differing(quote, given)
    if not changes:
        return quote
    _check_item(changes, await items_of(unit, rfq))
    quote = unit.change(quote, "updated", **changes)
    rfq = unit.touch(unit.newest(rfq), "quoted")
    if quote.accepted_at is not None and {"amount", "cost_item_id"} & changes.keys():
        await accept(unit, rfq, quote)
    return unit.newest(quote)


# -- prices that stand on lines ------------------------------------------------------------------


async def edit_standing(
    unit: Unit, rfq: ChangeOrder, place_id: int, fields: Mapping[str, Any]
) -> bool:
    """Change the quote that a line's own price is, known by the line's place on the rfq; False
    where none is. Its amount stays where it stands, what else is said of it becomes a row. Raises
    as `edit`."""
    require_write(unit.actor, "change_order")
    found = await _standing(unit, rfq)
    place, item = next((one for one in found if one[0].id == place_id), (None, None))
    if place is None or item is None:
        return False
    amount = fields.get("amount", item.proposed)
    if amount is not None and fields.keys() <= {"amount"}:
        await _reprice(unit, rfq, item, amount)
    else:
        await edit(unit, rfq, await _as_row(unit, rfq, place), fields)
    return True


async def _standing(unit: Unit, rfq: ChangeOrder) -> list[tuple[Membership, CostItem]]:
    """The lines of an rfq whose own price is a quote, as no quote is for them."""
    rfq = unit.newest(rfq)
    if rfq.cost_state not in ANSWERED:
        return []
    given = await quotes_of(unit.read, rfq)
    if any(quote.cost_item_id is None and quote.amount is not None for quote in given):
        return []
    quoted = {quote.cost_item_id for quote in given}
    places = await unit.read.memberships_of_documents([rfq.id])
    items = {item.id: item for item in await items_of(unit, rfq)}
    held = [(place, items[place.cost_item_id]) for place in places if place.cost_item_id in items]
    return [
        (place, item)
        for place, item in held
        if item.id not in quoted
        and item.proposed is not None
        and stands(rfq.cost_state, rfq.contract_id, item.contract_id)
    ]


async def _as_row(
    unit: Unit, rfq: ChangeOrder, place: Membership, amount: Decimal | None = None
) -> Quote:
    """The quote that a line's own price is, as a row: with `amount`, that one from now on."""
    events = await unit.read.where(ClockEvent, record_kind=rfq.TABLE, record_id=rfq.id, type=ANSWER)
    told = events[-1] if events and events[-1].occurred_at is not None else None
    return unit.new(
        Quote,
        id=place.id,
        rfq_id=rfq.id,
        cost_item_id=place.cost_item_id,
        amount=amount,
        accepted_at=unit.now if rfq.cost_state in ACCEPTED else None,
        created_at=place.created_at if told is None else told.occurred_at,
        created_by=place.created_by if told is None else told.person_id,
    )


async def _keep_standing(
    unit: Unit, rfq: ChangeOrder, items: Sequence[CostItem], item_id: int | None
) -> None:
    """Before another quote comes: what was told as one until now stays one, with its amount."""
    for place, item in await _standing(unit, rfq):
        if item_id in (None, item.id):
            await _as_row(unit, rfq, place, item.proposed)
    rfq = unit.newest(rfq)
    asked = {item.id for item in items if item_id in (None, item.id)}
    for quote in await quotes_of(unit.read, rfq):
        shown = await _shown_by(unit, rfq, quote) if quote.cost_item_id in asked else None
        if shown is not None:
            unit.change(quote, "updated", amount=shown.proposed)


async def _shown_by(unit: Unit, rfq: ChangeOrder, quote: Quote) -> CostItem | None:
    """The item whose own price a quote shows, which names none."""
    rfq = unit.newest(rfq)
    if quote.amount is not None or quote.cost_item_id is None:
        return None
    item = await unit.read.get(CostItem, quote.cost_item_id)
    if item is None or item.proposed is None:
        return None
    return item if stands(rfq.cost_state, rfq.contract_id, item.contract_id) else None


async def _reprice(unit: Unit, rfq: ChangeOrder, item: CostItem, price: Decimal | None) -> None:
    """Another price where the first one stands."""
    if unit.newest(item).proposed != price:
        await cost_items.edit(unit, item, {"proposed": price})
        unit.touch(unit.newest(rfq), "quoted")


# -- offers ---------------------------------------------------------------------------------------


async def offer(unit: Unit, rfq: ChangeOrder, prices: Sequence[Mapping[str, Any]]) -> None:
    """A supplier's prices for what an rfq asks, typed by himself or by who works on the change: one
    per line, or one for all; a price for a line that has one is put in its place, and one of
    nothing withdraws what was given, as if it had never been.

    The caller has seen to it that the rfq is one that he sees. Raises `Forbidden`, `Locked` for an
    rfq that does not wait for prices or has been answered with one that is withdrawn, `Invalid`
    naming the price.
    """
    rfq = unit.newest(rfq)
    require_quoting(unit.actor, rfq, prices)
    items = await items_of(unit, rfq)
    lines, made = {item.id for item in items}, await made_by(unit.read, items)
    kept: dict[int | None, list[Quote]] = {}
    for quote in await quotes_of(unit.read, rfq):
        kept.setdefault(quote.cost_item_id, []).append(quote)
    for place, price in enumerate(prices):
        item_id = price.get("cost_item_id")
        if item_id is not None and item_id not in lines:
            field = f"prices.{place}.costItemId"
            raise invalid(field, "reference", f"{field} names no line that the rfq asks about")
        if item_id in made and price["amount"] is not None:
            field = f"prices.{place}.costItemId"
            raise invalid(field, "rule", f"{field} names what a markup comes to; it has no price")
        given = kept.setdefault(item_id, [])
        if price["amount"] is None:
            _check_withdrawal(place, price)
            for quote in given:
                unit.delete(quote, "withdrawn")
            given.clear()
        elif given:
            changes = differing(given[-1], price)
            given[-1] = unit.change(given[-1], "updated", **changes) if changes else given[-1]
        else:
            given.append(unit.new(Quote, rfq_id=rfq.id, **price))
    unit.touch(rfq, "quoted")


def _check_withdrawal(place: int, price: Mapping[str, Any]) -> None:
    """Raise `Invalid` for what is said of a price that is withdrawn: nothing would be kept."""
    for column in ("days", "number", "description"):
        if price.get(column) is not None:
            field = f"prices.{place}.{column}"
            raise invalid(field, "rule", f"{field} goes with a price; this one is withdrawn")


async def require_priced(unit: Unit, rfq: ChangeOrder) -> None:
    """Raise `Invalid` where an rfq is to be answered and no price is left on it."""
    if all(quote.amount is None for quote in await quotes_of(unit.read, rfq)):
        detail = "nothing is priced any more; the request is answered with a price for a line"
        raise invalid("submit", "rule", detail)


def require_quoting(
    actor: Actor, rfq: ChangeOrder, prices: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Raise `Forbidden` for who neither works on changes nor answers questions, `Locked` unless
    the rfq waits for `prices`: to withdraw one, for its first answer."""
    if not may_write(actor.role, "change_order"):
        require_duty(actor, rfq.kind, "answer", "quote on a request for quote")
    if rfq.kind != "rfq":
        raise Locked(f"{article(document_name(rfq.kind))} is not answered with prices")
    state = (rfq.cost_state or "").replace("_", " ")
    if rfq.cost_state not in UNANSWERED:
        for place, price in enumerate(prices):
            if price["amount"] is None:
                detail = f"the request for quote is {state}; its prices are not withdrawn any more"
                raise Locked(detail, Problem(f"prices.{place}.amount", "rule", detail))
    if rfq.cost_state not in AWAITING:
        raise Locked(f"the request for quote is {state}; it waits for no price now")


def _check_item(fields: Mapping[str, Any], items: Sequence[CostItem]) -> None:
    item_id = fields.get("cost_item_id")
    if item_id is not None and item_id not in {item.id for item in items}:
        raise invalid("cost_item_id", "reference", f"the rfq does not ask about item {item_id}")


async def accept(unit: Unit, rfq: ChangeOrder, quote: Quote) -> Quote:
    """Take a quote: its items get its amount as proposed, and the contract of the rfq. Another
    quote on the same rfq stands no longer. What is approved keeps its amount: `Locked`; so does
    what has detail below it: `Conflict`.
    """
    items = await items_of(unit, rfq)
    if quote.cost_item_id is not None:
        items = [item for item in items if item.id == quote.cost_item_id]
    if quote.amount is not None:
        shares = await shares_of(unit, rfq, items, quote.amount)
        for item in items:
            if item.id in shares:
                await _propose(unit, item, shares[item.id], rfq.contract_id)
        if quote.cost_item_id is None:
            await work_out_markups(unit, rfq)
    for other in await quotes_of(unit.read, rfq):
        overlaps = None in (quote.cost_item_id, other.cost_item_id)
        if other.id != quote.id and (overlaps or other.cost_item_id == quote.cost_item_id):
            unit.change(other, "superseded", accepted_at=None)
    return unit.change(unit.newest(quote), "accepted", accepted_at=unit.now)


async def _propose(unit: Unit, item: CostItem, amount: Decimal, contract_id: int | None) -> None:
    item = unit.newest(item)
    changes: dict[str, Any] = {"proposed": amount}
    if contract_id is not None:
        changes["contract_id"] = contract_id
    changes = differing(item, changes)
    if not changes:
        return
    if phase_of(item.cost_state) == "approved":
        detail = f"cost item {item.number} is approved; its cost is no longer proposed"
        raise Locked(detail, Problem("status", "rule", detail))
    check_edit(item, changes)
    if "proposed" in changes and await cost_items.has_detail(unit, item, "proposed"):
        detail = f"what cost item {item.number} is proposed at is the sum of its detail"
        raise Conflict(detail, Problem("status", "rule", detail))
    book = await load_book(unit, (), [item.id])
    if "contract_id" in changes:
        _check_contract(book, item, contract_id)
    revise_item(book, item.id, changes)
    keep(unit, book, edited=item.id)
    await sync_faces_of_items(unit, [unit.newest(item)])


def _check_contract(book: Book, item: CostItem, contract_id: int | None) -> None:
    """Raise `Conflict` where the item is in a change of another supplier's contract already."""
    for document_id in book.documents_of[item.id]:
        document = book.documents[document_id]
        is_bound = document.kind in ("scr", "sco") or document.single_face
        if is_bound and document.contract_id not in (None, contract_id) and not is_closed(document):
            told = mention(document)
            detail = f"cost item {item.number} is on {told.text} of another contract"
            raise Conflict(detail, Problem("status", "rule", detail), mentions=(told,))


async def follow_state(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> None:
    """What a move of an rfq does to its quotes: accepting it accepts the last one given, and one
    that is stepped back or refused leaves none accepted. Amounts that were taken over stay."""
    if after.kind != "rfq" or before.cost_state == after.cost_state:
        return
    was, now = (one.cost_state in ACCEPTED for one in (before, after))
    quotes = await quotes_of(unit.read, after)
    if now and not was and quotes:
        last: dict[int | None, Quote] = {quote.cost_item_id: quote for quote in quotes}
        for quote in sorted(last.values(), key=lambda each: each.id):
            if not _is_overtaken(quote, quotes):
                await accept(unit, after, quote)
    elif was and not now:
        for quote in quotes:
            unit.change(quote, "reopened", accepted_at=None)


def _is_overtaken(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Whether a later quote is about all that this one is about."""
    return any(
        other.id > quote.id and other.cost_item_id in (None, quote.cost_item_id) for other in quotes
    )


async def items_of(unit: Unit, rfq: ChangeOrder) -> list[CostItem]:
    """The items that an rfq asks about, in their order."""
    places = await unit.read.memberships_of_documents([rfq.id])
    place = {one.cost_item_id: (one.position, one.id) for one in places}
    found = await unit.read.many(CostItem, place)
    return sorted(found, key=lambda item: place[item.id])


# -- responses ------------------------------------------------------------------------------------


async def respond(unit: Unit, rfq: ChangeOrder, fields: Mapping[str, Any]) -> RfqResponse:
    """A remark on an rfq."""
    require_write(unit.actor, "change_order")
    unit.touch(unit.newest(rfq), "answered")
    return unit.new(RfqResponse, rfq_id=rfq.id, **fields)


async def edit_response(
    unit: Unit, rfq: ChangeOrder, response: RfqResponse, fields: Mapping[str, Any]
) -> RfqResponse:
    require_write(unit.actor, "change_order")
    response = unit.newest(response)
    changes = differing(response, fields)
    if changes:
        unit.touch(unit.newest(rfq), "answered")
    return unit.change(response, "updated", **changes)
