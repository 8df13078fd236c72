"""The nouns of forms: the block of a change order as it was signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from .money import Amount
from .records import Record


class FormSnapshot(Record, frozen=True, kw_only=True):
    """The arithmetic of an order's form, frozen when the order entered approved (core-model.md §4).

    One of `contract_id` (an order to a supplier) and `main_contract_id` (an owner's) names the
    contract it amends. `prior_change` is the net of the orders approved before it, by approval
    sequence; `prior_days` their days. It goes when its order leaves approved. `superseded_at` is
    set when an order before it does, which only a project without the rule of last in, first out
    lets happen: the block is still what was signed, but no longer what the contract comes to.
    """

    TABLE: ClassVar[str] = "form_snapshot"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("change_order_id",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("contract_id", "sequence"),
        ("main_contract_id", "sequence"),
    )

    change_order_id: int
    contract_id: int | None = None
    main_contract_id: int | None = None
    sequence: int
    approved_at: datetime
    currency: str | None = None
    original_sum: Amount
    prior_change: Amount
    prior_sum: Amount
    amount: Amount
    new_sum: Amount
    original_completion: date | None = None
    prior_days: int = 0
    prior_completion: date | None = None
    days: int = 0
    new_completion: date | None = None
    superseded_at: datetime | None = None
    superseded_by: int | None = None
    """The order whose leaving superseded it."""
