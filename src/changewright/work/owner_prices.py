"""Keeping what owners are shown as line prices: asked at the end of every unit.

An item is on at most one live request and one live order. The order says what the owner is shown,
before there is one the request. A project without formulas pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from changewright.core.book import STAGE, is_closed
from changewright.core.money import Decimal
from changewright.core.owner_prices import Hidden, prices
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_markups import AppliedMarkup, MarkupFormula
from changewright.core.roles import OWNER_PRICES
from changewright.store.read_ledger import LedgerReader

R = TypeVar("R", bound=Record)

KINDS = ("oco", "rco")
"""What owners see, the one that decides first."""
DECIDING = ("submitted", "approved", "hidden_from_owner", "deleted_at")
ACTION = "followed"


class Ending(Protocol):
    """The unit that ends."""

    read: LedgerReader

    def written(self, noun: type[R]) -> list[tuple[R | None, R]]: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...

    async def definitions(self, noun: type[R]) -> tuple[R, ...]: ...


async def settle_owner_prices(unit: Ending) -> None:
    """Let the prices that owners are shown follow what the unit did."""
    if not await unit.definitions(MarkupFormula):
        return
    touched = _touched(unit)
    held = await unit.read.memberships_of_items(touched) if touched else []
    documents = {one.change_order_id for one in held if one.kind in KINDS} | _left(unit)
    members = await unit.read.memberships_of_documents(documents)
    items = await unit.read.many(CostItem, {*touched, *(one.cost_item_id for one in members)})
    if not any(item.hidden_from_owner or _has_own(item) for item in items):
        return
    decided = await _deciding(unit, [item.id for item in items])
    wanted: dict[int, dict[str, Decimal]] = {}
    for document_id in {decided[item.id] for item in items if item.id in decided}:
        mine = [item for item in items if decided.get(item.id) == document_id]
        wanted |= await _prices(unit, mine)
    for item in items:
        values = {own: wanted.get(item.id, {}).get(own) for _, own in OWNER_PRICES}
        if any(getattr(item, own) != value for own, value in values.items()):
            unit.change(item, ACTION, **values)


def _touched(unit: Ending) -> set[int]:
    """The items whose price, or that of their neighbours, may be another now."""
    items = {
        now.id
        for was, now in unit.written(CostItem)
        if was is None or any(getattr(was, name) != getattr(now, name) for name in DECIDING)
    }
    items |= {now.cost_item_id for was, now in unit.written(Membership) if was != now}
    rows = (now for _, now in unit.written(AppliedMarkup) if now.hidden_from_owner)
    return items | {row.target_cost_item_id for row in rows if row.target_cost_item_id is not None}


def _left(unit: Ending) -> set[int]:
    """The documents that something went off, and those that began or ceased to decide."""
    moved = {
        now.change_order_id
        for was, now in unit.written(Membership)
        if was != now and now.kind in KINDS
    }
    for was, now in unit.written(ChangeOrder):
        if now.kind in KINDS and was is not None:
            was_live = was.deleted_at is None and not is_closed(was)
            if was_live != (now.deleted_at is None and not is_closed(now)):
                moved.add(now.id)
    return moved


def _has_own(item: CostItem) -> bool:
    return any(getattr(item, own) is not None for _, own in OWNER_PRICES)


async def _deciding(unit: Ending, items: Collection[int]) -> dict[int, int]:
    """Item → the document that says what its owner is shown: one that is live before one that is
    closed, an order before a request."""
    held = [one for one in await unit.read.memberships_of_items(items) if one.kind in KINDS]
    documents = await unit.read.many(ChangeOrder, {one.change_order_id for one in held})
    known = {one.id: one for one in documents}
    found: dict[int, int] = {}
    for one in sorted(held, key=lambda each: _rank(each, known)):
        if one.change_order_id in known:
            found.setdefault(one.cost_item_id, one.change_order_id)
    return found


def _rank(member: Membership, known: Mapping[int, ChangeOrder]) -> tuple[bool, int, int]:
    document = known.get(member.change_order_id)
    closed = document is None or is_closed(document)
    return closed, KINDS.index(member.kind), -member.id


async def _prices(unit: Ending, items: Sequence[CostItem]) -> dict[int, dict[str, Decimal]]:
    """What is shown for each item of one document, by column."""
    hidden = [item for item in items if item.hidden_from_owner]
    if not hidden:
        return {}
    rows = await unit.read.where(AppliedMarkup, target_cost_item_id=[one.id for one in hidden])
    found: dict[int, dict[str, Decimal]] = {}
    for amount, own in OWNER_PRICES:
        lines = {
            item.id: value
            for item in items
            if not item.hidden_from_owner and (value := getattr(item, amount)) is not None
        }
        told = [
            Hidden(getattr(one, amount) or Decimal(0), _pieces(rows, one, amount)) for one in hidden
        ]
        for item_id, price in prices(lines, told).items():
            found.setdefault(item_id, {})[own] = price
    return found


def _pieces(rows: Iterable[AppliedMarkup], item: CostItem, amount: str) -> dict[int, Decimal]:
    """What of a markup fell to which line, of one amount; of the less mature one that it was filled
    in from, where approval did that and nobody worked it out."""
    names = STAGE["budget"][STAGE["budget"].index(amount) :]
    pieces: dict[int, Decimal] = {}
    for row in rows:
        if row.target_cost_item_id == item.id:
            workings = row.workings or {}
            working = next((workings[name] for name in names if name in workings), None) or {}
            for key, piece in (working.get("pieces") or {}).items():
                pieces[int(key)] = pieces.get(int(key), Decimal(0)) + Decimal(piece)
    return pieces
