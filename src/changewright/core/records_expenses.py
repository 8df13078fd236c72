"""The nouns of money spent outside a contract (autodesk.md §5.5)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from .money import Amount, Price
from .records import External


class Expense(External, frozen=True, kw_only=True):
    """Money spent outside a contract (autodesk.md §5.5)."""

    TABLE: ClassVar[str] = "expense"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("number",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("updated_at", "id"), ("external_id",))

    number: str
    number_value: int | None = None
    name: str
    description: str | None = None
    type: str | None = None
    status: str = "draft"
    scope: str = "full"
    supplier_company_id: int | None = None
    supplier_id: str | None = None
    supplier_name: str | None = None
    main_contract_id: int | None = None
    budget_payment_id: UUID | None = None
    amount: Amount | None = None
    purchased_by: str | None = None
    reference_number: str | None = None
    term: str | None = None
    issued_at: datetime | None = None
    received_at: datetime | None = None
    payment_due: datetime | None = None
    approved_at: datetime | None = None
    paid_at: datetime | None = None
    forecast_distribution_at: datetime | None = None
    aggregate_by: str | None = None
    note: str | None = None


class ExpenseItem(External, frozen=True, kw_only=True):
    """A line of an expense."""

    TABLE: ClassVar[str] = "expense_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("expense_id",), ("budget_id",))

    expense_id: int
    number: str | None = None
    name: str | None = None
    description: str | None = None
    budget_id: int | None = None
    contract_id: int | None = None
    quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    amount: Amount | None = None
    exchange_rate: Price | None = None
    original_exchange_rate: Price | None = None
    realized_gain_or_loss: Amount | None = None
    aggregate_by: str | None = None
    scope: str = "full"
    note: str | None = None
    position: int = 0
