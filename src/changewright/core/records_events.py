"""What stands beside change events and questions to suppliers: the lines of an event, and what is
quoted and remarked on a question (core-model.md §6)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from .money import Amount, Price
from .records import Json, Record


class EventLine(Record, frozen=True, kw_only=True):
    """What a line of a change event has beside its cost item, whose `estimated` is its estimate.

    `calculation` is automatic (quantity times unit cost) or manual. The proposed company and
    contract are whom it may be given to; `contract_line_id` is the row of the contract it is about.
    `revenue_…` is the estimate of what the owner pays, where somebody typed one.
    """

    TABLE: ClassVar[str] = "event_line"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("cost_item_id",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    cost_item_id: int
    description: str | None = None
    quantity: Price | None = None
    unit_cost: Price | None = None
    unit: str | None = None
    calculation: str = "manual"
    proposed_company_id: int | None = None
    proposed_contract_id: int | None = None
    contract_line_id: int | None = None
    revenue_amount: Amount | None = None
    revenue_quantity: Price | None = None
    revenue_unit_cost: Price | None = None
    revenue_calculation: str = "manual"


class Quote(Record, frozen=True, kw_only=True):
    """What a supplier asks for the items of an rfq: for one of them, or without one for all.

    `number` is his own; `accepted_at` marks the quote whose amount the items have as `proposed`.
    """

    TABLE: ClassVar[str] = "quote"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("rfq_id",), ("cost_item_id",))

    rfq_id: int
    cost_item_id: int | None = None
    number: str | None = None
    amount: Amount | None = None
    days: int | None = None
    description: str | None = None
    accepted_at: datetime | None = None


class RfqResponse(Record, frozen=True, kw_only=True):
    """A remark that answers an rfq, with the files that came with it."""

    TABLE: ClassVar[str] = "rfq_response"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("rfq_id",),)

    rfq_id: int
    comment: str | None = None
    file_ids: Json = ()
