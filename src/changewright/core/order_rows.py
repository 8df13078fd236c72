"""Approved orders as rows of their commitment's schedule of values. Pure.

An approved order to a supplier is one row of its contract's schedule, and each of its items that
counts is a row beneath it (autodesk.md §5.4, §5.6: rows are associated with an SCO or a cost item).
So the top rows of a schedule come to the contract's sum. The rows follow what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .book import is_active, stage_amount
from .kinds import phase_of
from .money import PRICE_LIMIT, ZERO, Decimal, divide, sum_amounts
from .records import ChangeOrder, CostItem
from .records_contracts import Contract

ORDER_ROW = "SCO"
ITEM_ROW = "CostItem"

POSITIONS_BEGIN = 1_000_000
"""Rows of orders stand behind the contract's own, in the order of their approval."""

# What of an order and of an item their rows show: while it stays, so do they.
SHOWN_OF_ORDER = (
    *("name", "number", "contract_number", "private", "company_id", "approval_sequence"),
)
SHOWN_OF_ITEM = (
    *("number", "code", "name", "quantity", "unit", "budget_id", "active_cost", "cost_state"),
    *("estimated", "proposed", "committed", "proposed_exchange_rate", "committed_exchange_rate"),
)


def is_row_order(order: ChangeOrder) -> bool:
    """Whether an order stands in its contract's schedule now."""
    return (
        order.kind == "sco"
        and order.deleted_at is None
        and order.contract_id is not None
        and phase_of(order.cost_state) == "approved"
    )


def is_row_item(item: CostItem) -> bool:
    """Whether an item of such an order is a row of it."""
    return is_active(item, "cost") and phase_of(item.cost_state) == "approved"


def is_private(order: ChangeOrder, contract: Contract) -> bool:
    """Whether the contract's supplier does not see an order: it is private, or addressed to
    somebody else (core/roles.py, `shown_to_supplier`)."""
    return order.private or order.company_id not in (None, contract.company_id)


def order_row(order: ChangeOrder, contract: Contract, items: Iterable[CostItem]) -> dict[str, Any]:
    """The columns of an order's own row."""
    return {
        "contract_id": order.contract_id,
        "association_type": ORDER_ROW,
        "association_id": order.id,
        "association_uuid": order.uuid,
        "code": order.contract_number or order.number,
        "name": order.name,
        "amount": sum_amounts(stage_amount(item, "cost") for item in items),
        "position": POSITIONS_BEGIN + (order.approval_sequence or 0),
        "is_private": is_private(order, contract),
    }


def item_row(
    order: ChangeOrder, contract: Contract, item: CostItem, position: int
) -> dict[str, Any]:
    """The columns of the row of one of its items."""
    amount = stage_amount(item, "cost") or ZERO
    return {
        "contract_id": order.contract_id,
        "association_type": ITEM_ROW,
        "association_id": item.id,
        "association_uuid": item.uuid,
        "budget_id": item.budget_id,
        "has_budget_linked": item.budget_id is not None,
        "code": item.code or item.number,
        "name": item.name,
        "quantity": item.quantity,
        "unit": item.unit,
        "unit_price": _price(amount, item.quantity),
        "amount": amount,
        "exchange_rate": item.committed_exchange_rate,
        "position": position,
        "is_private": is_private(order, contract),
    }


def _price(amount: Decimal, quantity: Decimal | None) -> Decimal | None:
    """The price of one, where there is one that can be kept."""
    price = divide(amount, quantity) if quantity else None
    return None if price is None or abs(price) >= PRICE_LIMIT else price
